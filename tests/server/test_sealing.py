"""No query reaches a network: it is refused first, and the process that would answer it could not reach out anyway."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from running_server import CLIENT, Served

INSIDE = "{ ?s ?p ?o }"


@dataclass
class Listener:
    """A server that answers everything and remembers that it was asked."""

    url: str
    asked: list[bytes] = field(default_factory=list)


@pytest.fixture
def listener() -> Iterator[Listener]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.02)
        found = Listener(f"http://127.0.0.1:{server.getsockname()[1]}/")
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                try:
                    client, _ = server.accept()
                except TimeoutError:
                    continue
                with client:
                    client.settimeout(0.5)
                    found.asked.append(client.recv(100))
                    client.sendall(b"HTTP/1.1 500 Listener\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

        thread = threading.Thread(target=listen)
        thread.start()
        yield found
        done.set()
        thread.join()


# U stands for the address of the listener.
SPELLINGS = {
    "plain": "SELECT * { SERVICE <U> " + INSIDE + " }",
    "in any case": "SELECT * { sErViCe <U> " + INSIDE + " }",
    "silent": "SELECT * { SERVICE SILENT <U> " + INSIDE + " }",
    "without spaces": "SELECT*{SERVICE<U>{?s?p?o}}",
    "silent without spaces": "SELECT*{SERVICESILENT<U>{?s?p?o}}",
    "by a prefix": "PREFIX u: <U> SELECT * { SERVICE u:x " + INSIDE + " }",
    "by an empty prefix, without space": "PREFIX : <U> SELECT * { SERVICE:x " + INSIDE + " }",
    "by a prefix, without space": "PREFIX u: <U> SELECT * { SERVICEu:x " + INSIDE + " }",
    "by the base": "BASE <U> SELECT * { SERVICE <x> " + INSIDE + " }",
    "by a variable": "SELECT * { VALUES ?u { <U> } SERVICE ?u " + INSIDE + " }",
    "by a variable of the data": "SELECT * { BIND(IRI('U') AS ?u) SERVICE $u " + INSIDE + " }",
    "by a variable in an inner query": "SELECT * { { SELECT (<U> AS ?u) {} } SERVICE ?u " + INSIDE + " }",
    "after a comment": "SELECT * { # harmless\n SERVICE <U> " + INSIDE + " }",
    "after a comment that a return ends": "SELECT * { # harmless\rSERVICE <U> " + INSIDE + " }",
    "with comments within": "SELECT * { SERVICE # a <b>\n # c\n <U> # d\n " + INSIDE + " }",
    "after a string with a comment": "SELECT * { BIND('#' AS ?x) SERVICE <U> " + INSIDE + " }",
    "after a long string": "SELECT * { BIND('''a'b''c\\'''' AS ?x) SERVICE <U> " + INSIDE + " }",
    "after an IRI with a comment": "SELECT * { BIND(<x:y#z> AS ?x) SERVICE <U> " + INSIDE + " }",
    "after a comparison": "SELECT * { BIND(1 AS ?a) FILTER(?a<2)SERVICE#>\n<U> " + INSIDE + " }",
    "after a comparison of numbers": "SELECT * { FILTER(1<2)SERVICE#>\n<U> " + INSIDE + " }",
    "after a number": "PREFIX : <U> SELECT * { ?a ?b 1SERVICE:x " + INSIDE + " }",
    "after a truth value": "SELECT * { ?a ?b trueSERVICE<U> " + INSIDE + " }",
    "after a name that ends in a stop": "PREFIX : <x:> SELECT * { ?a ?b :c.SERVICE <U> " + INSIDE + " }",
    "escaped": "SELECT * { \\u0053ERVICE <U> " + INSIDE + " }",
    "escaped at length": "SELECT * { SERV\\U00000049CE <U> " + INSIDE + " }",
    "after an escaped quote": 'SELECT * { BIND("a\\u0022" AS ?x) SERVICE <U> ' + INSIDE + ' } # "',
    "after an escaped backslash": 'SELECT * { BIND("a\\u005C" AS ?x) SERVICE <U> ' + INSIDE + ' } # "',
    "after an escaped line end": "SELECT * { # \\u000A SERVICE <U> " + INSIDE + " \n}",
    "in an inner query": "SELECT * { { SELECT * { SERVICE <U> " + INSIDE + " } } }",
    "in an optional group": "SELECT * { OPTIONAL { SERVICE <U> " + INSIDE + " } }",
    "in a union": "SELECT * { {} UNION { SERVICE <U> " + INSIDE + " } }",
    "in an exclusion": "SELECT * { ?s ?p ?o MINUS { SERVICE <U> " + INSIDE + " } }",
    "in a graph": "SELECT * { GRAPH ?g { SERVICE <U> " + INSIDE + " } }",
    "in a condition": "SELECT * { FILTER EXISTS { SERVICE <U> " + INSIDE + " } }",
    "in a condition that is bound": "SELECT * { BIND(EXISTS { SERVICE <U> " + INSIDE + " } AS ?x) }",
    "in a condition of a group": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } HAVING(NOT EXISTS { SERVICE <U> "
    + INSIDE
    + " })",
    "in an order": "SELECT * { ?s ?p ?o } ORDER BY (EXISTS { SERVICE <U> " + INSIDE + " })",
    "laterally": "SELECT * { BIND(1 AS ?a) LATERAL { SERVICE <U> " + INSIDE + " } }",
    "to ask": "ASK { SERVICE <U> " + INSIDE + " }",
    "to construct": "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <U> " + INSIDE + " }",
    "to describe": "DESCRIBE ?s { SERVICE <U> " + INSIDE + " }",
    "in a service": "SELECT * { SERVICE <U> { SERVICE <U> " + INSIDE + " } }",
    "load": "LOAD <U>",
    "load silently": "LOAD SILENT <U> INTO GRAPH <x:y>",
    "load after a query": "ASK {} ; LOAD <U>",
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_no_spelling_of_service_or_load_reaches_out(served: Served, listener: Listener, name: str) -> None:
    query = SPELLINGS[name].replace("<U>", f"<{listener.url}>").replace("'U'", f"'{listener.url}'")
    answers = [
        served.sparql(query),
        served.get("/sparql", params={"query": query}),
        CLIENT.post(f"{served.url}/sparql", content=query, headers={"Content-Type": "application/sparql-query"}),
    ]
    assert {a.status_code for a in answers} <= {400, 403}
    assert listener.asked == []


@pytest.mark.parametrize("clause", ["FROM <U>", "FROM NAMED <U>", "FROM <U> FROM NAMED <U>"])
@pytest.mark.parametrize("form", ["SELECT *", "ASK", "CONSTRUCT { ?s ?p ?o }"])
def test_a_dataset_elsewhere_is_empty_and_never_fetched(
    served: Served, listener: Listener, form: str, clause: str
) -> None:
    named = f"{form} {clause.replace('U', listener.url)} WHERE {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {INSIDE} }} }}"
    assert served.sparql(named).status_code == 200
    graphs = {"default-graph-uri": listener.url, "named-graph-uri": listener.url}
    plain = f"SELECT * {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {INSIDE} }} }}"
    answer = served.get("/sparql", params={"query": plain, **graphs})
    assert answer.json()["results"]["bindings"] == []
    assert listener.asked == []


def test_the_word_is_found_as_a_keyword_and_only_then(client: TestClient) -> None:
    queries = [
        "SELECT ?service { ?service ?p ?o } LIMIT 1",
        "PREFIX service: <http://example.org/> SELECT * { ?s service:load ?o }",
        'SELECT ("SERVICE <http://x/> {} LOAD" AS ?x) {} # SERVICE <http://x/>',
        "SELECT * { ?s <http://example.org/SERVICE#INSERT> ?o }",
        "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> SELECT * { ?s a sd:Service }",
    ]
    for query in queries:
        assert client.get("/sparql", params={"query": query}).status_code == 200


ENGINE = """
import sys
import pyoxigraph as ox
from iall_kg.server import seal

store = ox.Store()
list(store.query("SELECT * {{ ?s ?p ?o }}"))
done = [{measures}]
try:
    print(list(store.query(f"SELECT * {{{{ SERVICE <{{sys.argv[1]}}> {{{{ ?s ?p ?o }}}} }}}}")))
except OSError as error:
    print(done, "OSError")
"""


def reach_out(listener: Listener, measures: str) -> str:
    """Let the engine, unguarded, ask the listener from a process that has taken some measures."""
    program = ENGINE.format(measures=measures)
    result = subprocess.run([sys.executable, "-c", program, listener.url], capture_output=True, text=True, check=True)
    return result.stdout


def test_an_engine_that_is_not_sealed_reaches_out(listener: Listener) -> None:
    reach_out(listener, "")
    assert len(listener.asked) == 1, "if the engine cannot reach out, the tests here prove nothing"


def test_a_process_that_may_open_nothing_more_reaches_nothing(listener: Listener) -> None:
    assert reach_out(listener, "*seal.open_nothing_more()") == "['no descriptors'] OSError\n"
    assert listener.asked == []


@pytest.mark.parametrize("files", [0, 16])
def test_a_store_of_few_files_needs_no_descriptors(listener: Listener, files: int) -> None:
    assert (
        reach_out(listener, f"*seal.open_the_store_only({files}, [seal.NO_NETWORK])") == "['no descriptors'] OSError\n"
    )
    assert listener.asked == []


def test_a_store_of_many_files_may_open_them_only_where_there_is_no_network(listener: Listener) -> None:
    assert reach_out(listener, "*seal.open_the_store_only(65, [])") == "['no descriptors'] OSError\n"
    printed = reach_out(listener, "*(left := seal.leave_network()), *seal.open_the_store_only(65, left)")
    kinds = ("['network namespace', 'descriptors of the store'] OSError\n", "['no descriptors'] OSError\n")
    assert printed in kinds  # the second where the system gives no namespace
    assert listener.asked == []


def test_a_process_that_has_left_the_network_reaches_nothing(listener: Listener) -> None:
    printed = reach_out(listener, "*seal.leave_network()")
    if printed == "[] OSError\n":
        pytest.skip("this system does not let processes make network namespaces")
    assert printed == "['network namespace'] OSError\n"
    assert listener.asked == []


def test_the_workers_are_sealed_as_the_server_says(served: Served) -> None:
    sealed = served.get("/health").json()["sealed"]
    assert {"no descriptors", "memory", "alarm"} <= set(sealed)
    for pid in served.workers():
        limits = Path(f"/proc/{pid}/limits").read_text()
        [files] = [line.split() for line in limits.splitlines() if line.startswith("Max open files")]
        assert files[3:5] == ["0", "0"]
        [space] = [line.split() for line in limits.splitlines() if line.startswith("Max address space")]
        assert space[3] != "unlimited"
        network = os.readlink(f"/proc/{pid}/ns/net")
        assert (network != os.readlink("/proc/self/ns/net")) is ("network namespace" in sealed)
