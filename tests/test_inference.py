"""Each inference rule alone infers what OWL 2 RL says and nothing else; together they come to an end."""

import random
import shutil
from itertools import product
from pathlib import Path

import pyoxigraph as ox
import pytest

from iall_kg.content import Content, find_content
from iall_kg.errors import BuildError
from iall_kg.reasoning.inference import infer

RULES = find_content().queries / "rules" / "infer"
PREFIXES = """@prefix : <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""

# For each rule file: a tiny ontology with facts, and all that the rule alone infers from it. What stands in the
# facts beside the premises are near misses, from which nothing may follow.
CASES = {
    "cax-eqc": (
        ":Inhibitor owl:equivalentClass :Expression . :a a :Expression . :b a :Other . :c a :Inhibitor .",
        ":a a :Inhibitor .",
    ),
    "cax-sco": (
        ":Drug rdfs:subClassOf :Agent . :Agent rdfs:subClassOf :Thing , _:b . :a a :Drug . :b a :Thing .",
        ":a a :Agent , :Thing .",
    ),
    "cls-hv2": (
        ":R owl:onProperty :p ; owl:hasValue :v . :a :p :v . :b :p :w . :c :q :v . :v :p :a .",
        ":a a :R .",
    ),
    "cls-int1": (
        ":C owl:intersectionOf ( :A :B ) . :E owl:intersectionOf ( :A :B :D ) . :x a :A , :B . :y a :A . :z a :B .",
        ":x a :C .",
    ),
    "cls-int1-three": (
        ":C owl:intersectionOf ( :A :B :D ) . :E owl:intersectionOf ( :A :B :D :F ) . "
        ":x a :A , :B , :D . :y a :A , :B . :z a :B , :D .",
        ":x a :C .",
    ),
    "cls-svf1": (
        ":R owl:onProperty :p ; owl:someValuesFrom :C . :a :p :v . :v a :C . :b :p :w . :w a :D . :c :q :v .",
        ":a a :R .",
    ),
    "cls-svf1-inverse": (
        ":R owl:onProperty [ owl:inverseOf :p ] ; owl:someValuesFrom :C . :v :p :a ; a :C . :w :p :b ; a :D . "
        ":c :p :v . :v :q :d .",
        ":a a :R .",
    ),
    "prp-dom": (
        ":p rdfs:domain :C . :q rdfs:domain _:b . :a :p :b . :c :q :d . :e :r :f .",
        ":a a :C .",
    ),
    "prp-inv1": (
        ":q owl:inverseOf :p . :a :p :b . :c :p 'text' , _:n . :d :q :e .",
        ":b :q :a .",
    ),
    "prp-inv2": (
        ":q owl:inverseOf :p . :a :q :b . :c :q 'text' , _:n . :d :p :e .",
        ":b :p :a .",
    ),
    "prp-rng": (
        ":p a owl:ObjectProperty ; rdfs:range :C , _:r . :q a owl:DatatypeProperty ; rdfs:range :D . "
        ":a :p :b . :c :q :d , 'text' .",
        ":b a :C .",
    ),
    "prp-spo1": (
        ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r . :a :p :b . :c :r :d .",
        ":a :q :b ; :r :b .",
    ),
    "prp-spo2": (
        ":p owl:propertyChainAxiom ( :q :r ) . :a :q :b . :b :r :c . :a :r :d . :d :q :e . :p2 owl:propertyChainAxiom "
        "( :q :r :s ) .",
        ":a :p :c .",
    ),
    "prp-spo2-three": (
        ":p owl:propertyChainAxiom ( :q :r :s ) . :a :q :b . :b :r :c . :c :s :d . :c :q :e . "
        ":p2 owl:propertyChainAxiom ( :q :r ) . :p4 owl:propertyChainAxiom ( :q :r :s :t ) . :d :t :f .",
        ":a :p :d .",
    ),
    "prp-symp": (
        ":p a owl:SymmetricProperty . :a :p :b , 'text' , _:n . :c :q :d .",
        ":b :p :a .",
    ),
    "prp-trp": (
        ":p a owl:TransitiveProperty . :a :p :b . :b :p :c . :c :p :d . "
        ":q a owl:ObjectProperty . :d :q :e . :e :q :f .",
        ":a :p :c , :d . :b :p :d .",
    ),
}


def store_of(turtle: str) -> ox.Store:
    store = ox.Store()
    store.bulk_load((PREFIXES + turtle).encode(), format=ox.RdfFormat.TURTLE)
    return store


def triples(turtle: str) -> set[ox.Triple]:
    return {ox.Triple(q.subject, q.predicate, q.object) for q in store_of(turtle)}


@pytest.mark.parametrize("rule", [path.stem for path in sorted(RULES.glob("*.rq"))])
def test_a_rule_alone_infers_what_it_must_and_nothing_else(rule: str, tmp_path: Path) -> None:
    given, expected = CASES[rule]
    shutil.copy(RULES / f"{rule}.rq", tmp_path)
    store = store_of(given)
    inferred = infer(store, tmp_path)
    assert set(inferred) == triples(expected)
    assert len(inferred) == len(set(inferred))
    assert len(store) == len(store_of(given)) + len(inferred), "no membership in an unnamed class either"


@pytest.mark.parametrize("rule", CASES)
def test_all_rules_together_still_infer_what_each_one_does(rule: str) -> None:
    given, expected = CASES[rule]
    assert triples(expected) <= set(infer(store_of(given), RULES))


def test_a_defined_class_is_inferred_through_its_unnamed_parts() -> None:
    store = store_of(
        """:MeninInhibitor owl:equivalentClass [ owl:intersectionOf ( :Drug [
             owl:onProperty :disrupts ; owl:someValuesFrom [ owl:onProperty :hasParticipant ; owl:hasValue :menin ]
           ] ) ] .
        :revumenib a :Drug ; :disrupts :interaction . :interaction :hasParticipant :menin .
        :other a :Drug ; :disrupts :interaction2 . :interaction2 :hasParticipant :WDR5 .
        :antibody a :Antibody ; :disrupts :interaction ."""
    )
    assert set(infer(store, RULES)) == triples(":revumenib a :MeninInhibitor .")


def test_memberships_in_unnamed_classes_are_used_but_not_returned() -> None:
    store = store_of(":C owl:equivalentClass [ owl:onProperty :p ; owl:hasValue :v ] . :a :p :v .")
    inferred = infer(store, RULES)
    assert set(inferred) == triples(":a a :C .")
    assert (
        len(store) == len(store_of(":C owl:equivalentClass [ owl:onProperty :p ; owl:hasValue :v ] . :a :p :v .")) + 2
    )


def test_what_was_inferred_is_in_the_facts_afterwards_and_nothing_more_follows() -> None:
    store = store_of(":p a owl:TransitiveProperty . :a :p :b . :b :p :c . :c :p :d .")
    before = len(store)
    inferred = infer(store, RULES)
    assert len(store) == before + len(inferred)
    assert infer(store, RULES) == []


def test_stated_facts_are_not_inferred_again() -> None:
    assert infer(store_of(":p rdfs:domain :C . :a :p :b . :a a :C ."), RULES) == []


def test_a_long_chain_of_classes_and_a_circle_come_to_an_end() -> None:
    chain = " ".join(f":C{n} rdfs:subClassOf :C{n + 1} ." for n in range(120))
    inferred = infer(store_of(f"{chain} :C120 rdfs:subClassOf :C100 . :a a :C0 ."), RULES)
    assert set(inferred) == triples(" ".join(f":a a :C{n + 1} ." for n in range(120)))


def test_the_closure_of_a_transitive_property_is_that_of_a_plain_search() -> None:
    chance = random.Random(3)
    for _ in range(10):
        steps = {(chance.randrange(12), chance.randrange(12)) for _ in range(14)}
        closure = set(steps)
        while more := {(a, d) for (a, b), (c, d) in product(closure, steps) if b == c} - closure:
            closure |= more
        facts = " ".join(f":n{a} :p :n{b} ." for a, b in steps)
        inferred = infer(store_of(f":p a owl:TransitiveProperty . {facts}"), RULES)
        expected = " ".join(f":n{a} :p :n{b} ." for a, b in closure - steps)
        assert set(inferred) == triples(expected)


def test_only_the_default_graph_is_reasoned_over() -> None:
    store = store_of(":p rdfs:domain :C .")
    store.add(
        ox.Quad(
            ox.NamedNode("http://example.org/a"),
            ox.NamedNode("http://example.org/p"),
            ox.NamedNode("http://example.org/b"),
            ox.NamedNode("http://example.org/claim"),
        )
    )
    assert infer(store, RULES) == []


def test_no_rules_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="no inference rules"):
        infer(ox.Store(), tmp_path)


def test_every_case_here_is_of_a_rule_that_exists(content: Content) -> None:
    folder = content.queries / "rules" / "infer"
    assert set(CASES) == {path.stem for path in folder.glob("*.rq")}
