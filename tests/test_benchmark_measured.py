"""A measurement is read line by line, and ended when it says nothing for too long; drawings and slopes are right."""

import importlib.util
import math
import sys
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest

FOLDER = Path(__file__).parent.parent / "benchmarks"


def module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = loaded
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture
def measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    loaded = module("measured")
    script = tmp_path / "steps.py"
    script.write_text(
        "import sys, time\n"
        'print(\'{"n": 1}\\n{"n": 2}\', flush=True)\n'
        "time.sleep(float(sys.argv[1]))\n"
        "print('{\"n\": 3}', flush=True)\n"
        "sys.exit(int(sys.argv[2]))\n"
    )
    monkeypatch.setattr(loaded, "STEPS", script)
    return loaded


@pytest.mark.parametrize(
    ("seconds", "code", "numbers", "ended"),
    [("0", "0", [1, 2, 3], "done"), ("0", "1", [1, 2, 3], "failed"), ("600", "0", [1, 2], "late")],
)
def test_all_lines_are_read_and_the_end_is_told(
    measured: ModuleType, seconds: str, code: str, numbers: list[int], ended: str
) -> None:
    found = measured.run([seconds, code], limit=3.0)
    assert [line["n"] for line in found.lines] == numbers
    assert found.ended == ended
    assert found.memory > 1 or ended != "late"


def test_the_exponent_is_the_slope_of_the_logarithms() -> None:
    exponent = module("plot").exponent
    assert math.isclose(exponent([(1, 3), (10, 30), (100, 300)]), 1.0)
    assert math.isclose(exponent([(1, 3), (10, 300)]), 2.0)
    assert exponent([(1, 3)]) is None


def test_the_drawing_is_well_formed_and_names_each_line() -> None:
    drawing = module("plot").drawn("a <title>", "x", "y", {"one & two": [(1, 2), (100, 20)], "empty": []})
    root = ElementTree.fromstring(drawing)
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "one & two" in texts
    assert "empty" not in texts
    assert len(list(root.iter("{http://www.w3.org/2000/svg}circle"))) == 2
