"""Each format is read by its header, each example gives what was written by hand, and a bad row stops no other."""

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from iall_kg.fate_words import CUT, LOST, RETAINED, UNDECIDED
from iall_kg.fusions import Annotation, BadRow, Fusions
from iall_kg.fusions.arriba import REQUIRED as ARRIBA
from iall_kg.fusions.fusioncatcher import REQUIRED as FUSIONCATCHER
from iall_kg.fusions.starfusion import REQUIRED as STAR
from iall_kg.graph import KnowledgeGraph

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "docs" / "examples" / "fusions").iterdir())
EXPECTED = Path(__file__).parent / "expected"


@pytest.fixture(scope="module")
def fusions(kg: KnowledgeGraph) -> Fusions:
    return Fusions(kg)


def keys(one: Annotation, fate: str) -> str:
    return " ".join(f.domain.partition(":")[2] for f in one.fates if f.fate == fate)


def in_order(names: str, one: Annotation) -> str:
    """Return domains as the expected files list them: in the order of the protein."""
    order = [f.domain.partition(":")[2] for f in one.fates]
    return " ".join(sorted(names.split(), key=order.index))


def cells(one: Annotation | BadRow) -> dict[str, str]:
    if isinstance(one, BadRow):
        return {"line": str(one.line), "match": "unreadable"}
    return {
        "line": str(one.match.call.line),
        "fusion": one.match.name,
        "match": one.match.kind.value,
        "basis": one.place.basis if one.place else "",
        "retained": keys(one, RETAINED),
        "cut": keys(one, CUT),
        "lost": keys(one, LOST),
        "undecided": keys(one, UNDECIDED),
        "frame": one.frame.said,
        "verdict": one.frame.verdict,
        "differs": " ".join(c.caller for c in one.domains if c.verdict == "differs"),
    }


def expected_of(example: Path) -> list[dict[str, str]]:
    lines = (EXPECTED / example.name).read_text(encoding="utf-8").splitlines()
    head, *rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_every_example_has_expected_results_and_says_that_it_is_made_up() -> None:
    assert {path.name for path in EXAMPLES} == {path.name for path in EXPECTED.iterdir()}
    assert all(path.read_text(encoding="utf-8").startswith("# Made up") for path in EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda p: p.name)
def test_an_example_gives_what_was_written_by_hand(example: Path, fusions: Fusions) -> None:
    found = list(fusions.read([str(example)]))
    expected = expected_of(example)
    assert len(found) == len(expected)
    for one, wanted in zip(found, expected, strict=True):
        got = cells(one)
        for column, value in wanted.items():
            if isinstance(one, Annotation) and column in ("retained", "cut", "lost", "undecided"):
                assert set(got[column].split()) == set(value.split()), (wanted["line"], column)
            else:
                assert got.get(column, "") == value, (wanted["line"], column)


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


def bad(fusions: Fusions, text: str) -> list[BadRow]:
    return [one for one in fusions.read_text(text) if isinstance(one, BadRow)]


HEADERS = {
    "Arriba": "#" + "\t".join(ARRIBA),
    "STAR-Fusion": "#" + "\t".join(STAR),
    "FusionCatcher": "\t".join(FUSIONCATCHER),
}


@pytest.mark.parametrize("tool", HEADERS)
@pytest.mark.parametrize(("delimiter", "words"), [(",", "commas"), (";", "semicolons"), (" ", "spaces")])
def test_a_wrong_delimiter_is_named(tool: str, delimiter: str, words: str, fusions: Fusions) -> None:
    (row,) = bad(fusions, HEADERS[tool].replace("\t", delimiter) + "\nKMT2A")
    assert row.line == 1
    assert f"that of {tool}, but {words} part its columns" in row.problem


@pytest.mark.parametrize("tool", HEADERS)
def test_a_missing_column_is_named(tool: str, fusions: Fusions) -> None:
    columns = HEADERS[tool].split("\t")
    (row,) = bad(fusions, "\t".join(columns[:-1]) + "\nx")
    assert row.line == 1
    assert row.problem.startswith(f"the header is that of {tool}, but lacks the column {columns[-1]};")
    assert row.problem.endswith("what follows was not read")


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("GeneName1\tGeneName2\tchr1\tBreakpoint1", "EricScript"),
        ("cluster_id\tsplitr_count\tgene_name1\tgene_name2", "deFuse"),
        ("Target ID,Target Number,Gene A,Gene B", "Illumina"),
        ("a\tb\tc\td", "no table that is read"),
    ],
)
def test_the_header_of_another_tool_is_an_error_that_says_what_is_read(
    header: str, words: str, fusions: Fusions
) -> None:
    (row,) = bad(fusions, f"{header}\nKMT2A\tAFF1\t1\t2")
    assert row.line == 1
    assert words in row.problem
    assert "Arriba, STAR-Fusion, FusionCatcher" in row.problem


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


def test_rows_around_a_bad_one_still_come_out(fusions: Fusions) -> None:
    text = "KMT2A::AFF1\nBCR::ABL1\nA::B::C\n" + "x" * 300 + "\nMLL-AF9\n"
    found = list(fusions.read_text(text))
    assert [isinstance(one, BadRow) for one in found] == [False, False, True, True, False]
    last = found[-1]
    assert isinstance(last, Annotation)
    assert (last.match.call.line, last.match.name) == (5, "KMT2A::MLLT3")


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


def test_headers_of_files_put_one_behind_another_are_no_rows(fusions: Fusions) -> None:
    text = next(path for path in EXAMPLES if path.name == "arriba.tsv").read_text(encoding="utf-8")
    lines = text.splitlines()[1:3]
    found = list(fusions.read_text("\n".join([*lines, *lines]) + "\n"))
    assert [one.match.name for one in found if isinstance(one, Annotation)] == ["KMT2A::AFF1"] * 2
    assert len(found) == 2


def test_a_table_may_have_two_columns_of_genes_and_commas(fusions: Fusions) -> None:
    found = list(fusions.read_text("gene5,gene3,exon5\nMLL,AF4,10\nHGNC:7132,?,\nKMT2A,AFF1,0\n"))
    assert [one.match.name for one in found if isinstance(one, Annotation)] == ["KMT2A::AFF1", "KMT2A::?"]
    assert isinstance(found[2], BadRow)
    assert "exon5 is a whole number from 1" in found[2].problem


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("sample,fusion", "A,MLL-AF4"),
        ("Fusion;Sample", "MLL-AF4;A"),
        ("sep=;\nFusion Name;Sample ID", "MLL-AF4;A"),
        ('"fusion","sample"', '"KMT2A::AFF1","a, b"'),
        ("\ufeffFusion\tComment", "MLL-AF4\tx"),
        ("5' gene,3' gene", "MLL,AF4"),
        ("# gene 5\tgene_3", "MLL\tAF4"),
        ("FusionName", "KMT2A--AFF1"),
    ],
)
def test_a_table_of_ones_own_is_read_whatever_its_delimiter_and_capitals(
    header: str, row: str, fusions: Fusions
) -> None:
    (one,) = fusions.read_text(f"{header}\r\n{row}\r\n")
    assert isinstance(one, Annotation), one
    assert one.match.name == "KMT2A::AFF1"


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("Gene1,Gene2", 0),
        ("Gene1;Gene2", 0),
        ("gene_a\tgene_b", 0),
        ("sample,gene", 0),
        ("fusion|sample", 0),
        ("Partner 1\tPartner 2", 0),
        ("Call\tNote", 0),
        ("Gene", 1),
        ("fusion sample", 1),
        ("Patient name", 1),
    ],
)
def test_a_header_never_becomes_a_call(header: str, rows: int, fusions: Fusions) -> None:
    first, *rest = fusions.read_text(f"{header}\nKMT2A,AFF1\n")
    assert isinstance(first, BadRow)
    assert first.line == 1
    assert "looks like the header" in first.problem
    assert "name its columns fusion, or gene5 and gene3" in first.problem
    # Where the header has one column, what follows is a list.
    assert [isinstance(one, Annotation) for one in rest] == [True] * rows
    assert first.problem.endswith("what follows was not read") == (rows == 0)


def test_a_header_within_a_list_or_table_is_no_call_either(fusions: Fusions) -> None:
    found = list(fusions.read_text("KMT2A::AFF1\nGene\nMLL-AF9\n"))
    assert [isinstance(one, BadRow) for one in found] == [False, True, False]
    found = list(fusions.read_text("gene5\tgene3\nMLL\tAF4\nGene 5\tGene 3\nMLL\tAF9\nfusion\nMLL-ENL\n"))
    assert [one.match.name for one in found if isinstance(one, Annotation)] == [
        "KMT2A::AFF1",
        "KMT2A::MLLT3",
        "KMT2A::MLLT1",
    ]
    assert len(found) == 3


def test_files_of_different_tools_put_one_behind_another_are_each_read_by_their_header(fusions: Fusions) -> None:
    names = ("list.txt", "arriba.tsv", "star-fusion.tsv")
    texts = [next(path for path in EXAMPLES if path.name == name).read_text(encoding="utf-8") for name in names]
    apart = [cells(one) | {"line": ""} for text in texts for one in fusions.read_text(text)]
    assert [cells(one) | {"line": ""} for one in fusions.read_text("".join(texts))] == apart


def test_two_columns_of_one_meaning_are_refused(fusions: Fusions) -> None:
    (row,) = bad(fusions, "fusion,Fusion name\nKMT2A::AFF1,KMT2A::ELL\n")
    assert "more than one column fusion" in row.problem


def test_quotes_of_a_spreadsheet_are_no_part_of_a_cell(fusions: Fusions) -> None:
    text = next(path for path in EXAMPLES if path.name == "arriba.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()]
    quoted = "\n".join("\t".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows)
    assert quoted != text
    plain = [one.as_dict() for one in fusions.read_text(text) if isinstance(one, Annotation)]
    assert [one.as_dict() for one in fusions.read_text(quoted) if isinstance(one, Annotation)] == plain


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


def test_two_genes_parted_by_a_tab_are_an_entry_of_a_list(fusions: Fusions) -> None:
    (one,) = fusions.read_text("MLL\tAF10\n")
    assert isinstance(one, Annotation)
    assert one.match.name == "KMT2A::MLLT10"


ARRIBA_ROW = dict.fromkeys(ARRIBA, ".") | {"gene1": "KMT2A", "gene2": "AFF1", "type": "translocation"}
STAR_ROW = dict.fromkeys(STAR, ".") | {"FusionName": "KMT2A--AFF1", "LeftGene": "KMT2A", "RightGene": "AFF1"}
CATCHER_ROW = dict.fromkeys(FUSIONCATCHER, ".")


def of_row(row: dict[str, str], fusions: Fusions) -> Annotation:
    (one,) = fusions.read_text("\t".join(row) + "\n" + "\t".join(row.values()) + "\n")
    assert isinstance(one, Annotation), one
    return one


@pytest.mark.parametrize(
    "row",
    [
        ARRIBA_ROW | {"gene1": "ENSG00000118058.23", "gene2": "ENSG00000172493.20"},
        ARRIBA_ROW | {"gene1": "ENSG00000118058.23", "gene2": "AFF1", "gene_id1": "ENSG00000118058.23"},
        STAR_ROW | {"LeftGene": "ENSG00000118058.23", "RightGene": "HGNC:7135"},
        CATCHER_ROW | {FUSIONCATCHER[0]: "ENSG00000118058", FUSIONCATCHER[1]: "AFF1"},
    ],
    ids=["Arriba", "Arriba twice", "STAR-Fusion", "FusionCatcher"],
)
def test_an_identifier_in_the_column_of_the_symbol_is_an_identifier(row: dict[str, str], fusions: Fusions) -> None:
    match = of_row(row, fusions).match
    assert (match.name, match.kind.value) == ("KMT2A::AFF1", "described")
    assert not any("not a name of" in note for note in match.notes)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (ARRIBA_ROW | {"reading_frame": "inframe"}, "the reading frame is written 'inframe', which is not read"),
        (ARRIBA_ROW | {"retained_protein_domains": "SET(100%),odd|"}, "a retained domain is written 'odd'"),
        (STAR_ROW | {"PROT_FUSION_TYPE": "stop"}, "the reading frame is written 'stop'"),
        (STAR_ROW | {"CDS_LEFT_RANGE": "1-0"}, "a coding range is written '1-0'"),
        (STAR_ROW | {"PFAM_LEFT": "SET|1-5|1e-3^odd"}, "a domain is written 'odd'"),
    ],
)
def test_what_a_cell_says_beyond_its_documentation_is_not_dropped_in_silence(
    row: dict[str, str], words: str, fusions: Fusions
) -> None:
    assert any(words in note for note in of_row(row, fusions).notes)


@pytest.mark.parametrize("row", [ARRIBA_ROW, STAR_ROW], ids=["Arriba", "STAR-Fusion"])
def test_empty_cells_give_no_notes_of_that_kind(row: dict[str, str], fusions: Fusions) -> None:
    assert not any("not read" in note for note in of_row(row, fusions).notes)


def test_a_break_near_a_rearranged_gene_says_so_and_names_genes_by_symbol(fusions: Fusions) -> None:
    notes = "; ".join(of_row(ARRIBA_ROW | {"gene1": "ENSG00000118058.23(1200),FOO(34000)"}, fusions).notes)
    assert "nearest: KMT2A, 1200 bases away; FOO, 34000 bases away" in notes
    assert "the source describes KMT2A rearrangement; that KMT2A is broken is not said" in notes


def test_the_sites_that_fusioncatcher_predicts_are_used(fusions: Fusions) -> None:
    row = CATCHER_ROW | {FUSIONCATCHER[0]: "KMT2A", FUSIONCATCHER[1]: "AFF1"}
    assert of_row(row | {"Predicted_effect": "UTR/CDS(complete)"}, fusions).fates == []
    assert of_row(row | {"Predicted_effect": "CDS(truncated)/UTR"}, fusions).fates
    assert "the caller sees the break in intronic" in of_row(row | {"Predicted_effect": "intronic/UTR"}, fusions).notes
