"""A server in the same process for the protocol, and a real one, with short limits, for everything that hurts."""

from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from bombs import TIMEOUT
from starlette.testclient import TestClient

from iall_kg.graph import KnowledgeGraph
from iall_kg.server.app import create_app
from iall_kg.server.settings import Settings
from running_server import Served, start, start_with

EXAMPLE = "http://example.org/"
MEMORY = "256m"
MAX_ROWS = 30_000


@pytest.fixture(scope="session")
def client(kg: KnowledgeGraph) -> Iterator[TestClient]:
    """The whole graph, served in process."""
    with TestClient(create_app(kg, Settings(workers=1, timeout=10))) as client:
        yield client


@pytest.fixture(scope="session")
def three(kg: KnowledgeGraph) -> Iterator[TestClient]:
    """One triple in the default graph and one in each of the graphs a, b and c; the subject names the graph."""
    store = ox.Store()
    for name in ("default", "a", "b", "c"):
        graph = ox.DefaultGraph() if name == "default" else ox.NamedNode(EXAMPLE + name)
        store.add(ox.Quad(ox.NamedNode(f"{EXAMPLE}in-{name}"), ox.NamedNode(EXAMPLE + "p"), ox.Literal(name), graph))
    app = create_app(KnowledgeGraph(store, kg.content), Settings(workers=1, max_rows=50))
    with TestClient(app) as client:
        yield client


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """A real server with limits that a test can wait for."""
    server = start("--timeout", str(TIMEOUT), "--max-memory", MEMORY, "--max-rows", str(MAX_ROWS), "--workers", "2")
    yield server
    assert server.stop() == 0


@pytest.fixture(scope="session")
def impatient() -> Iterator[Served]:
    """A server that does not wait long for its clients."""
    server = start_with("workers=1, timeout=3, client_patience=0.6")
    yield server
    assert server.stop() == 0
