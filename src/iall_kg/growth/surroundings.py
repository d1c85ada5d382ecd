"""Take out of a store what the rules have to see beside new sources: what others say around the things named there.

Comes in: the store of what is there, the new sources and the things that they name. Goes out: what others say of those
things and of those labelled alike, as far as rules look at it (see reach.py), each statement once, however many claims
make it; their conflicts; and of what those statements lead to, what is said of it if a rule follows them so far, else
what kind of thing it is. So a popular thing brings in neither everybody who ever spoke of it, nor everything that was
ever joined to it.
"""

from collections.abc import Iterable, Iterator
from typing import TypeGuard

import pyoxigraph as ox

from iall_kg.build import SHARED_GRAPHS
from iall_kg.content import Content
from iall_kg.growth.disputed import conflicts_about
from iall_kg.growth.labels import labelled
from iall_kg.growth.reach import Reach, reach_of_rules
from iall_kg.growth.said import said_of, said_with
from iall_kg.names import CURATION_GRAPH, IALL, META_GRAPH, RDF, RDFS, key_of, kind_of
from iall_kg.statements import match


def surroundings(
    store: ox.Store, added: ox.Store, named: Iterable[ox.NamedNode], content: Content
) -> Iterator[ox.Quad]:
    """Yield what rules see beside the sources `added` in `store`, which has what helps to find it (see kept.py).

    `named` are the things and claims of which these speak.
    """
    # The label of a reference need differ from those in its own list only.
    labels = (s.object.value for s in match(added, None, RDFS.label) if not _in_list(s.subject.value))
    alike = {node for label in labels for node in labelled(store, label)}
    trials = (
        other.subject for s in match(added, None, IALL.nctId) for other in match(store, None, IALL.nctId, s.object)
    )
    likely = alike.union(named, (node for node in trials if isinstance(node, ox.NamedNode)))
    # Of what is new, which most of it is, nobody else says anything.
    near = {thing for thing in likely if any(match(store, thing))}
    reach = reach_of_rules(content)
    said = [*_given(store, near, reach), *_led_back(store, near, reach)]
    yield from said
    yield from _conflicts(store, near, reach)
    ends = [(q.predicate, term) for q in said for term in (q.subject, q.object) if is_ours(term)]
    further = {term for predicate, term in ends if predicate in reach.passed} - near
    yield from _given(store, further, reach)
    typed = {term for _, term in ends} - near - further
    kinds = (quad for node in typed for quad in store.quads_for_pattern(node, RDF.type, None, None))
    yield from (quad for quad in kinds if quad.graph_name in SHARED_GRAPHS)
    # Of claims that nobody names only how they are put: the rest is about other things.
    claims = {quad.graph_name for quad in said} - near
    for claim in filter(is_ours, claims):
        yield from store.quads_for_pattern(claim, IALL.stance, None, META_GRAPH)


def is_ours(term: object) -> TypeGuard[ox.NamedNode]:
    """Tell whether a term is a thing of ours or a claim, and none of the ontology."""
    return isinstance(term, ox.NamedNode) and kind_of(term.value) not in ("", "graph")


def _in_list(iri: str) -> bool:
    return bool(key_of(iri)) and kind_of(iri) != "source"


def _given(store: ox.Store, things: Iterable[ox.NamedNode], reach: Reach) -> Iterator[ox.Quad]:
    """Yield what sources say of things as far as rules look, each statement once; of claims, what they say too.

    No rule asks how many claims say it.
    """
    for thing in things:
        for graph in SHARED_GRAPHS:
            yield from store.quads_for_pattern(thing, None, None, graph)
        if kind_of(thing.value) == "claim":
            yield from store.quads_for_pattern(None, None, None, thing)
        yield from said_of(store, thing, reach)


def _led_back(store: ox.Store, things: Iterable[ox.NamedNode], reach: Reach) -> Iterator[ox.Quad]:
    """Yield the statements of which things are the values, as far as rules look backwards."""
    for thing in things:
        for step in reach.backwards:
            yield from said_with(store, thing, step, any_will_do=step not in reach.compared)


def _conflicts(store: ox.Store, things: Iterable[ox.NamedNode], reach: Reach) -> Iterator[ox.Quad]:
    """Yield that there are conflicts about things, for those rules that look from a thing at its conflicts."""
    for conflict in {conflict for thing in things for conflict in conflicts_about(store, thing)}:
        for quad in store.quads_for_pattern(conflict, None, None, CURATION_GRAPH):
            if quad.predicate == RDF.type or quad.predicate in reach.passed:
                yield quad
