"""Give out a few places for work that is done at once, so that a rush of it waits instead of taking the machine."""

from collections.abc import Callable
from functools import cached_property

import anyio
from anyio import CapacityLimiter

from iall_kg.server.evaluator import busy

SECONDS_TO_WAIT = 5.0


class Places:
    """A number of places; whoever waits too long for one is told why and when to come again."""

    def __init__(self, count: int, refusal: str) -> None:
        self._count = count
        self._refusal = refusal

    async def take(self) -> Callable[[], None]:
        """Return what gives the place back. Raises Problem 503 if none becomes free within five seconds."""
        token = object()
        try:
            with anyio.fail_after(SECONDS_TO_WAIT):
                await self._limiter.acquire_on_behalf_of(token)
        except TimeoutError:
            raise busy(self._refusal) from None
        return lambda: self._limiter.release_on_behalf_of(token)

    @cached_property
    def _limiter(self) -> CapacityLimiter:
        # Made at first use, because it belongs to the event loop that runs then.
        return CapacityLimiter(self._count)
