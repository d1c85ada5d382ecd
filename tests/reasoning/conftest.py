"""All that is given, and what the rules conclude from it, once a session."""

import pyoxigraph as ox
import pytest

from iall_kg.content import Content
from iall_kg.reasoning.given import read_given
from iall_kg.reasoning.reason import Reasoning, reason


@pytest.fixture(scope="session")
def given(content: Content) -> ox.Store:
    return read_given(content)


@pytest.fixture(scope="session")
def by_rules(given: ox.Store, content: Content) -> Reasoning:
    return reason(given, content)
