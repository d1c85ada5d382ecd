"""Sources are read whole, every fact into its graph, and a fault is named by file, line and column."""

import re
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from iall_kg.content import Content
from iall_kg.errors import LoadError
from iall_kg.load import Sources, load, read_quads, source_files
from iall_kg.names import BASE, CURATION_GRAPH, IALL, META_GRAPH, ONTOLOGY_GRAPH, RDF, THINGS_GRAPH

MakeContent = Callable[[dict[str, str]], Content]
PREFIXES = f"@prefix iall: <{IALL.namespace}> .\n@prefix drug: <{BASE}drug/> .\n"
TRIPLE = PREFIXES + "drug:x a iall:Drug .\n"


def graphs_of(content: Content) -> set[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]:
    return {quad.graph_name for quad in load(content).store}


@pytest.mark.parametrize(
    ("place", "graph"),
    [
        ("ontology/iall.ttl", ONTOLOGY_GRAPH),
        ("ontology/parts/more.ttl", ONTOLOGY_GRAPH),
        ("data/drugs.ttl", THINGS_GRAPH),
        ("data/kinds/drugs.ttl", THINGS_GRAPH),
        ("data/sources/a-2024/passages.ttl", META_GRAPH),
        ("data/sources/a-2024/s1.trig", META_GRAPH),
        ("data/sources/a-2024/tables/table1.trig", META_GRAPH),
        ("data/sources/a-2024/conflicts.ttl", CURATION_GRAPH),
    ],
)
def test_the_place_of_a_file_says_in_which_graph_its_facts_stand(
    place: str, graph: ox.NamedNode, make_content: MakeContent
) -> None:
    assert graphs_of(make_content({place: TRIPLE})) == {graph}


def test_a_folder_above_the_root_does_not_change_the_graph(tmp_path: Path) -> None:
    root = tmp_path / "ontology" / "sources"
    (root / "data").mkdir(parents=True)
    (root / "data" / "drugs.ttl").write_text(TRIPLE)
    assert {q.graph_name for q in read_quads(root / "data" / "drugs.ttl", root)} == {THINGS_GRAPH}


@pytest.mark.parametrize(
    ("place", "graph"),
    [("ontology/x.ttl", ONTOLOGY_GRAPH), ("sources/a/x.ttl", META_GRAPH), ("ontology/sources/a/b/x.ttl", THINGS_GRAPH)],
)
def test_a_file_from_elsewhere_is_placed_by_the_two_folders_nearest_to_it(
    place: str, graph: ox.NamedNode, tmp_path: Path
) -> None:
    path = tmp_path / "elsewhere" / place
    path.parent.mkdir(parents=True)
    path.write_text(TRIPLE)
    assert {q.graph_name for q in read_quads(path, tmp_path / "root")} == {graph}


def test_a_named_graph_in_a_file_keeps_its_name(make_content: MakeContent) -> None:
    text = PREFIXES + f"<{BASE}claim/a/1> a iall:Claim . <{BASE}claim/a/1> {{ drug:x a iall:Drug }}"
    content = make_content({"data/sources/a-2024/s1.trig": text})
    assert graphs_of(content) == {META_GRAPH, ox.NamedNode(f"{BASE}claim/a/1")}


def test_unnamed_nodes_of_two_files_stay_apart(make_content: MakeContent) -> None:
    text = PREFIXES + "_:b a iall:Drug ."
    sources = load(make_content({"data/a.ttl": text, "data/b.ttl": text}))
    assert len({q.subject for q in sources.store}) == 2


@pytest.mark.parametrize(
    ("name", "fault", "message"),
    [
        ("data/a.ttl", "drug:y a iall:Drug a .\n", "4:20: a is not a valid subject"),
        ("data/a.ttl", "drug:y a iall:Drug ; .\nother:y a iall:Drug .\n", "5:1: The prefix other: has not been"),
        ("data/a.ttl", "drug:y a <http://a b> .\n", "4:10: Invalid IRI code point"),
        ("data/s.trig", "\n<urn:g> { drug:y a iall:Drug , . }\n", "5:32: . is not a valid RDF object"),
        ("data/s.trig", "<urn:g> { drug:y a iall:Drug\n", "5:1: Unexpected end"),
        ("data/s.trig", 'drug:y a "one\ntwo" .', "4:14: Line jumps are not allowed"),
    ],
)
def test_broken_syntax_is_a_load_error_with_file_line_and_column(
    name: str, fault: str, message: str, make_content: MakeContent
) -> None:
    with pytest.raises(LoadError) as caught:
        load(make_content({name: TRIPLE + fault}))
    assert str(caught.value).startswith(f"{name}:{message}")
    assert str(caught.value).endswith(". Mend the syntax there or just above.")


def test_a_file_that_is_not_utf_8_is_a_load_error(make_content: MakeContent) -> None:
    content = make_content({"data/a.ttl": TRIPLE})
    (content.data / "a.ttl").write_bytes(b"\xff\xfe" + TRIPLE.encode())
    with pytest.raises(LoadError, match=r"data/a\.ttl:1:1: Invalid UTF-8"):
        load(content)


def test_another_suffix_is_a_load_error(tmp_path: Path) -> None:
    (tmp_path / "a.rdf").write_text(TRIPLE)
    with pytest.raises(LoadError, match=r"a\.rdf: only \.ttl and \.trig files are read"):
        list(read_quads(tmp_path / "a.rdf", tmp_path))


def test_a_file_that_cannot_be_read_is_a_load_error(tmp_path: Path) -> None:
    (tmp_path / "folder.ttl").mkdir()
    for name in ("folder.ttl", "missing.ttl"):
        with pytest.raises(LoadError, match=rf"{name}: cannot be read \(\w"):
            list(read_quads(tmp_path / name, tmp_path))


def test_hidden_files_are_not_read_because_the_key_of_a_release_leaves_them_out(make_content: MakeContent) -> None:
    content = make_content({"data/a.ttl": TRIPLE, "data/.#a.ttl": "broken"})
    assert [p.name for p in source_files(content)] == ["a.ttl"]
    assert set(source_files(content)) <= set(content.files())


def test_shapes_and_queries_are_no_sources(content: Content) -> None:
    folders = {p.relative_to(content.root).parts[0] for p in source_files(content)}
    assert folders == {"ontology", "data"}


def test_an_extra_file_is_read_once_however_its_path_is_written(make_content: MakeContent) -> None:
    content = make_content({"data/a.ttl": PREFIXES + "_:b a iall:Drug ."})
    extra = content.root / "data" / ".." / "data" / "a.ttl"
    sources = load(content, extra=[extra, extra])
    assert len(sources.store) == 1
    assert sources.files == [content.data / "a.ttl"]


def test_an_extra_file_from_elsewhere_is_added_after_the_sources(make_content: MakeContent, tmp_path: Path) -> None:
    content = make_content({"data/z.ttl": TRIPLE})
    (tmp_path / "a.ttl").write_text(PREFIXES + "drug:other a iall:Drug .")
    sources = load(content, extra=[tmp_path / "a.ttl"])
    assert sources.files == [content.data / "z.ttl", tmp_path / "a.ttl"]
    assert len(sources.store) == 2


def test_a_thing_is_located_where_it_is_described_and_not_where_it_is_used(make_content: MakeContent) -> None:
    used = PREFIXES + f"<{BASE}claim/a/1> {{\n  drug:x iall:targets drug:y .\n}}\n"
    described = PREFIXES + "\n# A comment\ndrug:x a iall:Drug .\n"
    content = make_content({"data/sources/a/s1.trig": used, "data/z.ttl": described})
    assert load(content).locate(f"{BASE}drug/x") == "data/z.ttl:5"


def test_what_is_described_nowhere_is_located_where_it_is_first_used(make_content: MakeContent) -> None:
    used = PREFIXES + f"<{BASE}claim/a/1> {{\n  drug:x iall:targets drug:y .\n}}\n"
    sources = load(make_content({"data/sources/a/s1.trig": used}))
    assert sources.locate(f"{BASE}drug/x") == "data/sources/a/s1.trig:4"
    assert sources.locate(f"{BASE}drug/unheard-of") == ""


def test_a_line_separator_inside_a_literal_does_not_shift_the_line(make_content: MakeContent) -> None:
    text = PREFIXES + 'drug:x a iall:Drug ; iall:route "a\u2028b\x85c" .\ndrug:y a iall:Drug .\n'
    assert load(make_content({"data/a.ttl": text})).locate(f"{BASE}drug/y") == "data/a.ttl:4"


def test_every_described_thing_of_the_real_sources_is_located_at_its_own_line(sources: Sources) -> None:
    described = {q.subject for q in sources.store.quads_for_pattern(None, RDF.type, None, None)}
    iris = {s.value for s in described if isinstance(s, ox.NamedNode)}
    lines = {path: path.read_text(encoding="utf-8").split("\n") for path in sources.files}
    assert len(iris) > 2000
    for iri in iris:
        file, _, number = sources.locate(iri).rpartition(":")
        key = re.escape(re.split(r"[/#]", iri)[-1])
        line = lines[sources.root / file][int(number) - 1]
        assert re.search(rf"(?:^|[:/#]){key}>?\s+a\s", line), f"{iri} is not at {file}:{number}"
