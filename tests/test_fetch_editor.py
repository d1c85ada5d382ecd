"""The build fetches the editor from npm where it can, says why where it cannot, and never leaves half of it."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def fetching() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fetch_editor", ROOT / "web" / "fetch_editor.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with what fetching needs."""
    root = tmp_path / "checkout"
    shutil.copytree(ROOT / "web", root / "web")
    shutil.copy(ROOT / "LICENSE", root)
    (root / "src" / "iall_kg").mkdir(parents=True)
    return root


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return what puts a shell script in the place of npm, on a path where nothing else is but the shell."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in ("sh", "mkdir", "touch", "cat"):
        where = shutil.which(tool)
        assert where is not None
        (folder / tool).symlink_to(where)
    monkeypatch.setenv("PATH", str(folder))

    def put(script: str) -> None:
        (folder / "npm").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / "npm").chmod(0o755)

    return put


GIVES = """
yasqe=node_modules/@zazuko/yasqe
mkdir -p $yasqe/build node_modules/other
echo script > $yasqe/build/yasqe.min.js
echo style > $yasqe/build/yasqe.min.css
echo '{"name": "@zazuko/yasqe", "version": "1", "license": "MIT", "author": "A"}' > $yasqe/package.json
echo '{"name": "other", "version": "2", "license": "ISC", "author": {"name": "B"}}' > node_modules/other/package.json
echo 'Text of B' > node_modules/other/LICENSE.md
"""


def test_what_npm_gives_is_put_into_the_package_with_the_licence_of_each(
    fetching: ModuleType, checkout: Path, npm: Callable[[str], None]
) -> None:
    npm(f'[ "$1" = ci ] || exit 1\n{GIVES}')
    assert fetching.fetch_editor(checkout) == ""
    vendor = checkout / fetching.VENDOR
    assert sorted(path.name for path in vendor.iterdir()) == ["LICENCES.txt", "yasqe.css", "yasqe.js"]
    assert (vendor / "yasqe.js").read_text(encoding="utf-8") == "script\n"
    licences = (vendor / "LICENCES.txt").read_text(encoding="utf-8")
    assert "@zazuko/yasqe 1\nA\nLicence: MIT" in licences
    assert "Permission is hereby granted, free of charge" in licences
    assert "iall-kg" not in licences
    assert "other 2\nB\nLicence: ISC\n\nText of B" in licences


def test_what_is_there_is_fetched_again_only_after_the_lock_file_changed(
    fetching: ModuleType, checkout: Path, npm: Callable[[str], None]
) -> None:
    npm(GIVES)
    assert fetching.fetch_editor(checkout) == ""
    npm("exit 7")
    assert fetching.fetch_editor(checkout) == ""
    later = (checkout / fetching.VENDOR / "yasqe.js").stat().st_mtime + 5
    os.utime(checkout / "web" / "package-lock.json", (later, later))
    assert fetching.fetch_editor(checkout) == "npm failed (7)."
    assert len(fetching.vendored(checkout)) == 3


def test_without_npm_or_without_network_the_reason_is_said_and_nothing_is_left(
    fetching: ModuleType, checkout: Path, npm: Callable[[str], None]
) -> None:
    assert fetching.fetch_editor(checkout) == "npm is not installed."
    npm("touch node_modules; echo 'npm error code ENOTFOUND' >&2; exit 1")
    assert fetching.fetch_editor(checkout) == "npm failed (1). npm error code ENOTFOUND"
    assert fetching.vendored(checkout) == []
    assert not (checkout / fetching.VENDOR).exists()


def test_by_hand_it_ends_well_or_says_why_not(checkout: Path, npm: Callable[[str], None]) -> None:
    command = [sys.executable, str(checkout / "web" / "fetch_editor.py")]
    failed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (failed.returncode, failed.stderr) == (1, "npm is not installed.\n")
    npm(GIVES)
    assert subprocess.run(command, capture_output=True, text=True, check=False).returncode == 0


def test_every_package_is_pinned_exactly_and_runs_nothing_when_it_is_installed() -> None:
    wanted = json.loads((ROOT / "web" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert wanted
    assert all(version[0].isdigit() for version in wanted.values())
    assert "ignore-scripts=true" in (ROOT / "web" / ".npmrc").read_text(encoding="utf-8").splitlines()
