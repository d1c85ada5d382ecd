"""`serve` on a SPARQL service that is gone or too slow says so in time, and hangs up when its client does."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pyoxigraph as ox
import pytest
from asked import GOOD
from engines import Engine
from publishing import publish

from running_server import running_with, until


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
