"""Take out of a store what the rules have to see beside new sources: what others say around the things named there.

Comes in: the store of what is there, the new sources and the things that they name. Goes out: what others say of those
things and of those labelled alike, as far as rules look at it (see reach.py), each statement once, however many claims
make it; their conflicts; and of what those statements lead to, what is said of it if a rule follows them so far, else
what kind of thing it is. So a popular thing brings in neither everybody who ever spoke of it, nor everything that was
ever joined to it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeGuard

import pyoxigraph as ox

from iall_kg.build import SHARED_GRAPHS
from iall_kg.content import Content
from iall_kg.growth.disputed import ABOUT, conflicts_about
from iall_kg.growth.labels import labelled
from iall_kg.growth.reach import Reach, reach_of_rules
from iall_kg.growth.said import said_of, said_with
from iall_kg.names import CURATION_GRAPH, IALL, META_GRAPH, ONTOLOGY_GRAPH, RDF, RDFS, key_of, kind_of
from iall_kg.statements import Term, match

# Rules see the ontology anyway.
DESCRIBING = tuple(graph for graph in SHARED_GRAPHS if graph != ONTOLOGY_GRAPH)


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
    # Of what is new, which most of it is, nobody else says anything; and nobody may name what belongs to a new source.
    own = {key_of(s.subject.value) for s in match(added, None, RDF.type, IALL.Source)} - {""}
    near = {thing for thing in likely if key_of(thing.value) not in own and any(match(store, thing))}
    reach = reach_of_rules(content)
    ends_of = {step: _may_end(store, step) for step in reach.backwards}
    stated = _stated_of(added)
    said = list[ox.Quad]()
    for thing in near:
        given = list(_given(store, thing, reach))
        kinds = {quad.object for quad in given if quad.predicate == RDF.type}
        for step in reach.backwards:
            ends = ends_of[step]
            if (ends is None or not kinds.isdisjoint(ends)) and reach.looks_back(step, stated[thing]):
                said += said_with(store, thing, step, reach)
        said += given
    yield from said
    yield from _conflicts(store, near, reach)
    led = [(q.predicate, term) for q in said for term in (q.subject, q.object) if is_ours(term) and term not in near]
    further = defaultdict[ox.NamedNode, set[ox.NamedNode]](set)
    for predicate, term in led:
        further[term].update(reach.passed.get(predicate, ()))
    for thing, looked_at in further.items():
        if looked_at:
            yield from (q for q in _given(store, thing, reach.only(looked_at)) if q.predicate in looked_at)
    typed = {term for _, term in led}
    told = (quad for node in typed for quad in store.quads_for_pattern(node, RDF.type, None, None))
    yield from (quad for quad in told if quad.graph_name in SHARED_GRAPHS)
    # Of claims that nobody names only how they are put: the rest is about other things.
    claims = {quad.graph_name for quad in said} - near
    for claim in filter(is_ours, claims):
        yield from store.quads_for_pattern(claim, IALL.stance, None, META_GRAPH)


def is_ours(term: object) -> TypeGuard[ox.NamedNode]:
    """Tell whether a term is a thing of ours or a claim, and none of the ontology."""
    return isinstance(term, ox.NamedNode) and kind_of(term.value) not in ("", "graph")


def _in_list(iri: str) -> bool:
    return bool(key_of(iri)) and kind_of(iri) != "source"


def _stated_of(sources: ox.Store) -> Mapping[object, frozenset[ox.NamedNode]]:
    """Return by what `sources` state something of each thing, as the subject or as the value."""
    stated = defaultdict[object, set[ox.NamedNode]](set)
    for subject, predicate, value, _ in sources:
        stated[subject].add(predicate)
        stated[value].add(predicate)
    return defaultdict(frozenset, {term: frozenset(predicates) for term, predicates in stated.items()})


def _given(store: ox.Store, thing: ox.NamedNode, reach: Reach) -> Iterator[ox.Quad]:
    """Yield what sources say of a thing as far as rules look, each statement once; of a claim, what it says too.

    No rule asks how many claims say it.
    """
    for graph in DESCRIBING:
        yield from store.quads_for_pattern(thing, None, None, graph)
    if kind_of(thing.value) == "claim":
        yield from store.quads_for_pattern(None, None, None, thing)
    yield from said_of(store, thing, reach)


def _may_end(store: ox.Store, step: ox.NamedNode) -> set[Term] | None:
    """Return the classes to which what is a value of a property belongs, as a check sees to it; None if to any."""
    todo = [s.object for s in match(store, step, RDFS.range, None, ONTOLOGY_GRAPH)]
    if not todo or not all(isinstance(kind, ox.NamedNode) for kind in todo):
        return None
    below = set[Term]()
    while todo:
        kind = todo.pop()
        if kind not in below:
            below.add(kind)
            todo += [s.subject for s in match(store, None, RDFS.subClassOf, kind, ONTOLOGY_GRAPH)]
    return below


def _conflicts(store: ox.Store, things: Iterable[ox.NamedNode], reach: Reach) -> Iterator[ox.Quad]:
    """Yield that there are conflicts about things, for those rules that look from a thing at its conflicts."""
    looked_at = frozenset[ox.NamedNode]().union(*(reach.passed.get(step, ()) for step in ABOUT)) | {RDF.type}
    for conflict in {conflict for thing in things for conflict in conflicts_about(store, thing)}:
        for quad in store.quads_for_pattern(conflict, None, None, CURATION_GRAPH):
            if quad.predicate in looked_at:
                yield quad
