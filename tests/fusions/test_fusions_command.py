"""`iall-kg fusions` prints each form, reads files and standard input, and exits by what it could read."""

from collections.abc import Callable
from pathlib import Path

import pytest
from example_calls import FOLDER

from iall_kg.cli import fusions as command
from iall_kg.cli import main
from iall_kg.graph import KnowledgeGraph


@pytest.fixture
def run(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    monkeypatch.setattr(command, "open_graph", lambda: kg)

    def command_line(*arguments: str) -> tuple[int, str, str]:
        code = main(["fusions", *arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command_line


def test_a_phase_that_the_source_gives_in_two_ways_is_shown_in_both(run: Callable[..., tuple[int, str, str]]) -> None:
    # Table 2 prints 3 for the azacitidine trial, section 4.7 phase 2.
    _, table, _ = run("KMT2A::AFF1", "--format", "table")
    _, page, _ = run("KMT2A::AFF1", "--format", "html")
    for text in (table, page):
        assert "NCT02828358 phase 3 (elsewhere phase 2)" in text
        assert "NCT02828358 phase 3," not in text


@pytest.mark.parametrize("form", ["table", "json", "html", "tsv", "ga4gh"])
def test_the_command_prints_each_form(form: str, run: Callable[..., tuple[int, str, str]]) -> None:
    if form == "ga4gh":
        pytest.importorskip("ga4gh.va_spec")
    code, out, err = run("MLL-AF4", str(FOLDER / "star-fusion.tsv"), "--format", form)
    assert (code, err) == (0, "")
    assert "KMT2A::AFF1" in out
    if form != "tsv":
        assert "not medical advice" in out


def test_the_command_returns_1_if_a_row_could_not_be_read(run: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = run("KMT2A::AFF1", "A::B::C", "--format", "tsv")
    assert code == 1
    assert len(out.splitlines()) == 3
    assert err == "iall-kg: 1 row could not be read; see the answer.\n"


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("./nowhere", "no such file"),
        ("nowhere/calls.tsv", "no such file"),
        ("calls.tsv.gz", "no such file"),
        ("tests", "is a folder"),
    ],
)
def test_a_file_that_is_not_there_is_an_error_before_anything_is_written(
    missing: str, words: str, run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])
    code, out, err = run("KMT2A::AFF1", missing, "--format", "json")
    assert (code, out) == (2, "")
    assert words in err


def test_standard_input_is_read(run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    class Input:
        buffer = io.BytesIO(b"KMT2A::AFF1\nMLL-AF9\n")

    monkeypatch.setattr("sys.stdin", Input)
    code, out, _ = run("-", "--format", "tsv")
    assert code == 0
    assert [line.split("\t")[0] for line in out.splitlines()[1:]] == ["standard input"] * 2
