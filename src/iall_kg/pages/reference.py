"""The page of a reference: the entry, which passages cite it, and the studies and results that rest on it."""

from iall_kg.names import DCTERMS, IALL, kind_of, shorten
from iall_kg.pages.observations import OBSERVED
from iall_kg.pages.rows import text_in
from iall_kg.pages.site import Site
from iall_kg.pages.table import table_of
from iall_kg.pages.thing_parts import common_parts, render_thing

# Groups and coordinates are no results.
LEFT_OUT = frozenset({"population", "riskgroup", "coordinates"})
SHOWN = ("citing", "citingLabel", "claim", "section", "references", "cue", "stance", "stanceLabel")


def page(site: Site, iri: str) -> str:
    """Return the page of an entry of a reference list."""
    citing = site.graph.query("supported-by-reference", reference=shorten(iri))
    at = citing.columns.index("claim")
    claims = {term.value for row in citing.rows if (term := row[at]) is not None}
    rows = site.rows("contents", *claims) if claims else []
    spoken = dict.fromkeys(text_in(row, "subject") for row in rows)
    results = [node for node in spoken if kind_of(node) in OBSERVED - LEFT_OUT]
    return render_thing(
        site,
        "reference.html",
        iri,
        parts=common_parts(site, iri, more=results),
        citing=table_of(citing.only(SHOWN)),
        count=len(claims),
        terms=IALL,
        titles=DCTERMS.title,
        entries=DCTERMS.source,
    )
