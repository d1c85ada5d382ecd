"""The page of a gene fusion: partners, what it keeps and loses and drives, drugs that act on that, and prognosis."""

from dataclasses import dataclass, replace

from iall_kg.names import IALL, kind_of
from iall_kg.pages.addresses import anchor, page_of
from iall_kg.pages.facts import Fact, Group
from iall_kg.pages.mechanism import chains
from iall_kg.pages.observations import details, table_of_studies
from iall_kg.pages.pictured import picture
from iall_kg.pages.rows import text_in
from iall_kg.pages.said import Said, Sayings
from iall_kg.pages.site import Site
from iall_kg.pages.thing_parts import common_parts, render_thing

FREQUENCIES = "frequencies"
FATES = {
    IALL.retainsDomain.value: "retained",
    IALL.disruptsDomain.value: "disrupted, wholly or in part",
    IALL.losesDomain.value: "lost",
    IALL.losesAtLeastPartOf.value: "lost, at least in part",
    IALL.losesSubunit.value: "lost",
}


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one part of the protein: as it is said of this fusion, and as it is stated of wider ones."""

    domain: str
    subunit: str
    words: str
    fact: Fact | None
    of_wider: list[Said]


def page(site: Site, iri: str) -> str:
    """Return the page of a gene fusion."""
    prognosis = site.rows("disease-of-fusion", iri)
    parts = common_parts(site, iri, more=[node for row in prognosis if (node := text_in(row, "node"))])
    drugs = [
        said.subject
        for said in parts.sayings.all
        if said.predicate == IALL.targetsMechanismOf.value and said.iri == iri
    ]
    studies = _studies(site, drugs)
    fates = _fates(site, parts.facts, parts.sayings.objects(iri, IALL.subtypeOf))
    shown = replace(
        parts,
        facts=[group for group in parts.facts if group.property not in FATES],
        tables=[found for found in parts.tables if found.key != FREQUENCIES],
    )
    return render_thing(
        site,
        "fusion.html",
        iri,
        parts=shown,
        fates=fates,
        fate_anchors=[anchor(group.property) for group in parts.facts if group.property in FATES],
        options=chains(site, (drug for drug in drugs if kind_of(drug) == "drug")),
        frequencies=next((found.table for found in parts.tables if found.key == FREQUENCIES), None),
        studies=table_of_studies(site, iri, studies),
        diseases=sorted({text_in(row, "disease") for row in prognosis}, key=site.order),
        picture_of_thing=picture(site, "domains", page_of(iri), iri),
    )


def _fates(site: Site, groups: list[Group], wider: list[str]) -> list[Fate]:
    """Return the fates of all parts, in the order of the protein."""
    listed = site.domains
    own = {(fact.said.iri, group.property): fact for group in groups for fact in group.facts if group.property in FATES}
    above = details(site, wider) if wider else Sayings(())
    told = [said for node in wider for said in above.about(node) if said.predicate in FATES]
    fates = [
        Fate(
            part,
            listed.get(part, ""),
            FATES[term],
            own.get((part, term)),
            [s for s in told if (s.iri, s.predicate) == (part, term)],
        )
        for part, term in dict.fromkeys((*own, *((said.iri, said.predicate) for said in told)))
    ]
    places = list(listed)
    return sorted(
        fates, key=lambda fate: (places.index(fate.domain) if fate.domain in listed else len(places), fate.domain)
    )


def _studies(site: Site, drugs: list[str]) -> list[str]:
    if not drugs:
        return []
    tests = site.rows("tests-of", *(drug for drug in drugs if kind_of(drug) == "drug"))
    return list(dict.fromkeys(text_in(row, "study") for row in tests))
