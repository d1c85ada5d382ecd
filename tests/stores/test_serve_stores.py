"""`serve` on a directory and on a SPARQL service answers as it does from memory, and says the same when it refuses."""

import itertools
import json
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest
from engines import Engine
from publishing import copied, former_release, publish

from iall_kg.cli import main
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import RDFS
from iall_kg.serialize import serialized
from iall_kg.stores.described import describe_within
from iall_kg.stores.directory import write_directory
from iall_kg.stores.service import find_service
from running_server import Served, start, until

JSON = {"Accept": "application/sparql-results+json"}
GOOD = "SELECT ?l { <https://w3id.org/iall-kg/drug/revumenib> <http://www.w3.org/2000/01/rdf-schema#label> ?l }"
NOTES = 'ASK { ?s <https://w3id.org/iall-kg/ontology#curatorNote> "former" }'
THING = "<https://w3id.org/iall-kg/drug/revumenib>"
REFUSED = {
    "syntax": "SELECT * { ?s ?p }",
    "update": "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
    "service": "ASK { SERVICE <http://example.org/> { ?s ?p ?o } }",
    "depth": "SELECT * " + "{" * 150 + " ?s ?p ?o " + "}" * 150,
    "rows": "SELECT * { ?a a ?b . ?c a ?d } LIMIT 2000",
    "triples": "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 4000",
}
STORES = ("directory", "oxigraph", "fuseki", "rdf4j")


@pytest.fixture(scope="module")
def in_memory() -> Iterator[Served]:
    with running_with("--workers", "1", "--max-rows", "1000") as server:
        yield server


@pytest.fixture(scope="module")
def serving(
    kg: KnowledgeGraph, published: Callable[[str], Engine], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Served]]:
    """Return the server on a store of a name."""
    with ExitStack() as stack:
        servers: dict[str, Served] = {}

        def on(name: str) -> Served:
            if name not in servers:
                if name == "directory":
                    folder = tmp_path_factory.mktemp("directory")
                    write_directory(folder, lambda store: store.bulk_extend(kg.store), kg.content)
                    store = str(folder)
                else:
                    store = published(name).base
                servers[name] = start("--workers", "1", "--max-rows", "1000", "--store", store)
                stack.callback(servers[name].stop)
            return servers[name]

        yield on


@pytest.fixture(params=STORES)
def served(request: pytest.FixtureRequest, serving: Callable[[str], Served]) -> Served:
    return serving(request.param)


@contextmanager
def running_with(*options: str) -> Iterator[Served]:
    server = start(*options)
    try:
        yield server
    finally:
        assert server.stop() == 0


def rows(served: Served, query: str) -> list[str]:
    answer = served.sparql(query, headers=JSON)
    assert answer.status_code == 200, answer.text
    return sorted(json.dumps(row, sort_keys=True) for row in answer.json()["results"]["bindings"])


def test_every_stored_query_gives_the_rows_that_it_gives_from_memory(
    served: Served, in_memory: Served, kg: KnowledgeGraph
) -> None:
    compared = 0
    for name, query in kg.queries.items():
        path = f"/query/{name}?format=json"
        expected = in_memory.get(path)
        answer = served.get(path)
        assert answer.status_code == expected.status_code, name
        if expected.status_code == 200:
            assert answer.json()["head"]["vars"] == expected.json()["head"]["vars"]
            found, wanted = (
                sorted(json.dumps(row, sort_keys=True) for row in a.json()["results"]["bindings"])
                for a in (answer, expected)
            )
            assert found == wanted, query.name
            compared += 1
    assert compared > 50


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_is_refused_in_the_same_words(case: str, served: Served, in_memory: Served) -> None:
    expected = in_memory.sparql(REFUSED[case])
    assert expected.status_code >= 400
    answer = served.sparql(REFUSED[case])
    assert (answer.status_code, answer.json()) == (expected.status_code, expected.json())


@pytest.mark.parametrize("form", ["text/csv", "text/tab-separated-values", "application/sparql-results+xml"])
def test_rows_come_in_every_form(form: str, served: Served, in_memory: Served) -> None:
    answer = served.sparql(GOOD, headers={"Accept": form})
    assert answer.headers["content-type"] == in_memory.sparql(GOOD, headers={"Accept": form}).headers["content-type"]
    assert "revumenib" in answer.text


@pytest.mark.parametrize(
    ("form", "parsed"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
    ],
)
def test_graphs_come_in_every_form(form: str, parsed: ox.RdfFormat, served: Served, in_memory: Served) -> None:
    query = f"CONSTRUCT {{ {THING} ?p ?o }} {{ {THING} ?p ?o }}"
    found, wanted = (
        {str(quad) for quad in ox.parse(server.sparql(query, headers={"Accept": form}).content, format=parsed)}
        for server in (served, in_memory)
    )
    assert found == wanted != set()


def test_a_form_that_the_client_does_not_take_is_a_406(served: Served) -> None:
    assert served.sparql(GOOD, headers={"Accept": "text/turtle"}).status_code == 406


def test_the_graphs_that_the_protocol_names_are_asked(served: Served, in_memory: Served) -> None:
    graph = "https://w3id.org/iall-kg/claim/kulczycka-2024/s4-3-p2-s2"
    parameters = {"query": "SELECT * { ?s ?p ?o }", "default-graph-uri": graph}
    found, wanted = (server.get("/sparql", params=parameters, headers=JSON).json() for server in (served, in_memory))
    assert len(found["results"]["bindings"]) == len(wanted["results"]["bindings"]) > 0


@pytest.mark.parametrize("path", ["/.well-known/void", "/queries.ttl", "/drug/revumenib.ttl"])
def test_descriptions_and_things_are_the_same(path: str, served: Served, in_memory: Served) -> None:
    found, wanted = (server.get(path, headers={"Accept": "text/turtle"}) for server in (served, in_memory))
    assert found.status_code == wanted.status_code == 200
    found, wanted = ({str(q) for q in ox.parse(a.content, format=ox.RdfFormat.TURTLE)} for a in (found, wanted))
    assert found == wanted != set()


@pytest.mark.parametrize(
    "path", ["/drug/index.html", "/trial/index.html", "/search.html?q=revumenb", "/search.html?q=infant"]
)
def test_pages_that_are_made_of_names_are_the_same(path: str, served: Served, in_memory: Served) -> None:
    found, wanted = (server.get(path, headers={"Accept": "text/html"}) for server in (served, in_memory))
    assert found.status_code == wanted.status_code == 200
    assert found.text == wanted.text


@pytest.mark.parametrize(
    "path", ["/claim/kulczycka-2024/s4-3-p2-s2", "/passage/kulczycka-2024/s4-3-p2-s2", "/gene/MLL"]
)
def test_things_are_known_or_missed_the_same_way(path: str, served: Served, in_memory: Served) -> None:
    found, wanted = (server.get(path, headers={"Accept": "application/json"}) for server in (served, in_memory))
    assert found.status_code == wanted.status_code


def test_a_dump_holds_as_much(served: Served, in_memory: Served) -> None:
    found, wanted = (server.get("/dumps/iall-kg.nt").text.count("\n") for server in (served, in_memory))
    assert found == wanted > 10_000


def test_the_server_is_well(served: Served) -> None:
    assert served.get("/health").json()["status"] == "ok"


def test_a_server_stays_with_its_release_while_its_directory_gets_another(
    tmp_path: Path, kg: KnowledgeGraph, small: ox.Store
) -> None:
    write_directory(tmp_path, lambda store: store.bulk_extend(former_release(small)), kg.content)
    with running_with("--workers", "2", "--store", str(tmp_path)) as server:
        assert server.sparql(NOTES, headers=JSON).json()["boolean"] is True
        assert "no descriptors" in server.get("/health").json()["sealed"]
        write_directory(tmp_path, lambda store: store.bulk_extend(small), kg.content)
        killed = set(server.workers())
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        # Each time another text, because an answer that was given before is kept.
        texts = (f"{NOTES} # {number}" for number in itertools.count())
        until(lambda: server.sparql(next(texts)).is_success and killed.isdisjoint(server.workers()))
        assert server.sparql(next(texts), headers=JSON).json()["boolean"] is True
    with running_with("--workers", "1", "--store", str(tmp_path)) as server:
        assert server.sparql(NOTES, headers=JSON).json()["boolean"] is False


def test_a_release_that_is_published_anew_is_answered_from_at_once(oxigraph: Engine, small: ox.Store) -> None:
    publish(former_release(small), oxigraph.base)
    with running_with("--workers", "1", "--store", oxigraph.base) as server:
        assert server.sparql(NOTES, headers=JSON).json()["boolean"] is True
        publish(small, oxigraph.base)
        answer = server.sparql(NOTES, headers=JSON)
        assert answer.json()["boolean"] is False
        assert "etag" not in answer.headers


def test_what_was_made_of_a_release_goes_with_it(oxigraph: Engine, kg: KnowledgeGraph) -> None:
    label = ox.Quad(ox.NamedNode(THING.strip("<>")), RDFS.label, ox.Literal("revumenib", language="en"))
    former, question = copied(kg.store), "/query/drugs-targeting-interaction?interaction=menin-KMT2A&format=csv"
    former.remove(label)
    former.add(ox.Quad(label.subject, label.predicate, ox.Literal("formerly-called", language="en")))
    for store in (former, current := copied(kg.store)):
        describe_within(store, kg.content)
    publish(former, oxigraph.base)
    paths = (
        question,
        "/drug/revumenib.html",
        "/drug/revumenib.ttl",
        "/drug/index.html",
        "/search.html?q=SNDX-5613",
        "/names.json",
    )
    with running_with("--workers", "1", "--store", oxigraph.base) as server:
        before = {path: server.get(path) for path in paths}
        assert [path for path, answer in before.items() if "formerly-called" not in answer.text] == []
        tag = {"If-None-Match": before[question].headers["etag"]}
        assert server.get(question, headers=tag).status_code == 304
        digest = server.get("/health").json()["dataset"]
        publish(current, oxigraph.base)
        until(lambda: server.get("/health").json()["dataset"] != digest)
        after = {path: server.get(path) for path in paths}
        assert [
            path for path, answer in after.items() if "formerly-called" in answer.text or not answer.is_success
        ] == []
        again = server.get(question, headers=tag)
        assert (again.status_code, again.text) == (200, after[question].text)
        assert again.headers["etag"] == after[question].headers["etag"] != before[question].headers["etag"]


def test_a_service_that_does_not_say_what_stands_there_gets_no_tags(oxigraph: Engine, small: ox.Store) -> None:
    find_service(oxigraph.base, writable=True).add(serialized(small, ox.RdfFormat.N_QUADS))
    with running_with("--workers", "1", "--store", oxigraph.base) as server:
        answer = server.get("/query/conflicts?format=json")
        assert answer.status_code == 200
        assert "etag" not in answer.headers


def test_a_service_that_is_gone_is_a_503_until_it_is_back(oxigraph: Engine, release: ox.Store) -> None:
    publish(release, oxigraph.base)
    with running_with("--workers", "1", "--store", oxigraph.base) as server:
        oxigraph.kill()
        answer = server.sparql("ASK {}")
        assert answer.status_code == 503
        assert answer.json()["error"]["message"] == "The store behind this server does not answer."
        assert "Retry-After" in answer.headers
        assert oxigraph.base not in answer.text
        page = server.get("/gene/KMT2A.html")
        assert page.status_code == 503
        assert oxigraph.base not in page.text
        oxigraph.start()
        assert server.sparql("ASK {}").status_code == 200
        assert server.get("/gene/KMT2A.html").status_code == 200


class Slow:
    """A service that answers the queries of a server that starts, and then none, but notes who hangs up."""

    def __init__(self, behind: str) -> None:
        self.behind = behind.removeprefix("http://").split(":")
        self.stalled = threading.Event()
        self.hung_up = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._pass, args=(client,), daemon=True).start()

    def _pass(self, client: socket.socket) -> None:
        with client, socket.create_connection((self.behind[0], int(self.behind[1]))) as service:
            threading.Thread(target=self._back, args=(service, client), daemon=True).start()
            while piece := client.recv(65536):
                if not self.stalled.is_set():
                    service.sendall(piece)
            if self.stalled.is_set():
                self.hung_up.set()

    def _back(self, service: socket.socket, client: socket.socket) -> None:
        try:
            while piece := service.recv(65536):
                client.sendall(piece)
        except OSError:
            return


@pytest.fixture
def slow(published: Callable[[str], Engine]) -> Iterator[Slow]:
    proxy = Slow(published("oxigraph").base)
    yield proxy
    proxy.listener.close()


def test_a_service_that_takes_too_long_is_left_at_the_limit(slow: Slow) -> None:
    with running_with("--workers", "1", "--timeout", "1", "--store", slow.base) as server:
        slow.stalled.set()
        began = time.monotonic()
        answer = server.sparql(GOOD)
        assert answer.status_code == 503
        assert "longer than 1 seconds" in answer.json()["error"]["message"]
        assert time.monotonic() - began < 4
        assert slow.hung_up.wait(5)


def test_a_client_that_hangs_up_ends_its_request_to_the_service(slow: Slow) -> None:
    with running_with("--workers", "1", "--timeout", "60", "--store", slow.base) as server:
        slow.stalled.set()
        host, port = server.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as client:
            client.sendall(b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: a.example\r\n\r\n")
            until(lambda: server.state()["quick"] == 1)
        assert slow.hung_up.wait(5)
        until(lambda: server.state()["quick"] == 0)


def test_a_base_iri_of_ones_own_needs_the_release_in_memory(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--store", "anywhere", "--base-iri", "http://localhost:8080/"]) == 2
    assert "Leave out --base-iri, or --store" in capsys.readouterr().err
