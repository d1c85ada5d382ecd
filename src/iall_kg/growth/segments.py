"""A large text of sorted lines in files of a quarter megabyte, so that a change writes only those that it touches.

    HASH    some lines, named by their SHA-256

The text is that of all segments in their order, wherever it was cut: two texts are the same if their bytes are, not if
their segments are. A segment never changes once written, so texts in one folder share it: each is a list of segments.
Whoever reads a segment hashes it; those that nobody reads nobody looks at.
"""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from iall_kg.build import write_whole
from iall_kg.errors import BuildError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# A new source touches some fifty to a hundred places: larger segments cost more to write, smaller ones more to list.
SIZE = 1 << 18
MAKE_IT_ANEW = "Run `iall-kg build` with --fresh."
# The name of a segment, a space, and the first of its lines. There are thousands, of which few are looked at.
Segment = bytes
NAME = 2 * hashlib.sha256().digest_size


class DamagedError(BuildError):
    """A kept file is not what was written."""


def name_of(segment: Segment) -> str:
    """Return the name of the file of a segment."""
    return segment[:NAME].decode("ascii", "replace")


def first_of(segment: Segment) -> bytes:
    """Return the first line of a segment."""
    return segment[NAME + 1 :]


@dataclass(frozen=True, slots=True)
class Segments:
    """A text: the folder that holds its segments, and these in order."""

    folder: Path
    parts: list[Segment]

    @classmethod
    def from_list(cls, folder: Path, text: bytes) -> Self:
        """Return the text that a list describes."""
        return cls(folder, text.splitlines(keepends=True))

    def as_list(self) -> bytes:
        """Return a list of the segments, a line for each: its name and the first of its lines."""
        return b"".join(self.parts)

    def read(self, segment: Segment) -> bytes:
        """Return the lines of a segment. Raises DamagedError if they are not what was written."""
        path = self.folder / name_of(segment)
        try:
            text = path.read_bytes()
        except FileNotFoundError:
            text = b""
        if hashlib.sha256(text).hexdigest() != path.name:
            raise DamagedError(f"{path} was changed after it was written. {MAKE_IT_ANEW}")
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
    """Write lines into a folder, cut into segments of about the same size; one that is there already stays."""
    count = -(-len(text) // SIZE)
    ends = [_end_of_line(text, number * len(text) // count) for number in range(1, count + 1)]
    # An end stands twice if one line is longer than a segment.
    return [_written(folder, text[start:end]) for start, end in zip([0, *ends], ends, strict=False) if start < end]


def names_in_list(text: bytes) -> set[bytes]:
    """Return the names of the segments in a list."""
    return {line[:NAME] for line in text.splitlines()}


def _written(folder: Path, lines: bytes) -> Segment:
    name = hashlib.sha256(lines).hexdigest()
    path = folder / name
    if not path.exists() or path.read_bytes() != lines:
        write_whole(path, lines)
    return b"%s %s" % (name.encode(), lines[: lines.find(b"\n") + 1])


def _end_of_line(text: bytes, at: int) -> int:
    return text.find(b"\n", at - 1) + 1
