"""The release of the real sources holds what the review asserts, counts it, and is the same in every build."""

import pyoxigraph as ox
import pytest

from iall_kg.build import Release, build
from iall_kg.content import Content
from iall_kg.graph import KnowledgeGraph
from iall_kg.load import Sources, load
from iall_kg.names import BASE, CURATION_GRAPH, IALL, INFERRED_GRAPH, RDF
from iall_kg.serialize import to_nquads, to_trig

DEFAULT = ox.DefaultGraph()


@pytest.fixture(scope="module")
def release(content: Content) -> tuple[Release, Sources, int]:
    """Build the real sources anew; give the release, the sources, and how many statements these held before."""
    sources = load(content)
    size = len(sources.store)
    return build(sources, content), sources, size


def test_building_leaves_the_sources_as_they_were(release: tuple[Release, Sources, int]) -> None:
    _, sources, size = release
    assert len(sources.store) == size
    assert INFERRED_GRAPH not in list(sources.store.named_graphs())


def test_two_builds_give_the_same_bytes_in_both_forms(
    kg: KnowledgeGraph, release: tuple[Release, Sources, int]
) -> None:
    trig, nquads = to_trig(kg.store), to_nquads(kg.store)
    assert trig == to_trig(release[0].store)
    assert nquads == to_nquads(release[0].store)
    assert min(len(trig), len(nquads)) > 1_000_000
    assert set(ox.parse(trig, format=ox.RdfFormat.TRIG)) == set(ox.parse(nquads, format=ox.RdfFormat.N_QUADS))


def stance_of(sources: Sources) -> dict[str, str]:
    quads = sources.store.quads_for_pattern(None, IALL.stance, None, None)
    return {q.subject.value: q.object.value.removeprefix(IALL.namespace) for q in quads}


def test_every_asserted_statement_of_the_review_is_a_fact_or_lost_a_settled_conflict(
    kg: KnowledgeGraph, sources: Sources
) -> None:
    settled = {q.subject for q in sources.store.quads_for_pattern(None, IALL.acceptedClaim, None, CURATION_GRAPH)}
    sides = {
        (subject.object, predicate.object, claim.object)
        for conflict in settled
        for subject in sources.store.quads_for_pattern(conflict, IALL.conflictSubject, None, None)
        for predicate in sources.store.quads_for_pattern(conflict, IALL.conflictProperty, None, None)
        for claim in sources.store.quads_for_pattern(conflict, IALL.conflictBetween, None, None)
    }
    stances = stance_of(sources)
    quads = [
        q for q in sources.store if stances.get(q.graph_name.value if q.graph_name != DEFAULT else "") == "Asserts"
    ]
    left_out = {q for q in quads if ox.Quad(q.subject, q.predicate, q.object, DEFAULT) not in kg.store}
    assert len(quads) > 3000
    assert {(q.subject, q.predicate, q.graph_name) for q in left_out} <= sides
    assert len(left_out) >= 5


def test_nothing_that_the_review_only_hedges_is_a_stated_fact(kg: KnowledgeGraph, sources: Sources) -> None:
    stances = stance_of(sources)
    hedged = {c for c, stance in stances.items() if stance != "Asserts"}
    assert len(hedged) > 10
    for claim in hedged:
        for quad in sources.store.quads_for_pattern(None, None, None, ox.NamedNode(claim)):
            if ox.Quad(quad.subject, quad.predicate, quad.object, DEFAULT) not in kg.store:
                continue
            others = {q.graph_name for q in kg.store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)}
            asserting = {g for g in others if g != DEFAULT and stances.get(g.value) == "Asserts"}
            assert asserting or INFERRED_GRAPH in others, quad


def test_inferred_facts_of_the_release_are_stated_nowhere_in_the_default_graph_of_the_sources(
    kg: KnowledgeGraph, sources: Sources
) -> None:
    stances = stance_of(sources)
    inferred = list(kg.store.quads_for_pattern(None, None, None, INFERRED_GRAPH))
    assert len(inferred) > 1000
    for quad in inferred:
        assert ox.Quad(quad.subject, quad.predicate, quad.object, DEFAULT) in kg.store
        stated = {
            q.graph_name for q in sources.store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        }
        assert all(stances.get(graph.value) in ("Hedges", "Denies") for graph in stated), quad


def test_the_release_counts_what_it_holds(release: tuple[Release, Sources, int]) -> None:
    made, sources, _ = release
    described = {q.subject for q in sources.store.quads_for_pattern(None, RDF.type, IALL.Claim, None)}
    graphs = {g for g in made.store.named_graphs() if g.value.startswith(BASE + "claim/")}
    assert made.claims == len(graphs) == len(described)
    assert made.inferred == len(list(made.store.quads_for_pattern(None, None, None, INFERRED_GRAPH)))
    assert made.facts > 3000
