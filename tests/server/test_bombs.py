"""Queries and clients that would hurt: each costs its sender an error, and nobody else anything."""

import concurrent.futures
import http.client
import socket
import time
from collections.abc import Callable
from pathlib import Path

import httpx2 as httpx
import pytest
from running_server import Served, start, stop

TIMEOUT = 1.5
GRACE = 1.0
UNLIMITED = httpx.Limits(max_connections=None)
GOOD = "SELECT ?l { <https://w3id.org/iall-kg/drug/revumenib> <http://www.w3.org/2000/01/rdf-schema#label> ?l }"


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
    """Ask what is quickly answered, and return how long it took."""
    start = time.monotonic()
    answer = served.sparql(GOOD)
    assert answer.status_code == 200, answer.text
    assert answer.json()["results"]["bindings"][0]["l"]["value"] == "revumenib"
    return time.monotonic() - start


def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.05)


def workers_of(served: Served) -> list[int]:
    """The process ids of the workers of a server."""
    children = Path(f"/proc/{served.process.pid}/task").glob("*/children")
    return [int(pid) for task in children for pid in task.read_text().split()]


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
        ("cross product counted", 503, "longer than 1.5 seconds"),
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


def test_bombs_at_once_do_not_keep_others_waiting(served: Served) -> None:
    slow = [name for name in BOMBS if name.startswith(("cross product c", "cross product m", "paths", "values"))]
    with concurrent.futures.ThreadPoolExecutor(32) as senders:
        bombs = [senders.submit(explode, served, BOMBS[slow[n % len(slow)]] + f" # {n}") for n in range(24)]
        time.sleep(0.2)
        waits = [good(served) for _ in range(5)]
        stored = httpx.get(f"{served.url}/query/drug-targets", timeout=30)
        assert httpx.get(f"{served.url}/health", timeout=30).status_code == 200
        statuses = {bomb.result().status_code for bomb in bombs}
    assert stored.status_code == 200
    assert max(waits) < 5 * TIMEOUT
    assert statuses == {503}


def test_the_same_bomb_many_times_gives_way_at_once(served: Served) -> None:
    query = BOMBS["cross product counted"] + "# the same"
    with concurrent.futures.ThreadPoolExecutor(40) as senders:
        bombs = [senders.submit(explode, served, query) for _ in range(40)]
        time.sleep(1.0)
        in_time(lambda: good(served), 2 * GRACE)
        answers = [bomb.result() for bomb in bombs]
    busy = [a for a in answers if "Retry-After" in a.headers]
    assert busy
    assert all(a.status_code == 503 for a in answers)
    assert all("places" in a.json()["error"]["message"] for a in busy)


def test_memory_and_processors_come_back(served: Served) -> None:
    for name in ("order of everything", "doubled strings", "cross product made distinct", "replacement"):
        explode(served, BOMBS[name])
    until(lambda: served.state() == {"idle": 2, "quick": 0, "long": 0, "starting": 0, "waiting": 0})
    pids = workers_of(served)
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
    with concurrent.futures.ThreadPoolExecutor(200) as clients, httpx.Client(timeout=60, limits=UNLIMITED) as http2:

        def ask(n: int) -> int:
            return http2.post(f"{served.url}/sparql", data={"query": f"{GOOD} # {n}"}).status_code

        assert set(clients.map(ask, range(200))) == {200}


def test_a_full_server_says_when_to_come_again() -> None:
    server = start("--timeout", "1", "--workers", "1")
    try:
        with concurrent.futures.ThreadPoolExecutor(450) as clients, httpx.Client(timeout=60, limits=UNLIMITED) as many:

            def ask(n: int) -> httpx.Response:
                query = BOMBS["paths"] + f" # {n}"
                return many.post(f"{server.url}/sparql", data={"query": query})

            answers = list(clients.map(ask, range(450)))
        full = [a for a in answers if a.headers.get("Retry-After")]
        assert {a.status_code for a in answers} == {503}
        assert full
        assert all(int(a.headers["Retry-After"]) > 0 for a in full)
        in_time(lambda: good(server), GRACE)
    finally:
        assert stop(server) == 0


def raw(served: Served) -> socket.socket:
    host, _, port = served.url.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=10)
