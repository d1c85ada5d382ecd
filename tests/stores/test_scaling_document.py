"""What the document on scaling tells a reader to type works, with a real service at the address that it names."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from engines import Engine

from iall_kg.stores.connection import PASSWORD, TOKEN, USER
from iall_kg.stores.parts import PART_SIZE, RECORD_GRAPH, STAGING

DOCUMENT = (Path(__file__).parents[2] / "docs" / "scaling.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"^```sh\n(.*?)^```$", DOCUMENT, re.M | re.S) for line in block.splitlines()]
ADDRESS = "http://localhost:7878"


def test_the_commands_of_the_document_run_one_after_the_other(oxigraph: Engine, tmp_path: Path) -> None:
    assert len(COMMANDS) >= 6
    for command in COMMANDS:
        words = shlex.split(command.replace(ADDRESS, oxigraph.base))
        assert words[0] == "iall-kg"
        run = [sys.executable, "-m", "iall_kg", *words[1:]]
        result = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert result.returncode == 0, f"{command}\n{result.stderr}"
        assert result.stdout.strip()


@pytest.mark.parametrize("word", [TOKEN, USER, PASSWORD, STAGING, RECORD_GRAPH.value, f"{PART_SIZE:,} quads"])
def test_names_and_numbers_of_the_document_are_those_of_the_code(word: str) -> None:
    assert word in DOCUMENT
