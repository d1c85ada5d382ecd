"""Tell at which address a thing has its page, and what leads there from another page.

Addresses are paths below the root of the site, such as `drug/revumenib.html`; terms of the ontology share one page.
"""

from iall_kg.names import BASE, kind_of

HOME = "index.html"
SEARCH = "search.html"
TERMS = "ontology.html"
ENDING = ".html"
TERM = BASE + "ontology#"


def page_of(iri: str) -> str:
    """Return the address of the page about one of our things, or nothing for what is not ours."""
    if iri.startswith(TERM):
        return f"{TERMS}#{iri.removeprefix(TERM)}"
    return iri.removeprefix(BASE) + ENDING if kind_of(iri) else ""


def kind_page(kind: str) -> str:
    """Return the address of the list of all things of a kind."""
    return f"{kind}/{HOME}"


def question_page(name: str) -> str:
    """Return the address of the page of a stored query."""
    return f"query/{name}{ENDING}"


def root_of(address: str) -> str:
    """Return what leads from the page at an address to the root of the site."""
    return "../" * address.count("/") or "./"


def anchor(term: str, *, of: bool = False) -> str:
    """Return the name by which a page leads to facts of a property, or to those `of` which its thing is the object."""
    return term.rpartition("#")[2] + ("-of" if of else "")
