"""Whatever the data say, a page shows it as text: nothing of it becomes a tag, a script or an address of one."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from page_reader import read_page

from iall_kg.content import Content
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE
from iall_kg.pages.site import Site
from iall_kg.pages.thing import thing

HOSTILE = Path(__file__).parent / "hostile.trig"
NAMES = [
    "drug/hostile",
    "trial/hostile",
    "outcome/hostile",
    "population/hostile",
    "statement/hostile",
    "claim/x/s1-p1-s1",
    "passage/x/s1-p1-s1",
    "source/x",
    "conflict/x/hostile",
]


@pytest.fixture(scope="module")
def hostile(content: Content) -> Site:
    """The site of a small release; what its graphs hold stands in the default graph too, as in a real one."""
    store = ox.Store()
    store.bulk_load(path=HOSTILE, format=ox.RdfFormat.TRIG)
    store.extend([ox.Quad(quad.subject, quad.predicate, quad.object) for quad in store])
    return Site(KnowledgeGraph(store, content))


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_text_stays_a_text(hostile: Site, name: str) -> None:
    html = thing(hostile, BASE + name)
    page = read_page(html)
    assert not page.faults
    assert not [link for link in page.links if link.startswith("javascript:")]
    for tag in ("<script>", "<img", "<style>", "<b>trial", "<u>", "<i>outcome"):
        assert tag not in html, tag


def test_hostile_texts_are_shown_as_they_are(hostile: Site) -> None:
    text = read_page(thing(hostile, f"{BASE}drug/hostile")).text
    for word in ("label", "code", "printed", "why", "words", "value"):
        assert f"<script>alert('{word}')</script>" in text
    assert "<img src=x onerror=alert('name')>" in text


def test_a_deprecated_thing_says_so_and_what_stands_in_its_place(hostile: Site) -> None:
    old = read_page(thing(hostile, f"{BASE}drug/old"))
    assert "Deprecated. Use" in old.text
    assert "../drug/hostile.html" in old.links
    assert "It was withdrawn, and nothing stands in its place." in read_page(thing(hostile, f"{BASE}drug/gone")).text
