"""A pool of standing worker processes that no query can block.

There are as many places for quick queries as there are workers, and as many more for long ones. A query starts
in a quick place. If it takes long while others wait, it moves to a place for long queries, at a lower priority,
and a fresh worker takes its quick place; if those places are taken, it is given up, the sooner the more wait. So
the quick places turn over in fractions of a second, whatever is asked. A query that is too late, or whose worker
dies, costs its own client an error and the pool one process, which is replaced.
"""

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import TypeVar

from iall_kg.server.evaluator import FREE, Answered, Asked, busy, lost, too_late
from iall_kg.server.jobs import Job, Turns, Waiting
from iall_kg.server.long_queries import LongQueries
from iall_kg.server.metrics import Metrics
from iall_kg.server.nursery import Load, Nursery
from iall_kg.server.problems import Problem
from iall_kg.server.settings import Settings
from iall_kg.server.wire import Head
from iall_kg.server.workers import ENDED_BY_OTHERS, Worker, WorkerLostError

LOG = logging.getLogger(__name__)
SECONDS_BETWEEN_STARTS = 1.0
SECONDS_BETWEEN_LOOKS = 0.1
# If the first in the queue has waited longer, the last has its turn too, so that who comes after a flood gets through.
FLOOD = 0.5
ALL_LONG = "This query takes long, and all places for long queries are taken."
T = TypeVar("T")


class Pool:
    """The evaluator of a local dataset."""

    def __init__(self, load: Load, settings: Settings, metrics: Metrics) -> None:
        self._nursery = Nursery(load, settings, self._dispatch)
        self._settings = settings
        self._metrics = metrics
        self._idle: list[Worker] = []
        self._jobs: set[Job] = set()
        self._waiting: list[Waiting] = []
        self._turns = Turns()
        self._known_long = LongQueries()
        self._starting: set[asyncio.Task[None]] = set()
        self._tasks: set[asyncio.Task[object]] = set()
        self._closed = False
        self._last_next = False

    @property
    def sealed(self) -> list[str]:
        """How the workers are closed off."""
        return self._nursery.sealed

    async def start(self) -> None:
        """Start the workers and wait until the first can answer. Raises WorkerLostError if it cannot."""
        self._closed = False
        self._idle.append(await self._nursery.worker())
        self._refill()

    async def close(self) -> None:
        """End every worker and every query."""
        self._closed = True
        for waiting in self._still_waiting():
            waiting.job.set_exception(busy("The server is stopping."))
        for job in self._jobs:
            job.give_up()
        for worker in self._idle:
            self._spawn(worker.end())
        self._idle.clear()
        for task in self._starting:
            task.cancel()
        while self._tasks:
            await asyncio.wait(self._tasks)
        await self._nursery.close()

    def state(self) -> dict[str, int]:
        """Return how many workers and queries there are, by what they do."""
        long = sum(job.long for job in self._jobs)
        return {
            "idle": len(self._idle),
            "quick": len(self._jobs) - long,
            "long": long,
            "starting": len(self._starting),
            "waiting": len(self._still_waiting()),
        }

    async def answer(self, asked: Asked) -> Answered:
        """Return the answer to a query. Raises Problem."""
        arrived = time.monotonic()
        outcome = "abandoned"
        try:
            answered = await self._answered(asked, arrived + self._settings.timeout)
            outcome = "answered"
        except Problem as problem:
            outcome = "refused" if problem.status < 500 else "failed"
            raise
        finally:
            self._metrics.observe_query(outcome, time.monotonic() - arrived)
        return answered

    async def _answered(self, asked: Asked, deadline: float) -> Answered:
        try:
            return await self._asked_once(asked, deadline)
        except WorkerLostError:
            # Somebody else ended the process, as a system that is short of memory does; the query has a second try.
            pass
        try:
            return await self._asked_once(asked, deadline)
        except WorkerLostError as loss:
            raise lost(loss.reason, self._settings) from None

    async def _asked_once(self, asked: Asked, deadline: float) -> Answered:
        """Return the answer of a worker. Raises WorkerLostError if somebody else ended it, and Problem."""
        job = await self._place(asked, deadline)
        running = self._spawn(self._run(job, deadline - time.monotonic()))
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            # The client is gone. A query that is as good as done may finish, so that hanging up costs us no process.
            job.abandoned = True
            if job.overdue:
                job.give_up()
            raise

    async def _place(self, asked: Asked, deadline: float) -> Job:
        """Wait for a worker. Raises Problem if there is none to be had in time."""
        if self._closed:
            raise busy("The server is stopping.")
        if self._hopeless(asked):
            raise busy(ALL_LONG)
        if len(self._still_waiting()) >= self._settings.max_waiting:
            raise busy("Too many queries are waiting.")
        future: asyncio.Future[Job] = asyncio.get_running_loop().create_future()
        self._waiting.append(Waiting(asked, self._turns.give(asked.client), time.monotonic(), future))
        self._refill()  # there are none yet where nobody has called `start`
        self._dispatch()
        taken = None
        try:
            async with asyncio.timeout(deadline - time.monotonic()):
                taken = await future
        except TimeoutError:
            raise busy("No worker became free in time.") from None
        finally:
            if taken is None and future.done() and not future.cancelled() and future.exception() is None:
                self._release(future.result())  # it came at the moment of giving up
        return taken

    async def _run(self, job: Job, seconds: float) -> Answered:
        asyncio.get_running_loop().call_later(self._settings.patience, self._watch, job)
        try:
            async with asyncio.timeout(max(seconds, 0.0)):
                reply, body = await job.worker.ask(job.asked.head(seconds), job.asked.text.encode())
        except TimeoutError:
            self._known_long.add(job.asked)
            self._drop(job, "late")
            raise too_late(self._settings) from None
        except WorkerLostError as loss:
            self._drop(job, "given up" if job.given_up else loss.reason)
            if loss.reason == ENDED_BY_OTHERS and not job.given_up and not self._closed:
                raise
            raise self._loss(job, loss.reason) from None
        if job.long or reply.get("retires"):
            self._drop(job, "retired")
        else:
            self._release(job)
        return _answer(reply, body)

    def _loss(self, job: Job, reason: str) -> Problem:
        if self._closed:
            return busy("The server is stopping.")
        if job.given_up:
            self._known_long.add(job.asked)
            return busy(ALL_LONG)
        LOG.warning("A worker was lost to a query (%s).", reason)
        return lost(reason, self._settings)

    def _watch(self, job: Job) -> None:
        """See from time to time how long a query has taken, and make room if that is long."""
        if job not in self._jobs or job.given_up:
            return
        left = self._settings.patience - job.used()
        if left <= 0:
            job.overdue = True
            if job.abandoned:
                job.give_up()
                return
            self._make_room()
        if not job.long:
            asyncio.get_running_loop().call_later(max(left, SECONDS_BETWEEN_LOOKS), self._watch, job)

    def _make_room(self) -> None:
        """Let queries that take long give way to those that wait."""
        waiting = len(self._still_waiting())
        wanted = waiting - len(self._starting) - sum(job.given_up for job in self._jobs)
        for job in [job for job in self._jobs if job.overdue and not job.long and not job.given_up]:
            if wanted <= 0:
                return
            if not self._long_places_taken():
                job.long = True
                job.worker.lower_priority()
            elif job.asked.priority == FREE and job.used() > self._settings.shared_patience / (1 + waiting):
                job.give_up()
            else:
                continue
            self._refill()
            wanted -= 1

    def _dispatch(self) -> None:
        """Give idle workers to those who wait."""
        for worker in [worker for worker in self._idle if not worker.alive]:
            self._idle.remove(worker)
            self._spawn(worker.end())
            self._refill()
        while self._idle and (waiting := self._next()):
            if self._hopeless(waiting.asked):
                waiting.job.set_exception(busy(ALL_LONG))
                continue
            worker = self._idle.pop()
            job = Job(waiting.asked, worker, worker.seconds_used())
            self._jobs.add(job)
            waiting.job.set_result(job)
        self._make_room()

    def _next(self) -> Waiting | None:
        """Take the first in the queue, and in a flood the last and the first in turn."""
        self._waiting = self._still_waiting()
        if not self._waiting:
            return None
        chosen = min(self._waiting, key=Waiting.first)
        flood = time.monotonic() - chosen.since > FLOOD
        self._last_next = flood and not self._last_next
        if self._last_next:
            chosen = min(self._waiting, key=Waiting.last)
        self._waiting.remove(chosen)
        self._turns.serve(chosen.turn)
        return chosen

    def _release(self, job: Job) -> None:
        self._jobs.discard(job)
        self._idle.append(job.worker)
        self._dispatch()

    def _drop(self, job: Job, reason: str) -> None:
        self._jobs.discard(job)
        self._metrics.count("iall_kg_workers_ended_total", reason=reason)
        self._spawn(job.worker.end())
        self._refill()
        self._dispatch()

    def _refill(self) -> None:
        """Start workers until every quick place has one."""
        quick = sum(not job.long and not job.given_up for job in self._jobs)
        while not self._closed and len(self._idle) + quick + len(self._starting) < self._settings.workers:
            task = self._spawn(self._add_worker())
            self._starting.add(task)
            task.add_done_callback(self._started)

    async def _add_worker(self) -> None:
        try:
            self._idle.append(await self._nursery.worker())
        except (WorkerLostError, TimeoutError, OSError) as error:
            LOG.warning("A worker did not start: %s", error)
            await asyncio.sleep(SECONDS_BETWEEN_STARTS)

    def _started(self, task: asyncio.Task[None]) -> None:
        self._starting.discard(task)
        self._refill()
        self._dispatch()

    def _still_waiting(self) -> list[Waiting]:
        return [waiting for waiting in self._waiting if not waiting.job.done()]

    def _long_places_taken(self) -> bool:
        return sum(job.long for job in self._jobs) >= self._settings.workers

    def _hopeless(self, asked: Asked) -> bool:
        """Tell whether a query that is known to take long would find no place."""
        return asked in self._known_long and self._long_places_taken()

    def _spawn(self, work: Coroutine[object, object, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[object]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # whoever asked has it too; here it only counts as seen


def _answer(reply: Head, body: bytes) -> Answered:
    if reply["status"] != 200:
        raise Problem(reply["status"], reply["message"], reply["hint"])
    return Answered(reply["kind"], body, bool(reply.get("gzip")))
