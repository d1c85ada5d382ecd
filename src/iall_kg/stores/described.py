"""Describe a release within itself: VoID and DCAT, made by `queries/description`, and the stored queries.

Comes in: a store with the release, which may be changed. Goes out: the same store with two more graphs, which its
default graph holds too, and the descriptions as triples. The counts of VoID are those of the default graph with VoID
in it. This is what the endpoint serves, what a directory holds, and what is published.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from iall_kg.content import Content
from iall_kg.lookup import UNNAMED_KINDS
from iall_kg.names import BASE, FOREIGN_PREFIXES, RDFS, kind_of
from iall_kg.statements import DEFAULT, match
from iall_kg.stored_queries import read_queries
from iall_kg.stores.query_graph import QUERIES_GRAPH, described
from iall_kg.stores.readable import ReadableStore

VOID_GRAPH = ox.NamedNode(BASE + ".well-known/void")
# The default graph has no name of its own; this one stands for it.
DEFAULT_GRAPH = ox.NamedNode(VOID_GRAPH.value + "#default-graph")
COUNTS = ("statistics", "classes", "properties")
MOST_ROUNDS = 8
PREFIXES = FOREIGN_PREFIXES | {
    "dcat": "http://www.w3.org/ns/dcat#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "schema": "https://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "void": "http://rdfs.org/ns/void#",
    "about": VOID_GRAPH.value + "#",
}


@dataclass(frozen=True, slots=True)
class Descriptions:
    """The documents that describe a dataset; the service description is not among its quads."""

    void: list[ox.Triple]
    queries: list[ox.Triple]
    service: list[ox.Triple]


def describe_within(store: ox.Store, content: Content) -> Descriptions:
    """Add the descriptions of a release to it and return them."""
    folder = content.queries / "description"
    queries = query_triples(content)
    _add(store, queries, QUERIES_GRAPH)
    about = constructed(store, folder / "dataset.rq")
    _add(store, about)
    counts = _counted(store, folder)
    void = [*about, *counts, *constructed(store, folder / "class-properties.rq")]
    _add(store, void, VOID_GRAPH, default=False)
    return Descriptions(void, queries, service_triples(store, content))


def query_triples(content: Content) -> list[ox.Triple]:
    """Return the description of the stored queries."""
    return list(described(read_queries(content.queries / "questions").values()))


def service_triples(store: ReadableStore, content: Content) -> list[ox.Triple]:
    """Return the service description of a store that holds its VoID."""
    return constructed(store, content.queries / "description" / "service.rq")


def constructed(store: ReadableStore, path: Path) -> list[ox.Triple]:
    """Return the triples that a stored CONSTRUCT query gives, each once."""
    result = store.query(path.read_text(encoding="utf-8"))
    assert isinstance(result, ox.QueryTriples)
    return list(dict.fromkeys(result))


def kinds_of(store: ReadableStore) -> list[str]:
    """Return the kinds of things, such as drug and claim, which begin the paths of their addresses."""
    named = (quad.subject.value for quad in match(store, None, RDFS.label, None, DEFAULT))
    graphs = (graph.value for graph in store.named_graphs())
    # Passages have neither labels nor graphs, but addresses.
    kinds = {kind_of(iri) for iris in (named, graphs) for iri in iris} | UNNAMED_KINDS
    return sorted(kind for kind in kinds if kind.isidentifier())


def prefixes_for_kinds(kinds: list[str]) -> dict[str, str]:
    """Return a prefix for each kind of thing, and those of the vocabularies."""
    return {kind: f"{BASE}{kind}/" for kind in kinds} | PREFIXES


def _counted(store: ox.Store, folder: Path) -> list[ox.Triple]:
    """Count the default graph until the counts, which are part of it, hold for themselves too; leave them in it."""
    counts: set[ox.Triple] = set()
    for _ in range(MOST_ROUNDS):
        again = {triple for name in COUNTS for triple in constructed(store, folder / f"{name}.rq")}
        if again == counts:
            break
        for triple in counts:
            store.remove(_quad(triple))
        counts = again
        _add(store, counts)
    return list(counts)


def _add(
    store: ox.Store, triples: Iterable[ox.Triple], graph: ox.NamedNode | None = None, *, default: bool = True
) -> None:
    """Add triples to the default graph, to a named graph, or to both."""
    triples = list(triples)
    if default:
        store.extend(_quad(triple) for triple in triples)
    if graph is not None:
        store.extend(_quad(triple, graph) for triple in triples)


def _quad(triple: ox.Triple, graph: ox.NamedNode | None = None) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)
