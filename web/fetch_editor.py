"""Fetch the SPARQL editor from npm, by the lock file beside this, into the package's folder of static files.

The build of the package does this; by hand it is `python web/fetch_editor.py`. It imports nothing of the package,
because it runs before there is one.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

VENDOR = Path("src", "iall_kg", "static", "vendor")
# Prebuilt files of the packages of package.json, and their names in the package.
PREBUILT = {"@zazuko/yasqe/build/yasqe.min.js": "yasqe.js", "@zazuko/yasqe/build/yasqe.min.css": "yasqe.css"}
LICENCES = "LICENCES.txt"
# One more try, soon: without a network the build should say so at once.
NPM_OPTIONS = ("--omit=optional", "--no-progress", "--fetch-retries=1", "--fetch-retry-mintimeout=1000")
MOST_SECONDS = 120


def vendored(root: Path) -> list[Path]:
    """Return the files that npm gave: all of them, or none."""
    files = [root / VENDOR / name for name in (*PREBUILT.values(), LICENCES)]
    return files if all(file.exists() for file in files) else []


def fetch_editor(root: Path) -> str:
    """Fetch the editor with npm unless it is there as the lock file has it; return why it cannot be had, or nothing."""
    lock = root / "web" / "package-lock.json"
    files = vendored(root)
    if files and min(file.stat().st_mtime for file in files) >= lock.stat().st_mtime:
        return ""
    npm = shutil.which("npm")
    if npm is None:
        return "npm is not installed."
    with tempfile.TemporaryDirectory() as work:
        for file in (lock, lock.with_name("package.json"), lock.with_name(".npmrc")):
            shutil.copy(file, work)
        try:
            # Standard input is closed so that npm never waits for an answer.
            subprocess.run(  # noqa: S603 - nothing of the command comes from outside
                [npm, "ci", *NPM_OPTIONS],
                cwd=work,
                check=True,
                capture_output=True,
                text=True,
                stdin=subprocess.DEVNULL,
                timeout=MOST_SECONDS,
            )
        except subprocess.CalledProcessError as error:
            return f"npm failed ({error.returncode}). {' '.join(error.stderr.split())[:300]}".strip()
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"npm failed. {error}"
        _copy(Path(work, "node_modules"), root / VENDOR, (root / "LICENSE").read_text(encoding="utf-8"))
    return ""


def _copy(modules: Path, vendor: Path, own_licence: str) -> None:
    """Put the files and the licences of all that is in them into place at once, so that none is ever half there."""
    vendor.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=vendor.parent) as made:
        for source, name in PREBUILT.items():
            shutil.copyfile(modules / source, Path(made, name))
        Path(made, LICENCES).write_text(_licences(modules, own_licence), encoding="utf-8")
        vendor.mkdir(exist_ok=True)
        for file in Path(made).iterdir():
            os.replace(file, vendor / file.name)


def _licences(modules: Path, own: str) -> str:
    """Return the licence of each package; one under MIT that brings no text gets that of `own`, which is MIT too."""
    _, _, permission = own.partition("\n\n")[2].partition("\n\n")
    parts = []
    for path in sorted([*modules.glob("*/package.json"), *modules.glob("@*/*/package.json")]):
        package = json.loads(path.read_text(encoding="utf-8"))
        author = package.get("author", "")
        author = author.get("name", "") if isinstance(author, dict) else author
        files = [file for file in sorted(path.parent.iterdir()) if file.name.lower().startswith("licen")]
        texts = [file.read_text(encoding="utf-8") for file in files]
        if not texts and package["license"] == "MIT":
            texts = [f"The package brings no text of its licence, which reads:\n\n{permission}"]
        head = f"{package['name']} {package['version']}\n{author}\nLicence: {package['license']}\n"
        parts.append("\n".join([head, *texts]))
    return f"\n{'=' * 80}\n\n".join(parts)


if __name__ == "__main__":
    # A text, even an empty one, would count as a failure.
    sys.exit(fetch_editor(Path(__file__).resolve().parent.parent) or None)
