"""What is exported comes back as it went out, is the same each time, and keeps the rules of its form."""

import csv
import hashlib
import io
import json
import re
import shlex
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib

from iall_kg.cli import main
from iall_kg.content import Content, find_content
from iall_kg.errors import BuildError
from iall_kg.exports import FORMATS
from iall_kg.exports.crate import METADATA, crate
from iall_kg.exports.files import write_files
from iall_kg.exports.graphml import SPACE
from iall_kg.exports.jsonld import jsonld
from iall_kg.exports.kgx import ANY_CATEGORY, ANY_PREDICATE, DISRUPTS, TREATS, TRIAL
from iall_kg.exports.nanopubs import NP, PARTS, PROV
from iall_kg.exports.property_graph import Edge, Node, nodes_and_edges
from iall_kg.exports.tables import Table, read_tables
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, DCTERMS, IALL, RDF, XSD, expand, shorten
from iall_kg.serialize import sorted_quads

DOCUMENT = Path(__file__).parents[2] / "docs" / "exports.md"
G = f"{{{SPACE}}}"
TRIPLES = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES, "rdfxml": ox.RdfFormat.RDF_XML}
DATASETS = {"trig": ox.RdfFormat.TRIG, "nquads": ox.RdfFormat.N_QUADS, "jsonld": ox.RdfFormat.JSON_LD}
TABLES = sorted(path.stem for path in (find_content().queries / "tables").glob("*.rq"))


@pytest.fixture(scope="module")
def exports(kg: KnowledgeGraph) -> dict[str, Mapping[str, bytes]]:
    return {form.name: form.make(kg) for form in FORMATS}


def only(files: Mapping[str, bytes]) -> bytes:
    (content,) = files.values()
    return content


def default_graph(kg: KnowledgeGraph) -> list[ox.Quad]:
    return sorted_quads(kg.store.quads_for_pattern(None, None, None, ox.DefaultGraph()))


def stored(quads: ox.QuadParser) -> list[ox.Quad]:
    """Return quads as a store holds them: once each, sorted, blank nodes named by content."""
    store = ox.Store()
    store.extend(quads)
    return sorted_quads(store)


# --- RDF


@pytest.mark.parametrize("name", TRIPLES)
def test_triples_come_back_as_the_default_graph(
    name: str, exports: dict[str, Mapping[str, bytes]], kg: KnowledgeGraph
) -> None:
    assert stored(ox.parse(only(exports[name]), format=TRIPLES[name])) == default_graph(kg)


@pytest.mark.parametrize("name", DATASETS)
def test_quads_come_back_as_the_whole_dataset(
    name: str, exports: dict[str, Mapping[str, bytes]], kg: KnowledgeGraph
) -> None:
    assert stored(ox.parse(only(exports[name]), format=DATASETS[name])) == sorted_quads(kg.store)


def test_another_parser_reads_the_same_from_rdf_xml(
    exports: dict[str, Mapping[str, bytes]], kg: KnowledgeGraph
) -> None:
    graph = rdflib.Graph().parse(data=only(exports["rdfxml"]), format="xml")
    back = ox.parse(graph.serialize(format="nt").encode(), format=ox.RdfFormat.N_TRIPLES)
    assert stored(back) == default_graph(kg)


# rdflib's parser of JSON-LD warns of its own class.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_another_parser_reads_the_same_from_json_ld(
    exports: dict[str, Mapping[str, bytes]], kg: KnowledgeGraph
) -> None:
    dataset = rdflib.Dataset().parse(data=only(exports["jsonld"]), format="json-ld")
    nquads = dataset.serialize(format="nquads").replace(" <urn:x-rdflib:default> .\n", " .\n")
    assert stored(ox.parse(nquads.encode(), format=ox.RdfFormat.N_QUADS)) == sorted_quads(kg.store)


def test_json_ld_reads_like_words(exports: dict[str, Mapping[str, bytes]]) -> None:
    document = json.loads(only(exports["jsonld"]))
    nodes = {node["@id"]: node for node in document["@graph"]}
    claim = nodes["claim/kulczycka-2024/s4-3-p1-s1"]
    assert (claim["@type"], claim["stance"], claim["section"]) == ("Claim", "ontology#Asserts", "4.3")
    said = {node["@id"]: node for node in claim["@graph"]}
    assert said["drugclass/menin-inhibitor"]["disrupts"] == "interaction/menin--KMT2A"
    assert "revumenib" in nodes["drug/revumenib"]["label"]


def test_json_ld_keeps_decimals_and_values_of_unusual_kinds() -> None:
    thing, other = ox.NamedNode(f"{BASE}drug/a"), ox.NamedNode(f"{BASE}drug/b:c")
    values = [
        ox.Literal("36.5", datatype=XSD.decimal),
        ox.Literal("7", datatype=XSD.integer),
        ox.Literal("true", datatype=XSD.boolean),
        ox.Literal("words"),
        ox.Literal("Wörter", language="de"),
        ox.Literal("2026-11-23", datatype=XSD.date),
        ox.BlankNode("x"),
        other,
    ]
    store = ox.Store()
    store.extend(ox.Quad(thing, IALL.value, value) for value in values)
    store.extend(ox.Quad(other, getattr(IALL, f"only{n}"), value, thing) for n, value in enumerate(values))
    # Two properties of one local name, and one whose kinds are equally frequent.
    store.extend(ox.Quad(thing, p, ox.Literal("same")) for p in (IALL.source, DCTERMS.source))
    content = only(jsonld(KnowledgeGraph(store, Content(Path()))))
    assert stored(ox.parse(content, format=ox.RdfFormat.JSON_LD)) == sorted_quads(store)
    context = json.loads(content)["@context"]
    assert context["only0"]["@type"] == XSD.decimal.value
    assert {"iall:source", "dcterms:source"} <= context.keys()


# --- Tables


@pytest.fixture(scope="module")
def tables(kg: KnowledgeGraph) -> dict[str, Table]:
    return read_tables(kg)


@pytest.fixture(scope="module")
def package(exports: dict[str, Mapping[str, bytes]]) -> dict[str, dict[str, object]]:
    found = json.loads(exports["tables"]["datapackage.json"])
    return {resource["name"]: resource for resource in found["resources"]}


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_comes_back_as_its_rows(
    name: str, exports: dict[str, Mapping[str, bytes]], tables: dict[str, Table]
) -> None:
    answer = tables[name].answer
    assert len(answer) > 0
    expected = [["" if cell is None else cell.value for cell in row] for row in answer.rows]
    assert [list(row.values()) for row in csv_rows(exports["tables"][f"{name}.csv"])] == expected


@pytest.mark.parametrize("name", TABLES)
def test_a_table_keeps_what_the_package_says_of_it(
    name: str, exports: dict[str, Mapping[str, bytes]], package: dict[str, dict]
) -> None:
    rows = csv_rows(exports["tables"][f"{name}.csv"])
    schema = package[name]["schema"]
    assert package[name]["path"] == f"{name}.csv"
    assert [f["name"] for f in schema["fields"]] == list(rows[0])
    keys = [tuple(row[column] for column in schema["primaryKey"]) for row in rows]
    assert all(all(key) for key in keys)
    assert Counter(keys).most_common(1)[0][1] == 1
    forms = {"integer": r"-?\d+", "number": r"-?\d+(\.\d+)?", "boolean": "true|false", "date": r"\d{4}-\d\d-\d\d"}
    for field in schema["fields"]:
        pattern = r"https?://\S+" if field.get("format") == "uri" else forms.get(field["type"], "(?s:.*)")
        for row in rows:
            assert row[field["name"]] == "" or re.fullmatch(pattern, row[field["name"]]), field["name"]
    for link in schema.get("foreignKeys", []):
        (column,), (key,) = link["fields"], link["reference"]["fields"]
        named = {row[key] for row in csv_rows(exports["tables"][f"{link['reference']['resource']}.csv"])}
        assert {row[column] for row in rows} - {""} <= named


@pytest.mark.parametrize("name", TABLES)
def test_the_order_of_a_table_leaves_nothing_to_chance(name: str, tables: dict[str, Table]) -> None:
    table = tables[name]
    ordered_by = re.findall(r"\?(\w+)", table.query.sparql.rpartition("ORDER BY")[2])
    places = [table.answer.columns.index(column) for column in ordered_by]
    seen = Counter(tuple(str(row[place]) for place in places) for row in table.answer.rows)
    assert seen.most_common(1)[0][1] == 1


def test_tables_have_a_row_for_every_thing_of_their_kind(kg: KnowledgeGraph, tables: dict[str, Table]) -> None:
    kinds = {
        "drugs": IALL.TherapeuticAgent,
        "genes": IALL.Gene,
        "fusions": IALL.GeneFusion,
        "studies": IALL.Study,
        "populations": IALL.Population,
        "criteria": IALL.Criterion,
        "claims": IALL.Claim,
        "conflicts": IALL.Conflict,
        "passages": IALL.Passage,
        "references": IALL.Reference,
        "sources": IALL.Source,
    }
    for name, kind in kinds.items():
        members = {q.subject for q in kg.store.quads_for_pattern(None, RDF.type, kind, ox.DefaultGraph())}
        assert {
            row[tables[name].answer.columns.index(tables[name].key[0])] for row in tables[name].answer.rows
        } == members


def test_the_table_of_claims_and_statements_holds_every_quad_of_every_claim(
    kg: KnowledgeGraph, tables: dict[str, Table]
) -> None:
    quads = [q for q in kg.store if "/claim/" in getattr(q.graph_name, "value", "")]
    assert len(tables["claim-statements"].answer) == len(quads)


def test_a_table_without_a_key_is_an_error(tmp_path: Path, kg: KnowledgeGraph) -> None:
    folder = tmp_path / "queries" / "tables"
    folder.mkdir(parents=True)
    head = "# title: T\n# question: Q\n# returns: one row\n# topic: evidence\n\n"
    for text in ("SELECT ?a { }", "# key: b\nSELECT ?a { }", "# key: a\n# link: a -> none\nSELECT ?a { }"):
        (folder / "t.rq").write_text(head + text, encoding="utf-8")
        with pytest.raises(BuildError, match=r"t\.rq"):
            read_tables(KnowledgeGraph(kg.store, Content(tmp_path)))


# --- GraphML and KGX


@pytest.fixture(scope="module")
def graph(kg: KnowledgeGraph) -> tuple[dict[str, Node], list[Edge]]:
    nodes, edges = nodes_and_edges(kg)
    assert len({node.iri for node in nodes}) == len(nodes)
    return {node.iri: node for node in nodes}, edges


def test_nodes_and_edges_are_the_things_and_the_facts(
    kg: KnowledgeGraph, graph: tuple[dict[str, Node], list[Edge]]
) -> None:
    nodes, edges = graph
    assert {end for edge in edges for end in (edge.subject, edge.object)} <= nodes.keys()
    assert len({(e.subject, e.predicate, e.object) for e in edges}) == len(edges)
    asserting = {s.subject for s in kg.store.quads_for_pattern(None, IALL.stance, IALL.Asserts, ox.DefaultGraph())}
    inferred = ox.NamedNode(f"{BASE}graph/inferred")
    stated = {q.triple for q in kg.store if q.graph_name in asserting and isinstance(q.object, ox.NamedNode)}
    accepted = {t for t in stated if ox.Quad(t.subject, t.predicate, t.object) in kg.store}
    followed = {
        q.triple
        for q in kg.store.quads_for_pattern(None, None, None, inferred)
        if isinstance(q.object, ox.NamedNode) and q.predicate != RDF.type
    }
    assert accepted < stated  # a settled conflict takes a value out
    found = {
        status: {(e.subject, e.predicate, e.object) for e in edges if e.status == status}
        for status in ("stated", "inferred")
    }
    assert found["stated"] == {(t.subject.value, t.predicate.value, t.object.value) for t in accepted}
    assert found["inferred"] == {(t.subject.value, t.predicate.value, t.object.value) for t in followed}


def test_graphml_comes_back_as_nodes_and_edges(
    exports: dict[str, Mapping[str, bytes]], graph: tuple[dict[str, Node], list[Edge]]
) -> None:
    nodes, edges = graph
    root = ElementTree.fromstring(only(exports["graphml"]))
    keys = {key.get("id"): key.get("attr.name") for key in root.iter(f"{G}key")}

    def data(element: ElementTree.Element) -> dict[str, str]:
        return {keys[item.get("key")]: item.text for item in element}

    back = {element.get("id"): data(element) for element in root.iter(f"{G}node")}
    assert {d["iri"]: (d["label"], d["type"]) for d in back.values()} == {
        node.iri: (node.label, node.type_label) for node in nodes.values()
    }
    assert back["drug:revumenib"] == {
        "label": "revumenib",
        "kind": "drug",
        "type": "drug",
        "iri": f"{BASE}drug/revumenib",
    }
    found = [(back[e.get("source")]["iri"], data(e), back[e.get("target")]["iri"]) for e in root.iter(f"{G}edge")]
    assert [(s, expand(d["predicate"]), o, d["status"]) for s, d, o in found] == [
        (e.subject, e.predicate, e.object, e.status) for e in edges
    ]
    for (_, d, _), edge in zip(found, edges, strict=True):
        assert d.get("claims", "").split("; ") == ([shorten(e.claim) for e in edge.evidence] or [""])
        assert ("sections" in d, "references" in d) == (edge.status == "stated",) * 2


def tsv(content: bytes) -> list[dict[str, str]]:
    head, *lines = (line.split("\t") for line in content.decode().removesuffix("\n").split("\n"))
    return [dict(zip(head, line, strict=True)) for line in lines]


def test_kgx_comes_back_as_nodes_and_edges(
    exports: dict[str, Mapping[str, bytes]], graph: tuple[dict[str, Node], list[Edge]]
) -> None:
    nodes, edges = graph
    node_rows, edge_rows = tsv(exports["kgx"]["nodes.tsv"]), tsv(exports["kgx"]["edges.tsv"])
    assert {(r["iri"], r["name"], expand(r["type"])) for r in node_rows} == {
        (n.iri, n.label, n.type) for n in nodes.values()
    }
    assert len({r["id"] for r in node_rows}) == len(node_rows) == len(nodes)
    assert len({r["id"] for r in edge_rows}) == len(edge_rows)

    def ends(row: dict[str, str]) -> tuple[str | None, ...]:
        subject, target = (
            (row["object"], row["subject"]) if row["predicate"] == TREATS else (row["subject"], row["object"])
        )
        return expand(subject), expand(row["original_predicate"]), expand(target)

    stated = {(*ends(r), expand(r["claim"])) for r in edge_rows if r["knowledge_level"] == "knowledge_assertion"}
    assert stated == {(e.subject, e.predicate, e.object, evidence.claim) for e in edges for evidence in e.evidence}
    inferred = {ends(r) for r in edge_rows if r["knowledge_level"] == "logical_entailment"}
    assert inferred == {(e.subject, e.predicate, e.object) for e in edges if e.status == "inferred"}
    assert len(stated) + len(inferred) == len(edge_rows)


def test_kgx_uses_terms_of_biolink_and_says_who_knows_it_and_from_where(
    exports: dict[str, Mapping[str, bytes]],
) -> None:
    nodes, edges = tsv(exports["kgx"]["nodes.tsv"]), tsv(exports["kgx"]["edges.tsv"])
    assert {r["category"] for r in nodes} == {ANY_CATEGORY, TRIAL}
    assert {r["predicate"] for r in edges} == {ANY_PREDICATE, DISRUPTS, TREATS}
    category = {r["id"]: r["category"] for r in nodes}
    assert category["trial:NCT04065399"] == TRIAL
    assert category["study:Interfant-99-MRD"] == ANY_CATEGORY
    for row in edges:
        assert {row["subject"], row["object"]} <= category.keys()
        stated = row["knowledge_level"] == "knowledge_assertion"
        assert row["agent_type"] == ("manual_agent" if stated else "automated_agent")
        assert row["primary_knowledge_source"]
        assert bool(row["supporting_text"]) == bool(row["claim"]) == stated
    (treats,) = (r for r in edges if r["predicate"] == TREATS)
    assert (treats["subject"], treats["object"]) == ("drug:blinatumomab", "disease:infant-ALL")
    disrupts = next(r for r in edges if r["predicate"] == DISRUPTS and r["claim"])
    assert disrupts["publications"] == "reference:kulczycka-2024/57|reference:kulczycka-2024/58"
    assert disrupts["supporting_text"].startswith("4.3: ")


# --- Nanopublications


def test_each_claim_is_a_nanopublication_by_the_guidelines(
    exports: dict[str, Mapping[str, bytes]], kg: KnowledgeGraph
) -> None:
    store = ox.Store()
    store.extend(ox.parse(only(exports["nanopubs"]), format=ox.RdfFormat.TRIG))
    claims = {q.subject for q in kg.store.quads_for_pattern(None, RDF.type, IALL.Claim, ox.DefaultGraph())}
    pubs = {q.subject.value: q.graph_name for q in store.quads_for_pattern(None, RDF.type, NP.Nanopublication)}
    assert len(pubs) == len(claims)
    graphs = []
    for claim in claims:
        this = ox.NamedNode(claim.value.replace("/claim/", "/nanopub/"))
        head, assertion, provenance, pubinfo = parts = [ox.NamedNode(f"{this.value}#{part}") for part in PARTS]
        graphs += parts
        assert pubs[this.value] == head

        def held(graph: ox.NamedNode) -> set[ox.Triple]:
            return {q.triple for q in store.quads_for_pattern(None, None, None, graph)}

        assert held(head) == {
            ox.Triple(this, RDF.type, NP.Nanopublication),
            ox.Triple(this, NP.hasAssertion, assertion),
            ox.Triple(this, NP.hasProvenance, provenance),
            ox.Triple(this, NP.hasPublicationInfo, pubinfo),
        }
        assert held(assertion) == {q.triple for q in kg.store.quads_for_pattern(None, None, None, claim)}
        assert held(assertion)
        about = {t.predicate: t.object for t in held(provenance) if t.subject == assertion}
        (passage,) = (q.object for q in kg.store.quads_for_pattern(claim, IALL.fromPassage, None, ox.DefaultGraph()))
        (source,) = (q.object for q in kg.store.quads_for_pattern(passage, IALL.ofSource, None, ox.DefaultGraph()))
        assert (about[PROV.wasDerivedFrom], about[PROV.hadPrimarySource]) == (passage, source)
        assert {IALL.stance, IALL.evidenceType} <= about.keys()
        assert {IALL.cue, IALL.section} <= {t.predicate for t in held(provenance) if t.subject == passage}
        assert {DCTERMS.title, IALL.url} <= {t.predicate for t in held(provenance) if t.subject == source}
        info = {t.predicate: t.object for t in held(pubinfo) if t.subject == this}
        assert isinstance(info[DCTERMS.creator], ox.NamedNode)
        assert info[DCTERMS.created].datatype == XSD.dateTime
        assert info[DCTERMS.license] == ox.NamedNode("https://creativecommons.org/licenses/by/4.0/")
    assert len(set(graphs)) == len(graphs) == 4 * len(claims)
    assert set(store.named_graphs()) == set(graphs)
    assert not list(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))


def test_a_hedged_claim_says_so_in_its_nanopublication(exports: dict[str, Mapping[str, bytes]]) -> None:
    quads = list(ox.parse(only(exports["nanopubs"]), format=ox.RdfFormat.TRIG))
    stances = Counter(q.object for q in quads if q.predicate == IALL.stance)
    assert stances[IALL.Hedges] > 0
    assert sum(stances.values()) == sum(q.object == NP.Nanopublication for q in quads)


# --- RO-Crate


def test_the_crate_describes_every_file_beside_it(kg: KnowledgeGraph, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    contents = {"a.ttl": b"# a\n", "site/my page.html": b"<p>", ".hidden": b"", METADATA: b"old"}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    document = json.loads(only(crate(kg, tmp_path)))
    entities = {entity["@id"]: entity for entity in document["@graph"]}
    assert len(entities) == len(document["@graph"])
    assert entities[METADATA]["about"] == {"@id": "./"}
    assert entities[METADATA]["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert document["@context"][0] == "https://w3id.org/ro/crate/1.1/context"
    root = entities["./"]
    assert root["@type"] == "Dataset"
    assert all(root[key] for key in ("name", "description", "datePublished", "license", "creator", "isBasedOn"))
    assert [part["@id"] for part in root["hasPart"]] == ["a.ttl", "site/my%20page.html"]
    assert entities["a.ttl"] == {
        "@id": "a.ttl",
        "@type": "File",
        "name": "a.ttl",
        "contentSize": "4",
        "sha256": hashlib.sha256(b"# a\n").hexdigest(),
        "encodingFormat": "text/turtle",
    }

    def named(value: object) -> list[str]:
        if isinstance(value, list):
            return [iri for item in value for iri in named(item)]
        return [value["@id"]] if isinstance(value, dict) else []

    for entity in entities.values():
        for key, value in entity.items():
            for iri in named(value) if key != "conformsTo" else []:
                assert iri in entities, iri


def test_the_crate_of_an_empty_or_missing_folder_is_an_error(kg: KnowledgeGraph, tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(BuildError, match="holds no file"):
            crate(kg, folder)


# --- All of them


def test_the_same_dataset_read_in_another_order_gives_the_same_bytes(
    exports: dict[str, Mapping[str, bytes]], kg: KnowledgeGraph
) -> None:
    store = ox.Store()
    store.extend(reversed(list(kg.store)))
    other = KnowledgeGraph(store, kg.content)
    for form in FORMATS:
        assert form.make(other) == exports[form.name], form.name


def test_no_two_exports_write_a_file_of_one_name(exports: dict[str, Mapping[str, bytes]]) -> None:
    names = [name for files in exports.values() for name in files]
    assert len(set(names)) == len(names)


def test_files_that_cannot_be_written_are_an_error_and_leave_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(BuildError, match="cannot write"):
        write_files({"a": b""}, tmp_path / "file")
    (tmp_path / "out" / "a").mkdir(parents=True)
    with pytest.raises(BuildError, match="cannot write"):
        write_files({"a": b""}, tmp_path / "out")
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["a"]


def document_commands() -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```$", DOCUMENT.read_text(encoding="utf-8"), re.M | re.S)
    return [line for block in blocks for line in block.splitlines() if line.startswith("iall-kg ")]


def test_the_commands_of_the_document_run_and_name_every_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    commands = [shlex.split(command, comments=True)[1:] for command in document_commands()]
    for command in commands:
        assert main(command) == 0, command
        printed = capsys.readouterr().out.split()
        assert printed
        assert all(Path(path).is_file() for path in printed)
    assert {form.name for form in FORMATS} | {"ro-crate", "all"} <= {command[1] for command in commands}
    text = DOCUMENT.read_text(encoding="utf-8")
    for table in TABLES:
        assert f"`{table}`" in text, table


def test_a_form_that_does_not_exist_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["export", "papyrus", "--out", "x"])
    assert stopped.value.code == 2
    assert "turtle" in capsys.readouterr().err
