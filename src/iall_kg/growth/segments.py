"""A large text of sorted lines in files of a quarter megabyte, so that a change rewrites only those that it touches.

    HASH    some lines, named by their SHA-256

The text is that of all segments in their order, wherever it was cut: two texts are the same if their bytes are, not if
their segments are. A segment never changes once written, so texts share it by links. Whoever reads a segment hashes it.
"""

import contextlib
import hashlib
import io
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from iall_kg.errors import BuildError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# A new source touches some fifty places: larger segments cost more to write, smaller ones more to link.
SIZE = 1 << 18


class DamagedError(BuildError):
    """A kept file is not what was written."""


class Segment(NamedTuple):
    """The name of a segment, which is the hash of its lines, and the first of them."""

    name: str
    first: str


@dataclass(frozen=True, slots=True)
class Segments:
    """A text: the folder that holds its segments, and these in order."""

    folder: Path
    parts: list[Segment]

    def read(self, segment: Segment) -> bytes:
        """Return the lines of a segment. Raises DamagedError if they are not what was written."""
        path = self.folder / segment.name
        try:
            text = path.read_bytes()
        except FileNotFoundError:
            text = b""
        if hashlib.sha256(text).hexdigest() != segment.name:
            raise DamagedError(f"{path} was changed after it was written. Run `iall-kg build` with --fresh.")
        return text

    def texts(self) -> Iterator[bytes]:
        """Yield the text, a segment at a time. Raises DamagedError on the way."""
        return map(self.read, self.parts)

    def stream(self) -> BinaryIO:
        """Return the text as a file to read once. Reading raises DamagedError."""
        return io.BufferedReader(_Stream(self.texts()), SIZE)


class _Stream(io.RawIOBase):
    def __init__(self, texts: Iterator[bytes]) -> None:
        self._texts = texts
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        target = memoryview(buffer)
        while not self._rest and (text := next(self._texts, None)) is not None:
            self._rest = memoryview(text)
        count = min(len(target), len(self._rest))
        target[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def write(folder: Path, text: bytes) -> list[Segment]:
    """Write lines into a folder, cut into segments of about the same size."""
    count = -(-len(text) // SIZE)
    ends = [_end_of_line(text, number * len(text) // count) for number in range(1, count + 1)]
    written = []
    for start, end in zip([0, *ends], ends, strict=False):
        if start < end:  # else one line is longer than a segment
            lines = text[start:end]
            name = hashlib.sha256(lines).hexdigest()
            (folder / name).write_bytes(lines)
            written.append(Segment(name, lines[: lines.find(b"\n") + 1].decode()))
    return written


def link(old: str, new: str) -> None:
    """Let a file that never changes stand in another place too; where the file system has no links, copy it."""
    with contextlib.suppress(OSError):
        os.link(old, new)
        return
    shutil.copy2(old, new)


def _end_of_line(text: bytes, at: int) -> int:
    return text.find(b"\n", at - 1) + 1
