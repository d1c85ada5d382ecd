"""The benchmark of inference measures what it says: so many copies that have nothing to do with one another."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pyoxigraph as ox
import pytest

from iall_kg.content import Content
from iall_kg.reasoning.inference import infer

SCRIPT = Path(__file__).parent.parent / "benchmarks" / "inference.py"


@pytest.fixture(scope="module")
def benchmark_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmark_inference", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_inferred_triple_joins_two_copies(benchmark_module: ModuleType, content: Content) -> None:
    store = benchmark_module.copies_of_the_data(2)
    things = {term.value for quad in store for term in (quad.subject, quad.object) if isinstance(term, ox.NamedNode)}
    copied = {iri.removesuffix("~1") for iri in things if iri.endswith("~1")}
    inferred = infer(store, content.queries / "rules" / "infer")
    assert len(copied) > 500
    assert len(inferred) > 2000
    for triple in inferred:
        parts = (triple.subject.value, triple.object.value)
        assert len({iri.endswith("~1") for iri in parts if iri.removesuffix("~1") in copied}) < 2, triple


def test_one_engine_can_be_measured_alone() -> None:
    command = [sys.executable, str(SCRIPT), "--only", "iall-kg", "1"]
    measured = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert measured["inferred"] > 1000
    assert measured["given"] > 5000
    assert 0 < measured["time"] < 30
