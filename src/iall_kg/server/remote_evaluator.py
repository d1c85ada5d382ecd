"""Answer from a SPARQL service: read each query here first, then forward it, and write what comes back.

A worker on an empty dataset reads every query before the service sees it, so what is refused, and in which words, is
the same as for a local dataset: syntax, updates, SERVICE, depth, forms. The service is asked for JSON or N-Triples
only; the other forms are written here, so they are the same whatever the service speaks. Limits of time and size hold
for what is forwarded too; a client that hangs up ends its request to the service.
"""

import asyncio
import logging
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pyoxigraph as ox

from iall_kg.errors import StoreError
from iall_kg.serialize import serialized
from iall_kg.server.evaluation import Limits, RefusedError, pack, write_graph, write_solutions
from iall_kg.server.evaluator import STORE_GONE, Answered, Asked, busy, too_late
from iall_kg.server.metrics import Metrics
from iall_kg.server.nursery import Load
from iall_kg.server.pool import Pool
from iall_kg.server.problems import Problem
from iall_kg.server.settings import Settings
from iall_kg.stores.connection import Bounds, Exchange
from iall_kg.stores.remote import NTRIPLES, RemoteStore
from iall_kg.stores.results import read_solutions, read_triples
from iall_kg.stores.service import JSON
from iall_kg.writing import RDF

LOG = logging.getLogger(__name__)
# JSON and N-Triples, in which a service answers, are longer than most forms in which a client gets the same.
LONGER = 4
MOST_DUMPED = 1_000_000


class RemoteEvaluator:
    """The evaluator of a release in a SPARQL service."""

    def __init__(self, store: RemoteStore, prefixes: Mapping[str, str], settings: Settings, metrics: Metrics) -> None:
        self._store = store
        self._prefixes = dict(prefixes)
        self._settings = settings
        self._metrics = metrics
        self._limits = Limits(settings.max_rows, settings.max_answer, settings.max_nesting)
        self._reader = Pool(Load(bytes, self._prefixes), settings, Metrics())
        self._places = 2 * settings.workers
        self._threads = ThreadPoolExecutor(self._places, thread_name_prefix="forward")
        self._forwarded: set[asyncio.Future[Answered]] = set()

    @property
    def sealed(self) -> list[str]:
        """Nothing is evaluated here; how the service is sealed is its own affair."""
        return []

    async def start(self) -> None:
        """Start the workers that read the queries."""
        await self._reader.start()

    async def close(self) -> None:
        """End what is under way."""
        await self._reader.close()
        self._threads.shutdown(wait=False, cancel_futures=True)
        await asyncio.to_thread(self._store.service.close)

    def state(self) -> dict[str, int]:
        """Return how many workers and queries there are, by what they do."""
        state = self._reader.state()
        waiting = max(len(self._forwarded) - self._places, 0)
        return state | {"quick": len(self._forwarded) - waiting, "waiting": state["waiting"] + waiting}

    async def answer(self, asked: Asked) -> Answered:
        """Return the answer to a query. Raises Problem."""
        deadline = time.monotonic() + self._settings.timeout
        with self._metrics.query():
            kind = "graph" if asked.dump else (await self._reader.answer(replace(asked, gzip=False))).kind
            return await self._forward(asked, kind, deadline)

    async def _forward(self, asked: Asked, kind: str, deadline: float) -> Answered:
        if len(self._forwarded) >= self._places + self._settings.max_waiting:
            raise busy("Too many queries are waiting.")
        exchange = Exchange()
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(self._threads, self._answered, asked, kind, deadline, exchange)
        self._forwarded.add(work)
        work.add_done_callback(self._forwarded.discard)
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            exchange.break_off()
            work.cancel()
            work.add_done_callback(_seen)
            raise

    def _answered(self, asked: Asked, kind: str, deadline: float, exchange: Exchange) -> Answered:
        """Ask the service and write its answer. Raises Problem."""
        seconds = deadline - time.monotonic()
        if seconds <= 0:
            raise busy("No place became free in time.")
        try:
            body = self._dumped(asked) if asked.dump else self._asked(asked, kind, seconds, exchange)
        except RefusedError as refusal:
            raise Problem(refusal.status, str(refusal), refusal.hint) from None
        except StoreError as error:
            raise self._problem(error) from None
        body, packed = pack(body, wanted=asked.gzip)
        return Answered(kind, body, packed)

    def _asked(self, asked: Asked, kind: str, seconds: float, exchange: Exchange) -> bytes:
        reply = self._store.ask(
            # On the first line, so that the lines of a message are those of the query.
            f"BASE {ox.NamedNode(asked.base)} {asked.text}",
            JSON if kind == "solutions" else NTRIPLES,
            [("default-graph-uri", graph) for graph in asked.default_graphs]
            + [("named-graph-uri", graph) for graph in asked.named_graphs],
            Bounds(seconds, LONGER * self._settings.max_answer, exchange),
        )
        try:
            if kind == "solutions":
                assert asked.solutions is not None
                return write_solutions(read_solutions(reply.body), asked.solutions, self._limits)
            found = read_triples(reply.body)
        except (SyntaxError, ValueError) as error:
            raise StoreError(f"{self._store.service.addresses.query}: the answer cannot be read ({error}).") from error
        assert asked.graph is not None
        return write_graph(found, asked.graph, self._prefixes, self._limits)

    def _dumped(self, asked: Asked) -> bytes:
        if len(self._store) > MOST_DUMPED:
            raise RefusedError(422, f"A dump of more than {MOST_DUMPED:,} statements is not made here.", "Query parts.")
        assert asked.graph is not None
        form = RDF[asked.graph]
        if form.supports_datasets:
            return serialized(list(self._store), form, self._prefixes)
        quads = self._store.quads_for_pattern(None, None, None, ox.DefaultGraph())
        return serialized([quad.triple for quad in quads], form, self._prefixes)

    def _problem(self, error: StoreError) -> Problem:
        if error.reason == "late":
            return too_late(self._settings)
        if error.reason == "large":
            refusal = self._limits.refuse_size()
            return Problem(refusal.status, str(refusal), refusal.hint)
        LOG.warning("%s", error)
        if error.reason == "refused":
            said = str(error).replace(self._store.service.addresses.query, "the store behind this server")
            return Problem(400, f"The query cannot be evaluated: {said}")
        if error.reason in ("unreachable", "failed"):
            return busy(STORE_GONE)
        return Problem(502, "The store behind this server refuses this server.", "Its operator has to look at it.")


def _seen(work: "asyncio.Future[Answered]") -> None:
    """Take note of how a request ended that nobody waits for any more."""
    if not work.cancelled():
        work.exception()
