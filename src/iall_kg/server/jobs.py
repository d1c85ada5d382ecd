"""Queries on their way: those that wait for a worker, and those that one answers."""

import asyncio
from dataclasses import dataclass

from iall_kg.server.evaluator import Answered, Asked
from iall_kg.server.workers import Worker

# More clients than this are only remembered while they wait.
MOST_CLIENTS = 1000


@dataclass(eq=False, slots=True)
class Job:
    """A query that waits, or that `worker` answers. `turn` is given by `Turns`; times are of the monotonic clock."""

    asked: Asked
    turn: int
    since: float
    deadline: float
    outcome: asyncio.Future[Answered]
    worker: Worker | None = None
    used_before: float = 0.0
    long: bool = False
    overdue: bool = False
    given_up: bool = False

    @property
    def abandoned(self) -> bool:
        """Whether the client is gone."""
        return self.outcome.cancelled()

    def begin(self, worker: Worker) -> None:
        """Note which worker answers from now on."""
        self.worker = worker
        self.used_before = worker.seconds_used()

    def used(self) -> float:
        """Return the seconds of a processor that this query has taken; a busy machine is not its fault."""
        return self.worker.seconds_used() - self.used_before if self.worker else 0.0

    def give_up(self) -> None:
        """End the worker; its loss ends the job."""
        self.given_up = True
        if self.worker:
            self.worker.kill()

    def settle(self, outcome: Answered | Exception) -> None:
        """Give the client, if it is still there, its answer or error."""
        if self.outcome.done():
            return
        if isinstance(outcome, Exception):
            self.outcome.set_exception(outcome)
        else:
            self.outcome.set_result(outcome)

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
