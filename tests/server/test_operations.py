"""What an operator sets and watches."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import pytest
from starlette.testclient import TestClient

from iall_kg.cli.serve import _workers
from iall_kg.errors import IallKgError
from iall_kg.graph import KnowledgeGraph
from iall_kg.server.app import create_app
from iall_kg.server.evaluator import STORED, Answered, Asked
from iall_kg.server.problems import Problem
from iall_kg.server.settings import Settings
from iall_kg.version import __version__
from running_server import Served

SAMPLE = re.compile(
    r'[a-z_]+(?:\{[a-z_]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*\})? [0-9.e+-]+'
)


LISTENING = "0A"


def serve(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "iall_kg", "serve", *options], capture_output=True, text=True, timeout=20, check=False
    )


def test_health_tells_whether_queries_can_be_answered(client: TestClient) -> None:
    answer = client.get("/health")
    assert answer.status_code == 200
    health = answer.json()
    assert health["status"] == "ok"
    assert health["version"] == __version__
    assert health["quads"] > 10_000
    assert health["workers"] == {"idle": 1, "quick": 0, "long": 0, "starting": 0, "waiting": 0}


def test_metrics_count_requests_and_queries(client: TestClient) -> None:
    def value(sample: str) -> float:
        lines = client.get("/metrics").text.splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith(sample + " "))

    good = 'iall_kg_requests_total{route="/sparql",method="GET",status="200"}'
    bad = 'iall_kg_requests_total{route="/sparql",method="GET",status="400"}'
    samples = (good, bad, "iall_kg_query_seconds_count", 'iall_kg_queries_total{outcome="refused"}')
    before = [value(sample) for sample in samples]
    client.get("/sparql", params={"query": "ASK { <a:a> <a:b> <a:c> }"})
    client.get("/sparql", params={"query": "ASK {"})
    assert [value(sample) for sample in samples] == [n + m for n, m in zip(before, (1, 1, 2, 1), strict=True)]


def test_metrics_are_written_as_prometheus_reads_them(client: TestClient) -> None:
    client.get('/query/no"such\\one')
    client.request("BREW", "/nothing")
    answer = client.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = answer.text.splitlines()
    samples = [line for line in lines if not line.startswith("#")]
    assert all(SAMPLE.fullmatch(sample) for sample in samples)
    assert len({sample.rsplit(" ", 1)[0] for sample in samples}) == len(samples)
    buckets = [int(line.split()[-1]) for line in lines if line.startswith("iall_kg_query_seconds_bucket")]
    assert buckets == sorted(buckets)
    [count] = [int(line.split()[-1]) for line in lines if line.startswith("iall_kg_query_seconds_count")]
    assert buckets[-1] == count


def test_strange_methods_and_addresses_do_not_multiply_the_metrics(client: TestClient) -> None:
    for n in range(5):
        client.request(f"ODD{n}", f"/odd/{n}")
    text = client.get("/metrics").text
    assert "ODD" not in text
    assert "/odd" not in text
    assert 'route="none",method="other",status="404"' in text


def test_what_is_not_there_is_said_in_json(client: TestClient) -> None:
    error = client.get("/nowhere").json()["error"]
    assert error["status"] == 404
    assert "/nowhere" in error["message"]
    assert "/openapi.json" in error["hint"]


def test_the_server_listens_on_this_machine_only_unless_told_otherwise(served: Served) -> None:
    port = f"{int(served.url.rsplit(':', 1)[1]):04X}"
    tables = [Path("/proc/net/tcp"), Path("/proc/net/tcp6")]
    if not tables[0].exists():
        pytest.skip("this system does not tell in /proc/net who listens where")
    lines = [line.split() for table in tables if table.exists() for line in table.read_text().splitlines()[1:]]
    listening = {line[1] for line in lines if line[3] == LISTENING and line[1].endswith(f":{port}")}
    assert listening == {f"{socket.htonl(0x7F000001):08X}:{port}"}


def test_a_port_that_is_taken_is_an_error_that_says_so(served: Served) -> None:
    result = serve("--port", served.url.rsplit(":", 1)[1])
    assert result.returncode == 2
    assert "Choose another --port" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--port", "70000"), "no port"),
        (("--max-memory", "much"), "no size"),
        (("--workers", "0"), "workers must be greater than 0"),
        (("--timeout", "-1"), "timeout must be greater than 0"),
        (("--max-rows", "0"), "max-rows must be greater than 0"),
        (("--base-iri", "ftp://example.org/"), "base IRI"),
        (("--base-iri", "nonsense"), "base IRI"),
        (("--host", "no such host"), "Cannot listen"),
    ],
)
def test_a_setting_that_cannot_be_is_an_error_that_says_so(options: tuple[str, str], words: str) -> None:
    result = serve(*options, *(() if "--port" in options else ("--port", "0")))
    assert result.returncode == 2
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_sizes_are_read_with_units() -> None:
    from iall_kg.cli import parser

    given = {"1000": 1000, "128k": 131072, "1 MiB": 1 << 20, "2g": 2 << 30, "5MB": 5 << 20}
    for text, size in given.items():
        assert parser().parse_args(["serve", "--max-memory", text]).max_memory == size


def test_a_base_is_an_address_that_ends_with_a_slash() -> None:
    assert Settings(base_iri="http://localhost/").rebase("<https://w3id.org/iall-kg/x>") == "<http://localhost/x>"
    with pytest.raises(IallKgError, match="ends with /"):
        Settings(base_iri="http://localhost/kg")


class Elsewhere:
    """An evaluator that answers by itself, as one for a remote service would."""

    sealed: ClassVar[list[str]] = ["elsewhere"]

    def __init__(self) -> None:
        self.asked: list[Asked] = []

    async def start(self) -> None:
        self.asked.clear()

    async def close(self) -> None:
        self.asked.clear()

    def state(self) -> dict[str, int]:
        return {"idle": 1, "quick": 0, "long": 0, "starting": 0, "waiting": 0}

    async def answer(self, asked: Asked) -> Answered:
        self.asked.append(asked)
        if "fail" in asked.text:
            raise Problem(503, "It is not there.", "Wait.")
        return Answered("solutions", b"x\r\n1\r\n", gzip=False)


def test_queries_can_be_answered_elsewhere(kg: KnowledgeGraph) -> None:
    elsewhere = Elsewhere()
    with TestClient(create_app(kg, Settings(), elsewhere)) as client:
        answer = client.get("/query/trials?format=csv")
        assert answer.text == "x\r\n1\r\n"
        [asked] = elsewhere.asked
        assert asked.text == kg.sparql_of("trials")
        assert (asked.solutions, asked.graph, asked.priority) == ("csv", None, STORED)
        client.get("/sparql?query=SELECT * {}&default-graph-uri=http://x/&named-graph-uri=http://y/")
        assert elsewhere.asked[-1].default_graphs == ("http://x/",)
        assert elsewhere.asked[-1].named_graphs == ("http://y/",)
        assert client.get("/sparql?query=fail").json()["error"] == {
            "status": 503,
            "message": "It is not there.",
            "hint": "Wait.",
        }
        assert client.get("/health").json()["sealed"] == ["elsewhere"]


@pytest.mark.parametrize(
    ("processors", "gibibytes", "workers"),
    [(2, 24, 8), (1, 24, 4), (64, 512, 16), (4, 4, 4), (4, 1, 2)],
)
def test_there_are_four_workers_for_each_processor_as_far_as_half_of_the_memory_holds_them(
    processors: int, gibibytes: int, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    monkeypatch.setattr(os, "sysconf", {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": gibibytes << 18}.__getitem__)
    assert _workers(512 << 20) == workers


@pytest.mark.parametrize(("workers", "long_places"), [(1, 1), (2, 2), (8, 2), (16, 4)])
def test_a_quarter_as_many_queries_may_take_long_as_there_are_workers(workers: int, long_places: int) -> None:
    assert Settings(workers=workers).long_places == long_places


def test_the_more_wait_for_each_worker_the_less_a_long_query_may_take() -> None:
    assert Settings(workers=2).patience_beside(0) == Settings(workers=8).patience_beside(0) == 2.0
    assert Settings(workers=2).patience_beside(9) == pytest.approx(0.2)
    assert Settings(workers=8).patience_beside(36) == pytest.approx(0.2)
