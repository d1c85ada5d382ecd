"""What a route asks and what it is given: the seam between the protocol and whatever answers.

The pool of local workers is one evaluator. A remote SPARQL service could be another: it has to answer `Asked`
with `Answered`, and to say no with a `Problem`.
"""

from dataclasses import dataclass
from typing import Protocol

from iall_kg.server.problems import Problem
from iall_kg.server.settings import Settings
from iall_kg.server.wire import Head

# Stored queries are known to be cheap, so they go before queries that anybody wrote.
STORED, FREE = 0, 1
STORE_GONE = "The store behind this server does not answer."


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with its dataset and the forms in which its answer may come."""

    text: str
    base: str
    solutions: str | None = None
    graph: str | None = None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    gzip: bool = False
    client: str = ""
    priority: int = FREE
    # A dump of the dataset in the form `graph`, instead of a query.
    dump: bool = False

    def head(self, seconds: float) -> Head:
        """Return the head of the frame that a worker reads."""
        return {
            "op": "dump" if self.dump else "query",
            "base": self.base,
            "default": self.default_graphs,
            "named": self.named_graphs,
            "forms": {"solutions": self.solutions, "graph": self.graph},
            "gzip": self.gzip,
            "seconds": seconds,
        }


@dataclass(frozen=True, slots=True)
class Answered:
    """The body of an answer; `kind` is "solutions" or "graph"."""

    kind: str
    body: bytes
    gzip: bool


class Evaluator(Protocol):
    """Anything that answers queries."""

    @property
    def sealed(self) -> list[str]:
        """The measures that keep a query from reaching out and from taking too much."""

    async def start(self) -> None:
        """Get ready to answer."""

    async def answer(self, asked: Asked) -> Answered:
        """Return the answer. Raises Problem."""

    async def close(self) -> None:
        """Give everything back."""

    def state(self) -> dict[str, int]:
        """Return how much is going on, by name, for /health and /metrics."""


def busy(message: str, retry_after: int = 5) -> Problem:
    """Return the problem of a server that has too much to do."""
    return Problem(503, message, f"Try again in {retry_after} seconds.", {"Retry-After": str(retry_after)})


def too_late(settings: Settings) -> Problem:
    """Return the problem of a query that took too long."""
    return Problem(
        503,
        f"The query took longer than {settings.timeout:g} seconds, the limit of this server.",
        "Ask for less: no patterns without a common variable, fewer paths with *, a LIMIT.",
    )


def lost(reason: str, settings: Settings) -> Problem:
    """Return the problem of a query that its process did not survive."""
    if reason == "memory":
        message = f"The query needs more than {settings.max_memory >> 20} MiB of memory, the limit of this server."
        return Problem(503, message, "Ask for less: no ORDER BY, GROUP BY or DISTINCT over everything, a LIMIT.")
    if reason == "depth":
        return Problem(503, "The query nests too deep.", "Write it flatter, or as several queries.")
    return Problem(503, "The process that answered the query was lost.", "Ask again, or ask for less.")
