"""What an operator can set, with the limits that keep one client from hurting the others."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from iall_kg.errors import IallKgError
from iall_kg.names import BASE

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Settings:
    """Limits and addresses of a server. Times are seconds, sizes are bytes."""

    base_iri: str = BASE
    workers: int = 2
    timeout: float = 30.0
    max_rows: int = 100_000
    max_query_length: int = 128 * 1024
    max_memory: int = 512 * MEBIBYTE
    # An answer larger than this is an error; it bounds what the server itself must hold for a client.
    max_answer: int = 32 * MEBIBYTE
    # All answers that are still being sent, together.
    max_held: int = 256 * MEBIBYTE
    # Answers that are kept for who asks the same again, together.
    max_kept: int = 64 * MEBIBYTE
    # A query that takes more processor time than this goes to a place for long queries when others wait.
    patience: float = 0.1
    # If there is none, it is given up once it has taken so much, divided among those who wait for one of two workers;
    # never before `patience`.
    shared_patience: float = 2.0
    max_waiting: int = 400
    # Deeper groups, brackets and parentheses than this cost the engine's parser far more than they are worth.
    max_nesting: int = 100
    # How long a client may take to send a request, or to take the next piece of an answer.
    client_patience: float = 15.0

    @property
    def long_places(self) -> int:
        """How many queries may take long, beside those of the workers."""
        return min(self.workers, max(2, self.workers // 4))

    def patience_beside(self, waiting: int) -> float:
        """Return how much processor time a query may take while so many wait and no place for long ones is free."""
        return self.shared_patience / (1 + 2 * waiting / self.workers)

    def __post_init__(self) -> None:
        for name in ("workers", "timeout", "max_rows", "max_query_length", "max_memory"):
            if getattr(self, name) <= 0:
                raise IallKgError(f"{name.replace('_', '-')} must be greater than 0, not {getattr(self, name)}.")
        parts = urlsplit(self.base_iri)
        if parts.scheme not in ("http", "https") or not parts.netloc or not self.base_iri.endswith("/"):
            raise IallKgError(f"The base IRI must be an http or https address that ends with /, not {self.base_iri!r}.")

    def rebase(self, text: str) -> str:
        """Return a text with the IRIs of this project under the base that the server answers for."""
        return text if self.base_iri == BASE else text.replace(BASE, self.base_iri)
