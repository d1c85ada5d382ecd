"""Clients that send or read too slowly, hang up, or speak no HTTP: nobody else notices."""

import contextlib
import http.client
import socket
import time
from urllib.parse import quote

import pytest
from bombs import BOMBS, GRACE, TIMEOUT, good, in_time

from running_server import Served, until


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


def test_an_address_may_be_given_whole(served: Served) -> None:
    with connected(served) as client:
        address = b"http://example.org/sparql?query=ASK%7B%7D"
        client.sendall(b"GET " + address + b" HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n")
        received = b"".join(iter(lambda: client.recv(65536), b""))
    assert received.startswith(b"HTTP/1.1 200 ")
    assert received.endswith(b'"boolean":true}')


def metric(served: Served, name: str) -> int:
    lines = served.get("/metrics").text.splitlines()
    [value] = [line.split()[-1] for line in lines if line.startswith(name + " ")]
    return int(float(value))


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
