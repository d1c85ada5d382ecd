"""Every benchmark starts: what it takes from the package and from the other benchmarks is there."""

import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "benchmarks"
COMMANDS = sorted(path.name for path in FOLDER.glob("*.py") if "ArgumentParser(" in path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("command", COMMANDS)
def test_the_benchmark_says_what_it_does(command: str) -> None:
    done = subprocess.run([sys.executable, FOLDER / command, "--help"], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("usage:")


def test_there_are_benchmarks() -> None:
    assert {"scale.py", "growth.py", "endpoint.py", "endpoint_layers.py", "soak.py"} <= set(COMMANDS)
