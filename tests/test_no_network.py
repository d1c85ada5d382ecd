"""What the guard lets through never leaves this machine: random queries against an endpoint that counts its calls."""

import random
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pyoxigraph as ox
import pytest

from iall_kg.errors import BadQueryError
from iall_kg.sparql_guard import check_read_only


@pytest.fixture(scope="module")
def endpoint() -> Iterator[tuple[str, list[str]]]:
    """Serve SPARQL results on this machine; give its address and the list of requests that reach it."""
    calls: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            calls.append(self.rfile.read(int(self.headers.get("content-length", 0))).decode())
            body = b'{"head":{"vars":[]},"results":{"bindings":[]}}'
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST  # noqa: N815 - the names that http.server looks for

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", calls
    server.shutdown()
    thread.join()
    server.server_close()


def ask(sparql: str) -> bool:
    """Ask the engine without any guard, and tell whether it took the query."""
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("a:s"), ox.NamedNode("a:p"), ox.Literal(1)))
    try:
        result = store.query(sparql)
        if isinstance(result, ox.QuerySolutions):
            list(result)
    except (SyntaxError, OSError, ValueError, RuntimeError):
        return False
    return True


def test_the_engine_does_reach_out_when_nobody_stops_it(endpoint: tuple[str, list[str]]) -> None:
    address, calls = endpoint
    calls.clear()
    ask(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}")
    ask(f"PREFIX : <{address}> SELECT * {{ FILTER(1<2)SERVICE:#>\n{{?s ?p ?o}} }}")
    assert len(calls) == 2


PIECES = [
    "SERVICE",
    "service",
    "SILENT",
    "{",
    "}",
    "{?s ?p ?o}",
    " ",
    "\n",
    "#",
    "#>",
    "<",
    ">",
    '"',
    "'",
    '"""',
    "'''",
]
PIECES += [
    "\\u0022",
    "\\u0027",
    "\\",
    ":",
    "ex:",
    "ex:a",
    "<FAR>",
    "?x",
    "$x",
    "?",
    ".",
    ";",
    ",",
    "1",
    "1e0",
    "true",
    "a",
]
PIECES += [
    "'x'",
    '"x"',
    "@en",
    "FILTER(1<2)",
    "BIND(1 AS ?b)",
    "OPTIONAL",
    "GRAPH",
    "UNION",
    "?s ?p ?o",
    "(",
    ")",
    "^^",
    "_:b",
]


def test_no_random_query_that_is_let_through_reaches_out(endpoint: tuple[str, list[str]]) -> None:
    address, calls = endpoint
    calls.clear()
    chance = random.Random(17)
    taken = 0
    for _ in range(3000):
        body = "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 9)))
        call = chance.choice(
            ["SERVICE:{}", "SERVICE <FAR>{}", "SERVICESILENT<FAR>{}", "SERVICEex:{}", "service:#>\n{}"]
        )
        text = f"PREFIX : <FAR> PREFIX ex: <FAR> SELECT * {{ {body}{call}{chance.choice(PIECES)} }}"
        sparql = text.replace("FAR", address)
        try:
            check_read_only(sparql)
        except BadQueryError:
            continue
        taken += ask(sparql)
        assert calls == [], sparql
    assert taken > 0
