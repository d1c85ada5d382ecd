"""A table is read by its header, which is never a call and whose faults are named; a bad row stops no other."""

import pytest
from example_calls import EXAMPLES, cells

from iall_kg.fusions import Annotation, BadRow, Fusions
from iall_kg.fusions.arriba import REQUIRED as ARRIBA
from iall_kg.fusions.fusioncatcher import REQUIRED as FUSIONCATCHER
from iall_kg.fusions.starfusion import REQUIRED as STAR


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


def test_rows_around_a_bad_one_still_come_out(fusions: Fusions) -> None:
    text = "KMT2A::AFF1\nBCR::ABL1\nA::B::C\n" + "x" * 300 + "\nMLL-AF9\n"
    found = list(fusions.read_text(text))
    assert [isinstance(one, BadRow) for one in found] == [False, False, True, True, False]
    last = found[-1]
    assert isinstance(last, Annotation)
    assert (last.match.call.line, last.match.name) == (5, "KMT2A::MLLT3")


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


def test_two_genes_parted_by_a_tab_are_an_entry_of_a_list(fusions: Fusions) -> None:
    (one,) = fusions.read_text("MLL\tAF10\n")
    assert isinstance(one, Annotation)
    assert one.match.name == "KMT2A::MLLT10"
