"""The release is opened from a cache that is never stale, never trusted when damaged, and never needed."""

import shutil
from pathlib import Path

import pytest

from iall_kg import dataset
from iall_kg.content import Content
from iall_kg.growth.kept import keep
from iall_kg.serialize import to_nquads


@pytest.fixture
def copy(content: Content, tmp_path: Path) -> Content:
    for folder in ("ontology", "data", "shapes", "queries"):
        shutil.copytree(content.root / folder, tmp_path / "content" / folder)
    return Content(tmp_path / "content")


def test_the_second_opening_reads_what_the_first_kept(copy: Content, tmp_path: Path) -> None:
    first = dataset.open_release(copy, tmp_path / "cache")
    kept = list((tmp_path / "cache").iterdir())
    second = dataset.open_release(copy, tmp_path / "cache")
    assert len(kept) == 1
    assert to_nquads(first) == to_nquads(second)


def test_a_changed_source_gives_another_key(copy: Content) -> None:
    before = dataset.content_key(copy)
    drugs = copy.data / "drugs.ttl"
    drugs.write_text(drugs.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert dataset.content_key(copy) != before


@pytest.mark.parametrize("damage", [lambda b: b[: len(b) // 2], lambda _: b"", lambda b: b"# 00\n" + b])
def test_a_damaged_cache_is_built_anew(copy: Content, tmp_path: Path, damage) -> None:  # noqa: ANN001
    whole = dataset.open_release(copy, tmp_path / "cache")
    (kept,) = (tmp_path / "cache").iterdir()
    kept.write_bytes(damage(kept.read_bytes()))
    assert to_nquads(dataset.open_release(copy, tmp_path / "cache")) == to_nquads(whole)
    assert to_nquads(dataset.open_release(copy, tmp_path / "cache")) == to_nquads(whole)


def test_a_cache_that_cannot_be_written_is_no_error(copy: Content, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    assert len(dataset.open_release(copy, blocked / "cache")) > 10_000


def test_a_few_releases_are_kept_side_by_side(copy: Content, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    for number in range(9):
        (cache / f"release-{number}.nq").write_bytes(b"")
    dataset.open_release(copy, cache)
    assert len(list(cache.iterdir())) == dataset.KEPT + 1


def test_a_packed_release_in_the_content_needs_no_cache(copy: Content, tmp_path: Path) -> None:
    dataset.open_release(copy, tmp_path / "cache")
    (kept,) = (tmp_path / "cache").iterdir()
    shutil.move(kept, copy.root / kept.name)
    dataset.open_release(copy, tmp_path / "unused")
    assert not (tmp_path / "unused").exists()


def test_what_the_build_kept_is_opened_without_building_again(
    copy: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keep(copy, tmp_path / "cache" / dataset.BUILDS, lambda *_: None)

    def build(*_: object) -> None:
        raise AssertionError("built again")

    monkeypatch.setattr("iall_kg.build.build", build)
    assert to_nquads(dataset.open_release(copy, tmp_path / "cache")) == b"".join(kept.nquads.texts())
