"""The page of a claim: what it says, how it is put, on what evidence, and the passage it was read out of."""

from iall_kg.names import IALL, shorten
from iall_kg.pages.contents import contents
from iall_kg.pages.description import about, disputes
from iall_kg.pages.places import place_words
from iall_kg.pages.site import Site
from iall_kg.pages.thing_parts import render_thing

# Terms of the Evidence and Conclusion Ontology that claims use, in our own words: https://www.evidenceontology.org/
EVIDENCE_TYPES = {
    "eco:0000205": "the curators' own inference",
    "eco:0000303": "a statement without a reference",
    "eco:0000304": "a statement with a reference",
    "eco:0006017": "a statement on a referenced clinical study",
    "eco:0000180": "clinical study",
    "eco:0000181": "in vitro assay",
    "eco:0001137": "xenotransplantation",
}


def page(site: Site, iri: str) -> str:
    """Return the page of a claim."""
    claim = about(site, iri)
    passage = next(iter(claim.iris(IALL.fromPassage)), "")
    return render_thing(
        site,
        "claim.html",
        iri,
        title=f"Claim from {place_words(iri)}",
        claim=claim,
        passage=about(site, passage) if passage else None,
        place=place_words(passage),
        stance=next(iter(claim.iris(IALL.stance)), ""),
        evidence_types=[(term, _words(term)) for term in claim.iris(IALL.evidenceType)],
        underlying=[(term, _words(term)) for term in claim.iris(IALL.underlyingEvidence)],
        contents=contents(site, [iri])[iri],
        disputes=disputes(site, [iri, passage] if passage else [iri]),
        terms=IALL,
    )


def _words(term: str) -> str:
    return EVIDENCE_TYPES.get(shorten(term), shorten(term))
