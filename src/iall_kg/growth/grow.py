"""Add sources to a release that stands: what they say, what they assert, and what follows from that.

Comes in: a store of what is given and what holds, and the statements of the new sources. Goes out: the lines by
which the release changes. Each step looks only at what is new and at what it touches, so time does not grow with
the sources that are there already. That the result is the same as that of a full build rests on two things:
rules only ever add, and a new source speaks of passages and claims of its own. Where a new source takes a fact
away, or describes what belongs to another, EntangledError is raised and a full build has to be made.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from iall_kg.build import SHARED_GRAPHS, accepted, in_graph
from iall_kg.content import Content
from iall_kg.errors import BuildError
from iall_kg.evidence import evidence_quads
from iall_kg.growth.said import ACCEPTED_GRAPH
from iall_kg.names import CURATION_GRAPH, IALL, INFERRED_GRAPH, META_GRAPH, key_of, kind_of
from iall_kg.reasoning.inference import close_from
from iall_kg.reasoning.rules import read_rules
from iall_kg.statements import DEFAULT, match


class EntangledError(BuildError):
    """New sources change what others say, so that the release has to be built anew."""


@dataclass(frozen=True, slots=True)
class Growth:
    """What a release gains and loses, the facts that it gains, and by how much its other counts grow."""

    added: list[ox.Quad]
    removed: list[ox.Quad]
    claims: int
    facts: list[ox.Triple]
    inferred: int


def grow(store: ox.Store, sources: ox.Store, keys: Iterable[str], content: Content) -> Growth:
    """Add the sources `keys`, read into a store of their own, to `store`, and return how the release changes.

    `store` holds what is given in named graphs, all that holds in its default graph, what was inferred and what
    was accepted in graphs of their own. Raises EntangledError; the store is then half changed and to be thrown away.
    """
    added = list(sources)  # from a store, which writes numbers as the release has them
    _check_apart(store, added, frozenset(keys))
    fresh = [quad for quad in added if quad not in store]
    evidence = list(evidence_quads(sources))
    claims = {quad.graph_name for quad in fresh if _is_claim(quad.graph_name)}
    others = _claims_in_conflict(store, added, claims) - claims
    before = _accepted_of(store, others, content)
    store.extend(fresh)
    if not before <= _accepted_of(store, others, content):
        raise EntangledError("A conflict of a new source takes facts of another source away.")
    facts = _accepted_of(store, claims | others, content)
    said = [q.triple for q in (*fresh, *evidence) if q.graph_name in SHARED_GRAPHS]
    given = list(dict.fromkeys([*said, *sorted(facts, key=str)]))
    was_inferred = [quad for quad in in_graph(given, INFERRED_GRAPH) if quad in store]
    latest = [quad.triple for quad in in_graph(given, DEFAULT) if quad not in store]
    new_facts = [quad for quad in in_graph(facts, ACCEPTED_GRAPH) if quad not in store]
    rules = read_rules(content.queries / "rules" / "infer")
    inferred = [t for t in close_from(store, rules, latest) if not isinstance(t.object, ox.BlankNode)]
    if any(isinstance(triple.subject, ox.BlankNode) for triple in inferred):
        raise EntangledError("Something follows for an unnamed thing, whose name depends on the whole release.")
    marked = list(in_graph(inferred, INFERRED_GRAPH))
    store.extend([*marked, *new_facts])
    for quad in was_inferred:
        store.remove(quad)
    gained = [*fresh, *evidence, *in_graph([*latest, *inferred], DEFAULT), *marked]
    return Growth(
        gained, was_inferred, len(claims), [quad.triple for quad in new_facts], len(inferred) - len(was_inferred)
    )


def _check_apart(store: ox.Store, added: list[ox.Quad], keys: frozenset[str]) -> None:
    """See to it that what is added describes only claims and passages of its own, of which no other source speaks."""
    described = {q.subject for q in added if q.graph_name in (META_GRAPH, CURATION_GRAPH)}
    cited = {q.object for q in added if q.predicate == IALL.fromPassage}
    for node in described | cited | {q.graph_name for q in added}:
        if isinstance(node, ox.NamedNode) and key_of(node.value) not in keys | {""}:
            raise EntangledError(f"A new source describes {node.value}, which belongs to another.")
    if any(isinstance(term, ox.BlankNode) for q in added for term in (q.subject, q.object)):
        raise EntangledError("A new source speaks of unnamed things, whose names depend on the whole release.")
    for node in described:
        if isinstance(node, ox.NamedNode) and any(match(store, None, IALL.fromPassage, node, META_GRAPH)):
            raise EntangledError(f"A claim of another source comes from {node.value}.")


def _is_claim(graph: object) -> bool:
    return isinstance(graph, ox.NamedNode) and kind_of(graph.value) == "claim"


def _claims_in_conflict(store: ox.Store, added: list[ox.Quad], claims: set[ox.NamedNode]) -> set[ox.NamedNode]:
    """Return the claims on which conflicts bear that are new or name new claims."""
    conflicts = {s.subject for claim in claims for s in match(store, None, None, claim, CURATION_GRAPH)}
    known = [q for c in conflicts for q in store.quads_for_pattern(c, IALL.conflictBetween, None, CURATION_GRAPH)]
    new = [q for q in added if q.graph_name == CURATION_GRAPH and q.predicate == IALL.conflictBetween]
    sides = {quad.object for quad in (*known, *new)}
    return {side for side in sides if isinstance(side, ox.NamedNode)}


def _accepted_of(store: ox.Store, claims: Iterable[ox.NamedNode], content: Content) -> set[ox.Triple]:
    """Return the facts that these claims assert, as the rule of acceptance has it for the whole store."""
    return set(accepted(_store(_about(store, claims)), content))


def _about(store: ox.Store, claims: Iterable[ox.NamedNode]) -> Iterator[ox.Quad]:
    """Yield the claims, their descriptions, the conflicts between them and others, and what these accept."""
    for claim in claims:
        yield from store.quads_for_pattern(None, None, None, claim)
        yield from store.quads_for_pattern(claim, IALL.stance, None, META_GRAPH)
        for conflict in match(store, None, IALL.conflictBetween, claim, CURATION_GRAPH):
            yield from store.quads_for_pattern(conflict.subject, None, None, CURATION_GRAPH)
            for side in match(store, conflict.subject, IALL.acceptedClaim, None, CURATION_GRAPH):
                if isinstance(side.object, ox.NamedNode):
                    yield from store.quads_for_pattern(None, None, None, side.object)


def _store(quads: Iterable[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.extend(quads)
    return store
