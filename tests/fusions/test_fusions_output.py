"""The answer as TSV, JSON, table and page: whole, escaped, with level memory; and the command."""

import json
import re
import tracemalloc
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from iall_kg import fusions as api
from iall_kg.cli import fusions as command
from iall_kg.cli import main
from iall_kg.fusions import Annotation, BadRow, Fusions
from iall_kg.fusions.arriba import REQUIRED
from iall_kg.fusions.chain_picture import chain_picture
from iall_kg.fusions.output import COLUMNS, MOST_SHOWN
from iall_kg.fusions.wording import DISCLAIMER
from iall_kg.graph import KnowledgeGraph

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples" / "fusions"
MIXED = "KMT2A::AFF1\nMLL-AF9\nKMT2A(p.1400)::ELL\nAFF1::KMT2A\nPAX5::ETV6\nMLL-PTD\nETV6::RUNX1\nA::B::C\n"


@pytest.fixture(scope="module")
def fusions(kg: KnowledgeGraph) -> Fusions:
    return Fusions(kg)


@pytest.fixture
def run(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    monkeypatch.setattr(command, "open_graph", lambda: kg)

    def command_line(*arguments: str) -> tuple[int, str, str]:
        code = main(["fusions", *arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command_line


# --- TSV and JSON ------------------------------------------------------------------------------


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


# --- Many calls --------------------------------------------------------------------------------


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


def test_a_phase_that_the_source_gives_in_two_ways_is_shown_in_both(run: Callable[..., tuple[int, str, str]]) -> None:
    # Table 2 prints 3 for the azacitidine trial, section 4.7 phase 2.
    _, table, _ = run("KMT2A::AFF1", "--format", "table")
    _, page, _ = run("KMT2A::AFF1", "--format", "html")
    for text in (table, page):
        assert "NCT02828358 phase 3 (elsewhere phase 2)" in text
        assert "NCT02828358 phase 3," not in text


def test_a_long_table_says_how_many_calls_it_does_not_show(fusions: Fusions) -> None:
    text = "KMT2A::AFF1\n" * (MOST_SHOWN + 5)
    shown = "".join(api.as_table(fusions, fusions.read_text(text), None))
    assert f"{MOST_SHOWN + 5} calls: {MOST_SHOWN + 5} described" in shown
    assert "5 of them are not shown here; --format tsv lists every one" in shown


# --- The page ----------------------------------------------------------------------------------

VOID = {"meta", "br", "rect", "line", "path", "img", "link"}


class Checker(HTMLParser):
    """Collects what a page links to and loads, and whether its elements close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.loads: list[str] = []
        self.identifiers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("src", "srcset", "data", "action") or (name == "href" and tag == "link"):
                self.loads.append(f"{tag} {value}")
            if name.startswith("on"):
                self.faults.append(f"{tag} {name}")
            if name == "id":
                self.identifiers.append(value or "")
        if tag == "script":
            self.faults.append("script")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"/{tag}")


def checked(page: str) -> Checker:
    checker = Checker()
    checker.feed(page)
    checker.close()
    return checker


def test_the_page_is_whole_in_itself_and_says_at_its_top_what_it_is_not(fusions: Fusions) -> None:
    page = api.report_of(fusions, fusions.read_text(MIXED))
    checker = checked(page)
    assert (checker.faults, checker.open, checker.loads) == ([], [], [])
    assert len(checker.identifiers) == len(set(checker.identifiers))
    body = page.partition("<body>")[2]
    assert body.index("not medical advice") < body.index("<h2>")
    # The domains of four calls, and the chains of two described fusions and of one with another partner.
    assert page.count(">Domains of the protein and their fate in") == 4
    assert len(re.findall(r">The chain from [^<]* to what it drives, and where", page)) == 3
    assert page.count("<svg") == 4 + 3
    assert "@page" in page or "@media print" in page
    assert "$" not in page.replace("$schema", "")


@pytest.mark.parametrize(
    "words",
    [
        "KMT2A::AFF1",
        "48%",
        "t(4;11)(q21;q23)",
        "menin–KMT2A interaction",
        "revumenib",
        "NCT04065399",
        "read 2024-02-14",
        "read on a date not stated",
        "cut: revumenib",
        "cut: vorinostat",
        "All agents at a glance",
        "not significant",
        "lineage switch",
        "inferred, not reported for this partner",
        "Rows that could not be read",
        "Calls of which the source says nothing",
        "Pieters",
    ],
)
def test_the_page_shows(words: str, fusions: Fusions) -> None:
    assert words in api.report_of(fusions, fusions.read_text(MIXED))


EVIL = "<script>alert(1)</script>"


@pytest.mark.parametrize(
    "text",
    [
        f"{EVIL}::KMT2A\n",
        f"KMT2A::<img/src=x>\nKMT2A::{EVIL}\n",
        f"gene5\tgene3\tsample\nKMT2A\t{EVIL}\t{EVIL}\n",
        "\t".join(REQUIRED) + f"\nKMT2A\t{EVIL}\t\"'><b>\t&amp;\t{EVIL}\t{EVIL}\tin-frame\n",
        f"fusion\tframe\nKMT2A::AFF1\t{EVIL}\n",
    ],
)
def test_nothing_of_the_input_becomes_markup(text: str, fusions: Fusions) -> None:
    page = api.report_of(fusions, fusions.read_text(text, source=f"{EVIL}.tsv"))
    checker = checked(page)
    assert (checker.faults, checker.open, checker.loads) == ([], [], [])
    assert "<script" not in page
    assert "<b>x" not in page


def test_the_chain_is_drawn_from_cause_to_effect_with_the_numbers_of_its_steps(fusions: Fusions) -> None:
    (one,) = fusions.read(["KMT2A::AFF1"])
    assert isinstance(one, Annotation)
    dossier = fusions.dossier(one)
    assert dossier is not None
    svg = chain_picture(dossier)
    numbers = re.findall(r'font-size="8.5" text-anchor="middle">([\d, ]+)<', svg)
    assert sorted(int(n) for each in numbers for n in each.split(", ")) == list(range(1, len(dossier.chain) + 1))
    # Every arrow leads to the right, and the twofold statement on the menin-binding motif shares one.
    curves = re.findall(r'd="M([\d.]+) [\d.]+H.*?([\d.]+) [\d.]+" fill="none"', svg)
    assert len(curves) == len(dossier.chain) - 1
    assert all(float(start) < float(end) for start, end in curves)
    assert svg.count(">cut: revumenib<") == 2
    assert "stroke-dasharray" in svg


def test_a_text_becomes_a_page_with_one_function(kg: KnowledgeGraph) -> None:
    page = api.report_html(kg, (EXAMPLES / "star-fusion.tsv").read_text(encoding="utf-8"), "star-fusion.tsv")
    assert page.startswith("<!DOCTYPE html>")
    assert "residue 1400 (last kept)" in page
    assert "caller: out-of-frame; its coding ranges: in-frame (differs)" in page


def test_breakpoints_beyond_the_limit_are_counted_on_the_page(fusions: Fusions) -> None:
    text = "".join(f"KMT2A(p.{residue})::AFF1\n" for residue in range(1300, 1320))
    page = api.report_of(fusions, fusions.read_text(text))
    assert page.count("<svg") == 12 + 1
    assert "8 further breakpoints are not drawn here" in page


def test_a_call_that_makes_no_protein_is_marked(fusions: Fusions) -> None:
    text = (EXAMPLES / "arriba.tsv").read_text(encoding="utf-8")
    page = api.report_of(fusions, fusions.read_text(text))
    for words in ("out of frame: the 3′ part is not read", "stop codon before the junction", "joined 5&#x27;-5&#x27;"):
        assert f'<span class="mark">{words}' in page or f"{words}" in page.partition('<span class="mark">')[2]


# --- The command -------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["table", "json", "html", "tsv", "ga4gh"])
def test_the_command_prints_each_form(form: str, run: Callable[..., tuple[int, str, str]]) -> None:
    if form == "ga4gh":
        pytest.importorskip("ga4gh.va_spec")
    code, out, err = run("MLL-AF4", str(EXAMPLES / "star-fusion.tsv"), "--format", form)
    assert (code, err) == (0, "")
    assert "KMT2A::AFF1" in out
    if form != "tsv":
        assert "not medical advice" in out


def test_the_command_returns_1_if_a_row_could_not_be_read(run: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = run("KMT2A::AFF1", "A::B::C", "--format", "tsv")
    assert code == 1
    assert len(out.splitlines()) == 3
    assert err == "iall-kg: 1 row could not be read; see the answer.\n"


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("./nowhere", "no such file"),
        ("nowhere/calls.tsv", "no such file"),
        ("calls.tsv.gz", "no such file"),
        ("tests", "is a folder"),
    ],
)
def test_a_file_that_is_not_there_is_an_error_before_anything_is_written(
    missing: str, words: str, run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])
    code, out, err = run("KMT2A::AFF1", missing, "--format", "json")
    assert (code, out) == (2, "")
    assert words in err


def test_standard_input_is_read(run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    class Input:
        buffer = io.BytesIO(b"KMT2A::AFF1\nMLL-AF9\n")

    monkeypatch.setattr("sys.stdin", Input)
    code, out, _ = run("-", "--format", "tsv")
    assert code == 0
    assert [line.split("\t")[0] for line in out.splitlines()[1:]] == ["standard input"] * 2


def test_the_parts_of_the_api_are_those_that_the_package_names(fusions: Fusions) -> None:
    found = list(fusions.read(["KMT2A::AFF1", "A::B::C"]))
    assert isinstance(found[0], Annotation)
    assert isinstance(found[1], BadRow)
    assert set(api.__all__) <= set(dir(api))
