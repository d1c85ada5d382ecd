"""Write the statements of a release as lines of N-Quads, as they come out of the stores.

Comes in: the sources and what was derived from them. Goes out: lines in no order, some twice, those of the default
graph apart. The engine writes them to files, because to make objects of statements would take twice as long as all the
sorting that follows.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox

from iall_kg.build import Derived, beside_sources, is_released
from iall_kg.load import Sources

NQUADS = ox.RdfFormat.N_QUADS


def lines_of_graphs(sources: Sources, derived: Derived, scratch: Path) -> Iterator[bytes]:
    """Yield the statements of the named graphs. Raises OSError if `scratch` cannot be written to."""
    yield from _lines(lambda path: sources.store.dump(path, NQUADS), scratch)
    yield from _lines(lambda path: ox.serialize(beside_sources(sources, derived), path, NQUADS), scratch)


def lines_that_hold(sources: Sources, derived: Derived, scratch: Path) -> Iterator[bytes]:
    """Yield the statements of the default graph. Raises OSError if `scratch` cannot be written to."""
    for line in _lines(lambda path: derived.closed.dump(path, NQUADS), scratch):
        if b" _:" not in line or is_released(next(ox.parse(line, NQUADS)), sources):
            yield line


def _lines(write: Callable[[str], object], scratch: Path) -> Iterator[bytes]:
    """Yield the lines that `write` writes to a file, which is gone as soon as it is written."""
    handle, path = tempfile.mkstemp(dir=scratch)
    with os.fdopen(handle, "rb") as file:
        try:
            write(path)
        finally:
            os.unlink(path)
        yield from file
