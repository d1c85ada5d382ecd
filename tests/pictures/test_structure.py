"""Every picture is whole, escaped and legible, and says in a table what it draws."""

import re
import shutil
import subprocess
from itertools import combinations
from pathlib import Path

import pyoxigraph as ox
import pytest
from drawn import SVG, parsed, said, texts

from iall_kg import pictures
from iall_kg.content import Content
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, RDFS, kind_of
from iall_kg.pictures import Picture

DRAW = {
    "domains": pictures.domains.draw,
    "mechanism": pictures.mechanism.draw,
    "neighbourhood": pictures.neighbourhood.draw,
    "survival": pictures.survival.draw,
}
DRAWN = [
    ("domains", None),
    ("domains", "fusion/KMT2A--AFF1"),
    ("survival", None),
    ("survival", "trial/NCT00557193"),
    ("survival", "drug/blinatumomab"),
    ("mechanism", None),
    ("mechanism", "fusion/KMT2A--MLLT3"),
    ("mechanism", "drug/revumenib"),
    ("mechanism", "trial/NCT05848687"),
    ("mechanism", "drug/ziftomenib"),
    ("neighbourhood", "fusion/KMT2A"),
    ("neighbourhood", "trial/NCT00557193"),
    ("neighbourhood", "disease/infant-ALL"),
]
NAMES = [f"{name} {thing or 'whole'}" for name, thing in DRAWN]
HOSTILE = '"><script>alert(1)</script>&amp;]]>\x01\x0b <a href="javascript:x()"> \ufffe' + "W" * 90
CHROMIUM = shutil.which("chromium")
OPTIONS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--dump-dom"),
]


def page(iri: str) -> str:
    return "/at?iri=" + iri.removeprefix(BASE) + '&x="'


def drawn(kg: KnowledgeGraph, name: str, thing: str | None) -> Picture:
    return DRAW[name](kg, page, thing=BASE + thing if thing else None)


@pytest.fixture(params=DRAWN, ids=NAMES)
def picture(request: pytest.FixtureRequest, kg: KnowledgeGraph) -> Picture:
    return drawn(kg, *request.param)


@pytest.fixture(scope="module")
def hostile(kg: KnowledgeGraph, content: Content) -> KnowledgeGraph:
    """Return the graph with one bad label for all things that are no terms."""
    store = ox.Store()
    for quad in kg.store:
        if quad.predicate == RDFS.label and isinstance(quad.subject, ox.NamedNode) and kind_of(quad.subject.value):
            store.add(ox.Quad(quad.subject, quad.predicate, ox.Literal(HOSTILE, language="en"), quad.graph_name))
        else:
            store.add(quad)
    return KnowledgeGraph(store, content)


def test_a_picture_is_well_formed_and_has_title_and_description(picture: Picture) -> None:
    root = parsed(picture.svg)
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert title.text == picture.title != ""
    assert len(description.text or "") > 40
    assert root.get("aria-labelledby") == title.get("id")
    assert root.get("aria-describedby") == description.get("id")
    assert list(root)[:2] == [title, description]


def test_a_picture_scales_and_has_a_size_of_its_own(picture: Picture) -> None:
    root = parsed(picture.svg)
    assert root.get("viewBox", "").split()[2:] == [root.get("width"), root.get("height")]


def test_a_picture_with_links_does_not_hide_them_as_an_image_would(picture: Picture) -> None:
    root = parsed(picture.svg)
    assert root.findall(f".//{SVG}a")
    assert root.get("role") == "graphics-document document"


def test_a_picture_holds_nothing_that_a_strict_policy_forbids(picture: Picture) -> None:
    for element in parsed(picture.svg).iter():
        assert element.tag.removeprefix(SVG) in {
            *("svg", "title", "desc", "defs", "pattern", "g", "a", "text", "rect", "line", "path", "circle"),
        }
        assert not [name for name in element.attrib if name == "style" or name.startswith("on") or "}" in name]


def test_every_link_has_an_address_of_the_page_and_words(picture: Picture) -> None:
    for link in parsed(picture.svg).iter(f"{SVG}a"):
        assert link.get("href", "").startswith("/at?iri=")
        assert "".join(link.itertext()).strip()


def test_no_text_is_cut_off(picture: Picture) -> None:
    left, top, width, height = map(float, parsed(picture.svg).get("viewBox", "").split())
    for words in texts(parsed(picture.svg)):
        assert left <= words.left < words.right <= left + width, words
        assert top <= words.top < words.bottom <= top + height, words


def test_no_text_overlaps_another(picture: Picture) -> None:
    found = list(texts(parsed(picture.svg)))
    assert found
    assert not [(one, other) for one, other in combinations(found, 2) if one.overlaps(other)]


def test_the_table_has_a_cell_for_each_header(picture: Picture) -> None:
    assert picture.rows
    assert {len(row) for row in picture.rows} == {len(picture.headers)}
    assert all(isinstance(cell, str) for row in picture.rows for cell in row)


def test_the_same_graph_gives_the_same_picture(kg: KnowledgeGraph, content: Content) -> None:
    again = KnowledgeGraph(kg.store, content)
    for name, thing in DRAWN:
        assert drawn(kg, name, thing) == drawn(again, name, thing)


def test_several_pictures_on_a_page_share_no_identifier(kg: KnowledgeGraph) -> None:
    found = [
        identifier for name, thing in DRAWN for identifier in re.findall(r' id="([^"]+)"', drawn(kg, name, thing).svg)
    ]
    assert len(found) > 2 * len(DRAWN)
    assert len(found) == len(set(found))


def test_every_pattern_that_is_used_is_defined(picture: Picture) -> None:
    used = set(re.findall(r'"url\(#([^)]+)\)"', picture.svg))
    assert used <= set(re.findall(r'<pattern id="([^"]+)"', picture.svg))


@pytest.mark.parametrize(("name", "thing"), DRAWN, ids=NAMES)
def test_a_hostile_label_is_only_text(hostile: KnowledgeGraph, name: str, thing: str | None) -> None:
    found = drawn(hostile, name, thing)
    root = parsed(found.svg)
    assert not list(root.iter(f"{SVG}script"))
    assert {link.get("href", "")[:8] for link in root.iter(f"{SVG}a")} == {"/at?iri="}
    assert "alert(1)" in "".join(said(found.svg))
    assert any(HOSTILE in cell for row in found.rows for cell in row), "tables hold the plain text"
    width = float(root.get("width", "0"))
    assert max(words.right for words in texts(root)) <= width


@pytest.mark.parametrize("name", DRAW)
def test_nothing_is_drawn_where_there_is_nothing(name: str, kg: KnowledgeGraph, content: Content) -> None:
    assert drawn(KnowledgeGraph(ox.Store(), content), name, None) == Picture()
    assert drawn(kg, name, "drug/no-such-drug") == Picture()
    assert not Picture().svg


def test_neighbours_are_drawn_of_a_thing_only(kg: KnowledgeGraph) -> None:
    assert drawn(kg, "neighbourhood", None) == Picture()


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_no_browser_font_is_wider_than_we_measure(kg: KnowledgeGraph, tmp_path: Path) -> None:
    svgs = "".join(drawn(kg, name, thing).svg for name, thing in DRAWN)
    fonts = ("sans-serif", "DejaVu Sans", "Liberation Sans")
    script = (
        "document.title = 'done'; const found = [];"
        f"for (const font of {list(fonts)}) for (const t of document.querySelectorAll('text')) {{"
        "t.setAttribute('font-family', font); found.push(t.getComputedTextLength()); }"
        "document.body.textContent = JSON.stringify(found);"
    )
    file = tmp_path / "measured.html"
    file.write_text(f"<!doctype html><meta charset=utf-8><body>{svgs}<script>{script}</script>", encoding="utf-8")
    assert CHROMIUM is not None
    done = subprocess.run(
        [CHROMIUM, *OPTIONS, f"--user-data-dir={tmp_path / 'profile'}", file.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    (numbers,) = re.findall(r"\[([\d.,]+)\]", done.stdout)
    measured = [float(number) for number in numbers.split(",")]
    expected = [words for name, thing in DRAWN for words in texts(parsed(drawn(kg, name, thing).svg))]
    assert len(measured) == len(expected) * len(fonts)
    for at, width in enumerate(measured):
        words = expected[at % len(expected)]
        assert width <= words.right - words.left + 0.5, (words.said, fonts[at // len(expected)])
