"""What is too slow at one scale is not tried at the next, and what is not is."""

import argparse
import importlib
import json
from pathlib import Path
from typing import Any, Protocol

import pytest

FOLDER = Path(__file__).parent.parent / "benchmarks"


class Run(Protocol):
    """What the tests use of the benchmark."""

    results: dict[str, dict[str, dict[str, Any]]]
    late: set[tuple[str, str]]

    def give_up(self, scale: int, times: float) -> None: ...


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a run with a limit of 100 seconds for a step and 10 for an answer."""
    monkeypatch.syspath_prepend(FOLDER)
    options = argparse.Namespace(out=tmp_path, scales=[1, 10], limit=100.0, answer_limit=10.0, parts=(), engines=None)
    found: Run = importlib.import_module("scale").Run(options)
    found.results["1"] = {"steps": {}, "questions": {}, "servers": {}}
    return found


def test_a_step_is_tried_where_it_can_be_expected_to_end(run: Run) -> None:
    run.results["1"]["steps"] = {"load, rdflib": {"seconds": 9.0}, "validate, rdflib": {"seconds": 11.0}}
    run.give_up(1, 10)
    assert run.late == {("validate", "rdflib")}


def test_an_engine_that_gave_up_three_questions_is_not_asked_again(run: Run) -> None:
    run.results["1"]["questions"] = {
        "fuseki": {"a": {"over": 10.0}, "b": {"failed": "x"}, "c": {"ms": 1.0}},
        "rdflib": {"a": {"over": 10.0}, "b": {"failed": "x"}, "c": {"over": 10.0}},
    }
    run.give_up(1, 10)
    assert run.late == {("ask", "rdflib")}


def test_a_server_that_loads_or_answers_too_slowly_is_not_started_again(run: Run) -> None:
    run.results["1"]["servers"] = {
        "iall-kg": {"load": 9.0, "questions_median_ms": 9_000.0},
        "oxigraph": {"load": 11.0, "questions_median_ms": 1.0},
        "rdflib-endpoint": {"load": 1.0, "questions_median_ms": 11_000.0},
        "fuseki": {"missing": "no java"},
    }
    run.give_up(1, 10)
    assert run.late == {("serve", "oxigraph"), ("serve", "rdflib-endpoint")}


def test_a_run_that_was_ended_goes_on_without_what_was_too_slow_before(run: Run, tmp_path: Path) -> None:
    steps = {"load, rdflib": {"seconds": 9.0}, "validate, rdflib": {"seconds": 11.0}, "infer, iall-kg": {"over": 100.0}}
    scales = {"1": {"steps": steps, "questions": {}, "servers": {}}}
    (tmp_path / "growth.json").write_text(json.dumps({"scales": scales}))
    options = argparse.Namespace(out=tmp_path, scales=[10], limit=100.0, answer_limit=10.0, parts=(), engines=None)
    again: Run = type(run)(options)  # type: ignore[call-arg]
    assert again.late == {("validate", "rdflib"), ("infer", "iall-kg")}
