"""Generated papers are right by our rules, the same for the same seed, marked as generated, and built as ours are."""

import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from iall_kg.build import build
from iall_kg.content import Content
from iall_kg.load import load
from iall_kg.names import CURATION_GRAPH, META_GRAPH, RDFS, kind_of
from iall_kg.serialize import sorted_quads
from iall_kg.validate import validate

SCRIPT = Path(__file__).parent.parent / "benchmarks" / "growth.py"
SCALE = "3"


def grow(form: str, out: Path, *options: str) -> Path:
    # Another seed for hashes, because the order of a set must not show.
    environment = os.environ | {"PYTHONHASHSEED": str(len(str(out)))}
    subprocess.run([sys.executable, str(SCRIPT), form, SCALE, str(out), *options], check=True, env=environment)
    return out


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Content:
    return Content(grow("content", tmp_path_factory.mktemp("growth") / "content"))


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_generated_papers_break_no_rule(grown: Content) -> None:
    report = validate(load(grown), grown)
    assert [fault for fault in report.faults if fault.severity == "violation"] == []
    assert len(list((grown.data / "sources").glob("gen-*"))) == int(SCALE) - 1


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(grown: Content, tmp_path: Path) -> None:
    again = grow("content", tmp_path / "the-same-once-more")
    assert bytes_of(again) == bytes_of(grown.root)
    other = grow("content", tmp_path / "other", "--seed", "other")
    assert bytes_of(other) != bytes_of(grown.root)


def test_the_release_written_directly_is_the_one_that_the_build_makes(grown: Content, tmp_path: Path) -> None:
    direct = ox.Store()
    direct.load(path=str(grow("release", tmp_path / "release.nq")), format=ox.RdfFormat.N_QUADS)
    assert sorted_quads(direct) == sorted_quads(build(load(grown), grown).store)


def test_every_subject_of_a_generated_claim_says_that_it_is_generated(grown: Content) -> None:
    store = load(grown).store
    claims = [q for q in store if "/claim/gen-" in getattr(q.graph_name, "value", "")]
    subjects = {quad.subject for quad in claims}
    assert len(subjects) > 100
    for subject in subjects:
        assert isinstance(subject, ox.NamedNode)
        assert "gen-" in subject.value, subject
        labels = [q.object for q in store.quads_for_pattern(subject, RDFS.label, None, None)]
        assert labels, subject
        assert all("generated" in label.value.lower() for label in labels if isinstance(label, ox.Literal)), subject


def test_papers_share_things_differ_in_size_and_have_conflicts_and_hedges(grown: Content) -> None:
    store = load(grown).store
    of_paper: dict[str, set[str]] = {}
    for quad in store:
        graph = getattr(quad.graph_name, "value", "")
        if "/claim/gen-" in graph:
            named = {t.value for t in (quad.subject, quad.object) if isinstance(t, ox.NamedNode) and kind_of(t.value)}
            of_paper.setdefault(graph.split("/")[-2], set()).update(named)
    first, second = of_paper.values()
    assert len(first & second) > 10
    assert len(first) != len(second)
    conflicts = {
        q.subject for q in store.quads_for_pattern(None, None, None, CURATION_GRAPH) if "/gen-" in str(q.subject)
    }
    stances = {
        str(q.object) for q in store.quads_for_pattern(None, None, None, META_GRAPH) if "/gen-" in str(q.subject)
    }
    assert conflicts
    assert any("Hedges" in stance for stance in stances)
