"""Every export of the whole graph, made once a session."""

from collections.abc import Mapping

import pytest

from iall_kg.exports import FORMATS
from iall_kg.graph import KnowledgeGraph


@pytest.fixture(scope="session")
def exports(kg: KnowledgeGraph) -> dict[str, Mapping[str, bytes]]:
    return {form.name: form.make(kg) for form in FORMATS}
