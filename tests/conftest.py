"""Fixtures that several test modules share: the content, the sources as read, and the release, once a session."""

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
