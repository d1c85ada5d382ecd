"""The stored queries, things, search and explanations are the same whatever store holds the release."""

import pytest
from engines import Engine
from publishing import publish

from iall_kg import stored_queries
from iall_kg.content import find_content
from iall_kg.graph import KnowledgeGraph, open_graph
from iall_kg.stores.directory import write_directory

QUERIES = stored_queries.read_queries(find_content().queries / "questions")
QUESTIONS = (
    ("drugs-targeting-interaction", {"interaction": "menin-KMT2A"}),
    ("survival-outcomes", {"measure": "OS"}),
    ("survival-outcomes", {"disease": "infant ALL"}),
    ("conflicts", {"resolution": "open"}),
)


def rows(graph: KnowledgeGraph, name: str, **parameters: str) -> list[tuple[str, ...]]:
    return sorted(tuple(value or "" for value in row.values()) for row in graph.query(name, **parameters))


@pytest.fixture
def remote(engine: Engine) -> KnowledgeGraph:
    return open_graph(store=engine.base)


@pytest.fixture(scope="module")
def on_disk(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    folder = tmp_path_factory.mktemp("store")
    write_directory(folder, lambda store: store.bulk_extend(kg.store), kg.content)
    return open_graph(store=str(folder))


def test_every_stored_query_gives_the_same_rows_on_every_engine(remote: KnowledgeGraph, kg: KnowledgeGraph) -> None:
    for name in QUERIES:
        assert rows(remote, name) == rows(kg, name), name


def test_parameters_find_the_same_things_on_every_engine(remote: KnowledgeGraph, kg: KnowledgeGraph) -> None:
    for name, parameters in QUESTIONS:
        assert rows(remote, name, **parameters) == rows(kg, name, **parameters) != []


def test_steps_that_several_sources_tell_are_the_same_on_every_engine(own: Engine, several: KnowledgeGraph) -> None:
    publish(several.store, own.base)
    for name in ("epigenetic-mark-drugs-trials", "inhibitor-domain-and-trials"):
        assert rows(open_graph(store=own.base), name) == rows(several, name) != []


@pytest.mark.parametrize("name", QUERIES)
def test_every_stored_query_gives_the_same_rows_from_disk(
    name: str, on_disk: KnowledgeGraph, kg: KnowledgeGraph
) -> None:
    assert rows(on_disk, name) == rows(kg, name)


@pytest.mark.parametrize("thing", ["SNDX-5613", "KMT2A::AFF1", "claim:kulczycka-2024/s4-3-p2-s2"])
def test_show_says_the_same_on_every_engine(thing: str, remote: KnowledgeGraph, kg: KnowledgeGraph) -> None:
    assert remote.show(thing) == kg.show(thing)


def test_explain_proves_the_same_on_every_engine(remote: KnowledgeGraph, kg: KnowledgeGraph) -> None:
    for statement in (("revumenib", "targetsMechanismOf", "KMT2A::AFF1"), ("revumenib", "a", "menin inhibitor")):
        assert remote.explain(*statement).as_dict() == kg.explain(*statement).as_dict()


def test_search_finds_the_same_on_every_engine_and_on_disk(
    remote: KnowledgeGraph, on_disk: KnowledgeGraph, kg: KnowledgeGraph
) -> None:
    assert remote.search("AF4") == on_disk.search("AF4") == kg.search("AF4") != []
