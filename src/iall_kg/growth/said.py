"""Find what claims say of a thing, each statement once, at a cost that does not depend on how many claims say it.

The store from which a release grows has in graphs of their own, no part of the release, the accepted facts at which
rules look, and what is said by claims that do not assert it or with which another claim is in conflict: together all
that claims say, as far as rules see it. Whom a study enrolls, to which thousands of papers may add, no rule asks.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

import pyoxigraph as ox

from iall_kg.growth.reach import Reach
from iall_kg.names import CURATION_GRAPH, IALL, META_GRAPH, kind_of
from iall_kg.statements import Spo, Statement, match

ACCEPTED_GRAPH = ox.NamedNode("urn:iall-kg:accepted")
SEEN_GRAPH = ox.NamedNode("urn:iall-kg:seen")
DOUBTED_GRAPH = ox.NamedNode("urn:iall-kg:doubted")


def seen(facts: Iterable[ox.Triple], reach: Reach, store: ox.Store | None = None) -> Iterator[ox.Quad]:
    """Yield those of `facts` at which rules look, as they are put into the store.

    Where rules only ask whether there is a value, this is one of them, unless `store` has one.
    """
    in_full = reach.compared.union(reach.backwards)
    asked = set[tuple[object, ox.NamedNode]]()
    for subject, predicate, value in facts:
        if predicate not in in_full:
            if predicate not in reach.asked or (subject, predicate) in asked:
                continue
            asked.add((subject, predicate))
            if store is not None and any(store.quads_for_pattern(subject, predicate, None, SEEN_GRAPH)):
                continue
        yield ox.Quad(subject, predicate, value, SEEN_GRAPH)


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
    for subject, predicate, value, _ in _all_said(store, thing):
        if predicate in reach.compared:
            statements.add((subject, predicate, value))
        elif predicate in reach.asked and predicate not in asked:
            asked.add(predicate)
            statements.add((subject, predicate, value))
    yield from _by_a_claim(store, statements)


def said_with(store: ox.Store, value: ox.NamedNode, predicate: ox.NamedNode, any_will_do: bool) -> Iterator[ox.Quad]:
    """Yield what claims say with a thing as the value of a property: all of it, or one statement if any will do."""
    found = (statement[:3] for statement in _all_said(store, None, predicate, value))
    yield from _by_a_claim(store, set(islice(found, 1 if any_will_do else None)))


def _all_said(
    store: ox.Store,
    subject: ox.NamedNode | None,
    predicate: ox.NamedNode | None = None,
    value: ox.NamedNode | None = None,
) -> Iterator[Statement]:
    for graph in (SEEN_GRAPH, DOUBTED_GRAPH):
        yield from match(store, subject, predicate, value, graph)


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
