"""A server in a process of its own, as `iall-kg serve` starts it."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import httpx2 as httpx

# One client for all, because making one takes longer than most answers.
CLIENT = httpx.Client(timeout=30, limits=httpx.Limits(max_connections=None, max_keepalive_connections=None))
COMMAND = ("-m", "iall_kg", "serve", "--port", "0")
# As the command does it, with limits that have no option.
PROGRAM = """
from iall_kg.graph import open_graph
from iall_kg.server.app import create_app
from iall_kg.server.run import listen, run
from iall_kg.server.settings import Settings

settings = Settings({limits})
bound = listen("127.0.0.1", 0)
ready = lambda: print(f"Serving at http://127.0.0.1:{{bound.getsockname()[1]}}/", flush=True)
run(create_app(open_graph(), settings), settings, bound, ready)
"""


@dataclass(frozen=True)
class Served:
    """A server in a process of its own."""

    url: str
    process: subprocess.Popen[str]
    log: TextIO

    def sparql(self, query: str, **more: object) -> httpx.Response:
        return CLIENT.post(f"{self.url}/sparql", data={"query": query}, **more)

    def get(self, path: str, **more: object) -> httpx.Response:
        return CLIENT.get(self.url + path, **more)

    def state(self) -> dict[str, int]:
        return self.get("/health").json()["workers"]

    def logged(self) -> str:
        self.log.seek(0)
        return self.log.read()

    def nursery(self) -> int:
        """The process that forks the workers; 0 while a lost one is being replaced."""
        [pid] = _children(self.process.pid) or [0]
        return pid

    def workers(self) -> list[int]:
        """The processes of the workers."""
        return _children(self.nursery())

    def stop(self) -> int:
        """Tell the server to stop, and return its exit code."""
        self.process.terminate()
        code = self.process.wait(timeout=10)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.log.close()
        return code


def start(*options: str) -> Served:
    """Start `iall-kg serve` at a free port and wait until it says that it is ready."""
    return _start([*COMMAND, *options])


def start_with(limits: str) -> Served:
    """Start a server with settings that the command has no options for."""
    return _start(["-c", PROGRAM.format(limits=limits)])


@contextmanager
def running_with(*options: str) -> Iterator[Served]:
    """Start `iall-kg serve`, and stop it at the end, which it must do without an error."""
    server = start(*options)
    try:
        yield server
    finally:
        assert server.stop() == 0


def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for something to come about."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.05)


def _start(arguments: list[str]) -> Served:
    log = tempfile.TemporaryFile("w+")  # noqa: SIM115 - open as long as the server
    process = subprocess.Popen(
        [sys.executable, "-W", "error", *arguments],
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    log.seek(0)
    assert line.startswith("Serving at http://127.0.0.1:"), log.read()
    return Served(line.split()[2].removesuffix("/"), process, log)


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in found for child in task.read_text().split()]
