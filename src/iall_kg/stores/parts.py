"""Cut a release into parts that are sent to a service one by one, each under names that nobody reads yet.

A part holds some thousand quads of one graph or of several; a large graph has several parts. In a part, the graph
`https://w3id.org/iall-kg/graph/things` stands as `https://w3id.org/iall-kg/staging/<release>/<part>/graph/things`.
Names of unnamed nodes hold for one request only, so all quads with such nodes make one part, the first.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from iall_kg.errors import StoreError
from iall_kg.names import BASE, DCTERMS, RDF, Vocabulary
from iall_kg.statements import DEFAULT
from iall_kg.stores.described import VOID_GRAPH
from iall_kg.stores.digest import digest

VOID = Vocabulary("http://rdfs.org/ns/void#")
STAGING = BASE + "staging/"
# What is published now, and what the next switch is to do.
RECORD_GRAPH = ox.NamedNode(BASE + ".well-known/publication")
PLAN_GRAPH = ox.NamedNode(BASE + ".well-known/publication-plan")
# The default graph has no name of its own; this one stands for it.
DEFAULT_GRAPH = ox.NamedNode(VOID_GRAPH.value + "#default-graph")
PART_SIZE = 20_000


@dataclass(frozen=True, slots=True)
class Part:
    """Some quads of a release under their staging names; `graphs` says which graph each of these is to become."""

    quads: list[ox.Quad]
    graphs: dict[ox.NamedNode, ox.NamedNode]

    @property
    def digest(self) -> str:
        """The hash of the quads."""
        return digest(self.quads)


def record(release: str, sizes: dict[ox.NamedNode, int]) -> list[ox.Quad]:
    """Return the quads that say what is published: the hash of the release, its graphs and their sizes."""
    subject = ox.NamedNode(f"{RECORD_GRAPH.value}#{release}")
    said: list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]
    said = [(subject, RDF.type, VOID.Dataset), (subject, DCTERMS.identifier, ox.Literal(release))]
    for graph, size in sizes.items():
        said += [(subject, DCTERMS.hasPart, graph), (graph, VOID.triples, ox.Literal(size))]
    said.append((subject, DCTERMS.hasPart, RECORD_GRAPH))
    return [ox.Quad(*triple, RECORD_GRAPH) for triple in said]


def cut(store: ox.Store, release: str) -> Iterator[Part]:
    """Yield the parts of a store, always the same for the same quads."""
    blank: list[ox.Quad] = []
    part: list[ox.Quad] = []
    number = 1
    for graph in (DEFAULT, *sorted(store.named_graphs(), key=str)):
        plain: list[ox.Quad] = []
        for quad in store.quads_for_pattern(None, None, None, graph):
            unnamed = isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)
            (blank if unnamed else plain).append(quad)
        for quad in sorted(plain, key=str):
            part.append(quad)
            if len(part) == PART_SIZE:
                yield _part(part, release, number)
                number, part = number + 1, []
    for quads, place in ((part, number), (blank, 0)):
        if quads:
            yield _part(quads, release, place)


def _part(quads: list[ox.Quad], release: str, number: int) -> Part:
    staged = {quad.graph_name: _staged(quad.graph_name, release, number) for quad in quads}
    moved = [ox.Quad(quad.subject, quad.predicate, quad.object, staged[quad.graph_name]) for quad in quads]
    graphs = {name: graph if isinstance(graph, ox.NamedNode) else DEFAULT_GRAPH for graph, name in staged.items()}
    return Part(moved, graphs)


def _staged(graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph, release: str, number: int) -> ox.NamedNode:
    place = f"{STAGING}{release[:16]}/{number:05}/"
    if isinstance(graph, ox.DefaultGraph):
        return ox.NamedNode(f"{place}default-graph")
    if not graph.value.startswith(BASE) or isinstance(graph, ox.BlankNode):
        raise StoreError(f"The graph {graph} does not begin with {BASE}, so it cannot be published.")
    return ox.NamedNode(place + graph.value.removeprefix(BASE))
