"""RDF that is exported comes back as it went out, and another parser reads the same."""

import json
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from exported import only

from iall_kg.content import Content
from iall_kg.exports.jsonld import jsonld
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, DCTERMS, IALL, XSD
from iall_kg.serialize import sorted_quads

TRIPLES = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES, "rdfxml": ox.RdfFormat.RDF_XML}
DATASETS = {"trig": ox.RdfFormat.TRIG, "nquads": ox.RdfFormat.N_QUADS, "jsonld": ox.RdfFormat.JSON_LD}


def default_graph(kg: KnowledgeGraph) -> list[ox.Quad]:
    return sorted_quads(kg.store.quads_for_pattern(None, None, None, ox.DefaultGraph()))


def stored(quads: ox.QuadParser) -> list[ox.Quad]:
    """Return quads as a store holds them: once each, sorted, blank nodes named by content."""
    store = ox.Store()
    store.extend(quads)
    return sorted_quads(store)


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
