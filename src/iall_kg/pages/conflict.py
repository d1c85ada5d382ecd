"""The page of a conflict: what is printed and where, each reading side by side, which one stands, and why."""

from iall_kg.names import IALL
from iall_kg.pages.contents import contents
from iall_kg.pages.description import about
from iall_kg.pages.places import place_words
from iall_kg.pages.rows import text_in
from iall_kg.pages.site import Site
from iall_kg.pages.thing_parts import render_thing


def page(site: Site, iri: str) -> str:
    """Return the page of a conflict."""
    conflict = about(site, iri)
    passages, between = conflict.iris(IALL.inPassage), conflict.iris(IALL.conflictBetween)
    from_passages = site.rows("claims-from", *passages) if passages else []
    cues = {text_in(row, "passage"): text_in(row, "cue") for row in (site.rows("cues", *passages) if passages else ())}
    said = contents(site, between)
    return render_thing(
        site,
        "conflict.html",
        iri,
        conflict=conflict,
        passages=[(passage, place_words(passage), cues.get(passage, "")) for passage in passages],
        claims={p: [text_in(r, "claim") for r in from_passages if text_in(r, "thing") == p] for p in passages},
        readings={
            claim: [s for s in said[claim] if s.thing in conflict.iris(IALL.conflictSubject)] for claim in between
        },
        accepted=conflict.iris(IALL.acceptedClaim),
        terms=IALL,
        place_words=place_words,
    )
