"""Each query of the documents has an answer, each command of the model's page runs, each drawing tells the truth."""

import re
import shlex
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from iall_kg.cli import main
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, IALL, INFERRED_GRAPH, expand
from iall_kg.results import Answer
from iall_kg.statements import DEFAULT, Term, match

DOCS = Path(__file__).parent.parent / "docs"
SVG = "{http://www.w3.org/2000/svg}"
PAGE = (DOCS / "model.md").read_text(encoding="utf-8")
DRAWINGS = sorted((DOCS / "img").glob("*.svg"))
# How light two colours must differ to be read (WCAG 2.2, level AA).
CONTRAST = 4.5


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


QUERIES = [
    pytest.param(sparql, id=f"{path.stem}-{number}")
    for path in sorted(DOCS.glob("*.md"))
    for number, sparql in enumerate(blocks(path.read_text(encoding="utf-8"), "sparql"), 1)
]


@pytest.fixture(autouse=True)
def _one_graph_for_all(kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iall_kg.cli.explain.open_graph", lambda **_: kg)
    monkeypatch.setattr("iall_kg.open", lambda: kg)


@pytest.mark.parametrize("sparql", QUERIES)
def test_a_query_of_the_documents_has_an_answer(sparql: str, kg: KnowledgeGraph) -> None:
    answer = kg.sparql(sparql)
    assert len(answer) > 0 if isinstance(answer, Answer | list) else answer


@pytest.mark.parametrize("line", [line for block in blocks(PAGE, "sh") for line in block.splitlines()])
def test_a_command_of_the_models_page_runs(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    program, *arguments = shlex.split(line)
    assert program == "iall-kg"
    assert main(arguments) == 0
    assert capsys.readouterr().out


def test_the_python_of_the_models_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    [code] = blocks(PAGE, "python")
    exec(compile(code, "model.md", "exec"), {})
    assert "inferred ['revumenib disrupts menin–KMT2A interaction', " in capsys.readouterr().out


def test_the_pages_of_the_contents_exist() -> None:
    headings = {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in re.findall(r"^## (.+)$", PAGE, re.M)}
    assert set(re.findall(r"\]\(#([\w-]+)\)", PAGE)) == headings


def test_every_term_that_the_page_names_is_declared(kg: KnowledgeGraph) -> None:
    named = set(re.findall(r"\biall:(\w+)", PAGE))
    assert len(named) > 40
    assert [name for name in named if not any(match(kg.store, ox.NamedNode(IALL.namespace + name)))] == []


def test_every_thing_that_the_page_gives_as_an_example_exists(kg: KnowledgeGraph) -> None:
    addresses = set(re.findall(rf"{BASE}[\w#/.-]*\w", PAGE))
    addresses |= {BASE + key for key in re.findall(r"`((?:[\w-]+/)+[\w.-]+)`", PAGE) if not key.startswith("queries/")}
    assert len(addresses) >= 10
    for address in sorted(addresses - {BASE + "ontology", IALL.namespace.rstrip("#")}):
        node = ox.NamedNode(address)
        described = any(match(kg.store, node)) or any(match(kg.store, graph=node))
        assert described, address


def test_every_form_of_references_is_on_the_page(kg: KnowledgeGraph) -> None:
    def form(references: str) -> str:
        return re.sub(r"[\d, ]*\d", "N", references)

    said = {form(text) for text in re.findall(r"^\| `([^`]+)` \|", PAGE.partition("**References.**")[2], re.M)}
    found = {form(q.object.value) for q in match(kg.store, None, IALL.references, None, DEFAULT)}
    assert len(found) == 5
    assert found <= said


# --- Drawings ----------------------------------------------------------------------------------


def drawn(path: Path) -> ElementTree.Element:
    return ElementTree.fromstring(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda p: p.stem)
def test_every_arrow_of_a_drawing_is_a_statement_of_the_release(path: Path, kg: KnowledgeGraph) -> None:
    arrows = [group for group in drawn(path).iter(f"{SVG}g") if "data-triple" in group.attrib]
    assert len(arrows) >= 7
    for arrow in arrows:
        subject, predicate, target = arrow.attrib["data-triple"].split(" ", 2)
        found = {
            q.graph: q.object
            for q in match(kg.store, ox.NamedNode(str(expand(subject))), ox.NamedNode(str(expand(predicate))))
            if is_called(q.object, target)
        }
        assert DEFAULT in found, arrow.attrib["data-triple"]
        assert (INFERRED_GRAPH in found) == (arrow.attrib["class"] == "inferred"), arrow.attrib["data-triple"]
        assert arrow.findtext(f"{SVG}text") == predicate.removeprefix("iall:")


def is_called(term: Term, target: str) -> bool:
    if isinstance(term, ox.Literal):
        return target in (f'"{term.value}"', f'"{term.value}.0"')
    return term.value == expand(target)


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda p: p.stem)
def test_every_box_of_a_drawing_is_of_the_kind_that_it_says(path: Path, kg: KnowledgeGraph) -> None:
    boxes = [group for group in drawn(path).iter(f"{SVG}g") if group.get("class") == "thing"]
    assert len(boxes) >= 5
    for box in boxes:
        kind, name = (str(text.text) for text in box.iter(f"{SVG}text"))
        if not name.startswith("eco:"):
            assert kg.sparql(f"ASK {{ <{expand(name)}> a <{IALL.namespace}{kind}> }}"), f"{name} is no {kind}"


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda p: p.stem)
def test_a_drawing_can_be_read_aloud_and_needs_no_other_file(path: Path) -> None:
    root, text = drawn(path), path.read_text(encoding="utf-8")
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "title desc"
    assert len(root.findtext(f"{SVG}title") or "") > 10
    assert len(root.findtext(f"{SVG}desc") or "") > 100
    assert not re.search(r"<script|<image|href=|url\(http|@import", text)
    assert f"](img/{path.name})" in PAGE


def contrast(one: str, other: str) -> float:
    def lightness(colour: str) -> float:
        channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((lightness(one), lightness(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda p: p.stem)
def test_a_drawing_is_legible_in_light_and_in_dark(path: Path) -> None:
    light, _, dark = path.read_text(encoding="utf-8").partition("@media (prefers-color-scheme: dark)")
    for style in (light, dark):
        text = re.findall(r"(?:text|\.kind|\.edge) \{[^}]*fill: (#\w{6})", style)
        behind = re.findall(r"\.(?:back|box|value|graph) \{ fill: (#\w{6})", style)
        assert len(text) == 3
        assert len(behind) == 4
        assert min(contrast(one, other) for one in text for other in behind) > CONTRAST
