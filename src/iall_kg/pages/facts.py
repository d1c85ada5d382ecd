"""What a page says of a thing itself, by property: stated before inferred, each with its evidence or its proof.

What a wider property repeats is left out, and so is what an inverse property says the other way round.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from iall_kg.names import kind_of
from iall_kg.pages.said import INFERRED, STANDINGS, Said, Sayings
from iall_kg.pages.site import Site, natural
from iall_kg.reasoning.explain import Reasoning

# What a reader looks for first; other properties follow by their labels.
FIRST = [
    *("memberOfClass", "subtypeOf", "characterizedBy", "lacksAlteration", "drugCode"),
    *("targets", "binds", "inhibits", "disrupts", "activates", "connects", "destroys", "targetsMechanismOf"),
    *("fivePrimePartner", "threePrimePartner", "hasTranslocation", "breaksWithin"),
    *("hasTrialPhase", "hasStatus", "statusReadOn", "evaluates", "studiesDisease", "hasDesign", "hasAim"),
    *("conductedBy", "responsibleParty", "startYear", "endYear"),
]


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement, with the proof of it if it is inferred and the page is about its subject."""

    said: Said
    proof: Reasoning | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """All facts of one property."""

    property: str
    facts: tuple[Fact, ...]


def own_facts(site: Site, sayings: Sayings, thing: str, left_out: frozenset[str]) -> list[Group]:
    """Return the facts of which a thing is the subject, by property; some properties can be left out."""
    kept = [
        said for said in sayings.about(thing) if said.predicate not in left_out and not _repeats(site, sayings, said)
    ]
    return _groups(site, (Fact(said, _proof(site, said)) for said in kept))


def naming_facts(site: Site, sayings: Sayings, thing: str, kinds_left_out: frozenset[str]) -> list[Group]:
    """Return the facts of which a thing is the object, without those that its own facts say or that tables show."""
    told = {(said.predicate, said.iri) for said in sayings.about(thing)}
    return _groups(
        site,
        (
            Fact(said)
            for said in sayings.all
            if said.iri == thing
            and kind_of(said.subject) not in kinds_left_out
            and (site.hierarchy.inverse(said.predicate), said.subject) not in told
            and not _repeats(site, sayings, said)
        ),
    )


def groups_of(site: Site, said: Iterable[Said]) -> list[Group]:
    """Return statements by property, as they are."""
    return _groups(site, map(Fact, said))


def _repeats(site: Site, sayings: Sayings, said: Said) -> bool:
    """Tell whether an inferred statement only repeats what a narrower property says of the same things."""
    return said.standing == INFERRED and any(
        said.predicate in site.hierarchy.wider(other.predicate)
        for other in sayings.about(said.subject)
        if other.object == said.object
    )


def _proof(site: Site, said: Said) -> Reasoning | None:
    if said.standing != INFERRED:
        return None
    triple = ox.NamedNode(said.subject), ox.NamedNode(said.predicate), said.object
    return next(iter(site.graph.explainer.explain(triple).proofs), None)


def _groups(site: Site, facts: Iterable[Fact]) -> list[Group]:
    by_property: dict[str, list[Fact]] = {}
    for fact in facts:
        by_property.setdefault(fact.said.predicate, []).append(fact)

    def place(fact: Fact) -> tuple[int, str]:
        said = fact.said
        words = site.label(said.iri) if said.iri else said.object.value
        return STANDINGS.index(said.standing), natural(f"{words} {site.label(said.subject)}")

    groups = (Group(term, tuple(sorted(found, key=place))) for term, found in by_property.items())
    return sorted(groups, key=lambda group: (_place(group.property), site.label(group.property)))


def _place(term: str) -> int:
    name = term.partition("#")[2]
    return FIRST.index(name) if name in FIRST else len(FIRST)
