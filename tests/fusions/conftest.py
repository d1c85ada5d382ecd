"""A reader of fusion calls on the whole graph, once a session."""

import pytest

from iall_kg.fusions import Fusions
from iall_kg.graph import KnowledgeGraph


@pytest.fixture(scope="session")
def fusions(kg: KnowledgeGraph) -> Fusions:
    return Fusions(kg)
