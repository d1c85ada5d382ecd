"""Measure the SPARQL endpoint beside the `oxigraph` server and rdflib-endpoint: same data, same queries, same run.

Run `python benchmarks/endpoint.py`; prints one Markdown table. The other two servers are installed into a
throw-away virtual environment, or found in the one of --environment. Each client sends one query after another
over a connection of its own; the clients run in this process, on the same processors as the server.
"""

import argparse
import asyncio
import contextlib
import itertools
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import iall_kg

OTHERS = ("oxigraph==0.5.13", "rdflib-endpoint[cli]==0.6.3", "uvicorn")
IALL = "PREFIX iall: <https://w3id.org/iall-kg/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
MIX = [
    "ASK { <https://w3id.org/iall-kg/drug/revumenib> ?p ?o }",
    IALL + "SELECT ?l { <https://w3id.org/iall-kg/gene/KMT2A> rdfs:label ?l }",
    "SELECT ?p ?o { <https://w3id.org/iall-kg/fusion/KMT2A--AFF1> ?p ?o }",
    IALL + "SELECT ?drug ?l { ?drug a iall:MeninInhibitor ; rdfs:label ?l } ORDER BY ?l",
    IALL + "SELECT ?claim ?s ?p ?o { GRAPH ?claim { ?s ?p ?o } ?claim iall:section '4.3' }",
    IALL + "SELECT ?class (COUNT(?s) AS ?n) { ?s a ?class } GROUP BY ?class ORDER BY DESC(?n) LIMIT 20",
    IALL + "SELECT ?sub ?super { ?sub rdfs:subClassOf+ ?super . ?super rdfs:label ?l }",
    IALL + "SELECT ?s ?l { ?s rdfs:label ?l FILTER CONTAINS(LCASE(STR(?l)), 'kmt2a') }",
    IALL + "SELECT ?f ?l ?gene { ?f a iall:GeneFusion ; rdfs:label ?l OPTIONAL { ?f iall:threePrimePartner ?gene } }",
    IALL + "SELECT ?o ?v ?m { ?o iall:ofMeasure ?m ; iall:value ?v FILTER(?v > 50) } ORDER BY DESC(?v) LIMIT 10",
]
START_SECONDS = 60.0
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


@contextlib.contextmanager
def running(command: list[str], port: int, path: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a server, wait until it answers, and give its process; end it afterwards."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            end = time.monotonic() + START_SECONDS
            while not _answers(port, path):
                if time.monotonic() > end or process.poll() is not None:
                    raise SystemExit(f"{command[0]} did not start")
                time.sleep(0.05)
            yield process
        finally:
            process.terminate()


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


def load(port: int, data: Path) -> None:
    """Send the data to an oxigraph server."""
    headers = {"Content-Type": "application/n-quads"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/store", data.read_bytes(), headers)
    with urllib.request.urlopen(request):
        pass


def servers(environment: Path, data: Path) -> Iterator[tuple[str, list[str], int, str]]:
    """Give the name, command, port and path of each server."""
    port = free_port()
    yield "iall-kg", [sys.executable, "-m", "iall_kg", "serve", "--port", str(port)], port, "/sparql"
    # Without a folder it holds its data in memory, as the others do; `load` puts them there.
    port = free_port()
    yield "oxigraph", [str(environment / "bin" / "oxigraph"), "serve", "--bind", f"127.0.0.1:{port}"], port, "/query"
    port = free_port()
    program = str(environment / "bin" / "rdflib-endpoint")
    yield "rdflib-endpoint", [program, "serve", "--port", str(port), str(data)], port, "/"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0, help="for each cell (default: %(default)g)")
    parser.add_argument("--environment", type=Path, help="virtual environment with oxigraph and rdflib-endpoint")
    parser.add_argument("--only", nargs="*", help="names of servers")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = options.environment or folder / "environment"
        if options.environment is None:
            venv.create(environment, with_pip=True)
            subprocess.run([environment / "bin" / "pip", "install", "--quiet", *OTHERS], check=True)
        kg = iall_kg.open()
        stored = [kg.sparql_of(name) for name in kg.queries]
        data = folder / "data.nq"
        port = free_port()
        with running([sys.executable, "-m", "iall_kg", "serve", "--port", str(port)], port, "/sparql"):
            urllib.request.urlretrieve(f"http://127.0.0.1:{port}/dumps/iall-kg.nq", data)
        print(f"{len(stored)} stored queries, a mix of {len(MIX)}; {sum(1 for _ in data.open())} quads\n")
        print("| server | queries | clients | per second | median, ms | 99%, ms |")
        print("| --- | --- | ---: | ---: | ---: | ---: |")
        for server, command, port, path in servers(environment, data):
            if options.only and server not in options.only:
                continue
            with running(command, port, path):
                if server == "oxigraph":
                    load(port, data)
                for (kind, queries), each_new in itertools.product((("mix", MIX), ("stored", stored)), (True, False)):
                    for clients in (1, 8, 32):
                        done = asyncio.run(ask((port, path), queries, clients, options.seconds, each_new=each_new))
                        asked = f"{kind}, {'each new' if each_new else 'repeated'}"
                        print(f"| {server} | {asked} | {clients} | {done.shown()}", flush=True)


if __name__ == "__main__":
    main()
