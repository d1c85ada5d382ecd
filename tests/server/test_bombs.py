"""Queries and clients that would hurt: each costs its sender an error, and nobody else anything."""

import concurrent.futures
import contextlib
import http.client
import itertools
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import httpx2 as httpx
import pytest
from running_server import Served, start, start_with, until

TIMEOUT = 1.0
GRACE = 1.0
GOOD = "SELECT ?l { <https://w3id.org/iall-kg/drug/revumenib> <http://www.w3.org/2000/01/rdf-schema#label> ?l }"

NUMBERS = itertools.count()


def nested(count: int, around: str, opening: str, inner: str, closing: str) -> str:
    return around % (opening * count + inner + closing * count)


def joined(count: int, mark: str, part: str) -> str:
    return mark.join(part.format(n=n) for n in range(count))


CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
BOMBS = {
    "cross product": f"SELECT * {{ {CROSS} }}",
    "cross product counted": f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}",
    "cross product made distinct": f"SELECT DISTINCT ?a ?f ?i {{ {CROSS} }}",
    "cross product as a graph": f"CONSTRUCT {{ ?a ?e ?i }} {{ {CROSS} }}",
    "order of everything": f"SELECT * {{ {CROSS} }} ORDER BY ?c ?f ?i",
    "values of values": "SELECT (COUNT(*) AS ?n) { "
    + joined(9, " ", "VALUES ?v{n} {{ 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 }}")
    + " }",
    "paths": "SELECT (COUNT(*) AS ?n) { ?a (!<x:a>|^!<x:b>)* ?b . ?b (!<x:a>)* ?c }",
    "paths of paths": "ASK { ?a ((((!<x:a>)*)*)*)* ?b . ?b (!<x:a>)* ?c . ?c (!<x:a>)* <x:none> }",
    "concatenation of everything": f"SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f), STR(?i))) AS ?x) {{ {CROSS} }}",
    "doubled strings": 'SELECT ?x40 { BIND("aaaaaaaaaa" AS ?x0) '
    + " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
    + " }",
    "replacement": f'SELECT (REPLACE("{"a" * 50_000}", "a", "{"b" * 50_000}") AS ?x) {{}}',
    "regular expression": 'SELECT * { ?s ?p ?o FILTER REGEX(STR(?o), "(((((a{1,99}){1,99}){1,99}){1,99}){1,99})") }',
    "filter of 10,000 terms": "SELECT * { ?s ?p ?o FILTER(" + joined(10_000, "||", "?o={n}") + ") }",
    "sum of 20,000 terms": "SELECT * { ?s ?p ?o FILTER(" + joined(20_000, "+", "1") + "=?o) }",
    "list of 10,000 terms": "SELECT * { ?s ?p ?o FILTER(?o IN(" + joined(10_000, ",", "{n}") + ")) }",
    "union of 5,000 groups": "SELECT * { " + joined(5_000, "UNION", "{{?s ?p {n}}}") + " }",
    "2,000 optional groups": "SELECT * { ?s ?p ?o " + joined(2_000, "", "OPTIONAL{{?s ?p{n} {n}}}") + " }",
    "path of 5,000 steps": "SELECT * { ?s " + joined(5_000, "/", "<x:{n}>") + " ?o }",
    "3,000 patterns": "SELECT * { " + joined(3_000, " . ", "?s{n} <x:{n}> ?t{n}") + " }",
    "50,000 negations": "SELECT * { ?s ?p ?o FILTER(" + "!" * 50_000 + "?o) }",
    "groups in groups, 3 kB": nested(1_500, "SELECT * %s", "{", "?s ?p ?o", "}"),
    "groups in groups, 10 kB": nested(5_000, "SELECT * %s", "{", "?s ?p ?o", "}"),
    "groups in groups, 120 kB": nested(60_000, "SELECT * %s", "{", "?s ?p ?o", "}"),
    "400 collections in collections": nested(400, "SELECT * { ?s ?p %s }", "(", "1", ")"),
    "99 collections in collections": nested(97, "SELECT * { ?s ?p %s }", "(", "1", ")"),
    "99 unnamed nodes in unnamed nodes": nested(97, "SELECT * { ?s ?p %s }", "[ ?p ", "1", "]"),
    "parentheses in parentheses": nested(3_000, "SELECT * { ?s ?p ?o FILTER(%s) }", "(", "1", ")"),
    "queries in queries": nested(1_000, "SELECT * %s", "{ SELECT * ", "{ ?s ?p ?o }", "}"),
    "conditions in conditions": nested(2_000, "SELECT (%s AS ?x) {}", "IF(true,1,", "2", ")"),
    "exclusions in exclusions": nested(90, "SELECT * { ?s ?p ?o %s}", "FILTER NOT EXISTS { ?s ?p ?o ", "", "}"),
    "a service within": "SELECT * { SERVICE <http://127.0.0.1:9/> { " + CROSS + " } }",
    "open string": 'SELECT * { ?s ?p "' + "a\\" * 60_000,
    "open brackets": "SELECT * { " + "{" * 100_000,
    "nothing but comments": "#\n" * 60_000,
}


def good(served: Served) -> float:
    """Ask what is quickly answered, in words that no answer is kept for, and return how long it took."""
    start = time.monotonic()
    answer = served.sparql(f"{GOOD} # {next(NUMBERS)}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["results"]["bindings"][0]["l"]["value"] == "revumenib"
    return time.monotonic() - start


def resident(pid: int) -> int:
    """The memory of a process in MiB, or 0 if it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return sum(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def in_time(action: Callable[[], object], seconds: float) -> None:
    """Do something that must not take longer. Three tries, because a machine may be busy with other things."""
    for _ in range(3):
        start = time.monotonic()
        action()
        took = time.monotonic() - start
        if took < seconds:
            return
    pytest.fail(f"it took {took:.1f} seconds")


def explode(served: Served, query: str) -> httpx.Response:
    """Send a bomb; what comes back is an answer, or an error that says what to do."""
    answer = served.sparql(query, headers={"Accept": "application/sparql-results+json, */*;q=0.5"})
    if answer.status_code != 200:
        error = answer.json()["error"]
        assert answer.status_code in (400, 403, 422, 503)
        assert error["message"]
        assert error["hint"]
    return answer


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_its_sender_an_error_in_time_and_the_server_nothing(served: Served, name: str) -> None:
    in_time(lambda: explode(served, BOMBS[name]), TIMEOUT + GRACE)
    in_time(lambda: good(served), GRACE)


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("cross product", 422, "limit of this server"),
        ("cross product counted", 503, "longer than 1 seconds"),
        ("doubled strings", 503, "256 MiB of memory"),
        ("groups in groups, 3 kB", 400, "nests more than 100"),
        ("400 collections in collections", 400, "nests more than 100"),
        ("a service within", 403, "SERVICE"),
    ],
)
def test_the_error_says_what_was_too_much(served: Served, name: str, status: int, words: str) -> None:
    answer = explode(served, BOMBS[name])
    assert answer.status_code == status
    assert words in answer.json()["error"]["message"]


@pytest.fixture(scope="module")
def crowded() -> Iterator[Served]:
    """A server that gives a query, with its time in the queue, longer than a machine with other work may need."""
    server = start("--timeout", "4", "--workers", "2")
    yield server
    assert server.stop() == 0


def test_bombs_at_once_do_not_keep_others_waiting(crowded: Served) -> None:
    slow = ("cross product counted", "values of values", "paths")
    with concurrent.futures.ThreadPoolExecutor(32) as senders:
        bombs = [senders.submit(explode, crowded, BOMBS[slow[n % len(slow)]] + f" # {n}") for n in range(30)]
        until(lambda: crowded.state()["long"] == 2)
        for _ in range(3):
            in_time(lambda: good(crowded), 2 * GRACE)
        stored = crowded.get("/query/drug-targets")
        start_of_kept = time.monotonic()
        assert crowded.get("/query/drug-targets").content == stored.content
        assert time.monotonic() - start_of_kept < GRACE
        assert any(not bomb.done() for bomb in bombs)
        statuses = {bomb.result().status_code for bomb in bombs}
    assert stored.status_code == 200
    assert statuses == {503}


def test_the_same_bomb_many_times_gives_way_at_once(crowded: Served) -> None:
    query = BOMBS["cross product counted"] + "# the same"
    with concurrent.futures.ThreadPoolExecutor(40) as senders:
        bombs = [senders.submit(explode, crowded, query) for _ in range(40)]
        until(lambda: sum(bomb.done() for bomb in bombs) >= 36, 3.5)
        in_time(lambda: good(crowded), GRACE)
        answers = [bomb.result() for bomb in bombs]
    assert {a.status_code for a in answers} == {503}
    busy = [a for a in answers if "Retry-After" in a.headers]
    assert len(busy) >= 36
    assert all("places" in a.json()["error"]["message"] for a in busy)


def test_memory_and_processors_come_back(served: Served) -> None:
    for name in ("order of everything", "doubled strings", "cross product made distinct", "replacement"):
        explode(served, BOMBS[name])
    until(lambda: served.state() == {"idle": 2, "quick": 0, "long": 0, "starting": 0, "waiting": 0})
    pids = served.workers()
    assert len(pids) == 2
    assert all(0 < resident(pid) < 256 for pid in pids)
    assert resident(served.process.pid) < 400
    before = [Path(f"/proc/{pid}/stat").read_text().split()[13] for pid in pids]
    time.sleep(0.5)
    assert [Path(f"/proc/{pid}/stat").read_text().split()[13] for pid in pids] == before


def test_a_query_whose_client_hangs_up_ends(served: Served) -> None:
    until(lambda: served.state()["idle"] == 2)
    host = served.url.removeprefix("http://")
    clients = [http.client.HTTPConnection(host, timeout=10) for _ in range(2)]
    for n, client in enumerate(clients):
        body = BOMBS["cross product counted"] + f" # gone {n}"
        client.request("POST", "/sparql", body, {"Content-Type": "application/sparql-query"})
    until(lambda: served.state()["quick"] == 2)
    for client in clients:
        client.close()
    until(lambda: served.state()["quick"] + served.state()["long"] == 0, TIMEOUT * 0.9)
    in_time(lambda: good(served), GRACE)


def test_two_hundred_connections_at_once_are_all_answered(served: Served) -> None:
    with concurrent.futures.ThreadPoolExecutor(200) as clients:
        answers = clients.map(lambda n: served.sparql(f"{GOOD} # {n}"), range(200))
        assert {answer.status_code for answer in answers} == {200}


def test_a_full_server_says_when_to_come_again() -> None:
    server = start("--timeout", "1", "--workers", "1")
    try:
        with concurrent.futures.ThreadPoolExecutor(450) as clients:
            answers = list(clients.map(lambda n: server.sparql(f"{BOMBS['paths']} # {n}"), range(450)))
        full = [a for a in answers if a.headers.get("Retry-After")]
        assert {a.status_code for a in answers} == {503}
        assert full
        assert all(int(a.headers["Retry-After"]) > 0 for a in full)
        in_time(lambda: good(server), GRACE)
    finally:
        assert server.stop() == 0


def connected(served: Served) -> socket.socket:
    host, _, port = served.url.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=20)


SLOW = {
    "nothing": b"",
    "half a line": b"GET /spar",
    "headers without end": b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nX-One: 1\r\n",
    "a body that does not come": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    b"Content-Length: 1000\r\n\r\nASK",
    "a second request without end": b"GET /health HTTP/1.1\r\nHost: x\r\n\r\nGET /health HTTP/1.1\r\nHost:",
}


@pytest.fixture(scope="module")
def impatient() -> Iterator[Served]:
    """A server that does not wait long for its clients."""
    server = start_with("workers=1, timeout=3, client_patience=0.6")
    yield server
    assert server.stop() == 0


@pytest.mark.parametrize("name", SLOW)
def test_a_client_that_sends_too_slowly_is_refused(impatient: Served, name: str) -> None:
    with connected(impatient) as client:
        client.sendall(SLOW[name])
        received = b"".join(iter(lambda: client.recv(65536), b""))
    assert b"HTTP/1.1 408 Request Timeout\r\n" in received
    assert b'{"error": {"status": 408' in received


def test_a_hundred_slow_clients_hinder_nobody(impatient: Served) -> None:
    clients = [connected(impatient) for _ in range(100)]
    try:
        for n in range(8):
            for client in clients:
                with contextlib.suppress(OSError):
                    client.sendall(b"GET /sparql HTTP/1.1\r\n" if n == 0 else b"X-Slow: 1\r\n")
            in_time(lambda: good(impatient), GRACE)
            time.sleep(0.1)
    finally:
        for client in clients:
            client.close()


def test_a_client_that_reads_nothing_is_dropped_and_its_answer_with_it(impatient: Served) -> None:
    held = lambda: metric(impatient, "iall_kg_answer_bytes_held")  # noqa: E731
    with connected(impatient) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        query = "SELECT * { GRAPH ?g { ?s ?p ?o } }"
        client.sendall(f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        until(lambda: held() > 1_000_000)
        until(lambda: held() == 0)
    in_time(lambda: good(impatient), GRACE)


def test_what_is_no_http_gets_an_error_in_json(impatient: Served) -> None:
    with connected(impatient) as client:
        client.sendall(b"\x16\x03\x01\x02\x00 no http \r\n\r\n")
        received = b"".join(iter(lambda: client.recv(65536), b""))
    assert received.startswith(b"HTTP/1.1 400 ")
    assert received.endswith(b'{"error": {"status": 400, "message": "Invalid HTTP request received.", "hint": ""}}\n')


@pytest.mark.parametrize(("length", "status"), [(131_000, 200), (131_073, 414), (3_000_000, 400)])
def test_an_address_that_is_too_long_is_refused(served: Served, length: int, status: int) -> None:
    query = "ASK{}" + "#" * (length - 5)
    with connected(served) as client, contextlib.suppress(ConnectionError):
        client.sendall(f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        received = b"".join(iter(lambda: client.recv(65536), b""))
        assert received.startswith(f"HTTP/1.1 {status} ".encode())
    in_time(lambda: good(served), GRACE)


def metric(served: Served, name: str) -> int:
    lines = served.get("/metrics").text.splitlines()
    [value] = [line.split()[-1] for line in lines if line.startswith(name + " ")]
    return int(float(value))


def test_a_lost_nursery_is_replaced(impatient: Served) -> None:
    nursery = impatient.nursery()
    os.kill(nursery, signal.SIGKILL)
    until(lambda: impatient.state()["idle"] == 1 and impatient.nursery() != nursery)
    in_time(lambda: good(impatient), GRACE)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_stops_cleanly_with_queries_under_way(number: signal.Signals) -> None:
    server = start("--workers", "2")
    processes = [server.nursery(), *server.workers()]
    with concurrent.futures.ThreadPoolExecutor(4) as clients:
        asked = [clients.submit(explode, server, BOMBS["paths"] + f" # {n}") for n in range(4)]
        until(lambda: server.state()["waiting"] + server.state()["quick"] + server.state()["long"] >= 3)
        start_of_stop = time.monotonic()
        server.process.send_signal(number)
        assert server.process.wait(timeout=10) == 0
        assert time.monotonic() - start_of_stop < 5
        assert {a.result().status_code for a in asked} == {503}
    assert "Traceback" not in server.logged()
    assert server.stop() == 0
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in processes))


def test_no_process_outlives_a_server_that_is_killed() -> None:
    server = start("--workers", "2")
    processes = [server.nursery(), *server.workers()]
    assert len(processes) >= 2
    server.process.kill()
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in processes))
    assert server.stop() == -signal.SIGKILL
