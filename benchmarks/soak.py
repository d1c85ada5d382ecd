"""Let a server stand for minutes under good and hostile clients at once, and see that only the hostile ones notice.

Run `python benchmarks/soak.py --minutes 3`; prints one Markdown table and what was left at the end. Returns 1 if a
good client was refused or failed, if the server's memory grew without end, or if it was not as at its start
afterwards.
"""

import argparse
import asyncio
import contextlib
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import iall_kg
from clients import free_port, read_answer, running
from endpoint import MIX

TIMEOUT = 5.0
CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
BOMBS = [
    f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}",
    f"SELECT * {{ {CROSS} }} ORDER BY ?c ?f",
    f"SELECT DISTINCT ?a ?f {{ {CROSS} }}",
    f"SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f))) AS ?x) {{ {CROSS} }}",
    f"CONSTRUCT {{ ?a ?e ?i }} {{ {CROSS} }}",
    "SELECT (COUNT(*) AS ?n) { ?a (!<x:a>|^!<x:b>)* ?b . ?b (!<x:a>)* ?c }",
    "SELECT * " + "{" * 3000 + "?s ?p ?o" + "}" * 3000,
    "SELECT * { ?s ?p " + "(" * 99 + "1" + ")" * 99 + " }",
    "SELECT * { ?s ?p ?o FILTER(" + "||".join(f"?o={n}" for n in range(10_000)) + ") }",
    'SELECT ?x40 { BIND("aaaaaaaaaa" AS ?x0) '
    + " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
    + " }",
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p",
    "DROP ALL",
]


@dataclass
class Seen:
    """What one kind of client met: how often what, and how long it took."""

    outcomes: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)


class Clients:
    """All clients of one server, until the time is over."""

    def __init__(self, port: int, seconds: float) -> None:
        self.port = port
        self.end = time.monotonic() + seconds
        self.seen: dict[str, Seen] = {}

    async def repeat(self, name: str, act: Callable[[], Awaitable[str]], pause: float) -> None:
        """Act again and again as one kind of client."""
        seen = self.seen.setdefault(name, Seen())
        while time.monotonic() < self.end:
            start = time.monotonic()
            try:
                outcome = await act()
            except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
                outcome = type(error).__name__
            seen.outcomes[outcome] += 1
            seen.times.append(time.monotonic() - start)
            await asyncio.sleep(random.uniform(0, 2 * pause))

    async def ask(self, request: bytes) -> str:
        """Send a request over a connection of its own, and return the status of the answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 24)
        try:
            writer.write(request)
            status, _ = await read_answer(reader)
            return str(status)
        finally:
            writer.close()

    async def sparql(self, query: str) -> str:
        """Ask a SPARQL query."""
        body = query.encode()
        head = (
            f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: {len(body)}"
        )
        return await self.ask(f"{head}\r\nConnection: close\r\n\r\n".encode() + body)

    async def question(self, name: str) -> str:
        """Ask a stored query."""
        return await self.ask(f"GET /query/{name}?format=csv HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())

    async def hang_up(self) -> str:
        """Ask what takes long, and go."""
        _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        query = quote(random.choice(BOMBS[:6]) + f"#{random.random()}")
        writer.write(f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        await asyncio.sleep(random.uniform(0, 0.3))
        writer.close()
        return "gone"

    async def drip(self) -> str:
        """Send a request a few letters at a time, and never to its end."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        for letter in "GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nX-Slow: " + "x" * 1000:
            writer.write(letter.encode())
            with contextlib.suppress(TimeoutError):
                refused = await asyncio.wait_for(reader.read(1000), 0.5)
                writer.close()
                return refused[9:12].decode()
            if time.monotonic() > self.end:
                break
        writer.close()
        return "not refused"

    async def read_nothing(self) -> str:
        """Ask for a long answer and read nothing of it."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1024)
        writer.write(f"GET /sparql?query={quote('SELECT * { ?s ?p ?o }')} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        await asyncio.sleep(min(20.0, max(0.0, self.end - time.monotonic())))
        writer.close()
        del reader
        return "gone"


def memory(pid: int) -> int:
    """Return the resident memory of a process in MiB, or 0 if it is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) // 1024
    return 0


def descriptors(pid: int) -> int:
    """Return how many descriptors a process has open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


async def soak(port: int, seconds: float, pid: int, names: list[str]) -> tuple[Clients, list[int]]:
    """Let all clients act, and take the memory of the server once a second."""
    clients = Clients(port, seconds)

    async def health() -> str:
        return await clients.ask(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    kinds: list[tuple[str, int, float, Callable[[], Awaitable[str]]]] = [
        ("good: stored queries", 3, 0.1, lambda: clients.question(random.choice(names))),
        ("good: SPARQL, repeated", 2, 0.1, lambda: clients.sparql(random.choice(MIX))),
        ("good: SPARQL, each new", 2, 0.1, lambda: clients.sparql(random.choice(MIX) + f"#{random.random()}")),
        ("good: health", 1, 0.5, health),
        ("bombs", 4, 0.2, lambda: clients.sparql(random.choice(BOMBS) + f"#{random.random()}")),
        ("the same bomb", 2, 0.2, lambda: clients.sparql(BOMBS[0])),
        ("hang up", 2, 0.5, clients.hang_up),
        ("drip", 10, 0.5, clients.drip),
        ("read nothing", 3, 0.5, clients.read_nothing),
    ]
    work = [clients.repeat(name, act, pause) for name, count, pause, act in kinds for _ in range(count)]
    taken: list[int] = []

    async def watch() -> None:
        while time.monotonic() < clients.end:
            taken.append(memory(pid))
            await asyncio.sleep(1)

    await asyncio.gather(*work, watch())
    return clients, taken


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=3.0)
    options = parser.parse_args()
    names = list(iall_kg.open().queries)
    port = free_port()
    command = [sys.executable, "-m", "iall_kg", "serve", "--port", str(port), "--timeout", str(TIMEOUT)]
    with running(command, port, "/sparql") as server:
        pid = server.pid
        before = descriptors(pid)
        clients, taken = asyncio.run(soak(port, options.minutes * 60, pid, names))
        time.sleep(TIMEOUT + 2)
        state = asyncio.run(state_of(port))
        after = descriptors(pid)
    print("| clients | asked | median, ms | 99%, ms | longest, s | what they met |")
    print("| --- | ---: | ---: | ---: | ---: | --- |")
    for name, seen in clients.seen.items():
        times = sorted(seen.times) or [0.0]
        met = ", ".join(f"{outcome}: {count}" for outcome, count in seen.outcomes.most_common())
        middle, high = times[len(times) // 2] * 1000, times[int(len(times) * 0.99)] * 1000
        print(f"| {name} | {len(seen.times)} | {middle:.0f} | {high:.0f} | {times[-1]:.1f} | {met} |")
    third = max(1, len(taken) // 3)
    first, last = max(taken[:third]), max(taken[-third:])
    print(f"\nMemory of the server: at most {first} MiB in the first third, {last} MiB in the last.")
    print(f"Open descriptors: {before} before, {after} after. Workers after: {state}")
    good = [seen for name, seen in clients.seen.items() if name.startswith("good")]
    hurt = sum(count for seen in good for outcome, count in seen.outcomes.items() if outcome != "200")
    calm = state["quick"] + state["long"] + state["waiting"] == 0
    return 0 if hurt == 0 and calm and last < 1.5 * first and after <= before + 4 else 1


async def state_of(port: int) -> dict[str, int]:
    """Return what the workers of a server do."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    answer = await reader.read()
    writer.close()
    state: dict[str, int] = json.loads(answer.partition(b"\r\n\r\n")[2])["workers"]
    return state


if __name__ == "__main__":
    sys.exit(main())
