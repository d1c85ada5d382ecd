"""All exports are the same each time, are written whole or not at all, and are named in their document."""

import re
import shlex
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest
from exported import TABLES

from iall_kg.cli import main
from iall_kg.errors import BuildError
from iall_kg.exports import FORMATS
from iall_kg.exports.files import write_files
from iall_kg.graph import KnowledgeGraph

DOCUMENT = Path(__file__).parents[2] / "docs" / "exports.md"


def test_the_same_dataset_read_in_another_order_gives_the_same_bytes(
    exports: dict[str, Mapping[str, bytes]], kg: KnowledgeGraph
) -> None:
    store = ox.Store()
    store.extend(reversed(list(kg.store)))
    other = KnowledgeGraph(store, kg.content)
    for form in FORMATS:
        assert form.make(other) == exports[form.name], form.name


def test_no_two_exports_write_a_file_of_one_name(exports: dict[str, Mapping[str, bytes]]) -> None:
    names = [name for files in exports.values() for name in files]
    assert len(set(names)) == len(names)


def test_files_that_cannot_be_written_are_an_error_and_leave_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(BuildError, match="cannot write"):
        write_files({"a": b""}, tmp_path / "file")
    (tmp_path / "out" / "a").mkdir(parents=True)
    with pytest.raises(BuildError, match="cannot write"):
        write_files({"a": b""}, tmp_path / "out")
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["a"]


def document_commands() -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```$", DOCUMENT.read_text(encoding="utf-8"), re.M | re.S)
    return [line for block in blocks for line in block.splitlines() if line.startswith("iall-kg ")]


def test_the_commands_of_the_document_run_and_name_every_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    commands = [shlex.split(command, comments=True)[1:] for command in document_commands()]
    for command in commands:
        assert main(command) == 0, command
        printed = capsys.readouterr().out.split()
        assert printed
        assert all(Path(path).is_file() for path in printed)
    assert {form.name for form in FORMATS} | {"ro-crate", "all"} <= {command[1] for command in commands}
    text = DOCUMENT.read_text(encoding="utf-8")
    for table in TABLES:
        assert f"`{table}`" in text, table


def test_a_form_that_does_not_exist_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["export", "papyrus", "--out", "x"])
    assert stopped.value.code == 2
    assert "turtle" in capsys.readouterr().err
