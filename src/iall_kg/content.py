"""Find the hand-written sources: beside the package in a wheel, at the top of a checkout otherwise."""

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
        found = (path for folder in FOLDERS for path in (self.root / folder).rglob("*"))
        return sorted(p for p in found if p.is_file() and not p.name.startswith(".") and p.name != DRAFT)


def find_content() -> Content:
    """Return the content of this installation. Raises LoadError if a folder is missing."""
    package = Path(__file__).resolve().parent
    for root in (package / "content", package.parent.parent):
        if all((root / folder).is_dir() for folder in FOLDERS):
            return Content(root)
    raise LoadError(f"The folders {', '.join(FOLDERS)} were not found beside {package}. Reinstall iall-kg.")
