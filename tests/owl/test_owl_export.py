"""The OWL export holds what is given and nothing inferred, each fact with its claims, in OWL 2 DL."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from iall_kg.content import Content
from iall_kg.exports.owl import MERGED, catalog
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, DCTERMS, IALL, INFERRED_GRAPH, ONTOLOGY_GRAPH, OWL, RDF, RDFS
from iall_kg.reasoning.clashes import outside_dl
from iall_kg.statements import DEFAULT, Spo, match
from iall_kg.version import __version__


def one(store: ox.Store, subject: ox.NamedNode | ox.BlankNode, predicate: ox.NamedNode) -> ox.NamedNode | ox.Literal:
    (statement,) = match(store, subject, predicate)
    assert not isinstance(statement.object, ox.BlankNode)
    return statement.object


def canonical(content: bytes, form: ox.RdfFormat) -> ox.Dataset:
    dataset = ox.Dataset(ox.parse(content, format=form))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


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
