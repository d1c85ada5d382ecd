"""Put into the package what is made, not written: the dataset in a wheel, and the SPARQL editor from npm."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = Path("src", "iall_kg", "static", "vendor")
# Prebuilt files of the packages of web/package.json, and their names in the package.
PREBUILT = {"@zazuko/yasqe/build/yasqe.min.js": "yasqe.js", "@zazuko/yasqe/build/yasqe.min.css": "yasqe.css"}
LICENCES = "LICENCES.txt"
# One more try, soon: without a network the build should say so at once.
NPM_OPTIONS = ("--omit=optional", "--no-progress", "--fetch-retries=1", "--fetch-retry-mintimeout=1000")
MOST_SECONDS = 120


class ReleaseHook(BuildHookInterface):
    """Builds the release dataset before a wheel is packed, and fetches the editor before any installation."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the files and add them to the wheel; an editable install builds the dataset at first use."""
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        missing = fetch_editor(root)
        if missing:
            self.app.display_warning(f"The SPARQL page will be a plain form without completion: {missing}")
        if version == "editable":
            return
        build_data["force_include"].update({str(f): f"iall_kg/static/vendor/{f.name}" for f in vendored(root)})
        target, name = pack_release(root)
        build_data["force_include"][str(target)] = f"iall_kg/content/{name}"


def pack_release(root: Path) -> tuple[Path, str]:
    """Write the packed dataset; return it with the name that `iall_kg.dataset` looks for."""
    sys.path.insert(0, str(root / "src"))
    from iall_kg.build import build
    from iall_kg.content import Content
    from iall_kg.dataset import content_key, pack
    from iall_kg.load import load
    from iall_kg.serialize import to_nquads

    content = Content(root)
    target = root / "build" / "release.nq"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(pack(to_nquads(build(load(content), content).store)))
    return target, f"release-{content_key(content)}.nq"


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
            return f"npm failed. {' '.join(error.stderr.split())[:300]}"
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
