"""A file is read however it is packed, and where it holds no calls or no text, a row says so."""

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from example_calls import EXAMPLES, cells

from iall_kg.fusions import Annotation, BadRow, Fusions


@pytest.mark.parametrize(("ending", "packed"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)])
def test_a_compressed_file_is_read_whatever_it_is_called(
    ending: str, packed: "type[bytes]", fusions: Fusions, tmp_path: Path
) -> None:
    example = next(path for path in EXAMPLES if path.name == "arriba.tsv")
    plain = [cells(one) for one in fusions.read([str(example)])]
    for name in (f"calls.tsv{ending}", "calls.unknown"):
        path = tmp_path / name
        path.write_bytes(packed(example.read_bytes()))
        assert [cells(one) for one in fusions.read([str(path)])] == plain


def packed(*names: str, content: bytes = b"KMT2A::AFF1\nMLL-AF9\n") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "empty"),
        (b"# only a comment\n", "empty"),
        (b"\x7fELF\x00\x01\x02", "binary"),
        ("KMT2A::AFF1\n".encode("utf-16"), "UTF-16"),
        ("KMT2A::AFF1\n".encode("utf-16-le"), "UTF-16"),
        (b"KMT2A::AFF1\rMLL-AF9\r", "carriage returns"),
        (gzip.compress(b"KMT2A::AFF1\n" * 1000)[:40], "damaged or cut off"),
        (packed("a.txt", "b.txt"), "holds 2 files"),
        (packed("xl/workbook.xml", "xl/styles.xml"), "Excel workbook"),
        (packed("a.txt")[:60], "zip archive cannot be read"),
    ],
    ids=["nothing", "blank", "comment", "binary", "utf16", "utf16le", "cr", "gzip", "zip", "xlsx", "cut zip"],
)
def test_a_file_that_holds_no_calls_gives_a_row_that_says_why(
    data: bytes, words: str, fusions: Fusions, tmp_path: Path
) -> None:
    path = tmp_path / "input"
    path.write_bytes(data)
    found = list(fusions.read([str(path)]))
    assert isinstance(found[-1], BadRow)
    assert words in found[-1].problem


def test_a_line_that_is_not_utf8_is_skipped_by_its_number(fusions: Fusions, tmp_path: Path) -> None:
    path = tmp_path / "calls.txt"
    path.write_bytes(b"KMT2A::AFF1\nKMT2A::\xff\xfe\nMLL-ENL\n")
    found = list(fusions.read([str(path)]))
    assert [one.line for one in found if isinstance(one, BadRow)] == [2]
    assert len(found) == 3


def test_a_line_without_end_is_skipped_and_never_held_whole(fusions: Fusions) -> None:
    import tracemalloc

    from iall_kg.fusions.formats import read_calls
    from iall_kg.fusions.reading import lines_of_stream

    class Endless:
        """A stream of one line of many megabytes between two good ones, made piece by piece."""

        def __init__(self) -> None:
            self._pieces = self._made()
            self._left = b""

        @staticmethod
        def _made() -> Iterator[bytes]:
            yield b"KMT2A::AFF1\n"
            for _ in range(64):
                yield b"x" * 1024 * 1024
            yield b"\nMLL-AF9\n"

        def read(self, size: int = -1) -> bytes:
            while len(self._left) < size:
                piece = next(self._pieces, b"")
                if not piece:
                    break
                self._left += piece
            given, self._left = self._left[:size], self._left[size:]
            return given

    tracemalloc.start()
    lines = lines_of_stream(Endless(), longest=1024 * 1024)  # type: ignore[arg-type]
    found = list(read_calls(lines, "stream", fusions.matcher.genes.is_known))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [type(one).__name__ for one in found] == ["Call", "BadRow", "Call"]
    assert found[1].line == 2
    assert "longer than 1,048,576 bytes" in found[1].problem
    assert peak < 16 * 1024 * 1024


@pytest.mark.parametrize("size", [200_000, 3_000_000])
@pytest.mark.parametrize("sign", ["x", "-", ",", "\t", '"', "#"])
def test_a_long_first_line_is_a_row_that_says_so(sign: str, size: int, fusions: Fusions) -> None:
    first, *_ = fusions.read_text(sign * size + "\nMLL-AF9\n")
    assert isinstance(first, Annotation) == (sign in "#\t")


def test_a_zip_archive_of_one_file_is_read(fusions: Fusions, tmp_path: Path) -> None:
    path = tmp_path / "calls"
    path.write_bytes(packed("calls/calls.txt", "__MACOSX/._calls.txt"))
    assert [one.match.name for one in fusions.read([str(path)]) if isinstance(one, Annotation)] == [
        "KMT2A::AFF1",
        "KMT2A::MLLT3",
    ]
