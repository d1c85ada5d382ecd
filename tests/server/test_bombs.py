"""Queries that would hurt: each costs its sender an error, and nobody else anything."""

import concurrent.futures
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from bombs import BOMBS, GOOD, GRACE, TIMEOUT, explode, good, in_time

from running_server import Served, start, until


def resident(pid: int) -> int:
    """The memory of a process in MiB, or 0 if it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return sum(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS"))


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_its_sender_an_error_in_time_and_the_server_nothing(served: Served, name: str) -> None:
    in_time(lambda: explode(served, BOMBS[name]), TIMEOUT + GRACE)
    in_time(lambda: good(served), GRACE)


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("cross product", 422, "limit of this server"),
        ("cross product counted", 503, "longer than 1 seconds"),
        ("groups in groups, 3 kB", 400, "nests more than 100"),
        ("400 collections in collections", 400, "nests more than 100"),
        ("comparisons in comparisons", 400, "nests more than 100"),
        ("escaped quotes", 400, "does not parse near line 1"),
        ("words and dashes", 400, "does not parse near line 1"),
        ("limit of 1,000 digits", 400, "does not parse near line 1"),
        ("template of 2,000 triples", 422, "limit of this server"),
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
    server = start("--timeout", "4", "--workers", "2", "--max-memory", "256m")
    yield server
    assert server.stop() == 0


def test_the_error_says_that_it_was_too_much_memory(crowded: Served) -> None:
    answer = explode(crowded, BOMBS["doubled strings"])
    assert answer.status_code == 503
    assert "256 MiB of memory" in answer.json()["error"]["message"]


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
