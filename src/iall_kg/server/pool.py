"""A pool of standing worker processes that no query can block.

There are as many places for quick queries as there are workers, and a few more for long ones. A query starts
in a quick place. If it takes long while others wait, it moves to a place for long queries, at a lower priority,
and a fresh worker takes its quick place; if those places are taken, it is given up, the sooner the more wait. So
the quick places turn over in fractions of a second, whatever is asked. A query that is too late, or whose worker
dies, costs its own client an error and the pool one process, which is replaced.

A small query costs a few calls from its arrival to its answer and no task or timer of its own: a worker is asked, and
tells its answer, by a call, and one timer looks after all queries that take time.
"""

import asyncio
import logging
import time
from collections.abc import Coroutine
from functools import partial

from iall_kg.server.evaluator import FREE, Answered, Asked, busy, lost, too_late
from iall_kg.server.jobs import Job, Turns
from iall_kg.server.long_queries import LongQueries
from iall_kg.server.metrics import Metrics
from iall_kg.server.nursery import Load, Nursery
from iall_kg.server.problems import Problem
from iall_kg.server.settings import Settings
from iall_kg.server.wire import Frame
from iall_kg.server.workers import ENDED_BY_OTHERS, Worker, WorkerLostError

LOG = logging.getLogger(__name__)
SECONDS_BETWEEN_STARTS = 1.0
SECONDS_BETWEEN_LOOKS = 0.05
# If the first in the queue has waited longer, the last has its turn too, so that who comes after a flood gets through.
FLOOD = 0.5
ALL_LONG = "This query takes long, and all places for long queries are taken."


class Pool:
    """The evaluator of a local dataset."""

    def __init__(self, load: Load, settings: Settings, metrics: Metrics) -> None:
        self._nursery = Nursery(load, settings, self._dispatch)
        self._settings = settings
        self._metrics = metrics
        self._idle: list[Worker] = []
        self._jobs: set[Job] = set()
        self._waiting: list[Job] = []
        self._turns = Turns()
        self._known_long = LongQueries()
        self._starting: set[asyncio.Task[None]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._looking: asyncio.TimerHandle | None = None
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
        for job in [*self._waiting, *self._jobs]:
            job.settle(busy("The server is stopping."))
        self._waiting.clear()
        for job in list(self._jobs):
            self._drop(job, "given up")
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
            "waiting": len(self._waiting),
        }

    async def answer(self, asked: Asked) -> Answered:
        """Return the answer to a query. Raises Problem."""
        deadline = time.monotonic() + self._settings.timeout
        with self._metrics.query():
            try:
                return await self._answered(asked, deadline)
            except WorkerLostError:
                # Somebody else ended the process, as a system that is short of memory does; there is a second try.
                pass
            try:
                return await self._answered(asked, deadline)
            except WorkerLostError as loss:
                raise lost(loss.reason, self._settings) from None

    async def _answered(self, asked: Asked, deadline: float) -> Answered:
        """Return the answer of a worker. Raises WorkerLostError if somebody else ended it, and Problem."""
        job = self._place(asked, deadline)
        try:
            return await job.outcome
        except asyncio.CancelledError:
            # The client is gone. A query that is as good as done may finish, so that hanging up costs us no process.
            if job in self._waiting:
                self._waiting.remove(job)
            elif job.overdue:
                job.give_up()
            raise

    def _place(self, asked: Asked, deadline: float) -> Job:
        """Give a query to a worker, or let it wait for one. Raises Problem if that is hopeless."""
        if self._closed:
            raise busy("The server is stopping.")
        if self._hopeless(asked):
            raise busy(ALL_LONG)
        if len(self._waiting) >= self._settings.max_waiting:
            raise busy("Too many queries are waiting.")
        outcome: asyncio.Future[Answered] = asyncio.get_running_loop().create_future()
        job = Job(asked, self._turns.give(asked.client), time.monotonic(), deadline, outcome)
        self._waiting.append(job)
        self._refill()  # there are none yet where nobody has called `start`
        self._dispatch()
        self._look_again()
        return job

    def _begin(self, job: Job, worker: Worker) -> None:
        job.begin(worker)
        self._jobs.add(job)
        seconds = max(0.0, job.deadline - time.monotonic())
        worker.ask(job.asked.head(seconds), job.asked.text.encode(), partial(self._take, job))

    def _take(self, job: Job, told: Frame | WorkerLostError) -> None:
        """Take what a worker tells, or how it ended."""
        if job not in self._jobs:
            return  # it was dropped, and its worker with it
        if isinstance(told, WorkerLostError):
            self._drop(job, "given up" if job.given_up else told.reason)
            job.settle(self._loss(job, told))
            return
        if job.long or told.head.get("retires"):
            self._drop(job, "retired")
        else:
            self._release(job)
        job.settle(_answer(told))

    def _loss(self, job: Job, loss: WorkerLostError) -> Exception:
        if job.given_up:
            self._known_long.add(job.asked)
            return busy(ALL_LONG)
        if loss.reason == ENDED_BY_OTHERS:
            return loss
        LOG.warning("A worker was lost to a query (%s).", loss.reason)
        return lost(loss.reason, self._settings)

    def _look_again(self) -> None:
        """Look after the queries in a while, if there are any."""
        if self._looking is None and (self._jobs or self._waiting):
            self._looking = asyncio.get_running_loop().call_later(SECONDS_BETWEEN_LOOKS, self._look)

    def _look(self) -> None:
        """See how long queries have waited and taken: end what is late, and make room if something takes long."""
        self._looking = None
        now = time.monotonic()
        for job in [job for job in self._waiting if now >= job.deadline]:
            self._waiting.remove(job)
            job.settle(busy("No worker became free in time."))
        for job in list(self._jobs):
            if now >= job.deadline:
                self._known_long.add(job.asked)
                self._drop(job, "late")
                job.settle(too_late(self._settings))
            elif not job.long and not job.given_up and job.used() > self._settings.patience:
                job.overdue = True
                if job.abandoned:
                    job.give_up()
        self._make_room()
        self._look_again()

    def _make_room(self) -> None:
        """Let queries that take long give way to those that wait."""
        waiting = len(self._waiting)
        wanted = waiting - len(self._starting) - sum(job.given_up for job in self._jobs)
        for job in [job for job in self._jobs if job.overdue and not job.long and not job.given_up]:
            if wanted <= 0:
                return
            assert job.worker is not None
            if not self._long_places_taken():
                job.long = True
                job.worker.lower_priority()
            elif job.asked.priority == FREE and job.used() > self._settings.patience_beside(waiting):
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
        while self._idle and self._waiting:
            job = self._next()
            if self._hopeless(job.asked):
                job.settle(busy(ALL_LONG))
            else:
                self._begin(job, self._idle.pop())
        self._make_room()

    def _next(self) -> Job:
        """Take the first in the queue, and in a flood the last and the first in turn."""
        chosen = min(self._waiting, key=Job.first)
        flood = time.monotonic() - chosen.since > FLOOD
        self._last_next = flood and not self._last_next
        if self._last_next:
            chosen = min(self._waiting, key=Job.last)
        self._waiting.remove(chosen)
        self._turns.serve(chosen.turn)
        return chosen

    def _release(self, job: Job) -> None:
        self._jobs.discard(job)
        assert job.worker is not None
        self._idle.append(job.worker)
        self._dispatch()

    def _drop(self, job: Job, reason: str) -> None:
        self._jobs.discard(job)
        self._metrics.count("iall_kg_workers_ended_total", reason=reason)
        assert job.worker is not None
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

    def _long_places_taken(self) -> bool:
        return sum(job.long for job in self._jobs) >= self._settings.long_places

    def _hopeless(self, asked: Asked) -> bool:
        """Tell whether a query that is known to take long would find no place."""
        return asked in self._known_long and self._long_places_taken()

    def _spawn(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _answer(told: Frame) -> Answered | Problem:
    head = told.head
    if head["status"] != 200:
        return Problem(head["status"], head["message"], head["hint"])
    return Answered(head["kind"], told.body, bool(head.get("gzip")))
