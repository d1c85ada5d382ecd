"""The pages of the whole graph."""

from collections.abc import Callable

import pytest
from page_reader import Page, read_page

from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE
from iall_kg.pages.site import Site
from iall_kg.pages.thing import thing


@pytest.fixture(scope="session")
def site(kg: KnowledgeGraph) -> Site:
    return Site(kg)


@pytest.fixture(scope="session")
def page(site: Site) -> Callable[[str], Page]:
    """Return a reader of the page of a thing, named by kind and key."""

    def read(name: str) -> Page:
        return read_page(thing(site, BASE + name))

    return read
