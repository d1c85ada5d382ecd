"""What the document on fusions tells a reader to do is done here."""

import re
import shlex
from pathlib import Path

import pytest

from iall_kg.cli import fusions as command
from iall_kg.cli import main
from iall_kg.fusions import MatchClass
from iall_kg.fusions.owntable import FUSION, GENES, OPTIONAL
from iall_kg.graph import KnowledgeGraph

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "fusions.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.M | re.S)
COMMANDS = [line for b in BLOCK.finditer(TEXT) if b["language"] == "sh" for line in b["text"].splitlines()]


@pytest.fixture(autouse=True)
def at_home(kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(command, "open_graph", lambda: kg)
    monkeypatch.setattr("iall_kg.open", lambda: kg)


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_document_runs(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    program, *arguments = shlex.split(line)
    assert program == "iall-kg"
    # The list holds one row that cannot be read, to show what becomes of it.
    assert main(arguments) == (1 if "list.txt" in line else 0)
    assert "KMT2A::" in capsys.readouterr().out


def test_the_python_of_the_document_runs(capsys: pytest.CaptureFixture[str]) -> None:
    code = next(b["text"] for b in BLOCK.finditer(TEXT) if b["language"] == "python")
    names: dict[str, object] = {}
    exec(compile(code, "docs/fusions.md", "exec"), names)
    assert "KMT2A::AFF1 described" in capsys.readouterr().out
    assert str(names["page"]).startswith("<!DOCTYPE html>")


def test_the_document_names_every_class_and_every_column() -> None:
    assert COMMANDS
    for kind in MatchClass:
        assert f"| {kind.value} |" in TEXT
    for column in (*FUSION, *GENES, *(f"{name}{end}" for name in OPTIONAL for end in "53")):
        assert f"`{column}`" in TEXT
