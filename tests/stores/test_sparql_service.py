"""Finding a service from its address, and what is said when it is not there, not one, or says no."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from engines import Engine, free_port

from iall_kg.cli import main
from iall_kg.errors import BadQueryError, StoreError
from iall_kg.graph import open_graph
from iall_kg.stores.connection import Bounds
from iall_kg.stores.service import Addresses, find_service

TRUE = (200, "application/sparql-results+json", b'{"head":{},"boolean":true}')
NO_CONTENT = (204, "text/plain", b"")
NOT_FOUND = (404, "text/plain", b"not here")
Answer = tuple[int, str, bytes]
Answers = Callable[[str, dict[str, str], bytes], Answer]


@contextmanager
def service(answer: Answers) -> Iterator[str]:
    """Serve what a function says about path, headers and body."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, content_type, reply = answer(self.path, dict(self.headers), body)
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            with suppress(ConnectionError):  # a client may have gone
                self.wfile.write(reply)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def at(**places: Answer) -> Answers:
    """Answer at some paths, given with _ for /, and nowhere else."""
    found = {path.replace("_", "/"): answer for path, answer in places.items()}
    return lambda path, _headers, _body: found.get(path, NOT_FOUND)


def test_the_addresses_of_real_services_are_found_from_their_base(engine: Engine) -> None:
    found = find_service(engine.base, writable=True).addresses
    if "/repositories/" in engine.base:
        assert found == Addresses(engine.base, f"{engine.base}/statements", f"{engine.base}/statements")
    else:
        quads = "/data" if engine.base.endswith("/ds") else "/store"
        assert found == Addresses(f"{engine.base}/query", f"{engine.base}/update", engine.base + quads)


def test_a_repository_of_rdf4j_takes_changes_below_its_address() -> None:
    with service(at(_repositories_iall=TRUE, _repositories_iall_statements=NO_CONTENT)) as base:
        found = find_service(f"{base}/repositories/iall/", writable=True).addresses
    repository = f"{base}/repositories/iall"
    assert found == Addresses(repository, f"{repository}/statements", f"{repository}/statements")


def test_a_bare_endpoint_takes_queries_and_updates_at_one_address() -> None:
    with service(at(_sparql=TRUE)) as base:
        assert find_service(f"{base}/sparql", writable=True).addresses == Addresses(f"{base}/sparql", f"{base}/sparql")


def test_explicit_addresses_are_taken_as_they_are() -> None:
    found = find_service("query=http://a.example/q,update=http://a.example/u,quads=http://a.example/d", writable=True)
    assert found.addresses == Addresses("http://a.example/q", "http://a.example/u", "http://a.example/d")


@pytest.mark.parametrize(
    ("store", "said"),
    [
        ("query=nothing", "a service reads URL, or query=URL,update=URL,quads=URL"),
        ("query=http://a.example/q,other=http://a.example/u", "a service reads URL"),
        ("update=http://a.example/u", "Add query=URL"),
        ("http://user:secret@a.example/", "Credentials in an address are seen by others"),
    ],
)
def test_a_wrong_name_of_a_service_is_an_error(store: str, said: str) -> None:
    with pytest.raises(StoreError) as caught:
        find_service(store)
    assert said in str(caught.value)
    assert "secret" not in str(caught.value)


def test_publishing_needs_an_address_for_updates() -> None:
    with pytest.raises(StoreError, match="Add update=URL"):
        find_service("query=http://a.example/q", writable=True)


def test_what_is_no_sparql_service_is_said_to_be_none() -> None:
    with service(lambda *_: (200, "text/html", b"<p>welcome</p>")) as base:
        with pytest.raises(StoreError, match=f"No SPARQL service answers at {base}/query, {base}/sparql, {base}"):
            find_service(base)
        with pytest.raises(StoreError, match="is no SPARQL result"):
            open_graph(store=f"query={base}/").sparql("ASK {}")


def test_nobody_at_the_address_is_an_error_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    base = f"http://127.0.0.1:{free_port()}"
    assert main(["sparql", "ASK {}", "--store", base]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"iall-kg: {base}/query: nobody answers there")
    assert said.endswith("Is the service running?\n")


@pytest.mark.parametrize(
    ("status", "said", "reason"),
    [
        (401, "access is denied .*IALL_KG_STORE_USER", "denied"),
        (403, "access is denied", "denied"),
        (404, "no such SPARQL service .*Look at the address", "foreign"),
        (500, "the service fails .*It says: out of order. Look into its log", "failed"),
        (503, "the service fails", "failed"),
    ],
)
def test_what_a_service_says_no_with_is_told(status: int, said: str, reason: str) -> None:
    with service(lambda *_: (status, "text/plain", b"out of\norder.")) as base:
        with pytest.raises(StoreError, match=said) as caught:
            open_graph(store=f"query={base}/q").sparql("ASK {}")
        assert caught.value.reason == reason


def test_a_query_that_the_service_refuses_is_a_bad_query() -> None:
    refusal = (400, "text/plain", b"no such function")
    with service(lambda *_: refusal) as base, pytest.raises(BadQueryError, match="no such function"):
        open_graph(store=f"query={base}/q").sparql("ASK {}")


def test_an_update_is_refused_before_the_service_sees_it() -> None:
    seen: list[bytes] = []

    def answer(_path: str, _headers: dict[str, str], body: bytes) -> Answer:
        seen.append(body)
        return TRUE

    with service(answer) as base:
        graph = open_graph(store=f"query={base}/q")
        for query in ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "ASK { SERVICE <http://a.example/> { ?s ?p ?o } }"):
            with pytest.raises(BadQueryError):
                graph.sparql(query)
        assert seen == []
        assert graph.sparql("ASK {}") is True
        # The first question of a reader is where the default graph stands.
        assert [parse_qs(body.decode())["query"] for body in seen[1:]] == [["ASK {}"]]


@pytest.mark.parametrize(
    ("variables", "header"),
    [
        ({"IALL_KG_STORE_USER": "me", "IALL_KG_STORE_PASSWORD": "it"}, "Basic bWU6aXQ="),
        ({"IALL_KG_STORE_TOKEN": "abc", "IALL_KG_STORE_USER": "me"}, "Bearer abc"),
        ({}, None),
    ],
)
def test_credentials_come_from_the_environment(
    variables: dict[str, str], header: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str | None] = []

    def answer(_path: str, headers: dict[str, str], _body: bytes) -> Answer:
        seen.append(headers.get("Authorization"))
        return TRUE

    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with service(answer) as base:
        open_graph(store=f"query={base}/q").sparql("ASK {}")
    assert set(seen) == {header}


def test_an_answer_that_does_not_come_in_time_or_is_too_large_is_an_error() -> None:
    def answer(path: str, _headers: dict[str, str], _body: bytes) -> Answer:
        if path == "/slow":
            time.sleep(1)
        return 200, "application/sparql-results+json", b" " * 10_000

    with service(answer) as base:
        with pytest.raises(StoreError, match=r"no answer within 0.2 seconds"):
            find_service(f"query={base}/slow").ask("ASK {}", "*/*", bounds=Bounds(seconds=0.2))
        with pytest.raises(StoreError, match="larger than 100 bytes"):
            find_service(f"query={base}/q").ask("ASK {}", "*/*", bounds=Bounds(most=100))


def test_a_connection_that_the_service_has_closed_meanwhile_is_opened_again(oxigraph: Engine) -> None:
    graph = open_graph(store=oxigraph.base)
    assert graph.sparql("ASK {}") is True
    oxigraph.kill()
    oxigraph.start()
    assert graph.sparql("ASK {}") is True
