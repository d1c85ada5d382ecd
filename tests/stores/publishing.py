"""Publish a store, or a copy of it with a difference, and read back what stands in a service."""

import pyoxigraph as ox

from iall_kg.content import find_content
from iall_kg.names import BASE, IALL
from iall_kg.stores.parts import PLAN_GRAPH, RECORD_GRAPH, STAGING
from iall_kg.stores.publish import Publication, Publisher
from iall_kg.stores.remote import RemoteStore
from iall_kg.stores.service import find_service

GONE = ox.NamedNode(BASE + "claim/test/gone")


def copied(store: ox.Store) -> ox.Store:
    copy = ox.Store()
    copy.bulk_extend(store)
    return copy


def publish(store: ox.Store, to: str, *, replace: bool = False) -> Publication:
    """Publish a store."""
    publisher = Publisher(find_service(to, writable=True), find_content(), 120, lambda _: None)
    return publisher.publish(store, replace_all=replace)


def former_release(store: ox.Store) -> ox.Store:
    """Return a release that has one claim and one fact more."""
    former = copied(store)
    for graph in (GONE, ox.DefaultGraph()):
        former.add(ox.Quad(ox.NamedNode(BASE + "gene/KMT2A"), IALL.curatorNote, ox.Literal("former"), graph))
    return former


def remote_store(base: str) -> RemoteStore:
    return RemoteStore(find_service(base), find_content().queries)


def contents(base: str) -> ox.Store:
    """Return all quads of a service, but for the record of what is published and for what is only staged."""
    store = ox.Store()
    for quad in remote_store(base):
        name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
        if quad.graph_name not in (RECORD_GRAPH, PLAN_GRAPH) and not name.startswith(STAGING):
            store.add(quad)
    return store


def staged(base: str) -> int:
    """Return how many parts are staged."""
    return len({graph.value.split("/")[6] for graph in remote_store(base).named_graphs() if STAGING in graph.value})
