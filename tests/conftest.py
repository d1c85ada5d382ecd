"""Fixtures that several test modules share: the content, the sources as read, and the release, once a session."""

from collections.abc import Callable
from pathlib import Path

import pytest

import iall_kg
from iall_kg.build import build
from iall_kg.content import Content, find_content
from iall_kg.graph import KnowledgeGraph
from iall_kg.load import Sources, load

REVIEW = Path(__file__).parent.parent.parent / "shared" / "source" / "kulczycka-2024.txt"


@pytest.fixture(scope="session")
def content() -> Content:
    return find_content()


@pytest.fixture(scope="session")
def sources(content: Content) -> Sources:
    return load(content)


@pytest.fixture(scope="session")
def kg(content: Content, sources: Sources) -> KnowledgeGraph:
    return iall_kg.KnowledgeGraph(build(sources, content).store, content)


@pytest.fixture(scope="session")
def review_text() -> str:
    if not REVIEW.exists():
        pytest.skip("the review's text is not part of the repository and lies in no ../shared/source here")
    return REVIEW.read_text(encoding="utf-8")


@pytest.fixture
def make_content(tmp_path: Path, content: Content) -> Callable[[dict[str, str]], Content]:
    """Return a maker of small contents: files by path, with the real shapes and queries beside them."""

    def make(files: dict[str, str]) -> Content:
        root = tmp_path / "content"
        for folder in ("ontology", "data"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        for folder in ("shapes", "queries"):
            if not (root / folder).exists():
                (root / folder).symlink_to(content.root / folder, target_is_directory=True)
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        return Content(root)

    return make
