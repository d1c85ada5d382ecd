"""Make the dataset that the server answers from: the release, described, under the base of the server.

Comes in: the release in memory. Goes out: its quads as text for the workers, and the descriptions as documents.
To the release come two graphs, which the default graph holds too: VoID and DCAT, made by the queries of
`queries/description`, and the stored queries. The counts of VoID are those of the default graph with VoID in it.
"""

import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from iall_kg.graph import KnowledgeGraph
from iall_kg.lookup import UNNAMED_KINDS
from iall_kg.names import BASE, FOREIGN_PREFIXES, RDFS, kind_of
from iall_kg.serialize import serialized
from iall_kg.server.nursery import Load
from iall_kg.server.query_graph import QUERIES_GRAPH, described
from iall_kg.server.settings import Settings
from iall_kg.statements import DEFAULT, match
from iall_kg.version import __version__

VOID_GRAPH = ox.NamedNode(BASE + ".well-known/void")
COUNTS = ("statistics", "classes", "properties")
MOST_ROUNDS = 8
BLANK_NODE = re.compile(rb"_:\w+")
PREFIXES = FOREIGN_PREFIXES | {
    "dcat": "http://www.w3.org/ns/dcat#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "schema": "https://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "void": "http://rdfs.org/ns/void#",
    "about": VOID_GRAPH.value + "#",
}


@dataclass(frozen=True)
class ServedDataset:
    """What the server answers from; `digest` changes whenever an answer could."""

    nquads: bytes
    digest: str
    prefixes: dict[str, str]
    kinds: list[str]
    size: int
    void: list[ox.Triple]
    queries: list[ox.Triple]
    service: list[ox.Triple]

    @cached_property
    def load(self) -> Load:
        """What a worker is started with."""
        return Load(self.nquads, self.prefixes)


def serve(graph: KnowledgeGraph, settings: Settings) -> ServedDataset:
    """Return the dataset that a server with these settings answers from."""
    store = ox.Store()
    store.bulk_extend(graph.store)
    folder = graph.content.queries / "description"
    queries = list(described(graph.queries.values()))
    _add(store, queries, QUERIES_GRAPH)
    about = _constructed(store, folder / "dataset.rq")
    _add(store, about)
    counts = _counted(store, folder)
    void = [*about, *counts, *_constructed(store, folder / "class-properties.rq")]
    _add(store, void, VOID_GRAPH, default=False)
    service = _constructed(store, folder / "service.rq")
    buffer = io.BytesIO()
    store.dump(buffer, format=ox.RdfFormat.N_QUADS)
    nquads = buffer.getvalue()
    if settings.base_iri != BASE:
        nquads = nquads.replace(BASE.encode(), settings.base_iri.encode())
    kinds = _kinds(store)
    prefixes = {kind: f"{BASE}{kind}/" for kind in kinds} | PREFIXES
    return ServedDataset(
        nquads=nquads,
        digest=_digest(nquads),
        prefixes={prefix: settings.rebase(space) for prefix, space in prefixes.items()},
        kinds=kinds,
        size=len(store),
        void=_rebased(void, settings),
        queries=_rebased(queries, settings),
        service=_rebased(service, settings),
    )


def _counted(store: ox.Store, folder: Path) -> list[ox.Triple]:
    """Count the default graph until the counts, which are part of it, hold for themselves too; leave them in it."""
    counts: set[ox.Triple] = set()
    for _ in range(MOST_ROUNDS):
        again = {triple for name in COUNTS for triple in _constructed(store, folder / f"{name}.rq")}
        if again == counts:
            break
        for triple in counts:
            store.remove(_quad(triple))
        counts = again
        _add(store, counts)
    return list(counts)


def _constructed(store: ox.Store, path: Path) -> list[ox.Triple]:
    result = store.query(path.read_text(encoding="utf-8"))
    assert isinstance(result, ox.QueryTriples)
    return list(dict.fromkeys(result))


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


def _kinds(store: ox.Store) -> list[str]:
    """Return the kinds of things, such as drug and claim, which begin the paths of their addresses."""
    named = (quad.subject.value for quad in match(store, None, RDFS.label, None, DEFAULT))
    graphs = (graph.value for graph in store.named_graphs())
    # Passages have neither labels nor graphs, but addresses.
    kinds = {kind_of(iri) for iris in (named, graphs) for iri in iris} | UNNAMED_KINDS
    return sorted(kind for kind in kinds if kind.isidentifier())


def _rebased(triples: list[ox.Triple], settings: Settings) -> list[ox.Triple]:
    """Return triples under the base of the server, in an order that is always the same."""
    triples = sorted(triples, key=str)
    if settings.base_iri == BASE:
        return triples
    text = serialized(triples, ox.RdfFormat.N_TRIPLES).decode()
    return [q.triple for q in ox.parse(settings.rebase(text), format=ox.RdfFormat.N_TRIPLES)]


def _digest(nquads: bytes) -> str:
    """Return a hash of what answers are made from; neither the order of lines nor the names of blank nodes count."""
    lines = sorted(BLANK_NODE.sub(b"_:", nquads).splitlines())
    digest = hashlib.sha256(b"\n".join(lines))
    digest.update(f"{__version__} {ox.__version__}".encode())
    return digest.hexdigest()[:32]
