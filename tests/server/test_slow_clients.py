"""Clients that send or read too slowly or too much, hang up, or speak HTTP badly: nobody else notices."""

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


@pytest.mark.parametrize(("length", "status"), [(131_000, 200), (131_073, 414), (3_000_000, 431)])
def test_an_address_that_is_too_long_is_refused(served: Served, length: int, status: int) -> None:
    query = "ASK{}" + "#" * (length - 5)
    with connected(served) as client, contextlib.suppress(ConnectionError):
        client.sendall(f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        received = b"".join(iter(lambda: client.recv(65536), b""))
        assert received.startswith(f"HTTP/1.1 {status} ".encode())
    in_time(lambda: good(served), GRACE)


def told(served: Served, request: bytes) -> bytes:
    """What a server says until it closes the connection."""
    with connected(served) as client:
        client.sendall(request)
        return b"".join(iter(lambda: client.recv(65536), b""))


END = b" HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n"
ASK = b"/sparql?query=ASK%7B%7D"


@pytest.mark.parametrize("scheme", [b"http://", b"HTTPS://"])
def test_an_address_may_be_given_whole(served: Served, scheme: bytes) -> None:
    received = told(served, b"GET " + scheme + b"example.org" + ASK + END)
    assert received.startswith(b"HTTP/1.1 200 ")
    assert received.endswith(b'"boolean":true}')
    assert told(served, b"GET " + scheme + b"example.org" + END).startswith(b"HTTP/1.1 200 ")


def test_the_methods_of_the_server_are_told_to_who_asks_of_no_address(served: Served) -> None:
    received = told(served, b"OPTIONS *" + END)
    assert received.startswith(b"HTTP/1.1 204 ")
    assert b"\r\nallow: get, head, options, post\r\n" in received.lower()
    assert told(served, b"GET *" + END).startswith(b"HTTP/1.1 404 ")


def test_who_does_not_wait_for_an_answer_gets_the_first_and_is_asked_to_ask_again(served: Served) -> None:
    one = b"GET " + ASK + b" HTTP/1.1\r\nHost: x\r\n\r\n"
    received = told(served, one * 20)
    assert received.count(b"HTTP/1.1 ") == 1
    assert received.startswith(b"HTTP/1.1 200 ")
    assert b"\r\nconnection: close\r\n" in received
    with connected(served) as client, contextlib.suppress(ConnectionError):
        client.sendall(one * 50_000)
        assert client.recv(65536).startswith(b"HTTP/1.1 200 ")
    in_time(lambda: good(served), GRACE)


def test_one_connection_serves_one_request_after_the_other(served: Served) -> None:
    client = http.client.HTTPConnection(served.url.removeprefix("http://"), timeout=10)
    for n in range(5):
        client.request("POST", "/sparql", f"ASK {{}} # {n}", {"Content-Type": "application/sparql-query"})
        assert client.getresponse().read().endswith(b'"boolean":true}')
        opened = client.sock
        # A client that would rather speak HTTP/2 is answered all the same.
        client.request("GET", "/health", headers={"Connection": "Upgrade, HTTP2-Settings", "Upgrade": "h2c"})
        assert client.getresponse().read().startswith(b"{")
        assert client.sock is opened
    client.close()


@pytest.mark.parametrize(
    ("name", "status"),
    [(b"X-Some: 1\r\n" * 10_000, 400), (b"X-Long: " + b"x" * 2_000_000, 431), (b"A b: c\r\n\r\n", 400)],
)
def test_a_head_that_is_too_long_or_broken_is_refused(served: Served, name: bytes, status: int) -> None:
    with connected(served) as client:
        with contextlib.suppress(ConnectionError):
            client.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n" + name)
        with contextlib.suppress(ConnectionError):
            assert client.recv(65536).startswith(f"HTTP/1.1 {status} ".encode())
    in_time(lambda: good(served), GRACE)


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
