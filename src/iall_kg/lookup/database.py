"""Ask an SQLite file that nobody changes any more, from any thread."""

import sqlite3
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from iall_kg.errors import StoreError

Given = tuple[str | int, ...] | dict[str, str | int]


class Database:
    """An SQLite file, opened for reading; `functions` are called by their names in SQL."""

    def __init__(self, path: Path, **functions: Callable[..., Any]) -> None:
        self._path = path
        self._functions = functions
        # Connections that nobody asks just now: each is asked by one thread at a time.
        self._idle: deque[sqlite3.Connection] = deque()
        weakref.finalize(self, _close, self._idle)

    def rows(self, sql: str, given: Given = ()) -> list[tuple[Any, ...]]:
        """Return the rows of an answer. Raises StoreError if the file cannot be read."""
        return list(self.each_row(sql, given))

    def each_row(self, sql: str, given: Given = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of an answer. Raises StoreError if the file cannot be read."""
        try:
            with self._connection() as connection:
                yield from connection.execute(sql, given)
        except sqlite3.Error as error:
            again = "Write the release again with `iall-kg build --store`."
            raise StoreError(f"{self._path}: the names cannot be read ({error}). {again}") from error

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connected()
        try:
            yield connection
        finally:
            self._idle.append(connection)

    def _connected(self) -> sqlite3.Connection:
        # Immutable: no lock is taken and no journal looked for, so the file may stand where nothing can be written.
        address = f"{self._path.absolute().as_uri()}?immutable=1"
        connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA temp_store = MEMORY")
        for name, function in self._functions.items():
            connection.create_function(name, -1, function, deterministic=True)
        return connection


def _close(connections: deque[sqlite3.Connection]) -> None:
    for connection in connections:
        connection.close()
