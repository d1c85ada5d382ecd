"""Read the lines of an input: plain or compressed, from a file, a stream or a text, never more than a bounded line.

Comes in: a path, a binary stream or a text. Goes out: numbered lines, and instead of a line that cannot be read
what is wrong with it. Only one line is held at a time, so the size of an input does not matter.
"""

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple, cast

from iall_kg.errors import LoadError

# Arriba names every supporting read on the line of its fusion, so lines may be long; none is this long.
LONGEST_LINE = 4 * 1024 * 1024
# Of a line that is too long, this much is skipped at a time.
CHUNK = 256 * 1024
STREAMS = "gzip, bzip2 or xz"
DAMAGED = (EOFError, OSError, zlib.error, lzma.LZMAError)


class Line(NamedTuple):
    """One line without its end, or the problem with it; what comes after a `final` problem cannot be read."""

    number: int
    text: str
    problem: str = ""
    final: bool = False


def lines_of_file(path: Path, longest: int = LONGEST_LINE) -> Iterator[Line]:
    """Yield the lines of a file, of whatever name and compression. Raises LoadError if it cannot be opened."""
    try:
        stream: IO[bytes] = path.open("rb")
    except OSError as error:
        raise LoadError(f"{path}: cannot be read ({error.strerror}).") from error
    with stream:
        yield from lines_of_stream(stream, longest)


def lines_of_text(text: str, longest: int = LONGEST_LINE) -> Iterator[Line]:
    """Yield the lines of a text."""
    yield from lines_of_stream(io.BytesIO(text.encode("utf-8", "surrogatepass")), longest)


def lines_of_stream(stream: IO[bytes], longest: int = LONGEST_LINE) -> Iterator[Line]:
    """Yield the lines of a binary stream, which may be compressed."""
    plain = _decompressed(stream)
    number = 0
    while True:
        number += 1
        try:
            raw = plain.readline(longest + 1)
            if not raw:
                return
            if len(raw) > longest:
                _skip_rest_of_line(plain, raw)
                yield Line(number, "", f"the line is longer than {longest:,} bytes and was skipped")
                continue
        except DAMAGED as error:
            yield Line(number, "", f"the {STREAMS} data are damaged or cut off here ({error})", final=True)
            return
        if b"\0" in raw:
            utf16 = " It may be UTF-16: save it as UTF-8." if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
            yield Line(number, "", f"this is a binary file, not a table or list.{utf16}", final=True)
            return
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            yield Line(number, "", f"the line is not UTF-8 (byte {error.start + 1})")
            continue
        yield Line(number, text.rstrip("\r\n"))


def _decompressed(stream: IO[bytes]) -> IO[bytes]:
    """Return the stream, decompressed if its first bytes say that it is compressed."""
    buffered = stream if isinstance(stream, io.BytesIO) else io.BufferedReader(_Raw(stream))
    magic = buffered.getvalue()[:6] if isinstance(buffered, io.BytesIO) else buffered.peek(6)[:6]
    if magic.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.GzipFile(fileobj=buffered))
    if magic.startswith(b"BZh"):
        return bz2.BZ2File(buffered)
    if magic.startswith(b"\xfd7zXZ"):
        return lzma.LZMAFile(buffered)
    return buffered


class _Raw(io.RawIOBase):
    """A binary stream of any kind, such as standard input, that can be looked into without being read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _skip_rest_of_line(stream: IO[bytes], read: bytes) -> None:
    while read and not read.endswith(b"\n"):
        read = stream.readline(CHUNK)
