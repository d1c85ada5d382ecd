"""The page of a passage: where it stands, its first words, what it cites, and what was read out of it."""

from iall_kg.names import IALL
from iall_kg.pages.contents import contents
from iall_kg.pages.description import about, disputes
from iall_kg.pages.places import place_words
from iall_kg.pages.rows import text_in
from iall_kg.pages.site import Site
from iall_kg.pages.thing_parts import render_thing


def page(site: Site, iri: str) -> str:
    """Return the page of a passage."""
    passage = about(site, iri)
    order = list(dict.fromkeys(text_in(row, "passage") for row in site.rows("passages", *passage.iris(IALL.ofSource))))
    at = order.index(iri)
    claims = [text_in(row, "claim") for row in site.rows("claims-from", iri)]
    return render_thing(
        site,
        "passage.html",
        iri,
        title=f"Passage: {place_words(iri)}",
        passage=passage,
        before=order[at - 1] if at else "",
        after=order[at + 1] if at + 1 < len(order) else "",
        contents=contents(site, claims),
        stances={claim: about(site, claim).iris(IALL.stance) for claim in claims},
        disputes=disputes(site, [iri]),
        terms=IALL,
        place_words=place_words,
    )
