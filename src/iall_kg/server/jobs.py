"""Queries on their way: those that a worker answers, and those that wait for one."""

import asyncio
from dataclasses import dataclass

from iall_kg.server.evaluator import Asked
from iall_kg.server.workers import Worker

# More clients than this are only remembered while they wait.
MOST_CLIENTS = 1000


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
    """A query that waits for a worker. `turn` is given by `Turns`, `since` is when it came."""

    asked: Asked
    turn: int
    since: float
    job: asyncio.Future[Job]

    def first(self) -> tuple[int, int]:
        """Order stored queries before others, then by turn."""
        return self.asked.priority, self.turn

    def last(self) -> tuple[int, float]:
        """Order stored queries before others, then by arrival, the last first."""
        return self.asked.priority, -self.since


class Turns:
    """Fair turns: who asks many queries at once gets as many turns as who asks one, until that one is answered.

    Start-time fair queueing: a query's turn comes after that of its client's query before, and not before the
    turn that is being served. So nobody waits for ever, and queries of one client are served as they came.
    """

    def __init__(self) -> None:
        self._served = 0
        self._of_client: dict[str, int] = {}

    def give(self, client: str) -> int:
        """Return the turn of a new query of a client."""
        turn = max(self._served, self._of_client.get(client, 0)) + 1
        self._of_client[client] = turn
        return turn

    def serve(self, turn: int) -> None:
        """Note that a query of this turn is being served; clients whose turns are over are forgotten."""
        self._served = max(self._served, turn)
        if len(self._of_client) > MOST_CLIENTS:
            self._of_client = {client: last for client, last in self._of_client.items() if last > self._served}
