"""What the documents tell a reader to ask the endpoint is asked here, and what they show comes out."""

import argparse
import itertools
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from iall_kg.cli import parser
from running_server import Served

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "endpoint.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
BLOCKS = [(match[1], match[2]) for match in BLOCK.finditer(DOCUMENT)]
COMMANDS = [line for language, text in BLOCKS if language == "sh" for line in text.splitlines()]
OF_README = [line for line in README.splitlines() if line.startswith("curl ")]
PAIRS = [(a, b) for a, b in itertools.pairwise(BLOCKS) if a[0] == "sh" and b[0] not in ("sh", "python", "")]
SHOWN = [(command.strip(), answer) for (_, command), (_, answer) in PAIRS]


def run(command: str, served: Served) -> str:
    words = shlex.split(command.replace("http://127.0.0.1:8080", served.url))
    assert words[0] == "curl"
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    return subprocess.run(words, capture_output=True, text=True, check=True, timeout=20).stdout


@pytest.mark.parametrize("command", [*COMMANDS, *OF_README])
def test_every_command_of_a_document_gives_what_it_is_there_for(served: Served, command: str) -> None:
    given = run(command, served)
    assert given.strip()
    assert given.startswith('{"error"') is any(refused in command for refused in ("SERVICE", "menin-KMT2B"))


def test_the_commands_of_the_readme_give_what_it_says(served: Served) -> None:
    stored, sparql, thing = (run(command, served) for command in OF_README)
    assert stored.startswith("drug,drugLabel,")
    assert sparql.splitlines() == ["drug", "https://w3id.org/iall-kg/drug/revumenib"]
    assert 'rdfs:label "revumenib"@en' in thing


@pytest.mark.parametrize(("command", "expected"), SHOWN)
def test_what_the_document_shows_comes_out(served: Served, command: str, expected: str) -> None:
    assert run(command, served).splitlines() == expected.splitlines()


def test_the_document_shows_some_answers() -> None:
    assert len(SHOWN) >= 4


def test_every_option_of_the_command_is_described_with_its_default() -> None:
    [commands] = [a for a in parser()._actions if isinstance(a, argparse._SubParsersAction)]
    options = {a.option_strings[0]: a.default for a in commands.choices["serve"]._actions if a.dest != "help"}
    described = dict(re.findall(r"^\| `(--[\w-]+)` \| ([^|]+) \|", DOCUMENT, re.M))
    assert set(described) == set(options)
    for option in ("--host", "--port", "--base-iri", "--max-rows"):
        assert described[option] == f"`{options[option]}`"
    assert described["--timeout"] == f"`{options['--timeout']:g}`"
    assert described["--max-query-length"] == f"`{options['--max-query-length'] >> 10}k`"
    assert described["--max-memory"] == f"`{options['--max-memory'] >> 20}m`"


def test_every_address_of_the_document_is_served(served: Served) -> None:
    named = set(re.findall(r"`(/[\w./-]+)`", DOCUMENT)) - {"/dumps/iall-kg.trig"}
    assert named
    for path in named:
        assert served.get(path).status_code == 200, path
