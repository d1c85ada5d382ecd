"""The page of a source: what it is, and all its passages in order, with what each speaks of."""

from itertools import groupby

from iall_kg.names import DCTERMS, IALL
from iall_kg.pages.places import place_words, section_words
from iall_kg.pages.rows import Row, text_in
from iall_kg.pages.site import Site
from iall_kg.pages.thing_parts import common_parts, render_thing


def page(site: Site, iri: str) -> str:
    """Return the page of a source."""
    rows = site.rows("passages", iri)
    sections: dict[str, list[list[Row]]] = {}
    for _, of_passage in groupby(rows, key=lambda row: text_in(row, "passage")):
        found = list(of_passage)
        sections.setdefault(_section(text_in(found[0], "section")), []).append(found)
    return render_thing(
        site,
        "source.html",
        iri,
        parts=common_parts(site, iri),
        sections=sections,
        spoken=_spoken(site, iri),
        terms=IALL,
        titles=DCTERMS.title,
        place_words=place_words,
    )


def _spoken(site: Site, iri: str) -> dict[str, list[str]]:
    """Return of which things each claim of a source speaks."""
    found: dict[str, list[str]] = {}
    for row in site.rows("spoken-of", iri):
        found.setdefault(text_in(row, "claim"), []).append(text_in(row, "subject"))
    return {claim: sorted(things, key=site.order) for claim, things in found.items()}


def _section(section: str) -> str:
    """Return a section without the row of a table that a source counts as one."""
    return section_words(section.partition(", row ")[0])
