"""Queries on their way: those that a worker answers, and those that wait for one."""

import asyncio
from dataclasses import dataclass

from iall_kg.server.evaluator import Asked
from iall_kg.server.workers import Worker


@dataclass(eq=False, slots=True)
class Job:
    """A query and the worker that answers it."""

    asked: Asked
    worker: Worker
    used_before: float
    long: bool = False
    overdue: bool = False
    abandoned: bool = False
    given_up: bool = False

    def used(self) -> float:
        """Return the seconds of a processor that this query has taken; a busy machine is not its fault."""
        return self.worker.seconds_used() - self.used_before

    def give_up(self) -> None:
        """End the worker; its loss ends the job."""
        self.given_up = True
        self.worker.kill()


@dataclass(eq=False, slots=True)
class Waiting:
    """A query that waits for a worker; `turn` counts the queries before it, `of_client` those of its own client."""

    asked: Asked
    turn: int
    of_client: int
    since: float
    job: asyncio.Future[Job]

    def oldest_first(self) -> tuple[int, int, int]:
        """Order stored queries before others, then clients who ask little before others, then by arrival."""
        return self.asked.priority, self.of_client, self.turn

    def newest_first(self) -> tuple[int, int]:
        """Order stored queries before others, then by arrival, the last first."""
        return self.asked.priority, -self.turn
