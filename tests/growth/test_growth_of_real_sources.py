"""The real sources grow into the files of a full build."""

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from growing import grown, is_that_of_a_full_build

from iall_kg.build import build
from iall_kg.content import Content
from iall_kg.growth.kept import Kept
from iall_kg.growth.output import write_release
from iall_kg.growth.reach import reach_of_rules
from iall_kg.growth.said import BACK_GRAPH, DOUBTED_GRAPH, SEEN_GRAPH
from iall_kg.load import load
from iall_kg.serialize import to_nquads, to_trig

HERE = Path(__file__).parent


@pytest.fixture
def copy(content: Content, tmp_path: Path) -> Content:
    for folder in ("ontology", "data", "shapes", "queries"):
        shutil.copytree(content.root / folder, tmp_path / "content" / folder)
    return Content(tmp_path / "content")


@pytest.mark.parametrize("key", ["kmt2a-domain-coordinates", "invented-2026"])
def test_the_real_sources_grow_into_the_files_of_a_full_build(key: str, copy: Content, tmp_path: Path) -> None:
    place = copy.data / "sources" / key
    if place.exists():
        shutil.move(place, tmp_path / key)
    aside = tmp_path / key if (tmp_path / key).exists() else HERE / "sources" / key
    grown(copy, tmp_path / "cache")
    shutil.copytree(aside, place)
    kept = grown(copy, tmp_path / "cache")
    assert kept.grown
    assert is_that_of_a_full_build(kept, copy)
    trig, nquads = write_release(kept, tmp_path / "out")
    assert seen(kept, copy) == seen(grown(copy, tmp_path / "anew"), copy)
    release = build(load(copy), copy)
    assert trig.read_bytes() == to_trig(release.store)
    assert nquads.read_bytes() == to_nquads(release.store)


def seen(kept: Kept, content: Content) -> set[tuple[object, ...]]:
    """Return what a kept store shows to the next check, only the end that counts where any other end will do."""
    store, reach = ox.Store.read_only(str(kept.folder / "store")), reach_of_rules(content)
    shown = set[tuple[object, ...]]()
    for graph in (SEEN_GRAPH, DOUBTED_GRAPH, BACK_GRAPH):
        quads = list(store.quads_for_pattern(None, None, None, graph))
        assert quads, graph
        for subject, predicate, value, _ in quads:
            in_full = graph == DOUBTED_GRAPH or predicate in reach.compared
            shown.add(
                (
                    graph,
                    subject if in_full or graph == SEEN_GRAPH else None,
                    predicate,
                    value if in_full or graph == BACK_GRAPH else None,
                )
            )
    return shown
