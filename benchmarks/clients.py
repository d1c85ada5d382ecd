"""Start a server, wait until it answers, and let clients ask it: how many answers a second, and how late they come.

Each client sends one query after another over a connection of its own; the clients run in this process, on the same
processors as the server.
"""

import asyncio
import contextlib
import itertools
import socket
import statistics
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from measured import MIB, MOST_MEMORY, memory_together

START_SECONDS = 60.0
END_SECONDS = 10.0
MOST_SECONDS_FOR_AN_ANSWER = 60.0


@dataclass
class Load:
    """What came of some seconds of asking."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    failed: int = 0

    def shown(self) -> str:
        """Return the cells of a table row."""
        if not self.times:
            return "– | – | – |"
        times = sorted(self.times)
        p99 = times[min(len(times) - 1, int(len(times) * 0.99))]
        failed = f" ({self.failed} failed)" if self.failed else ""
        return f"{len(times) / self.seconds:.0f}{failed} | {1000 * statistics.median(times):.1f} | {1000 * p99:.1f} |"


def free_port() -> int:
    """Return a port that nothing listens at."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


class NotStartedError(SystemExit):
    """A server did not answer in time, ended, or had too much memory before it did."""


@contextlib.contextmanager
def running(
    command: list[str], port: int, path: str, start_seconds: float = START_SECONDS
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a server, wait until it answers, and give its process; end it afterwards. Raises NotStartedError."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            end = time.monotonic() + start_seconds
            while not _answers(port, path):
                if process.poll() is not None:
                    raise NotStartedError(f"{command[0]} did not start")
                if time.monotonic() > end:
                    raise NotStartedError(f"over {start_seconds:g} s")
                if memory_together(process.pid) > MOST_MEMORY:
                    raise NotStartedError(f"over {MOST_MEMORY / MIB:.0f} GiB")
                time.sleep(0.05)
            yield process
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(END_SECONDS)
            process.kill()


def _answers(port: int, path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}?query=ASK%7B%7D", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


async def one_client(port: int, path: str, queries: Iterator[str], end: float, load: Load) -> None:
    """Ask one query after another over one connection until the time is over."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 24)
    while time.perf_counter() < end:
        body = next(queries).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/sparql-results+json\r\n"
            f"Content-Type: application/sparql-query\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        start = time.perf_counter()
        writer.write(head.encode() + body)
        try:
            async with asyncio.timeout(MOST_SECONDS_FOR_AN_ANSWER):
                status, keep = await read_answer(reader)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            status, keep = 0, False
        if status == 200:
            load.times.append(time.perf_counter() - start)
        else:
            load.failed += 1
        if not keep:
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 24)
    writer.close()


async def read_answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
    """Read one answer; return its status and whether the connection stays open."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
    headers = dict(line.split(": ", 1) for line in head[1:] if ": " in line)
    if "content-length" in headers:
        await reader.readexactly(int(headers["content-length"]))
    else:
        while size := int((await reader.readline()).split(b";")[0], 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    return int(head[0].split()[1]), headers.get("connection") != "close"


async def ask(at: tuple[int, str], queries: list[str], clients: int, seconds: float, *, each_new: bool) -> Load:
    """Let some clients ask for some seconds, each beginning elsewhere in the list of queries.

    `each_new` adds a number to each query as a comment, so that no server can give an answer that it has kept.
    """
    load = Load()
    start = time.perf_counter()
    end = start + seconds
    step = max(1, len(queries) // clients)
    firsts = [n * step % len(queries) for n in range(clients)]
    lists: list[Iterator[str]] = [itertools.cycle(queries[first:] + queries[:first]) for first in firsts]
    if each_new:
        number = itertools.count()
        lists = [(f"{query}\n# {next(number)}" for query in its_queries) for its_queries in lists]
    await asyncio.gather(*(one_client(*at, its_queries, end, load) for its_queries in lists))
    load.seconds = time.perf_counter() - start
    return load


def send(address: str, data: Path, content_type: str = "application/n-quads") -> None:
    """Send a file to the graph store of a server."""
    with data.open("rb") as body:
        headers = {"Content-Type": content_type, "Content-Length": str(data.stat().st_size)}
        with urllib.request.urlopen(urllib.request.Request(address, body, headers)):
            pass
