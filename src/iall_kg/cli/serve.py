"""The command that serves the graph over HTTP: serve."""

import argparse
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from iall_kg.cli.parts import Commands, add, add_store
from iall_kg.errors import IallKgError
from iall_kg.names import BASE

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from iall_kg.server.settings import Settings

UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
SIZE = re.compile(r"(\d+)\s*([kmg]?)(?:i?b)?", re.IGNORECASE)
# So many that a quick query need not wait for one that takes a tenth of a second: the system lets them take turns.
WORKERS_OF_A_PROCESSOR = 4
FEWEST_WORKERS, MOST_WORKERS = 2, 16


def register(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add the commands of this module."""
    command = add(commands, "serve", serve, "serve the pages, SPARQL and the stored queries over HTTP")
    command.add_argument(
        "--host", default="127.0.0.1", help="address to listen at (default: %(default)s, this machine only)"
    )
    command.add_argument("--port", type=_port, default=8080, help="port, 0 for any (default: %(default)s)")
    add_store(command)
    command.add_argument(
        "--base-iri", default=BASE, metavar="IRI", help="base of the IRIs to answer with (default: %(default)s)"
    )
    command.add_argument(
        "--workers",
        type=int,
        metavar="N",
        help="queries answered at once (default: four for each processor, 2 to 16, as memory allows)",
    )
    command.add_argument(
        "--timeout", type=float, default=30.0, metavar="SECONDS", help="longest time for a query (default: %(default)g)"
    )
    command.add_argument(
        "--max-rows",
        type=int,
        default=100_000,
        metavar="N",
        help="most rows or triples of an answer (default: %(default)s)",
    )
    command.add_argument(
        "--max-query-length",
        type=_size,
        default=128 << 10,
        metavar="BYTES",
        help="longest query, such as 128k (default: 128k)",
    )
    command.add_argument(
        "--max-memory",
        type=_size,
        default=512 << 20,
        metavar="BYTES",
        help="most memory for a query or a page, such as 512m (default: 512m)",
    )


def serve(options: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM."""
    if not hasattr(os, "fork"):
        raise IallKgError("`iall-kg serve` needs Linux or macOS: its processes are forked.")
    from iall_kg.server.settings import Settings

    settings = Settings(
        base_iri=options.base_iri if options.base_iri.endswith("/") else options.base_iri + "/",
        workers=_workers(options.max_memory) if options.workers is None else options.workers,
        timeout=options.timeout,
        max_rows=options.max_rows,
        max_query_length=options.max_query_length,
        max_memory=options.max_memory,
    )
    if options.store and settings.base_iri != BASE:
        raise IallKgError("A store holds the graph under its own base IRI. Leave out --base-iri, or --store.")
    from iall_kg.server.run import listen, run

    bound = listen(options.host, options.port)
    app = _app(options.store, settings)
    port = bound.getsockname()[1]
    shown = f"[{options.host}]" if ":" in options.host else options.host

    def ready() -> None:
        root = f"http://{shown}:{port}/"
        print(f"Serving at {root} (SPARQL at {root}sparql, stop with Ctrl-C)", flush=True)

    run(app, settings, bound, ready)
    return 0


def _app(store: str | None, settings: "Settings") -> "Starlette":
    """Return the application on the release of this installation, on a directory, or on a SPARQL service."""
    from iall_kg.content import find_content
    from iall_kg.graph import KnowledgeGraph, open_graph
    from iall_kg.server.app import create_app
    from iall_kg.server.dataset import serve_directory
    from iall_kg.stores.directory import open_directory
    from iall_kg.stores.service import is_service

    if store is None or is_service(store):
        return create_app(open_graph(store=store), settings)
    opened = open_directory(Path(store))
    graph = KnowledgeGraph(opened.store, find_content(), opened.names)
    return create_app(graph, settings, served=serve_directory(opened, settings))


def _port(given: str) -> int:
    port = int(given)
    if not 0 <= port < 1 << 16:
        raise argparse.ArgumentTypeError(f"{given} is no port; ports go from 0 to 65535")
    return port


def _size(given: str) -> int:
    """Return a number of bytes: 512m, 128 KiB, 1000."""
    found = SIZE.fullmatch(given.strip())
    if found is None:
        raise argparse.ArgumentTypeError(f"{given} is no size; write a number of bytes, or such as 128k, 512m, 2g")
    return int(found[1]) * UNITS[found[2].lower()]


def _workers(max_memory: int) -> int:
    """Return how many workers there are if nobody says: all of them together may take half of the memory."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    wanted = WORKERS_OF_A_PROCESSOR * (os.cpu_count() or 1)
    return max(FEWEST_WORKERS, min(MOST_WORKERS, wanted, memory // 2 // max_memory))
