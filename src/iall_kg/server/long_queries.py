"""Remember for a while which queries took too long, so that sending one many times does not help its sender."""

import time
from collections import OrderedDict

from iall_kg.server.evaluator import Asked

REMEMBERED = 1000
SECONDS_REMEMBERED = 60.0


class LongQueries:
    """The queries that were given up or late in the last minute, by their text and dataset."""

    def __init__(self) -> None:
        self._until: OrderedDict[int, float] = OrderedDict()

    def add(self, asked: Asked) -> None:
        """Remember a query."""
        self._until[_key(asked)] = time.monotonic() + SECONDS_REMEMBERED
        while len(self._until) > REMEMBERED:
            self._until.popitem(last=False)

    def __contains__(self, asked: Asked) -> bool:
        return self._until.get(_key(asked), 0.0) > time.monotonic()


def _key(asked: Asked) -> int:
    return hash((asked.text, asked.default_graphs, asked.named_graphs))
