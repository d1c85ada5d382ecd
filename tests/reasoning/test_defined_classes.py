"""Each defined class holds what was listed by hand; what is denied, or true of the usual fusion, is not inferred."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from added_data import with_more
from asking_hermit import with_java

from iall_kg.content import Content
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, IALL, OWL, shorten
from iall_kg.reasoning import hermit
from iall_kg.reasoning.given import triples
from iall_kg.reasoning.reason import Reasoning, reason
from iall_kg.statements import DEFAULT, Spo, match

EXPECTED = Path(__file__).parent / "defined-classes.tsv"


def expected_members() -> dict[str, list[str]]:
    lines = [line for line in EXPECTED.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {name: members.split() for name, _, members in (line.partition("\t") for line in lines)}


def test_every_defined_class_is_listed(given: ox.Store) -> None:
    defined = {shorten(s.subject.value) for s in match(given, None, OWL.equivalentClass)}
    assert defined == set(expected_members())


@pytest.mark.parametrize("name", expected_members())
def test_a_defined_class_has_the_members_listed_by_hand(name: str, by_rules: Reasoning) -> None:
    assert by_rules.members[name] == expected_members()[name]


def test_nothing_inferred_is_denied_or_lost_a_conflict(kg: KnowledgeGraph, by_rules: Reasoning) -> None:
    denying = {s.subject for s in match(kg.store, None, IALL.stance, IALL.Denies, DEFAULT)}
    settled = {s.subject for s in match(kg.store, None, IALL.resolution, IALL.Settled, DEFAULT)}
    losing = {
        s.object
        for conflict in settled
        for s in match(kg.store, conflict, IALL.conflictBetween, None, DEFAULT)
        if next(match(kg.store, conflict, IALL.acceptedClaim, s.object, DEFAULT), None) is None
    }
    assert losing
    said = {s[:3] for claim in denying | losing for s in match(kg.store, graph=claim)}
    accepted = {s[:3] for s in match(kg.store, graph=DEFAULT)} - by_rules.inferred
    assert (said - accepted) & by_rules.inferred == set()


RECIPROCAL = (
    "fusion:AFF1--KMT2A a iall:GeneFusion ; iall:fivePrimePartner gene:AFF1 ; iall:threePrimePartner gene:KMT2A ."
)


def of(node: str, found: set[Spo] | frozenset[Spo]) -> set[tuple[str, str]]:
    return {(shorten(p.value), shorten(o.value)) for s, p, o in found if s == ox.NamedNode(BASE + node)}


def test_a_reciprocal_fusion_has_none_of_the_fates_of_the_usual_one(given: ox.Store, content: Content) -> None:
    found = reason(with_more(given, RECIPROCAL), content)
    assert found.holds
    assert of("fusion/AFF1--KMT2A", found.inferred) == {
        ("rdf:type", "iall:GeneticAlteration"),
        ("rdf:type", "iall:ReciprocalKMT2AFusion"),
        ("iall:hasFusionPartner", "gene:AFF1"),
        ("iall:hasFusionPartner", "gene:KMT2A"),
    }
    assert ("iall:losesDomain", "domain:SET") in of("fusion/KMT2A--AFF1", found.inferred)


@with_java
def test_hermit_gives_a_reciprocal_fusion_none_of_these_fates_either(given: ox.Store) -> None:
    kinds = (*(f"<{BASE}{kind}/" for kind in ("fusion", "domain", "region", "gene", "protein")), f"<{IALL.namespace}")
    store = with_more(given, RECIPROCAL)
    some = [t for t in triples(store) if str(t.subject).startswith(kinds) or isinstance(t.subject, ox.BlankNode)]
    values = hermit.property_values(some)
    assert {p for p, _ in of("fusion/AFF1--KMT2A", values)} == {
        "iall:fivePrimePartner",
        "iall:threePrimePartner",
        "iall:hasFusionPartner",
    }
    assert ("iall:losesDomain", "domain:SET") in of("fusion/KMT2A--AFF1", values)
