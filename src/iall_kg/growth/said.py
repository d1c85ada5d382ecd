"""Find what claims say of a thing, each statement once, at a cost that does not depend on how many claims say it.

The store from which a release grows has in graphs of their own, no part of the release, the accepted facts at which
rules look, and what is said by claims that do not assert it or with which another claim is in conflict: together all
that claims say, as far as rules see it.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

import pyoxigraph as ox

from iall_kg.growth.reach import Reach
from iall_kg.names import CURATION_GRAPH, IALL, META_GRAPH, kind_of
from iall_kg.statements import Spo, match

ACCEPTED_GRAPH = ox.NamedNode("urn:iall-kg:accepted")
SEEN_GRAPH = ox.NamedNode("urn:iall-kg:seen")
# Apart, because thousands of papers may say whom one study enrolls, of which only the other end is asked.
BACK_GRAPH = ox.NamedNode("urn:iall-kg:back")
DOUBTED_GRAPH = ox.NamedNode("urn:iall-kg:doubted")


def seen(facts: Iterable[ox.Triple], reach: Reach, store: ox.Store | None = None) -> Iterator[ox.Quad]:
    """Yield those of `facts` at which rules look, as they are put into the store.

    Where any value, or any thing with a value, will do, this is one of them, unless `store` has one.
    """
    there = set[tuple[object, ...]]()
    for subject, predicate, value in facts:
        if predicate in reach.compared:
            yield ox.Quad(subject, predicate, value, SEEN_GRAPH)
            continue
        for looked_at, start, end, graph in (
            (reach.asked, subject, None, SEEN_GRAPH),
            (reach.backwards, None, value, BACK_GRAPH),
        ):
            if predicate in looked_at and (start, predicate, end) not in there:
                there.add((start, predicate, end))
                if store is None or not any(store.quads_for_pattern(start, predicate, end, graph)):
                    yield ox.Quad(subject, predicate, value, graph)


def doubted(sources: ox.Store) -> Iterator[ox.Quad]:
    """Yield what the claims of `sources` say without asserting it or in conflict, as it is put into the store."""
    claims = {s.subject for s in match(sources, None, IALL.stance, None, META_GRAPH) if s.object != IALL.Asserts}
    sides = {s.object for s in match(sources, None, IALL.conflictBetween, None, CURATION_GRAPH)}
    for claim in claims | {side for side in sides if isinstance(side, ox.NamedNode)}:
        for subject, predicate, value, _ in sources.quads_for_pattern(None, None, None, claim):
            yield ox.Quad(subject, predicate, value, DOUBTED_GRAPH)


def said_of(store: ox.Store, thing: ox.NamedNode, reach: Reach) -> Iterator[ox.Quad]:
    """Yield what claims say of a thing by properties at which rules look, all values or one, as the rules need.

    Each statement is from one claim that asserts it, or from any if none does.
    """
    statements, asked = set[Spo](), set[ox.NamedNode]()
    for graph in (SEEN_GRAPH, DOUBTED_GRAPH):
        for subject, predicate, value, _ in match(store, thing, None, None, graph):
            if predicate in reach.compared:
                statements.add((subject, predicate, value))
            elif predicate in reach.asked and predicate not in asked:
                asked.add(predicate)
                statements.add((subject, predicate, value))
    yield from _by_a_claim(store, statements)


def said_with(store: ox.Store, value: ox.NamedNode, predicate: ox.NamedNode, reach: Reach) -> Iterator[ox.Quad]:
    """Yield what claims say with a thing as the value of a property: all of it, or one statement if any will do."""
    compared = predicate in reach.compared
    graphs = (SEEN_GRAPH if compared else BACK_GRAPH, DOUBTED_GRAPH)
    found = (s[:3] for graph in graphs for s in match(store, None, predicate, value, graph))
    yield from _by_a_claim(store, set(islice(found, None if compared else 1)))


def _by_a_claim(store: ox.Store, statements: Iterable[Spo]) -> Iterator[ox.Quad]:
    """Yield each statement as one claim makes it."""
    for statement in statements:
        any_claim = None
        for quad in store.quads_for_pattern(*statement, None):
            claim = quad.graph_name
            if not isinstance(claim, ox.NamedNode) or kind_of(claim.value) != "claim":
                continue
            any_claim = quad
            if ox.Quad(claim, IALL.stance, IALL.Asserts, META_GRAPH) in store:
                break
        if any_claim is not None:
            yield any_claim
