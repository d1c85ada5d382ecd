"""Change a sorted N-Quads file: put lines in and take lines out, without parsing or sorting what stays.

Comes in: a sorted file behind a line with its hash, and lines. Goes out: another such file, the same as if all its
lines had been sorted anew. Places are found by bisection; what lies between them is copied as it is.
"""

import hashlib
import mmap
import re
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from iall_kg.errors import BuildError
from iall_kg.serialize import serialized

LINE = re.compile(
    rb"(?P<s>\S+) (?P<p>\S+) (?P<o><[^>]*>|_:\S+|\".*\"(?:@\S+|\^\^<[^>]*>)?)(?: (?P<g><[^>]*>|_:\S+))? \."
)
HEAD = len("# ") + 64 + len("\n")
CHUNK = 1 << 24

Key = tuple[bytes, bytes, bytes, bytes]


class DamagedError(BuildError):
    """A kept file is not what was written."""


class HashedFile:
    """A file behind a first line that holds the hash of all the rest."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        file.write(b"# " + b"0" * 64 + b"\n")

    def write(self, text: bytes) -> None:
        """Add to the end."""
        self._digest.update(text)
        self._file.write(text)

    def finish(self) -> None:
        """Write the hash."""
        self._file.seek(0)
        self._file.write(b"# " + self._digest.hexdigest().encode() + b"\n")


def merge(old: Path, new: BinaryIO, added: Iterable[ox.Quad], removed: Iterable[ox.Quad]) -> None:
    """Write to `new` the file `old` with statements added and removed.

    Raises DamagedError if `old` does not have the hash that it should have, or lacks what is to be removed.
    """
    changes = sorted(
        (key(line), line, put) for put, quads in ((True, added), (False, removed)) for line in lines(quads)
    )
    written, read = HashedFile(new), hashlib.sha256()
    with old.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        at = HEAD
        for place, line, put in changes:
            found = _place(text, place, at)
            _copy(text, at, found, written, read)
            at = found
            if put:
                written.write(line)
            elif text[at : at + len(line)] == line:
                read.update(line)
                at += len(line)
            else:
                raise DamagedError(f"{old.name} lacks {line.decode().strip()}")
        _copy(text, at, len(text), written, read)
        if text[:HEAD] != b"# " + read.hexdigest().encode() + b"\n":
            raise DamagedError(f"{old.name} was changed after it was written.")
    written.finish()


def check(path: Path) -> None:
    """See to it that a file is what was written. Raises DamagedError if it is not."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if head != b"# " + digest.encode() + b"\n":
        raise DamagedError(f"{path.name} was changed after it was written.")


def lines(quads: Iterable[ox.Quad]) -> list[bytes]:
    """Return statements as lines of N-Quads."""
    return serialized(quads, ox.RdfFormat.N_QUADS).splitlines(keepends=True)


def key(line: bytes) -> Key:
    """Return by what a line is sorted: graph, subject, predicate and object."""
    parts = LINE.match(line)
    if parts is None:
        raise DamagedError(f"A kept file holds a line that is no N-Quads: {line[:60]!r}")
    return parts["g"] or b"", parts["s"], parts["p"], parts["o"]


def _place(text: mmap.mmap, place: Key, start: int) -> int:
    """Return where the first line from `start` on begins that is not sorted before `place`."""
    low, high, step = start, start, 256
    # New lines stand together, so the place is looked for nearby first.
    while high < len(text) and key(_line(text, high)) < place:
        low = text.find(b"\n", high) + 1
        high = _begin(text, min(low + step, len(text)), low)
        step *= 4
    while low < high:
        middle = _begin(text, (low + high) // 2, low)
        line = _line(text, middle)
        if key(line) < place:
            low = middle + len(line)
        else:
            high = middle
    return low


def _begin(text: mmap.mmap, at: int, low: int) -> int:
    """Return where the line begins in which `at` lies; the line at `low` is the first that counts."""
    return at if at == len(text) else text.rfind(b"\n", low - 1, at) + 1


def _line(text: mmap.mmap, at: int) -> bytes:
    return text[at : text.find(b"\n", at) + 1]


def _copy(text: mmap.mmap, start: int, end: int, written: HashedFile, read: "hashlib._Hash") -> None:
    for at in range(start, end, CHUNK):
        part = text[at : min(at + CHUNK, end)]
        read.update(part)
        written.write(part)
