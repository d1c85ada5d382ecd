"""Three replicas behind nginx, with the configuration of the documents: one is lost under load, no request is."""

import shutil
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx2 as httpx
import pytest
from engines import free_port

from running_server import CLIENT, Served, start, until

CONFIGURATION = Path(__file__).parents[2] / "docs" / "examples" / "nginx.conf"
PORTS = ("8081", "8082", "8083")
CLIENTS = 4
QUERY = "SELECT * {{ ?s ?p ?o }} LIMIT 20 OFFSET {offset}"


@pytest.fixture
def replicas(small_folder: Path) -> Iterator[list[Served]]:
    servers = [start("--workers", "1", "--store", str(small_folder)) for _ in PORTS]
    yield servers
    for server in servers:
        server.stop()


@pytest.fixture
def address(replicas: list[Served], tmp_path: Path) -> Iterator[str]:
    """The one address of all replicas."""
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    if nginx is None:
        pytest.skip("nginx is not installed; on Debian: apt-get install nginx-light")
    text = CONFIGURATION.read_text(encoding="utf-8")
    port = str(free_port())
    ports = {name: replica.url.rsplit(":", 1)[1] for name, replica in zip(PORTS, replicas, strict=True)}
    for name, real in {**ports, "8080": port}.items():
        assert f"127.0.0.1:{name}" in text
        text = text.replace(f"127.0.0.1:{name}", f"127.0.0.1:{real}")
    (tmp_path / "nginx.conf").write_text(text)
    with (tmp_path / "log").open("w") as log:
        command = [nginx, "-p", str(tmp_path), "-c", "nginx.conf", "-g", "daemon off;"]
        process = subprocess.Popen(command, stderr=log)
    url = f"http://127.0.0.1:{port}"
    until(lambda: process.poll() is not None or reachable(url))
    assert process.poll() is None, (tmp_path / "log").read_text()
    yield url
    process.terminate()
    process.wait()


def reachable(url: str) -> bool:
    try:
        return CLIENT.get(f"{url}/health").status_code == 200
    except httpx.TransportError:
        return False


def test_losing_a_replica_under_load_costs_no_request(address: str, replicas: list[Served]) -> None:
    seen: Counter[str] = Counter()
    over = threading.Event()

    def ask(client: int) -> None:
        with httpx.Client(timeout=30) as mine:
            for number in range(1_000_000):
                if over.is_set():
                    return
                query = QUERY.format(offset=number * CLIENTS + client)
                try:
                    if number % 2:
                        answer = mine.post(f"{address}/sparql", data={"query": query})
                    else:
                        answer = mine.get(f"{address}/sparql", params={"query": query})
                    seen[str(answer.status_code)] += 1
                except httpx.TransportError as error:
                    seen[repr(error)] += 1

    threads = [threading.Thread(target=ask, args=(client,)) for client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    with ExitStack() as stack:
        stack.callback(lambda: [thread.join() for thread in threads])
        stack.callback(over.set)
        until(lambda: seen["200"] > 100, 30)
        replicas[0].process.kill()
        time.sleep(0.5)
        answered = seen["200"]
        until(lambda: seen["200"] > answered + 200, 30)
    assert set(seen) == {"200"}, seen
