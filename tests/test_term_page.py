"""The reference of terms names each of them once, leads somewhere with every link, and needs no other file."""

from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph as ox
import pytest

from iall_kg.cli import main
from iall_kg.content import Content
from iall_kg.errors import BuildError
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import DCTERMS, IALL, ONTOLOGY_GRAPH, OWL, RDF, RDFS, SKOS
from iall_kg.statements import match
from iall_kg.term_page import groups, term_page, write_term_page

EMPTY = frozenset({"meta", "link", "br", "img", "hr"})


class Page(HTMLParser):
    """Reads a page: its articles with their text, its anchors, links and elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.articles: dict[str, str] = {}
        self.anchors: list[str] = []
        self.links: list[str] = []
        self.elements: list[str] = []
        self.attributes: list[str] = []
        self.open: list[str] = []
        self._article = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.elements.append(tag)
        self.attributes += values
        if "id" in values:
            self.anchors.append(str(values["id"]))
        if tag == "a":
            self.links.append(str(values["href"]))
        if tag == "article":
            self._article = str(values["id"])
            self.articles[self._article] = ""
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag == "article":
            self._article = ""

    def handle_data(self, data: str) -> None:
        if self._article:
            self.articles[self._article] += data


@pytest.fixture(scope="module")
def source(content: Content) -> str:
    return (content.ontology / "iall.ttl").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def text(kg: KnowledgeGraph, source: str) -> str:
    return term_page(kg.store, source)


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


@pytest.fixture(scope="module")
def terms(kg: KnowledgeGraph) -> list[ox.NamedNode]:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.NamedIndividual)
    found = {q.subject for kind in kinds for q in match(kg.store, None, RDF.type, kind, ONTOLOGY_GRAPH)}
    ours = [t for t in found if isinstance(t, ox.NamedNode) and t.value.startswith(IALL.namespace)]
    assert len(ours) > 300
    return ours


def test_every_term_stands_once_under_its_local_name(page: Page, terms: list[ox.NamedNode]) -> None:
    assert sorted(page.articles) == sorted(term.value.removeprefix(IALL.namespace) for term in terms)
    assert len(page.anchors) == len(set(page.anchors))


@pytest.mark.parametrize("predicate", [RDFS.label, SKOS.definition, SKOS.example], ids=lambda p: p.value)
def test_every_term_shows(predicate: ox.NamedNode, page: Page, kg: KnowledgeGraph, terms: list[ox.NamedNode]) -> None:
    shown = 0
    for term in terms:
        for found in match(kg.store, term, predicate, None, ONTOLOGY_GRAPH):
            assert found.object.value in page.articles[term.value.removeprefix(IALL.namespace)]
            shown += 1
    assert shown > 250


def test_every_mapping_of_a_term_is_a_link(page: Page, kg: KnowledgeGraph, terms: list[ox.NamedNode]) -> None:
    matches = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)
    targets = {found.object.value for term in terms for p in matches for found in match(kg.store, term, p)}
    assert len(targets) > 40
    assert targets <= set(page.links)


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("losesDomain", "“breaks within” then “N-terminal to”"),
        ("losesDomain", "gene fusion"),
        ("nTerminalTo", "transitive"),
        ("cTerminalTo", "N-terminal to"),
        ("MeninInhibitor", "drug and (disrupts some (protein interaction and (has participant value menin)))"),
        ("Protein", "fusion protein"),
        ("Gene", "SO:0000704"),
        ("TrialPhase", "phase 1/2"),
        ("value", "xsd:decimal"),
    ],
)
def test_axioms_are_told_in_words(term: str, words: str, page: Page) -> None:
    assert words in page.articles[term]


def test_every_link_within_the_page_leads_to_an_anchor(page: Page) -> None:
    inner = [link for link in page.links if link.startswith("#")]
    assert len(inner) > 500
    assert {link[1:] for link in inner} <= set(page.anchors)


def test_the_page_is_well_formed_and_needs_no_other_file(page: Page, text: str) -> None:
    assert page.open == []
    assert not {"script", "link", "img", "iframe", "object"} & set(page.elements)
    assert not {"src", "style"} & set(page.attributes)
    assert "url(" not in text
    assert "@import" not in text
    assert '<html lang="en">' in text
    assert "prefers-color-scheme: dark" in text
    assert page.elements.count("h1") == 1


def test_what_a_label_holds_is_never_markup() -> None:
    store = ox.Store()
    term = IALL.Trap
    store.extend(
        ox.Quad(*triple, graph)
        for graph in (ox.DefaultGraph(), ONTOLOGY_GRAPH)
        for triple in (
            (term, RDF.type, OWL.Class),
            (term, RDFS.label, ox.Literal("<script>alert('x')</script> & $title")),
            (term, SKOS.definition, ox.Literal('"><img src=x>')),
            (ONTOLOGY_GRAPH, DCTERMS.title, ox.Literal("<b>title</b>")),
        )
    )
    page = Page(term_page(store, ""))
    assert page.articles["Trap"].count("<script>alert('x')</script> & $title") == 1
    assert not {"script", "img", "b"} & set(page.elements)


def test_terms_stand_under_the_heading_where_they_are_declared(source: str, terms: list[ox.NamedNode]) -> None:
    grouped = groups(source, terms)
    assert "Other terms" not in grouped
    assert IALL.GeneFusion in grouped["Alterations"]
    assert {IALL.Outcome, IALL.pValue} <= set(grouped["Results"])
    assert groups("", [IALL.Gene]) == {"Other terms": [IALL.Gene]}


def test_the_command_writes_the_page(
    tmp_path: Path,
    text: str,
    kg: KnowledgeGraph,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("iall_kg.cli.terms.open_graph", lambda: kg)
    assert main(["terms", "--out", str(tmp_path / "docs")]) == 0
    written = Path(capsys.readouterr().out.strip())
    assert written == tmp_path / "docs" / "terms.html"
    assert written.read_text(encoding="utf-8") == text


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path, kg: KnowledgeGraph) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(BuildError, match="cannot be written"):
        write_term_page(kg.store, kg.content, tmp_path / "file")
