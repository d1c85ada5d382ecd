"""The page of a disease: the common parts, with the results found in patients who have it."""

from iall_kg.pages.rows import text_in
from iall_kg.pages.site import Site
from iall_kg.pages.thing_parts import common_parts, render_thing


def page(site: Site, iri: str) -> str:
    """Return the page of a disease."""
    results = [text_in(row, "node") for row in site.rows("results-in", iri)]
    return render_thing(site, "thing.html", iri, parts=common_parts(site, iri, more=results))
