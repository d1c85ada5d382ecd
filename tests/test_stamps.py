"""A file is known to be unchanged without being read, unless it may have been written to unseen."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from iall_kg.content import Content
from iall_kg.errors import LoadError
from iall_kg.growth import stamps, units
from iall_kg.growth.stamps import COARSE, FINE, SECOND, is_settled, is_unchanged, stamp
from iall_kg.growth.units import HASHES, read_units

Make = Callable[[dict[str, str]], Content]
FILES = {"data/things.ttl": "# shared", "data/sources/a/s.trig": "# a", "data/sources/b/s.trig": "# b"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(b"one")
    return path


def rewrite(path: Path, text: bytes) -> None:
    """Write to a file in place so that size and time tell nothing."""
    before = path.stat()
    path.write_bytes(text)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def wait() -> None:
    time.sleep(2 * FINE / SECOND)


def test_a_file_whose_stamp_is_the_same_is_not_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wait()
    was = stamp(file)

    def read(_: Path) -> str:
        raise AssertionError("read")

    monkeypatch.setattr(stamps, "file_hash", read)
    assert is_unchanged(file, was)
    assert stamp(file, "known").hash == "known"


def test_what_was_written_just_before_it_was_hashed_is_read_again(file: Path) -> None:
    was = stamp(file)._replace(seen=file.stat().st_mtime_ns)
    assert is_unchanged(file, was)
    rewrite(file, b"two")
    assert not is_unchanged(file, was)


@pytest.mark.parametrize(
    ("modified", "after", "settled"),
    [(SECOND + 1, FINE, False), (SECOND + 1, FINE + 1, True), (SECOND, COARSE, False), (SECOND, COARSE + 1, True)],
)
def test_times_in_whole_seconds_are_trusted_later_than_others(modified: int, after: int, settled: bool) -> None:
    assert is_settled(modified, modified + after) == settled


def test_another_time_is_no_change_and_another_text_is_one(file: Path) -> None:
    wait()
    was = stamp(file)
    os.utime(file, ns=(0, 0))
    assert is_unchanged(file, was)
    file.write_bytes(b"two")
    assert not is_unchanged(file, was)
    file.write_bytes(b"longer")
    assert not is_unchanged(file, was)
    file.unlink()
    with pytest.raises(FileNotFoundError):
        is_unchanged(file, was)


# --- Sources -----------------------------------------------------------------------------------


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list to which the files are added that are read to be hashed, by their folder."""
    found: list[str] = []
    real = units._hash

    def hashed(paths: list[str], root: str) -> str:
        found.extend(Path(path).parent.name for path in paths)
        return real(paths, root)

    monkeypatch.setattr(units, "_hash", hashed)
    return found


def test_only_the_sources_that_changed_are_read_again(make_content: Make, tmp_path: Path, read: list[str]) -> None:
    content = make_content(FILES)
    wait()
    first = read_units(content, tmp_path)
    assert {"data", "a", "b"} <= set(read)
    read.clear()
    assert read_units(content, tmp_path) == first
    assert read == []
    rewrite(content.data / "sources" / "a" / "s.trig", b"# c")  # the system notes it, whatever the file says
    changed = read_units(content, tmp_path)
    assert read == ["a"]
    assert {key for key in first.sources if changed.sources[key] != first.sources[key]} == {"a"}
    make_content({"data/sources/b/more.ttl": "# new"})
    assert read_units(content, tmp_path).sources["b"] != first.sources["b"]


def test_sources_written_just_before_they_were_hashed_are_read_again(
    make_content: Make, tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = make_content(FILES)
    path = content.data / "sources" / "a" / "s.trig"
    wait()
    monkeypatch.setattr(units.time, "time_ns", lambda: path.stat().st_ctime_ns)
    read_units(content, tmp_path)
    read.clear()
    read_units(content, tmp_path)
    assert "a" in read


@pytest.mark.parametrize("damage", [b"", b"# 00\n{}", b"\xff"])
def test_hashes_that_are_damaged_or_cannot_be_kept_are_made_again(
    damage: bytes, make_content: Make, tmp_path: Path
) -> None:
    content = make_content(FILES)
    wait()
    first = read_units(content, tmp_path)
    (tmp_path / HASHES).write_bytes(damage)
    assert read_units(content, tmp_path) == first
    assert read_units(content, tmp_path / "missing") == first


def test_a_source_that_cannot_be_read_is_an_error_that_names_it(
    make_content: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = make_content(FILES)

    def refused(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refused)
    monkeypatch.setattr(units, "code_hash", lambda: "")
    monkeypatch.setattr(units, "_read_hashes", lambda _: {})
    with pytest.raises(LoadError, match=r"things\.ttl: cannot be read \(Permission denied\)"):
        read_units(content, tmp_path)
