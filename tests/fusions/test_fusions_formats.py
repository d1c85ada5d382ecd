"""Each example of a format gives what was written by hand, and whatever a cell says is used or told."""

from pathlib import Path

import pytest
from example_calls import EXAMPLES, cells

from iall_kg.fusions import Annotation, Fusions
from iall_kg.fusions.arriba import REQUIRED as ARRIBA
from iall_kg.fusions.fusioncatcher import REQUIRED as FUSIONCATCHER
from iall_kg.fusions.starfusion import REQUIRED as STAR

EXPECTED = Path(__file__).parent / "expected"


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


def test_quotes_of_a_spreadsheet_are_no_part_of_a_cell(fusions: Fusions) -> None:
    text = next(path for path in EXAMPLES if path.name == "arriba.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()]
    quoted = "\n".join("\t".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows)
    assert quoted != text
    plain = [one.as_dict() for one in fusions.read_text(text) if isinstance(one, Annotation)]
    assert [one.as_dict() for one in fusions.read_text(quoted) if isinstance(one, Annotation)] == plain


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
