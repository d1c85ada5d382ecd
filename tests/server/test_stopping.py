"""The server stops cleanly and leaves no process behind, and lives on when a process of its own is lost."""

import concurrent.futures
import os
import signal
import time
from pathlib import Path

import pytest
from bombs import BOMBS, GRACE, explode, good, in_time

from running_server import Served, start, until


def test_a_lost_nursery_is_replaced(impatient: Served) -> None:
    nursery = impatient.nursery()
    os.kill(nursery, signal.SIGKILL)
    until(lambda: impatient.state()["idle"] == 1 and impatient.nursery() not in (0, nursery))
    in_time(lambda: good(impatient), GRACE)


def test_nobody_notices_that_workers_were_killed(impatient: Served) -> None:
    for _ in range(5):
        for pid in impatient.workers():
            os.kill(pid, signal.SIGKILL)
        good(impatient)
    assert "(SIGKILL)" not in impatient.logged()


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
