"""The page of an answer is whole in itself, shows what the source says, and makes no markup of the input."""

import re
from html.parser import HTMLParser

import pytest
from example_calls import FOLDER, MIXED

from iall_kg import fusions as api
from iall_kg.fusions import Annotation, Fusions
from iall_kg.fusions.arriba import REQUIRED
from iall_kg.fusions.chain_picture import chain_picture
from iall_kg.graph import KnowledgeGraph

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
    page = api.report_html(kg, (FOLDER / "star-fusion.tsv").read_text(encoding="utf-8"), "star-fusion.tsv")
    assert page.startswith("<!DOCTYPE html>")
    assert "residue 1400 (last kept)" in page
    assert "caller: out-of-frame; its coding ranges: in-frame (differs)" in page


def test_breakpoints_beyond_the_limit_are_counted_on_the_page(fusions: Fusions) -> None:
    text = "".join(f"KMT2A(p.{residue})::AFF1\n" for residue in range(1300, 1320))
    page = api.report_of(fusions, fusions.read_text(text))
    assert page.count("<svg") == 12 + 1
    assert "8 further breakpoints are not drawn here" in page


def test_a_call_that_makes_no_protein_is_marked(fusions: Fusions) -> None:
    text = (FOLDER / "arriba.tsv").read_text(encoding="utf-8")
    page = api.report_of(fusions, fusions.read_text(text))
    for words in ("out of frame: the 3′ part is not read", "stop codon before the junction", "joined 5&#x27;-5&#x27;"):
        assert f'<span class="mark">{words}' in page or f"{words}" in page.partition('<span class="mark">')[2]
