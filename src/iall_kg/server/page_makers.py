"""Have pages made in processes of their own, so that one which needs too much costs its reader an error and no more."""

import asyncio
from typing import Any

from iall_kg.server.evaluator import busy
from iall_kg.server.metrics import Metrics
from iall_kg.server.nursery import Load, Nursery
from iall_kg.server.places import Places
from iall_kg.server.problems import Problem
from iall_kg.server.settings import Settings
from iall_kg.server.wire import Frame
from iall_kg.server.workers import ENDED_BY_OTHERS, Worker, WorkerLostError

AT_ONCE = 2
SMALLER = "Ask for its RDF, or ask a stored question about it."


class PageMakers:
    """The processes of one server that make pages; they are started when the first page is asked for."""

    def __init__(self, load: Load, settings: Settings, metrics: Metrics) -> None:
        self._nursery = Nursery(load, settings, lambda: None)
        self._settings = settings
        self._metrics = metrics
        self._places = Places(AT_ONCE, "Too many pages are being made.")
        self._idle: list[Worker] = []
        self._ending: set[asyncio.Task[None]] = set()

    async def make(self, name: str, *given: str) -> bytes:
        """Return a page of `pages/all_pages.py`. Raises Problem 503 if it takes too long or too much memory."""
        give_back = await self._places.take()
        try:
            try:
                return await self._made(name, *given)
            except WorkerLostError:
                # Somebody else ended the process, as a system that is short of memory does; there is a second try.
                return await self._made(name, *given)
        except WorkerLostError:
            raise busy("The process that made the page was ended.") from None
        finally:
            give_back()

    async def close(self) -> None:
        """End all processes."""
        for worker in self._idle:
            self._end(worker)
        self._idle.clear()
        while self._ending:
            await asyncio.wait(self._ending)
        await self._nursery.close()

    async def _made(self, name: str, *given: str) -> bytes:
        """Return a page. Raises WorkerLostError if somebody else ended the process that made it, and Problem."""
        seconds = self._settings.timeout
        try:
            async with asyncio.timeout(seconds) as limit:
                worker = await self._worker()
                told = await self._told(worker, {"page": name, "given": given, "seconds": seconds})
        except WorkerLostError as loss:
            raise self._lost(loss) from None
        except TimeoutError:
            if not limit.expired():
                raise busy("The process that makes pages did not start.") from None
            self._metrics.count("iall_kg_workers_ended_total", reason="late page")
            raise busy(f"The page takes longer than {seconds:g} seconds, the limit of this server.") from None
        if fault := told.head.get("fault"):
            raise RuntimeError(f"A page could not be made.\n{fault}")
        return told.body

    async def _worker(self) -> Worker:
        """Return a process that is ready. Raises WorkerLostError or TimeoutError if there is none."""
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
            self._end(worker)
        return await self._nursery.worker()

    async def _told(self, worker: Worker, head: dict[str, Any]) -> Frame:
        """Return what a process tells. Raises WorkerLostError; a process that nobody waits for any more is ended."""
        told: asyncio.Future[Frame | WorkerLostError] = asyncio.get_running_loop().create_future()
        worker.ask(head, b"", lambda frame: None if told.done() else told.set_result(frame))
        kept = False
        try:
            outcome = await told
            if isinstance(outcome, WorkerLostError):
                raise outcome
            kept = not outcome.head["retires"]
            return outcome
        finally:
            if kept:
                self._idle.append(worker)
            else:
                self._end(worker)

    def _lost(self, loss: WorkerLostError) -> Problem | WorkerLostError:
        self._metrics.count("iall_kg_workers_ended_total", reason=f"{loss.reason} of a page")
        if loss.reason == "memory":
            limit = f"{self._settings.max_memory >> 20} MiB of memory, the limit of this server."
            return Problem(503, f"The page needs more than {limit}", SMALLER)
        if loss.reason == ENDED_BY_OTHERS:
            return loss
        return Problem(503, "The process that made the page was lost.", SMALLER)

    def _end(self, worker: Worker) -> None:
        task = asyncio.create_task(worker.end())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
