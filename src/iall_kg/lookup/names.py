"""What readers of the graph need of the names of its things: the one seam between them and whatever holds the names.

Names are held in memory, or on disk beside a store that is there.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from iall_kg.errors import UnknownNameError
from iall_kg.lookup.given import kind_of_named


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found by search: its IRI and label, the name that matched, and how well, from 0 to 100."""

    iri: str
    label: str
    name: str
    score: float


class Resolver(Protocol):
    """What finds things by exact names."""

    def resolve(self, name: str, kinds: Iterable[str] = ()) -> list[str]:
        """Return the IRIs of the things that `name` names best, of the given kinds if any are given.

        Raises UnknownNameError with the nearest names if there is none.
        """


class Names(ABC):
    """The names of all things of one dataset, and which things there are."""

    @property
    @abstractmethod
    def labels(self) -> Mapping[str, str]:
        """The labels of the things that have one, by IRI."""

    @abstractmethod
    def known(self, iri: str) -> bool:
        """Tell whether the dataset describes a thing: it has a label, or is a claim or passage."""

    @abstractmethod
    def counts(self) -> dict[str, int]:
        """Return how many known things there are of each kind."""

    @abstractmethod
    def of_kind(self, kind: str) -> list[str]:
        """Return the IRIs of the known things of a kind."""

    @abstractmethod
    def named(self, name: str) -> dict[str, int]:
        """Return all that `name` names, with how well it does: LABEL, SYNONYM, IDENTIFIER or PARTNER."""

    @abstractmethod
    def nearest(self, name: str, kinds: Iterable[str] = (), limit: int = 5) -> list[str]:
        """Return the labels of the things whose names are most like `name`; none are like an empty one."""

    @abstractmethod
    def all_names(self) -> Iterator[tuple[str, str]]:
        """Yield each name as it is written, with each thing that it names."""

    @abstractmethod
    def search(self, text: str, limit: int = 20) -> list[Hit]:
        """Return the things whose names contain or resemble `text`, best first."""

    def resolve(self, name: str, kinds: Iterable[str] = ()) -> list[str]:
        """Return the IRIs of the things that `name` names best, of the given kinds if any are given.

        Raises UnknownNameError with the nearest names if there is none.
        """
        kinds = set(kinds)
        found = {i: rank for i, rank in self.named(name).items() if fits(i, kinds)}
        if found:
            best = min(found.values())
            return sorted(i for i, rank in found.items() if rank == best)
        wanted = " or ".join(sorted(kinds)) or "thing"
        raise UnknownNameError(f"No {wanted} is called {name!r}.", self.nearest(name, kinds))


def fits(iri: str, kinds: set[str]) -> bool:
    """Tell whether a thing is of one of some kinds; of none means of any."""
    return not kinds or kind_of_named(iri) in kinds
