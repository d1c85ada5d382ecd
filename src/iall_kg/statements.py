"""Look up statements in a store, typed: our data hold no triple terms, which the engine's own types allow."""

from collections.abc import Iterator
from typing import NamedTuple

import pyoxigraph as ox

from iall_kg.names import RDF, shorten
from iall_kg.stores.readable import ReadableStore

Node = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal
Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
Spo = tuple[Node, ox.NamedNode, Term]
DEFAULT = ox.DefaultGraph()


class Statement(NamedTuple):
    """One triple and the graph in which it stands."""

    subject: Node
    predicate: ox.NamedNode
    object: Term
    graph: Graph


def match(
    store: ReadableStore,
    subject: Node | None = None,
    predicate: ox.NamedNode | None = None,
    target: Term | None = None,
    graph: Graph | None = None,
) -> Iterator[Statement]:
    """Yield the statements of `store` that fit the given parts; a part that is None fits everything."""
    for quad in store.quads_for_pattern(subject, predicate, target, graph):
        if not isinstance(quad.subject, ox.Triple) and not isinstance(quad.object, ox.Triple):
            yield Statement(quad.subject, quad.predicate, quad.object, quad.graph_name)


def types_of(store: ReadableStore, iri: str) -> list[str]:
    """Return the classes of a thing as CURIEs, sorted."""
    quads = match(store, ox.NamedNode(iri), RDF.type, None, DEFAULT)
    return sorted(shorten(q.object.value) for q in quads if isinstance(q.object, ox.NamedNode))
