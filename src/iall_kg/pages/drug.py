"""The page of a drug or a class of drugs: what it acts on and how, who tested it in whom, and what came out."""

from iall_kg.names import kind_of
from iall_kg.pages.addresses import page_of
from iall_kg.pages.mechanism import acts_beyond_membership, chains
from iall_kg.pages.observations import table_of_studies
from iall_kg.pages.pictured import picture
from iall_kg.pages.rows import text_in
from iall_kg.pages.site import Site
from iall_kg.pages.thing_parts import common_parts, render_thing

# The groups of every study of a drug are on the pages of the studies.
LEFT_OUT = frozenset({"population", "riskgroup", "statement", "criterion", "coordinates"})


def page(site: Site, iri: str) -> str:
    """Return the page of a drug or a class of drugs."""
    tests = site.rows("tests-of", iri)
    studies = list(dict.fromkeys(text_in(row, "study") for row in tests))
    results = [node for row in tests if (node := text_in(row, "node")) and kind_of(node) not in LEFT_OUT]
    of_class = [text_in(row, "node") for row in site.rows("findings-of-class", iri)]
    steps = chains(site, [iri])[iri]
    return render_thing(
        site,
        "drug.html",
        iri,
        parts=common_parts(site, iri, more=[*results, *of_class], disputed=studies, left_out={"trial", "study"}),
        chain=steps if acts_beyond_membership(steps) else [],
        studies=table_of_studies(site, iri, studies),
        picture_of_thing=picture(site, "mechanism", page_of(iri), iri),
    )
