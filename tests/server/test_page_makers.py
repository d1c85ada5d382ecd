"""A page that is too much costs its reader an error that says why, and its own process; the server goes on."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from iall_kg.content import Content
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, IALL, META_GRAPH, RDF, RDFS, THINGS_GRAPH
from iall_kg.pages.site import Site
from iall_kg.pages.thing import thing
from iall_kg.server.app import create_app
from iall_kg.server.settings import MEBIBYTE, Settings

BROWSER = {"Accept": "text/html"}
STATEMENTS = 40_000
CLAIM = ox.NamedNode(f"{BASE}claim/x/s1")


@pytest.fixture(scope="module")
def large(content: Content) -> KnowledgeGraph:
    """A graph with a small drug, and one of which so much is said that its page reads far more than it shows."""
    store = ox.Store()
    stated = [
        (CLAIM, RDF.type, IALL.Claim, META_GRAPH),
        (CLAIM, IALL.stance, IALL.Asserts, META_GRAPH),
        (CLAIM, IALL.section, ox.Literal("1"), META_GRAPH),
        (CLAIM, IALL.references, ox.Literal("2"), META_GRAPH),
    ]
    for name in ("small", "large"):
        drug = ox.NamedNode(f"{BASE}drug/{name}")
        stated += [(drug, RDF.type, IALL.Drug, THINGS_GRAPH), (drug, RDFS.label, ox.Literal(name), THINGS_GRAPH)]
        many = STATEMENTS if name == "large" else 3
        stated += [(drug, IALL.drugCode, ox.Literal(f"{name} {n:0100}"), CLAIM) for n in range(many)]
    store.bulk_extend(ox.Quad(*quad) for quad in stated)
    store.bulk_extend(ox.Quad(*quad[:3]) for quad in stated)
    return KnowledgeGraph(store, content)


@pytest.fixture
def client(large: KnowledgeGraph) -> Iterator[TestClient]:
    with TestClient(create_app(large, Settings(workers=1, timeout=20, max_memory=16 * MEBIBYTE))) as client:
        yield client


def children() -> set[int]:
    found = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return {int(child) for task in found for child in task.read_text().split()}


def makers(nurseries: set[int]) -> set[int]:
    """The processes that the nurseries have forked."""
    tasks = [task for pid in nurseries for task in Path(f"/proc/{pid}/task").glob("*/children")]
    return {int(child) for task in tasks for child in task.read_text().split()}


def test_a_page_that_needs_more_memory_than_it_may_take_ends_its_process_and_says_so(client: TestClient) -> None:
    before = children()
    small = client.get("/drug/small.html", headers=BROWSER)
    assert small.status_code == 200
    [nursery] = children() - before
    [maker] = makers({nursery})
    answer = client.get("/drug/large.html", headers=BROWSER)
    assert answer.status_code == 503
    assert "The page needs more than 16 MiB of memory, the limit of this server." in answer.text
    assert maker not in makers({nursery})
    # The server and its other pages go on, in the process that holds the graph and in a new one for pages.
    assert client.get("/drug/index.html", headers=BROWSER).status_code == 200
    assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
    assert children() - before == {nursery}
    assert 'reason="memory of a page"} 1' in client.get("/metrics").text


def test_a_page_that_takes_too_long_is_given_up_and_its_process_ended(large: KnowledgeGraph) -> None:
    with TestClient(create_app(large, Settings(workers=1, timeout=20))) as client:
        before = children()
        assert client.get("/drug/small.html", headers=BROWSER).status_code == 200
        nurseries = children() - before
        client.app.state.service.made._makers._settings = Settings(workers=1, timeout=0.05)  # type: ignore[attr-defined]
        answer = client.get("/drug/large.html", headers=BROWSER)
        assert answer.status_code == 503
        assert "longer than 0.05 seconds" in answer.text
        end = time.monotonic() + 5
        while makers(nurseries):
            assert time.monotonic() < end
            time.sleep(0.02)


def test_a_process_that_somebody_ended_is_replaced(client: TestClient) -> None:
    before = children()
    assert client.get("/drug/small.html", headers=BROWSER).status_code == 200
    nurseries = children() - before
    for pid in makers(nurseries):
        os.kill(pid, signal.SIGKILL)
    answers = {client.get(f"/{kind}/index.html", headers=BROWSER).status_code for kind in ("drug", "claim")}
    assert answers == {200}


def test_a_page_is_the_same_whoever_makes_it(kg: KnowledgeGraph) -> None:
    base = "https://example.org/kg/"
    with TestClient(create_app(kg, Settings(workers=1, timeout=20, base_iri=base))) as client:
        for name in ("drug/revumenib", "fusion/KMT2A--AFF1"):
            assert client.get(f"/{name}.html", headers=BROWSER).text == thing(Site(kg, base=base), BASE + name)


def test_no_process_that_makes_pages_outlives_its_server(large: KnowledgeGraph) -> None:
    before = children()
    with TestClient(create_app(large, Settings(workers=1))) as client:
        assert client.get("/drug/small.html", headers=BROWSER).status_code == 200
        assert children() - before
    assert not children() - before
