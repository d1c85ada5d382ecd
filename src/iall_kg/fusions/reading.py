"""Read the lines of an input: plain or compressed, from a file, a stream or a text, never more than a bounded line.

Comes in: a path, a binary stream or a text. Goes out: numbered lines, and instead of a line that cannot be read
what is wrong with it. Only one line is held at a time, so the size of an input does not matter.
"""

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple, cast

from iall_kg.errors import LoadError

# Arriba names every supporting read on the line of its fusion, so lines may be long; none is this long.
LONGEST_LINE = 4 * 1024 * 1024
# Of a line that is too long, this much is skipped at a time.
CHUNK = 256 * 1024
STREAMS = "gzip, bzip2, xz or zip"
DAMAGED = (EOFError, OSError, NotImplementedError, zlib.error, lzma.LZMAError, zipfile.BadZipFile)
BINARY = "this is a binary file, not a table or list: unpack an archive, save a workbook as text parted by tabs"
UTF16 = "this seems to be UTF-16, not a table or list in UTF-8: save it as UTF-8"
CARRIAGE_RETURNS = "carriage returns alone part the lines: save the file with line feeds"
WORKBOOK = "this is an Excel workbook: save its sheet as text parted by tabs, in UTF-8"


class ArchiveError(ValueError):
    """An archive is not one compressed text; the message says why."""


class Line(NamedTuple):
    """One line without its end, or the problem with it."""

    number: int
    text: str
    problem: str = ""


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
    try:
        plain = _decompressed(stream)
    except ArchiveError as error:
        yield Line(1, "", str(error))
        return
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
            yield Line(number, "", f"the {STREAMS} data are damaged or cut off here ({error})")
            return
        if b"\0" in raw:
            yield Line(number, "", UTF16 if _is_like_utf16(raw) else BINARY)
            return
        try:
            # Files put one behind another bring the mark of UTF-8 into the midst of a stream.
            text = raw.decode("utf-8").lstrip("\ufeff").rstrip("\r\n")
        except UnicodeDecodeError as error:
            yield Line(number, "", f"the line is not UTF-8 (byte {error.start + 1}): save the file as UTF-8")
            continue
        yield Line(number, "", CARRIAGE_RETURNS) if "\r" in text else Line(number, text)


def _decompressed(stream: IO[bytes]) -> IO[bytes]:
    """Return the stream, decompressed if its first bytes say that it is compressed.

    Raises ArchiveError for an archive that is not one compressed text.
    """
    buffered = stream if isinstance(stream, io.BytesIO) else io.BufferedReader(_Raw(stream))
    magic = buffered.getvalue()[:6] if isinstance(buffered, io.BytesIO) else buffered.peek(6)[:6]
    if magic.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.GzipFile(fileobj=buffered))
    if magic.startswith(b"BZh"):
        return bz2.BZ2File(buffered)
    if magic.startswith(b"\xfd7zXZ"):
        return lzma.LZMAFile(buffered)
    if magic.startswith(b"PK\x03\x04"):
        return _of_archive(stream)
    return buffered


def _of_archive(stream: IO[bytes]) -> IO[bytes]:
    """Return the one file of a zip archive."""
    if not stream.seekable():
        raise ArchiveError("a zip archive cannot be read from standard input: give its file, or unpack it")
    try:
        archive = zipfile.ZipFile(stream)
        if "xl/workbook.xml" in archive.namelist():
            raise ArchiveError(WORKBOOK)
        files = [file for file in archive.infolist() if not file.is_dir() and not file.filename.startswith("__MACOSX/")]
        if len(files) != 1:
            raise ArchiveError(f"the zip archive holds {len(files)} files, not one: unpack it")
        return archive.open(files[0])
    except (RuntimeError, *DAMAGED) as error:
        # A password is asked for by a RuntimeError.
        raise ArchiveError(f"the zip archive cannot be read ({error}): unpack it") from error


class _Raw(io.RawIOBase):
    """A binary stream of any kind, such as standard input, that can be looked into without being read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _is_like_utf16(raw: bytes) -> bool:
    """Tell whether bytes with zeros are text of two or four bytes a character, with or without a mark."""
    return raw[:2] in (b"\xff\xfe", b"\xfe\xff") or (len(raw) > 3 and b"\0" in raw[:2] and any(raw[:2]))


def _skip_rest_of_line(stream: IO[bytes], read: bytes) -> None:
    while read and not read.endswith(b"\n"):
        read = stream.readline(CHUNK)
