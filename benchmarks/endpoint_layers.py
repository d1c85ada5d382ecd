"""Measure where the endpoint spends its processor time on a small query, layer by layer.

Run `python benchmarks/endpoint_layers.py`; prints one Markdown table. Needs Linux, which tells the time of each
process. Layers are told apart by leaving them out: a server that always sends the same bytes, then answers that
were kept, then new ones; what a worker does is done once more in this process. The `oxigraph` server is measured
beside it if it is on the path.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

import iall_kg
from clients import ask, free_port, running, send
from endpoint import MIX
from iall_kg.server.dataset import serve
from iall_kg.server.evaluation import Limits, answer
from iall_kg.server.evaluator import Asked
from iall_kg.server.nesting import line_beyond
from iall_kg.server.settings import Settings
from iall_kg.server.workers import SCHEDULED
from iall_kg.sparql_guard import check_read_only

QUERY = MIX[0]
WARM_UP = 1.0
# HTTP alone, over the same connections as in `iall-kg serve`.
BARE = """
import sys
import uvicorn
from iall_kg.server.connections import patient

BODY = b'{"head":{},"boolean":true}'
HEADERS = [(b"content-type", b"application/sparql-results+json"), (b"content-length", b"%d" % len(BODY))]

async def app(scope, receive, send):
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": BODY})

uvicorn.run(app, port=int(sys.argv[1]), http=patient(15.0, 1 << 20), log_config=None, access_log=False, lifespan="off")
"""


def processor_time(pid: int) -> int:
    """Return the microseconds that a process, with all its threads, has been on a processor."""
    return time.clock_gettime_ns(~pid << 3 | SCHEDULED) // 1000


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    return [int(child) for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()]


def each(command: list[str], path: str, seconds: float, *, each_new: bool, data: Path | None = None) -> list[float]:
    """Return the microseconds of a request: of the server itself, and of its children's children."""
    port = free_port()
    with running([part.replace("PORT", str(port)) for part in command], port, path) as process:
        if data is not None:
            send(f"http://127.0.0.1:{port}/store", data)
        asyncio.run(ask((port, path), [QUERY], 1, WARM_UP, each_new=each_new))
        groups = [[process.pid], [pid for child in children(process.pid) for pid in children(child)]]
        before = [[processor_time(pid) for pid in group] for group in groups]
        done = asyncio.run(ask((port, path), [QUERY], 1, seconds, each_new=each_new))
        after = [[processor_time(pid) for pid in group] for group in groups]
    return [(sum(a) - sum(b)) / len(done.times) for a, b in zip(after, before, strict=True)]


def here(action: Callable[[], object], seconds: float) -> float:
    """Return the microseconds that an action takes in this process."""
    count, start = 0, time.process_time()
    while time.process_time() - start < seconds:
        for _ in range(100):
            action()
        count += 100
    return (time.process_time() - start) / count * 1e6


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0, help="for each line (default: %(default)g)")
    seconds = parser.parse_args().seconds
    ours = [sys.executable, "-m", "iall_kg", "serve", "--port", "PORT"]
    bare, _ = each([sys.executable, "-c", BARE, "PORT"], "/", seconds, each_new=False)
    kept, _ = each(ours, "/sparql", seconds, each_new=False)
    new, worker = each(ours, "/sparql", seconds, each_new=True)

    settings = Settings()
    dataset = serve(iall_kg.open(), settings)
    store = ox.Store()
    store.bulk_load(dataset.nquads, format=ox.RdfFormat.N_QUADS)
    head = Asked(QUERY, settings.base_iri, "json", "ttl").head(1.0)
    limits = Limits(settings.max_rows, settings.max_answer, settings.max_nesting)
    answered = here(lambda: answer(store, head, QUERY, {}, limits), seconds / 4)
    checked = here(lambda: (check_read_only(QUERY), line_beyond(QUERY, settings.max_nesting)), seconds / 4)
    rows = [
        ("server: HTTP", bare),
        ("server: routes, negotiation, tag, kept answers, headers", kept - bare),
        ("server: queue, hand to a worker, take back, watch over it", new - kept),
        ("worker: take and give frames, set the alarm", worker - answered),
        ("worker: is the query read-only, is it too deep", checked),
        ("worker: parse, evaluate, write the answer", answered - checked),
        ("together", new + worker),
    ]
    if program := shutil.which("oxigraph"):
        with tempfile.NamedTemporaryFile(suffix=".nq") as file:
            file.write(dataset.nquads)
            file.flush()
            command = [program, "serve", "--bind", "127.0.0.1:PORT"]
            whole, _ = each(command, "/query", seconds, each_new=True, data=Path(file.name))
        rows.append(("for comparison: oxigraph, all", whole))
    print("| part | processor time, µs |\n| --- | ---: |")
    for part, microseconds in rows:
        print(f"| {part} | {microseconds:.0f} |")


if __name__ == "__main__":
    main()
