"""Cut a release into parts that are sent to a service one by one, each under names that nobody reads yet.

A part holds some thousand quads of one graph or of several; a large graph has several parts. In a part, the graph
`https://w3id.org/iall-kg/graph/things` stands as `https://w3id.org/iall-kg/staging/<release>/<part>/graph/things`.
Names of unnamed nodes hold for one request only, so all quads with such nodes make one part, the first.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

import pyoxigraph as ox

from iall_kg.errors import StoreError
from iall_kg.names import BASE, DCTERMS, RDF, Vocabulary
from iall_kg.statements import DEFAULT
from iall_kg.stores.described import DEFAULT_GRAPH
from iall_kg.stores.digest import digest
from iall_kg.stores.readable import ReadableStore

VOID = Vocabulary("http://rdfs.org/ns/void#")
STAGING = BASE + "staging/"
# What is published now, and what the next switch is to do.
RECORD_GRAPH = ox.NamedNode(BASE + ".well-known/publication")
PLAN_GRAPH = ox.NamedNode(BASE + ".well-known/publication-plan")
PART_SIZE = 20_000
Said = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]


@dataclass(frozen=True, slots=True)
class Part:
    """Some quads of a release under their staging names; `graphs` says which graph each of these is to become."""

    quads: list[ox.Quad]
    graphs: dict[ox.NamedNode, ox.NamedNode]

    @property
    def digest(self) -> str:
        """The hash of the quads."""
        return digest(self.quads)


def record(release: str, sizes: Mapping[ox.NamedNode, int]) -> list[ox.Quad]:
    """Return the quads that say what is published: the hash of the release, its graphs and their sizes."""
    subject = ox.NamedNode(f"{RECORD_GRAPH.value}#{release}")
    said: list[Said] = [(subject, RDF.type, VOID.Dataset), (subject, DCTERMS.identifier, ox.Literal(release))]
    for graph, size in sizes.items():
        said += [(subject, DCTERMS.hasPart, graph), (graph, VOID.triples, ox.Literal(size))]
    said.append((subject, DCTERMS.hasPart, RECORD_GRAPH))
    return [ox.Quad(*triple, RECORD_GRAPH) for triple in said]


def plan(
    release: str, leaving: Iterable[ox.NamedNode], places: Mapping[ox.NamedNode, ox.NamedNode], *, named_default: bool
) -> list[ox.Quad]:
    """Return the quads that say what the switch to a release does: which graphs leave, what each staged one becomes.

    What is staged for the default graph becomes the graph with its name, or a part of what has none.
    """
    said: list[Said] = [(PLAN_GRAPH, DCTERMS.identifier, ox.Literal(release))]
    said += [(PLAN_GRAPH, DCTERMS.replaces, graph) for graph in leaving]
    for staged, graph in places.items():
        unnamed = graph == DEFAULT_GRAPH and not named_default
        said.append((staged, DCTERMS.isPartOf if unnamed else DCTERMS.isVersionOf, graph))
    return [ox.Quad(*triple, PLAN_GRAPH) for triple in said]


def cut(store: ReadableStore, beside: Iterable[ox.Quad], release: str, *, ordered: bool) -> Iterator[Part]:
    """Yield the parts of a store and of some quads beside it, always the same for the same quads.

    A store on disk gives the quads of a graph in an order that depends on them alone, so it is `ordered`, and only
    one part is in memory at a time; those of any other are sorted, one graph after the other.
    """
    blank: list[ox.Quad] = []
    part: list[ox.Quad] = []
    number = 1
    for quad in chain(_in_order(store, ordered=ordered), beside):
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            blank.append(quad)
            continue
        part.append(quad)
        if len(part) == PART_SIZE:
            yield _part(part, release, number)
            number, part = number + 1, []
    for quads, place in ((part, number), (blank, 0)):
        if quads:
            yield _part(quads, release, place)


def _in_order(store: ReadableStore, *, ordered: bool) -> Iterator[ox.Quad]:
    for graph in (DEFAULT, *sorted(store.named_graphs(), key=str)):
        quads = store.quads_for_pattern(None, None, None, graph)
        yield from quads if ordered else sorted(quads, key=str)


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
