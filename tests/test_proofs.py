"""Every inferred triple has a proof that stands on its leaves alone, and on no more stated facts than it must."""

import re
from collections import defaultdict

import pyoxigraph as ox
import pytest

from iall_kg.content import Content
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, IALL, INFERRED_GRAPH, ONTOLOGY_GRAPH, RDF, THINGS_GRAPH, shorten
from iall_kg.reasoning.inference import close
from iall_kg.reasoning.proof import Proof, Prover
from iall_kg.reasoning.rules import read_rules
from iall_kg.statements import DEFAULT, Spo, match


@pytest.fixture(scope="module")
def prover(kg: KnowledgeGraph) -> Prover:
    return kg.explainer.prover


@pytest.fixture(scope="module")
def proofs(kg: KnowledgeGraph, prover: Prover) -> dict[Spo, Proof]:
    inferred = [found[:3] for found in match(kg.store, graph=INFERRED_GRAPH)]
    assert len(inferred) > 1000
    found = {triple: prover.smallest(triple) for triple in inferred}
    assert [triple for triple, proof in found.items() if proof is None] == []
    return found


def shown(triple: Spo) -> str:
    return " ".join(shorten(part.value) for part in triple)


# --- Every proof --------------------------------------------------------------------------------


def test_the_rules_of_a_proof_give_its_triple_from_its_leaves_alone(proofs: dict[Spo, Proof], prover: Prover) -> None:
    for triple, proof in proofs.items():
        leaves = ox.Store()
        leaves.extend(ox.Quad(*leaf) for leaf in proof.leaves())
        assert ox.Quad(*triple) not in leaves
        named = {step.rule.name for step in proof.steps() if step.rule}
        close(leaves, [rule for rule in prover.rules if rule.name in named])
        assert ox.Quad(*triple) in leaves, shown(triple)


def test_every_leaf_is_asserted_by_a_claim_or_an_axiom_or_the_type_of_a_thing(
    kg: KnowledgeGraph, proofs: dict[Spo, Proof]
) -> None:
    for leaf in dict.fromkeys(leaf for proof in proofs.values() for leaf in proof.leaves()):
        graphs = {found.graph for found in match(kg.store, *leaf)}
        assert DEFAULT in graphs
        assert INFERRED_GRAPH not in graphs
        asserted = any(ox.Quad(graph, IALL.stance, IALL.Asserts) in kg.store for graph in graphs - {DEFAULT})
        typed = leaf[1] == RDF.type and THINGS_GRAPH in graphs
        assert asserted or typed or ONTOLOGY_GRAPH in graphs, shown(leaf)


def test_no_proof_uses_what_it_proves(proofs: dict[Spo, Proof]) -> None:
    def check(proof: Proof, above: frozenset[Spo]) -> None:
        assert proof.conclusion not in above, shown(proof.conclusion)
        for premise in proof.premises:
            check(premise, above | {proof.conclusion})

    for proof in proofs.values():
        check(proof, frozenset())


def fewest_facts(everything: ox.Store, prover: Prover) -> dict[Spo, int]:
    """Return on how few stated facts each triple can stand, by joining all sets of facts that support its premises."""
    instances: list[tuple[Spo, set[Spo]]] = []
    for rule in prover.rules:
        for row in everything.query(re.sub(r"CONSTRUCT \{.*?\}", "SELECT *", rule.sparql)):
            filled = [
                tuple(row[part] if isinstance(part, ox.Variable) else part for part in pattern)
                for pattern in (rule.conclusion, *rule.premises)
            ]
            instances.append((filled[0], set(filled[1:])))
    known: dict[Spo, set[frozenset[Spo]]] = defaultdict(set)
    for premise in set().union(*(premises for _, premises in instances)):
        if prover.is_given(premise):
            known[premise] = {frozenset([premise] if prover.is_stated(premise) else [])}
    changed = True
    while changed:
        changed = False
        for conclusion, premises in instances:
            joined = {frozenset()}
            for premise in premises:
                joined = smallest({one | other for one in joined for other in known[premise]})
            better = smallest(known[conclusion] | joined)
            changed = changed or better != known[conclusion]
            known[conclusion] = better
    return {triple: min(map(len, sets)) for triple, sets in known.items() if sets}


def smallest(sets: set[frozenset[Spo]]) -> set[frozenset[Spo]]:
    return {one for one in sets if not any(other < one for other in sets)}


def test_no_proof_stands_on_more_stated_facts_than_it_must(
    kg: KnowledgeGraph, proofs: dict[Spo, Proof], prover: Prover
) -> None:
    everything = ox.Store()
    everything.extend(ox.Quad(*found[:3]) for found in match(kg.store, graph=DEFAULT))
    close(everything, prover.rules)
    fewest = fewest_facts(everything, prover)
    for triple, proof in proofs.items():
        assert len(prover.stated(proof)) == fewest[triple], shown(triple)


# --- How the smallest is chosen -----------------------------------------------------------------


ORDER = f"""
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX : <{BASE}thing/>
INSERT DATA {{
  :before a owl:TransitiveProperty . :justBefore rdfs:subPropertyOf :before . :after owl:inverseOf :before .
  GRAPH <{BASE}claim/one> {{ :a :justBefore :b . :b :justBefore :c . :c :justBefore :d . :d :after :b . :x :before :x }}
  <{BASE}claim/one> <{IALL.stance.value}> <{IALL.Asserts.value}> .
  :a :justBefore :b . :b :justBefore :c . :c :justBefore :d . :d :after :b . :x :before :x
}}"""


def small_prover(content: Content) -> Prover:
    store = ox.Store()
    store.update(ORDER)
    rules = read_rules(content.queries / "rules" / "infer")
    store.extend(ox.Quad(t.subject, t.predicate, t.object, INFERRED_GRAPH) for t in close(store, rules))
    return Prover(store, rules, lambda triple: " ".join(map(str, triple)))


def thing(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{BASE}thing/{name}")


def test_fewer_stated_facts_come_before_fewer_steps(content: Content) -> None:
    prover = small_prover(content)
    triple = thing("a"), thing("before"), thing("d")
    first, second = prover.proofs(triple, 5)
    assert {shown(leaf) for leaf in prover.stated(first)} == {
        "thing:a thing:justBefore thing:b",
        "thing:d thing:after thing:b",
    }
    assert len(prover.stated(second)) == 3
    assert prover.smallest(triple) == first


def test_a_statement_that_only_follows_from_itself_has_no_proof_from_others(content: Content) -> None:
    prover = small_prover(content)
    loop = thing("x"), thing("before"), thing("x")
    assert prover.proofs(loop, 5) == []
    assert prover.smallest(loop) == Proof(loop)


def test_a_triple_that_does_not_hold_has_no_proof(content: Content) -> None:
    prover = small_prover(content)
    assert prover.smallest((thing("d"), thing("before"), thing("a"))) is None
    assert prover.proofs((thing("d"), thing("before"), thing("a")), 5) == []
