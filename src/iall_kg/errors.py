"""Every error that a user can cause or meet; each message says what is wrong, where, and what to do."""

from collections.abc import Iterable


class IallKgError(Exception):
    """Base of all errors of this package."""


class LoadError(IallKgError):
    """A source file cannot be read or parsed."""


class BuildError(IallKgError):
    """The release dataset, or a file laid out from a source, cannot be built or written."""


class ConformanceError(IallKgError):
    """The sources break rules, so nothing was built; `faults` holds what is wrong, a line each."""

    def __init__(self, message: str, faults: Iterable[str] = ()) -> None:
        self.faults = list(faults)
        super().__init__(message)


class UnknownNameError(IallKgError):
    """A query, parameter or thing of that name does not exist; `nearest` holds the closest names."""

    def __init__(self, message: str, nearest: Iterable[str] = ()) -> None:
        self.nearest = list(nearest)
        hint = f" Nearest: {', '.join(self.nearest)}." if self.nearest else ""
        super().__init__(message + hint)


class DoesNotHoldError(IallKgError):
    """A statement is neither stated nor inferred; `nearest` holds the closest facts."""

    def __init__(self, message: str, nearest: Iterable[str] = ()) -> None:
        self.nearest = list(nearest)
        hint = f" Nearest facts: {'; '.join(self.nearest)}." if self.nearest else ""
        super().__init__(message + hint)


class BadQueryError(IallKgError):
    """A query does not parse, writes, reaches out, or cannot be evaluated."""


class StoreError(IallKgError):
    """A store cannot be reached, read or written; `reason` says in a word what went wrong.

    `unreachable`: nobody answers, or the answer breaks off. `late`: no answer in time. `denied`: the credentials do
    not do. `refused`: what was asked is found wrong. `failed`: a fault of the service. `large`: the answer is larger
    than wanted. `foreign`: it is no such store.
    """

    def __init__(self, message: str, reason: str = "foreign") -> None:
        self.reason = reason
        super().__init__(message)


class ReasonerError(IallKgError):
    """A reasoner cannot run: Java is missing, or the reasoner itself fails."""
