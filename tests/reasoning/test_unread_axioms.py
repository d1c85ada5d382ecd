"""An axiom beyond the rules is named, and of a clash that only HermiT finds the fewest facts."""

import pyoxigraph as ox
import pytest
from added_data import with_more
from wrong_data import FUNCTIONAL

from iall_kg.content import Content
from iall_kg.names import BASE, IALL, OWL, RDF
from iall_kg.reasoning import hermit
from iall_kg.reasoning.clashes import unread_axioms
from iall_kg.reasoning.reason import reason, reason_with_hermit, smallest_conflict

UNREAD = {
    "functional property": ("iall:hasTrialPhase a owl:FunctionalProperty .", "iall:hasTrialPhase"),
    "one of": ("iall:Two a owl:Class ; owl:equivalentClass [ owl:oneOf ( iall:Phase2 ) ] .", ""),
    "unnamed superclass": (
        "iall:Drug rdfs:subClassOf [ owl:onProperty iall:inhibits ; owl:someValuesFrom iall:Protein ] .",
        "iall:Drug",
    ),
    "thing stated to be in a defined class": ("drug:x a iall:MeninInhibitor .", "drug:x"),
}


@pytest.mark.parametrize("case", UNREAD)
def test_an_axiom_beyond_the_rules_is_named(case: str, given: ox.Store, content: Content) -> None:
    turtle, thing = UNREAD[case]
    assert thing in {clash.thing for clash in unread_axioms(with_more(given, turtle), content)}


def test_the_fewest_facts_that_clash_are_named_where_no_rule_does(
    given: ox.Store, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    phases = {
        ox.Triple(ox.NamedNode(BASE + "trial/one"), IALL.hasTrialPhase, phase) for phase in (IALL.Phase2, IALL.Phase3)
    }
    # HermiT itself finds this in one and a half minutes.
    monkeypatch.setattr(hermit, "is_consistent", lambda some: not phases <= set(some))
    store = with_more(given, FUNCTIONAL)
    assert reason(store, content).holds
    (clash,) = reason_with_hermit(store, content).clashes
    assert clash.thing == "trial:one"
    assert set(clash.because) == {f"given: trial:one has trial phase phase {number}" for number in (2, 3)}


def test_an_ontology_that_clashes_without_facts_is_said_to_do_so(
    given: ox.Store, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hermit, "is_consistent", lambda _: False)
    (clash,) = reason_with_hermit(given, content).clashes
    assert clash.message == "The ontology is inconsistent without any facts."


def test_the_smallest_conflict_is_found_among_many_facts() -> None:
    many = [ox.Triple(ox.NamedNode(f"urn:{n}"), RDF.type, OWL.Thing) for n in range(100)]
    guilty = {many[3], many[41], many[97]}
    assert set(smallest_conflict(many, lambda some: guilty <= set(some))) == guilty
