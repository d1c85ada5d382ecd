"""The file of names is written whole or not at all, read without a trace, and whatever is wrong with it is said."""

import resource
import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pyoxigraph as ox
import pytest

from iall_kg.cli import main
from iall_kg.content import Content
from iall_kg.errors import StoreError
from iall_kg.graph import open_graph
from iall_kg.lookup.on_disk import NamesOnDisk
from iall_kg.lookup.write import NAMES
from iall_kg.names import BASE, RDFS
from iall_kg.stores.directory import open_directory, write_directory

LIMIT = 100_000
# Writes a release and waits where the names are half written.
STOPPED = """
import sys, time
from pathlib import Path
import pyoxigraph as ox
from iall_kg.content import find_content
from iall_kg.stores import directory
from iall_kg.lookup import write

def stopped(*_):
    print("begun", flush=True)
    time.sleep(60)

write._add_names = stopped
directory.write_directory(Path(sys.argv[1]), lambda store: None, find_content())
"""
ONLY_NAMES = """
import sys
from pathlib import Path
from iall_kg.lookup.write import write_names
from iall_kg.stores.directory import open_directory
write_names(open_directory(Path(sys.argv[1])).store, Path(sys.argv[2]))
"""


@pytest.fixture
def own_folder(folder: Path, tmp_path: Path) -> Path:
    """A copy of the directory, to be damaged."""
    return Path(shutil.copytree(folder, tmp_path / "own", symlinks=True))


def test_a_release_holds_the_names_and_nothing_that_was_needed_to_write_them(folder: Path) -> None:
    found = {path.name for path in (folder / "current").iterdir()}
    assert found == {"quads", "about.json", "void.nt", "queries.nt", "service.nt", NAMES}


def test_reading_leaves_no_file_behind_and_needs_no_more_connections_than_threads_at_once(own_folder: Path) -> None:
    before = sorted(own_folder.rglob("*"))
    names = open_directory(own_folder).names
    assert isinstance(names, NamesOnDisk)
    found: list[tuple[int, ...]] = []

    def ask() -> None:
        found.extend(tuple(len(names.search(text)) for text in ("infant", "revumenb")) for _ in range(5))

    for _ in range(3):
        ask()
    assert len(names._file._idle) == 1
    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 35
    assert len(set(found)) == 1
    assert len(names._file._idle) <= 4
    assert sorted(own_folder.rglob("*")) == before


def test_a_release_without_names_is_asked_as_before(own_folder: Path) -> None:
    (own_folder / "current" / NAMES).unlink()
    opened = open_directory(own_folder)
    assert opened.names is None
    assert open_graph(store=str(own_folder)).search("revumenb")[0].label == "revumenib"


@pytest.mark.parametrize("damage", ["empty", "cut", "text", "zeros"])
def test_a_damaged_file_of_names_is_an_error_that_says_what_to_do(
    damage: str, own_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = own_folder / "current" / NAMES
    whole = path.read_bytes()
    half = len(whole) // 2
    path.write_bytes(
        {"empty": b"", "cut": whole[:half], "text": b"x" * half, "zeros": whole[:4096] + bytes(half)}[damage]
    )
    assert main(["search", "revumenb", "--store", str(own_folder)]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"iall-kg: {path.resolve()}: the names cannot be read (")
    assert err.endswith("Write the release again with `iall-kg build --store`.\n")
    assert err.count("\n") == 1


def test_a_writer_that_is_killed_amid_the_names_leaves_the_former_release(tmp_path: Path, content: Content) -> None:
    quads = [ox.Quad(ox.NamedNode(f"{BASE}drug/a"), RDFS.label, ox.Literal("former"))]
    former = write_directory(tmp_path, lambda store: store.extend(quads), content)
    process = subprocess.Popen([sys.executable, "-c", STOPPED, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    assert (tmp_path / ".unfinished" / NAMES).exists()
    process.kill()
    process.communicate()
    opened = open_directory(tmp_path)
    assert opened.about == former
    assert opened.names is not None
    assert opened.names.resolve("FORMER") == [f"{BASE}drug/a"]
    write_directory(tmp_path, lambda store: store.extend(quads), content)
    assert not (tmp_path / ".unfinished").exists()


def test_a_disk_that_is_full_of_names_leaves_the_former_release(
    folder: Path, tmp_path: Path, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))

    command = [sys.executable, "-c", ONLY_NAMES, str(folder), str(tmp_path / NAMES)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=limited)
    assert "sqlite3.OperationalError" in result.stderr.splitlines()[-1]
    assert (tmp_path / NAMES).stat().st_size <= LIMIT

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    former = write_directory(tmp_path, lambda _: None, content)
    monkeypatch.setattr("iall_kg.stores.directory.write_names", full)
    with pytest.raises(StoreError, match=r"cannot write the release \(database or disk is full\)\. What stood there"):
        write_directory(tmp_path, lambda _: None, content)
    assert open_directory(tmp_path).about == former
    assert not (tmp_path / ".unfinished").exists()
