"""GraphML and KGX come back as the nodes and edges, which are the things and the facts."""

from collections.abc import Mapping
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from exported import only

from iall_kg.exports.graphml import SPACE
from iall_kg.exports.kgx import ANY_CATEGORY, ANY_PREDICATE, DISRUPTS, TREATS, TRIAL
from iall_kg.exports.property_graph import Edge, Node, nodes_and_edges
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, IALL, RDF, expand, shorten

G = f"{{{SPACE}}}"


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
