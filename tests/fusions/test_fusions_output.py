"""The answer as TSV, JSON and table: whole, escaped, with level memory."""

import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

from example_calls import MIXED

from iall_kg import fusions as api
from iall_kg.fusions import Annotation, BadRow, Fusions
from iall_kg.fusions.arriba import REQUIRED
from iall_kg.fusions.output import COLUMNS, MOST_SHOWN
from iall_kg.fusions.wording import DISCLAIMER


def test_the_tsv_has_one_line_for_every_row_of_the_input(fusions: Fusions) -> None:
    lines = "".join(api.as_tsv(fusions, fusions.read_text(MIXED))).splitlines()
    assert lines[0].split("\t") == COLUMNS
    rows = [dict(zip(COLUMNS, line.split("\t"), strict=True)) for line in lines[1:]]
    assert [row["line"] for row in rows] == [str(n) for n in range(1, 9)]
    assert rows[0]["frequency"].startswith("48%")
    assert rows[2]["not_decided"] == "repression domain 2"
    assert rows[7]["problem"]


def test_a_cell_never_breaks_its_row(fusions: Fusions) -> None:
    table = "gene5\tgene3\tsample\nKMT2A\tAFF1\ta\u2028b\x1b[31m\n"
    (line,) = "".join(api.as_tsv(fusions, fusions.read_text(table))).splitlines()[1:]
    assert "\x1b" not in line
    assert line.split("\t")[2] == "a b [31m"


def test_the_json_is_one_object_with_calls_dossiers_references_and_counts(fusions: Fusions) -> None:
    data = json.loads("".join(api.as_json(fusions, fusions.read_text(MIXED))))
    assert data["about"]["notice"] == DISCLAIMER
    assert len(data["calls"]) == 8
    assert sum(data["counts"].values()) == 8
    first, last = data["calls"][0], data["calls"][-1]
    assert (first["fusion"], first["match"]) == ("KMT2A::AFF1", "described")
    assert len(first["domains"]) == 13
    assert set(last) == {"source", "line", "written", "problem"}
    named = {call["dossier"] for call in data["calls"] if call.get("dossier")}
    assert named == set(data["dossiers"])
    chain = data["dossiers"][first["dossier"]]["chain"]
    assert all(step["holds"] and step["claim"] for step in chain)
    assert {57, 58} <= {r["number"] for r in data["references"]}


def test_nothing_but_rows_that_cannot_be_read_is_still_one_object(fusions: Fusions) -> None:
    data = json.loads("".join(api.as_json(fusions, fusions.read_text("A::B::C"))))
    assert (data["dossiers"], data["references"], data["counts"]) == ({}, [], {"unreadable": 1})


def made_up(count: int) -> Iterator[str]:
    """Yield the lines of a table of Arriba with every kind of call."""
    yield "\t".join(REQUIRED) + "\n"
    partners = ["AFF1", "MLLT3", "ELL", "KMT2A", "PAX5"]
    for number in range(count):
        five = "KMT2A" if number % 3 else f"GENE{number}"
        three = partners[number % 5] if number % 2 else f"GENE{number}"
        yield f"{five}\t{three}\t11:{number + 1}\t4:{number + 1}\ttranslocation\thigh\tin-frame\n"


def test_ten_thousand_calls_give_ten_thousand_rows(fusions: Fusions, tmp_path: Path) -> None:
    path = tmp_path / "calls.tsv"
    path.write_text("".join(made_up(10_000)), encoding="utf-8")
    lines = sum(1 for _ in api.as_tsv(fusions, fusions.read([str(path)])))
    assert lines == 10_001


def test_memory_does_not_grow_with_the_number_of_calls(fusions: Fusions, tmp_path: Path) -> None:
    peaks = []
    for count in (200, 1_000, 3_000):
        path = tmp_path / f"{count}.tsv"
        path.write_text("".join(made_up(count)), encoding="utf-8")
        for write in (api.as_tsv, api.as_json):
            tracemalloc.start()
            for _ in write(fusions, fusions.read([str(path)])):
                pass
            peaks.append((write.__name__, count, tracemalloc.get_traced_memory()[1]))
            tracemalloc.stop()
    # The first round fills what is kept between calls.
    for name in ("as_tsv", "as_json"):
        small, large = (peak for written, count, peak in peaks if written == name and count > 200)
        assert large < small * 1.5 + 200_000, peaks


def test_a_long_table_says_how_many_calls_it_does_not_show(fusions: Fusions) -> None:
    text = "KMT2A::AFF1\n" * (MOST_SHOWN + 5)
    shown = "".join(api.as_table(fusions, fusions.read_text(text), None))
    assert f"{MOST_SHOWN + 5} calls: {MOST_SHOWN + 5} described" in shown
    assert "5 of them are not shown here; --format tsv lists every one" in shown


def test_the_parts_of_the_api_are_those_that_the_package_names(fusions: Fusions) -> None:
    found = list(fusions.read(["KMT2A::AFF1", "A::B::C"]))
    assert isinstance(found[0], Annotation)
    assert isinstance(found[1], BadRow)
    assert set(api.__all__) <= set(dir(api))
