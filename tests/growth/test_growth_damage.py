"""Damage to a kept release is noticed, and an interruption leaves the former one."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from growing import grown, is_that_of_a_full_build, text_of
from small_sources import ADDED, BASE_FILES, FIRST, Make, source

from iall_kg.errors import BuildError
from iall_kg.growth import kept as kept_module
from iall_kg.growth.kept import open_kept
from iall_kg.growth.output import fill, write_release
from iall_kg.growth.segments import name_of
from iall_kg.stores.directory import write_directory


def flip(path: Path) -> None:
    text = bytearray(path.read_bytes())
    text[len(text) // 2] ^= 1
    path.write_bytes(text)


def segment_of(release: Path) -> Path:
    """Return the largest segment of the only release."""
    return max((release.parent / ".segments").iterdir(), key=size)


DAMAGE_TO_SEGMENTS: dict[str, Callable[[Path], object]] = {
    "a changed byte of the release": lambda folder: flip(segment_of(folder)),
    "half of the release": lambda folder: os.truncate(segment_of(folder), 300),
    "a missing segment of the release": lambda folder: segment_of(folder).unlink(),
}
DAMAGE: dict[str, Callable[[Path], object]] = {
    "a changed byte of the list of segments": lambda folder: flip(folder / "segments"),
    "no list of segments": lambda folder: (folder / "segments").unlink(),
    "a changed byte of the description": lambda folder: flip(folder / "about"),
    "no description": lambda folder: (folder / "about").unlink(),
    "half of a file of the store": lambda folder: os.truncate(max((folder / "store").iterdir(), key=size), 100),
    "a missing file of the store": lambda folder: max((folder / "store").glob("*.sst"), key=size).unlink(),
    "a changed byte of a file of the store": lambda folder: flip(max((folder / "store").glob("*.sst"), key=size)),
}


def size(path: Path) -> int:
    return path.stat().st_size


@pytest.mark.parametrize("grow_it", [False, True], ids=["asked for again", "grown from"])
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_release_is_noticed(
    damage: Callable[[Path], object], grow_it: bool, make_content: Make, tmp_path: Path
) -> None:
    content = make_content(BASE_FILES | FIRST)
    damage(grown(content, tmp_path / "cache").folder)
    if grow_it:
        make_content(ADDED["the other half of a chain"])
    assert is_that_of_a_full_build(grown(content, tmp_path / "cache"), content)


@pytest.mark.parametrize("damage", DAMAGE_TO_SEGMENTS.values(), ids=DAMAGE_TO_SEGMENTS.keys())
def test_damage_to_a_segment_is_noticed_when_it_is_read(
    damage: Callable[[Path], object], make_content: Make, tmp_path: Path
) -> None:
    content = make_content(BASE_FILES | FIRST)
    damage(grown(content, tmp_path / "cache").folder)
    kept = grown(content, tmp_path / "cache")
    for read in (
        lambda: write_release(kept, tmp_path / "out"),
        lambda: fill(ox.Store(), kept),
        lambda: write_directory(tmp_path / "store", lambda store: fill(store, kept), content),
    ):
        with pytest.raises(BuildError, match="--fresh"):
            read()
    assert not list((tmp_path / "out").iterdir())
    make_content(ADDED["the other half of a chain"])
    assert is_that_of_a_full_build(grown(content, tmp_path / "cache"), content)


def test_a_build_that_comes_upon_damage_makes_all_anew(tmp_path: Path) -> None:
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "iall_kg", "build", "--out", str(tmp_path / "out")]

    def built() -> tuple[str, bytes]:
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
        return run.stderr, (tmp_path / "out" / "iall-kg.nq").read_bytes()

    said, text = built()
    assert "damaged" not in said
    (release,) = (tmp_path / "iall-kg" / "kept").glob("[!.]*")
    flip(segment_of(release))
    said, again = built()
    assert "damaged" in said
    assert again == text


def test_what_an_ended_run_left_behind_is_no_hindrance(make_content: Make, tmp_path: Path) -> None:
    content = make_content(BASE_FILES | FIRST)
    (tmp_path / "cache" / ".unfinished" / "store").mkdir(parents=True)
    (tmp_path / "cache" / ".unfinished" / "about").write_bytes(b"half of")
    assert is_that_of_a_full_build(grown(content, tmp_path / "cache"), content)
    assert not (tmp_path / "cache" / ".unfinished").exists()


@pytest.mark.parametrize("step", ["merge", "pack", "grow", "prefixes_for"])
def test_when_a_step_fails_the_former_release_is_still_there(
    step: str, make_content: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = make_content(BASE_FILES | FIRST)
    former = grown(content, tmp_path / "cache")
    before, segments = text_of(former), os.listdir(former.nquads.folder)
    make_content(ADDED["a fact of its own"])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(kept_module, step, full)
        patched.setattr(kept_module, "derive", full)
        with pytest.raises(BuildError, match="No space left"):
            grown(content, tmp_path / "cache")
    assert text_of(former) == before
    assert os.listdir(former.nquads.folder) == segments
    assert is_that_of_a_full_build(grown(content, tmp_path / "cache"), content)


def test_the_oldest_releases_go_and_take_along_the_segments_that_only_they_list(
    make_content: Make, tmp_path: Path
) -> None:
    content = make_content(BASE_FILES | FIRST)
    first = grown(content, tmp_path / "cache")
    for number in range(kept_module.KEPT):
        make_content(source(f"s{number}", f"Asserts drug:z iall:memberOfClass drugclass:y{number} ."))
        kept = grown(content, tmp_path / "cache")
    assert kept.grown
    assert not first.folder.exists()
    left = [release.nquads for folder in (tmp_path / "cache").glob("[!.]*") if (release := open_kept(folder))]
    assert len(left) == kept_module.KEPT
    assert set(os.listdir(kept.nquads.folder)) == {name_of(part) for text in left for part in text.parts}
    assert is_that_of_a_full_build(kept, content)


def test_a_folder_that_cannot_be_made_is_a_build_error(make_content: Make, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    kept = grown(make_content(BASE_FILES), tmp_path / "cache")
    with pytest.raises(BuildError, match="cannot write the release"):
        write_release(kept, tmp_path / "file" / "out")


def test_when_the_disk_is_full_the_old_file_stays_and_nothing_half_written_is_left(
    make_content: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = grown(make_content(BASE_FILES), tmp_path / "cache")
    out = tmp_path / "out"
    out.mkdir()
    (out / "iall-kg.trig").write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(BuildError, match="No space left"):
        write_release(kept, out)
    assert {path.name: path.read_text() for path in out.iterdir()} == {"iall-kg.trig": "old"}


def test_a_build_that_is_killed_leaves_nothing_wrong_and_the_next_completes(tmp_path: Path) -> None:
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "iall_kg", "build", "--out", str(tmp_path / "out")]
    unfinished = tmp_path / "iall-kg" / "kept" / ".unfinished"
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as running:
        while running.poll() is None and not unfinished.exists():
            time.sleep(0.002)
        running.send_signal(signal.SIGKILL)
    assert unfinished.exists()
    assert not (tmp_path / "out").exists()
    again = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert not unfinished.exists()
