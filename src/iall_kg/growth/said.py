"""Find what claims say of a thing, each statement once, at a cost that does not depend on how many claims say it.

The store from which a release grows has in graphs of their own, no part of the release, the accepted facts, and what is
said by claims that do not assert it or with which another claim is in conflict: together all that claims say.
"""

from collections.abc import Iterator

import pyoxigraph as ox

from iall_kg.names import CURATION_GRAPH, IALL, META_GRAPH, kind_of
from iall_kg.statements import match

ACCEPTED_GRAPH = ox.NamedNode("urn:iall-kg:accepted")
DOUBTED_GRAPH = ox.NamedNode("urn:iall-kg:doubted")


def doubted(sources: ox.Store) -> Iterator[ox.Quad]:
    """Yield what the claims of `sources` say without asserting it or in conflict, as it is put into the store."""
    claims = {s.subject for s in match(sources, None, IALL.stance, None, META_GRAPH) if s.object != IALL.Asserts}
    sides = {s.object for s in match(sources, None, IALL.conflictBetween, None, CURATION_GRAPH)}
    for claim in claims | {side for side in sides if isinstance(side, ox.NamedNode)}:
        for subject, predicate, value, _ in sources.quads_for_pattern(None, None, None, claim):
            yield ox.Quad(subject, predicate, value, DOUBTED_GRAPH)


def said_of(store: ox.Store, thing: ox.NamedNode) -> Iterator[ox.Quad]:
    """Yield what claims say of a thing, each statement from one claim that asserts it, or from any if none does."""
    statements = {
        (predicate, value)
        for graph in (ACCEPTED_GRAPH, DOUBTED_GRAPH)
        for _, predicate, value, _ in store.quads_for_pattern(thing, None, None, graph)
    }
    for predicate, value in statements:
        any_claim = None
        for quad in store.quads_for_pattern(thing, predicate, value, None):
            claim = quad.graph_name
            if not isinstance(claim, ox.NamedNode) or kind_of(claim.value) != "claim":
                continue
            any_claim = quad
            if ox.Quad(claim, IALL.stance, IALL.Asserts, META_GRAPH) in store:
                break
        if any_claim is not None:
            yield any_claim
