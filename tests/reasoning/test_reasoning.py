"""The rules and HermiT conclude the same from all data.

HermiT runs on the accepted facts, the things and the ontology; whether everything holds together, passages and
claims included, it is asked too. What follows from the provenance is left out: claims and passages have no class
but the one that is stated, and HermiT would take minutes.
"""

import pyoxigraph as ox
import pytest
from asking_hermit import module_of, with_java

from iall_kg.content import Content
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import IALL, INFERRED_GRAPH, OWL, RDF
from iall_kg.reasoning import hermit
from iall_kg.reasoning.clashes import unread_axioms
from iall_kg.reasoning.given import PROVENANCE, triples
from iall_kg.reasoning.reason import Reasoning
from iall_kg.statements import Spo, match


@pytest.fixture(scope="module")
def facts(given: ox.Store) -> list[ox.Triple]:
    return triples(given, provenance=False)


def stated(store: ox.Store) -> set[Spo]:
    return {statement[:3] for statement in match(store)}


def test_the_rules_find_all_data_consistent_and_in_owl_2_dl(by_rules: Reasoning) -> None:
    assert by_rules.holds, by_rules.clashes + by_rules.outside_dl
    assert len(by_rules.inferred) > 1000


def test_the_release_holds_what_the_rules_infer_here(by_rules: Reasoning, kg: KnowledgeGraph) -> None:
    assert {s[:3] for s in match(kg.store, graph=INFERRED_GRAPH)} == by_rules.inferred


def test_no_axiom_of_ours_says_more_than_the_rules_read(given: ox.Store, content: Content) -> None:
    assert unread_axioms(given, content) == []


@with_java
def test_hermit_finds_everything_consistent_with_passages_and_claims(given: ox.Store) -> None:
    assert hermit.is_consistent(triples(given))


@with_java
def test_rules_and_hermit_put_each_thing_in_the_same_classes(
    given: ox.Store, facts: list[ox.Triple], by_rules: Reasoning
) -> None:
    # Left out: owl:Thing, in which everything is, and the provenance.
    provenance = {s.subject for kind in PROVENANCE for s in match(given, None, RDF.type, kind)}
    ours = {
        (subject, predicate, kind)
        for subject, predicate, kind in stated(given) | by_rules.inferred
        if predicate == RDF.type and str(kind).startswith(f"<{IALL.namespace}") and subject not in provenance
    }
    theirs = {typing for typing in hermit.types(facts) if typing[0] not in provenance}
    assert ours - theirs == set()
    assert theirs - ours == set()
    assert len(ours) > 1900


@with_java
def test_rules_and_hermit_give_the_same_property_values(
    given: ox.Store, facts: list[ox.Triple], by_rules: Reasoning
) -> None:
    properties = {s.subject for s in match(given, None, RDF.type, OWL.ObjectProperty)}
    provenance = {s.subject for kind in PROVENANCE for s in match(given, None, RDF.type, kind)}
    ours = {t for t in stated(given) | by_rules.inferred if t[1] in properties and t[0] not in provenance}
    theirs = hermit.property_values(facts)
    assert ours - theirs == set()
    assert theirs - ours == set()
    assert len(ours) > 2800


@with_java
def test_hermit_finds_a_class_narrower_that_nobody_said_to_be_so(given: ox.Store) -> None:
    found = hermit.subclasses(module_of(given, ""))
    assert (IALL.NegativeRandomizedTrial.value, IALL.TrialWithoutDifference.value) in found
    assert (IALL.CD19DirectedCellTherapy.value, IALL.CD19DirectedTherapy.value) in found
    assert not any(narrow == OWL.namespace + "Nothing" or wide == OWL.namespace + "Nothing" for narrow, wide in found)
