"""A store on disk: whole or not at all, whatever ends its writer; and the files of a release alike."""

import os
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from iall_kg.content import Content
from iall_kg.errors import StoreError
from iall_kg.graph import open_graph
from iall_kg.growth.output import RELEASE_FILES
from iall_kg.stores.digest import digest
from iall_kg.stores.directory import open_directory, write_directory

ASK = "ASK {}"
# Writes a store slowly, from another release, and says when it has begun.
SLOWLY = """
import sys, time
from pathlib import Path
import pyoxigraph as ox
from iall_kg.content import find_content
from iall_kg.stores.directory import open_directory, write_directory

def fill(store):
    for number, quad in enumerate(open_directory(Path(sys.argv[1])).store):
        store.add(quad)
        if number == 100:
            print("begun", flush=True)
            time.sleep(float(sys.argv[3]))

write_directory(Path(sys.argv[2]), fill, find_content())
"""
LIMIT = 200_000


def write(folder: Path, content: Content, *words: str) -> str:
    """Write a small release into a directory and return its hash."""
    quads = [ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal(word)) for word in words]
    return write_directory(folder, lambda store: store.extend(quads), content).digest


def writing(source: Path, folder: Path, seconds: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SLOWLY, str(source), str(folder), str(seconds)]
    process = subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    return process


def with_small_files() -> None:
    """Let this process write no file larger than a limit, as on a disk that is full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))


def build(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "iall_kg", "build", *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=with_small_files)


def test_a_directory_holds_the_release_and_its_descriptions(small_folder: Path) -> None:
    opened = open_directory(small_folder)
    assert opened.about.quads == len(opened.store)
    assert opened.about.digest == digest(opened.store)
    assert all(opened.description(name) for name in ("void", "queries", "service"))
    assert "passage" in opened.about.kinds


def test_the_release_before_stays_for_who_reads_it_and_older_ones_go(tmp_path: Path, content: Content) -> None:
    write(tmp_path, content, "one")
    reader = open_directory(tmp_path).store
    second = write(tmp_path, content, "two")
    assert any(quad.object == ox.Literal("one") for quad in reader)
    assert open_directory(tmp_path).about.digest == second
    assert sorted(path.name for path in tmp_path.glob("release-*")) == ["release-1", "release-2"]
    write(tmp_path, content, "three")
    assert sorted(path.name for path in tmp_path.glob("release-*")) == ["release-2", "release-3"]


def test_a_writer_that_is_killed_leaves_the_former_release_and_the_next_run_completes(
    small_folder: Path, tmp_path: Path, content: Content
) -> None:
    former = write(tmp_path, content, "former")
    process = writing(small_folder, tmp_path, 60)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert open_directory(tmp_path).about.digest == former
    assert open_graph(store=str(tmp_path)).sparql(ASK) is True
    process = writing(small_folder, tmp_path, 0)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert open_directory(tmp_path).about.quads > 1000
    assert not (tmp_path / ".unfinished").exists()


def test_two_writers_do_not_mix(small_folder: Path, tmp_path: Path, content: Content) -> None:
    process = writing(small_folder, tmp_path, 60)
    with pytest.raises(StoreError, match="another run is writing there"):
        write(tmp_path, content, "second")
    process.kill()
    process.communicate()
    write(tmp_path, content, "second")


def test_a_directory_without_a_release_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"holds no release. Write it with `iall-kg build --store"):
        open_directory(tmp_path)


def test_a_damaged_directory_is_an_error_that_says_what_to_do(tmp_path: Path, content: Content) -> None:
    write(tmp_path, content, "one")
    for path in (tmp_path / "current" / "quads").glob("MANIFEST*"):
        path.write_bytes(b"")
    with pytest.raises(StoreError, match=r"cannot be opened .*Write it with"):
        open_directory(tmp_path)


def test_a_full_disk_leaves_the_former_store(tmp_path: Path, content: Content) -> None:
    former = write(tmp_path, content, "former")
    result = build("--store", str(tmp_path))
    assert result.returncode == 2
    # Whichever does not fit: the release that the build keeps, or the store that is made of it.
    told = r"iall-kg: \S+: cannot write the release \(.+\)\.( What stood there before still does\.)?\n"
    assert re.fullmatch(told, result.stderr)
    assert "Traceback" not in result.stderr
    assert open_directory(tmp_path).about.digest == former
    assert not (tmp_path / ".unfinished").exists()


def test_a_full_disk_leaves_the_former_files(tmp_path: Path) -> None:
    for name in RELEASE_FILES:
        (tmp_path / name).write_text("former")
    result = build("--out", str(tmp_path))
    assert result.returncode == 2
    assert re.match(r"iall-kg: \S+: cannot write the release \(.*File too large", result.stderr)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == dict.fromkeys(RELEASE_FILES, "former")


def test_a_build_that_is_killed_leaves_whole_files_and_the_next_run_completes(tmp_path: Path) -> None:
    for name in RELEASE_FILES:
        (tmp_path / name).write_text("former")
    command = [sys.executable, "-m", "iall_kg", "build", "--out", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while not list(tmp_path.glob(".iall-kg*")) and process.poll() is None:
        time.sleep(0.0001)
    process.kill()
    process.wait()
    seen = [(tmp_path / name).read_text() for name in RELEASE_FILES]
    assert all(text == "former" or text.endswith(("}\n", ".\n")) for text in seen)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    assert "former" not in [(tmp_path / name).read_text() for name in RELEASE_FILES]


def test_build_asks_where_to_write() -> None:
    result = build()
    assert result.returncode == 2
    assert result.stderr == "iall-kg: Say where to write: --out DIR, --store DIR, or both.\n"
