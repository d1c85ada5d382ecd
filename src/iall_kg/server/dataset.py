"""Make the dataset that the server answers from: a release with its descriptions, under the base of the server.

Comes in: the release in memory, in a directory or in a SPARQL service. Goes out: what the workers load, and the
descriptions as documents. A directory and a service hold the descriptions already; they are what was written there.
"""

import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from iall_kg.content import Content
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE
from iall_kg.serialize import serialized
from iall_kg.server.nursery import Load
from iall_kg.server.settings import Settings
from iall_kg.statements import match
from iall_kg.stores.described import (
    VOID_GRAPH,
    describe_within,
    kinds_of,
    prefixes_for_kinds,
    query_triples,
    service_triples,
)
from iall_kg.stores.digest import digest
from iall_kg.stores.directory import StoreDirectory
from iall_kg.stores.remote import RemoteStore
from iall_kg.version import __version__


@dataclass(frozen=True)
class ServedDataset:
    """What the server answers from.

    `digest` changes whenever an answer could; it is empty if they may change unseen while the server runs. The quads
    are those of `nquads`, or of the store in `folder`, or in a SPARQL service. There `release` is the hash of what was
    published; graphs of others may stand beside it.
    """

    nquads: bytes
    digest: str
    prefixes: dict[str, str]
    kinds: list[str]
    size: int
    void: Iterable[ox.Triple]
    queries: Iterable[ox.Triple]
    service: Iterable[ox.Triple]
    folder: str = ""
    release: str = ""

    @cached_property
    def load(self) -> Load:
        """What a worker is started with."""
        return Load(lambda: self.nquads, self.prefixes, self.folder)


def serve(graph: KnowledgeGraph, settings: Settings) -> ServedDataset:
    """Return the dataset that a server with these settings answers from."""
    if isinstance(graph.store, RemoteStore):
        return _serve_service(graph.store, graph.content, settings)
    store = ox.Store()
    store.bulk_extend(graph.store)
    found = describe_within(store, graph.content)
    buffer = io.BytesIO()
    store.dump(buffer, format=ox.RdfFormat.N_QUADS)
    nquads = buffer.getvalue()
    if settings.base_iri != BASE:
        nquads = nquads.replace(BASE.encode(), settings.base_iri.encode())
    kinds = kinds_of(store)
    return ServedDataset(
        nquads=nquads,
        digest=_tagged(digest(store), settings),
        prefixes={prefix: settings.rebase(space) for prefix, space in prefixes_for_kinds(kinds).items()},
        kinds=kinds,
        size=len(store),
        void=_rebased(found.void, settings),
        queries=_rebased(found.queries, settings),
        service=_rebased(found.service, settings),
    )


def serve_directory(opened: StoreDirectory, settings: Settings) -> ServedDataset:
    """Return the dataset of a directory; nothing of it is copied, and its descriptions are read when asked for."""
    about = opened.about
    return ServedDataset(
        nquads=b"",
        digest=_tagged(about.digest, settings),
        prefixes=prefixes_for_kinds(about.kinds),
        kinds=about.kinds,
        size=about.quads,
        void=_Description(opened, "void"),
        queries=_Description(opened, "queries"),
        service=_Description(opened, "service"),
        folder=str(opened.path),
    )


@dataclass(frozen=True, slots=True)
class _Description:
    """A document of a directory, read each time it is gone through, because in a large one it is large."""

    opened: StoreDirectory
    name: str

    def __iter__(self) -> Iterator[ox.Triple]:
        return iter(sorted(self.opened.description(self.name), key=str))


def _serve_service(store: RemoteStore, content: Content, settings: Settings) -> ServedDataset:
    """Return the dataset of a SPARQL service; it has a digest if the service says which release stands there."""
    release = store.release()  # first, so that one that comes meanwhile is noticed afterwards
    void = [ox.Triple(s.subject, s.predicate, s.object) for s in match(store, graph=VOID_GRAPH)]
    kinds = kinds_of(store)
    return ServedDataset(
        nquads=b"",
        digest=_tagged(release, settings) if release else "",
        prefixes=prefixes_for_kinds(kinds),
        kinds=kinds,
        size=len(store),
        void=_rebased(void, settings),
        queries=_rebased(query_triples(content), settings),
        service=_rebased(service_triples(store, content), settings),
        release=release,
    )


def _rebased(triples: list[ox.Triple], settings: Settings) -> list[ox.Triple]:
    """Return triples under the base of the server, in an order that is always the same."""
    triples = sorted(triples, key=str)
    if settings.base_iri == BASE:
        return triples
    text = serialized(triples, ox.RdfFormat.N_TRIPLES).decode()
    return [q.triple for q in ox.parse(settings.rebase(text), format=ox.RdfFormat.N_TRIPLES)]


def _tagged(content: str, settings: Settings) -> str:
    """Return the hash of all from which answers are made: the quads, their base, and what reads and writes them."""
    parts = (content, settings.base_iri, __version__, ox.__version__)
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:32]
