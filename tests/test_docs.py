"""What the documents tell a reader to do is done here, on a copy of the repository."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
COPIED = ("src", "ontology", "data", "shapes", "queries", "docs")
BLOCK = re.compile(
    r"^```(?P<language>\w*)(?: (?P<action>file|append)=(?P<target>\S+))?\n(?P<text>.*?)^```$", re.M | re.S
)
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#]+)")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("checkout")
    for folder in COPIED:
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def run(command: str, checkout: Path) -> subprocess.CompletedProcess[str]:
    """Run one shell line of a document with the package of the copy."""
    words = shlex.split(command, comments=True)
    assert words[0] == "iall-kg", command
    environment = os.environ | {"PYTHONPATH": str(checkout / "src"), "XDG_CACHE_HOME": str(checkout / "cache")}
    return subprocess.run(
        [sys.executable, "-m", "iall_kg", *words[1:]],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_guide_for_contributors_works_from_its_first_line_to_its_last(checkout: Path) -> None:
    done = 0
    for block in BLOCK.finditer((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")):
        if block["action"] == "file":
            target = checkout / block["target"]
            assert not target.exists()
            target.write_text(block["text"], encoding="utf-8")
        elif block["action"] == "append":
            with (checkout / block["target"]).open("a", encoding="utf-8") as file:
                file.write(block["text"])
        elif block["language"] == "sh":
            for command in block["text"].splitlines():
                result = run(command, checkout)
                assert result.returncode == 0, f"{command}\n{result.stdout}{result.stderr}"
                done += 1
    assert done == 4
    answer = run('iall-kg query example-responses -p study="invented trial of revumenib" --format csv', checkout).stdout
    assert answer.splitlines()[1].endswith(',5,12,https://w3id.org/iall-kg/claim/example-2026/s1-p1-s2,1,"1, 2"')
    everything = run("iall-kg validate", checkout)
    assert everything.returncode == 0, everything.stdout
    assert "ExampleDrugShape" not in everything.stdout


def readme_commands() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [line for b in BLOCK.finditer(text) if b["language"] == "sh" for line in b["text"].splitlines()]
    return [line for line in lines if line.startswith("iall-kg ")]


@pytest.mark.parametrize("command", readme_commands())
def test_a_command_of_the_readme_runs(command: str, checkout: Path, review_text: str) -> None:
    (checkout / "review.txt").write_text(review_text, encoding="utf-8")
    result = run(command, checkout)
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.strip()


def test_the_python_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    code = next(b["text"] for b in BLOCK.finditer(text) if b["language"] == "python")
    exec(compile(code, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "revumenib NCT04065399" in printed
    assert "KMT2A::AFF1" in printed


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.name)
def test_every_link_of_a_document_leads_somewhere(document: Path) -> None:
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_every_command_is_named_in_the_readme() -> None:
    from iall_kg.cli import parser

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = next(a for a in parser()._actions if a.choices and a.metavar == "COMMAND").choices
    assert commands
    for name in commands:
        assert re.search(rf"iall-kg {name}\b", text), name


def test_the_version_stands_in_one_place_and_agrees_elsewhere() -> None:
    from iall_kg import __version__

    assert re.search(rf"^version: {re.escape(__version__)}$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.M)
    assert f"## {__version__} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f'owl:versionInfo "{__version__}"' in (ROOT / "ontology" / "iall.ttl").read_text(encoding="utf-8")
