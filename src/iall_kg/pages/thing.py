"""The page about a thing: what it is, its facts with their evidence, its conflicts, and what leads further.

Kinds that deserve it have pages of their own; every other thing has the parts that are common to all.
"""

from collections.abc import Callable

from iall_kg.names import kind_of
from iall_kg.pages import claim, conflict, disease, drug, fusion, passage, reference, source, study
from iall_kg.pages.site import Site
from iall_kg.pages.thing_parts import common_page

OWN_PAGES: dict[str, Callable[[Site, str], str]] = {
    "claim": claim.page,
    "conflict": conflict.page,
    "disease": disease.page,
    "drug": drug.page,
    "drugclass": drug.page,
    "fusion": fusion.page,
    "passage": passage.page,
    "reference": reference.page,
    "source": source.page,
    "study": study.page,
    "trial": study.page,
}


def thing(site: Site, iri: str) -> str:
    """Return the page about a thing that the graph describes."""
    return OWN_PAGES.get(kind_of(iri), common_page)(site, iri)
