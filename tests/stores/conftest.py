"""Services that hold the published release, once a session each; tests that change them take their own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pyoxigraph as ox
import pytest
from engines import Engine, running

from iall_kg.graph import KnowledgeGraph
from iall_kg.stores.described import describe_within
from iall_kg.stores.publish import Publication, Publisher
from iall_kg.stores.service import find_service

ENGINES = ("oxigraph", "fuseki")


def described(kg: KnowledgeGraph) -> ox.Store:
    """Return a copy of the release with its descriptions."""
    store = ox.Store()
    store.bulk_extend(kg.store)
    describe_within(store, kg.content)
    return store


def publish(kg: KnowledgeGraph, to: str, store: ox.Store | None = None, *, replace: bool = False) -> Publication:
    publisher = Publisher(find_service(to, writable=True), kg.content, 120, lambda _: None)
    return publisher.publish(store or described(kg), replace_all=replace)


@pytest.fixture(scope="session")
def published(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Engine]]:
    """Return the running engine of a name, with the release published on it."""
    with ExitStack() as stack:
        engines: dict[str, Engine] = {}

        def engine(name: str) -> Engine:
            if name not in engines:
                engines[name] = stack.enter_context(running(name, tmp_path_factory.mktemp(name)))
                assert publish(kg, engines[name].base).sent > 0
            return engines[name]

        yield engine


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, published: Callable[[str], Engine]) -> Engine:
    """Each engine that is to be had, with the release on it. Not to be changed."""
    return published(request.param)


@pytest.fixture
def oxigraph(tmp_path: Path) -> Iterator[Engine]:
    """An empty oxigraph server of one's own."""
    with running("oxigraph", tmp_path) as engine:
        yield engine
