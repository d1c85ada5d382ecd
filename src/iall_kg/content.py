"""Find the hand-written sources: beside the package in a wheel, at the top of a checkout otherwise."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from iall_kg.errors import LoadError

FOLDERS = ("ontology", "data", "shapes", "queries")
# What was recognized in the text of a source, for its curator; no part of a release.
DRAFT = "draft.md"


@dataclass(frozen=True, slots=True)
class Content:
    """The root that holds `ontology/`, `data/`, `shapes/` and `queries/`."""

    root: Path

    @property
    def ontology(self) -> Path:
        """Our classes and properties, and how they map on others."""
        return self.root / "ontology"

    @property
    def data(self) -> Path:
        """Things and sources."""
        return self.root / "data"

    @property
    def shapes(self) -> Path:
        """SHACL shapes."""
        return self.root / "shapes"

    @property
    def queries(self) -> Path:
        """Stored questions, rules and checks."""
        return self.root / "queries"

    def files(self) -> list[Path]:
        """Return every file whose change changes the release, in a fixed order."""
        return [Path(path) for path in self.paths(*FOLDERS)]

    def paths(self, *folders: str) -> list[str]:
        """Return the paths of those files in some folders, as text, for most stay closed where sources are many."""
        found = [path for folder in folders for path in _files_below(str(self.root / folder))]
        return sorted(found, key=lambda path: path.split(os.sep))


def _files_below(folder: str) -> list[str]:
    """Return the files that count, by what the system lists, which is much quicker than to ask it of each."""
    found, todo = [], [folder]
    while todo:
        with contextlib.suppress(FileNotFoundError), os.scandir(todo.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    todo.append(entry.path)
                elif entry.name != DRAFT and not entry.name.startswith(".") and entry.is_file():
                    found.append(entry.path)
    return found


def find_content() -> Content:
    """Return the content of this installation. Raises LoadError if a folder is missing."""
    package = Path(__file__).resolve().parent
    for root in (package / "content", package.parent.parent):
        if all((root / folder).is_dir() for folder in FOLDERS):
            return Content(root)
    raise LoadError(f"The folders {', '.join(FOLDERS)} were not found beside {package}. Reinstall iall-kg.")
