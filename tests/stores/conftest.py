"""Services that hold the published release, once a session each; tests that change them take their own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pyoxigraph as ox
import pytest
from engines import Engine, running
from publishing import publish

from iall_kg.graph import KnowledgeGraph
from iall_kg.names import ONTOLOGY_GRAPH
from iall_kg.stores.described import describe_within
from iall_kg.stores.directory import open_directory, write_directory

ENGINES = ("oxigraph", "union", "fuseki", "rdf4j")
TO_BE_CHANGED = ("oxigraph", "fuseki", "rdf4j")


@pytest.fixture(scope="session")
def release(kg: KnowledgeGraph) -> ox.Store:
    """The release with its descriptions, as it is published."""
    store = ox.Store()
    store.bulk_extend(kg.store)
    describe_within(store, kg.content)
    return store


@pytest.fixture(scope="session")
def folder(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release as a directory. Not to be changed."""
    folder = tmp_path_factory.mktemp("directory")
    write_directory(folder, lambda store: store.bulk_extend(kg.store), kg.content)
    return folder


@pytest.fixture(scope="session")
def small_folder(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the ontology and forty claims only, as a directory, for what is published again and again."""
    claims = sorted((g for g in kg.store.named_graphs() if "/claim/" in g.value), key=str)[:40]
    quads = [q for graph in (ONTOLOGY_GRAPH, *claims) for q in kg.store.quads_for_pattern(None, None, None, graph)]
    facts = [ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads]
    folder = tmp_path_factory.mktemp("small")
    write_directory(folder, lambda store: store.bulk_extend([*quads, *facts]), kg.content)
    return folder


@pytest.fixture(scope="session")
def small(small_folder: Path) -> ox.Store:
    """The same, opened."""
    return open_directory(small_folder).store


@pytest.fixture(scope="session")
def published(release: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Engine]]:
    """Return the running engine of a name, with the release published on it."""
    with ExitStack() as stack:
        engines: dict[str, Engine] = {}

        def engine(name: str) -> Engine:
            if name not in engines:
                engines[name] = stack.enter_context(running(name, tmp_path_factory.mktemp(name)))
                assert publish(release, engines[name].base).sent > 0
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


@pytest.fixture(params=TO_BE_CHANGED)
def own(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Each engine that is to be had, empty, to be changed and ended."""
    with running(request.param, tmp_path) as engine:
        yield engine
