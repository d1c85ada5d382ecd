"""Check sources before a release is made of them: all of them, or what is added, beside what others say of the same.

Comes in: the new sources, and the store of what is there. Goes out: the faults of whatever the new sources speak of.
Instead of all data the rules see a slice: the ontology, the new sources, what others say of the things named there and
of those labelled alike, each statement once, and what those others name in turn. So time grows with the new sources and
with how much was said about the same things, not with the number of sources.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeGuard

import pyoxigraph as ox

from iall_kg.content import Content
from iall_kg.errors import ConformanceError
from iall_kg.growth.grow import ACCEPTED_GRAPH
from iall_kg.growth.kept import Check
from iall_kg.growth.labels import LABELS_GRAPH, labelled
from iall_kg.load import Sources, source_files
from iall_kg.names import CURATION_GRAPH, IALL, INFERRED_GRAPH, META_GRAPH, ONTOLOGY_GRAPH, RDFS, key_of, kind_of
from iall_kg.statements import DEFAULT, match
from iall_kg.validate import Report, in_order, run_rules
from iall_kg.validate_parallel import validate_all

# What holds is no source; what is given is.
NOT_GIVEN = (DEFAULT, INFERRED_GRAPH, ACCEPTED_GRAPH, LABELS_GRAPH)


def see_that_it_conforms(content: Content) -> Check:
    """Return what raises ConformanceError, with the faults, if sources break a rule of severity violation."""

    def check(sources: Sources, store: ox.Store | None) -> None:
        report = validate_all(sources, content) if store is None else validate_added(sources, store, content, False)
        faults = [str(fault) for fault in report.faults if fault.severity == "violation"]
        if faults:
            words = f"{len(faults)} violations, so nothing was built; run `iall-kg validate`."
            raise ConformanceError(words, faults)

    return check


def validate_added(sources: Sources, store: ox.Store, content: Content, warnings: bool = True) -> Report:
    """Check `sources`, which are not yet in `store`, as if all had been checked together.

    `store` knows its labels (see labels.py). Only what the new sources name is reported; without `warnings`, only
    violations are looked for. A rule that from there looks more than two steps into other sources may miss what lies
    beyond; checking everything, as `iall-kg validate` does, finds that too.
    """
    cut = ox.Store()
    cut.extend(store.quads_for_pattern(None, None, None, ONTOLOGY_GRAPH))
    cut.extend(sources.store)
    named = set(_ours(sources.store))
    cut.extend(_said_of(store, sources.store, named))
    others = _others(content, sources.files)
    found = run_rules(Sources(cut, sources.files, content.root, others), content, focus=named, warnings=warnings)
    return Report(sorted(set(found.faults), key=in_order), found.checked)


def _others(content: Content, files: Iterable[Path]) -> Iterator[Path]:
    """Yield all other files, which are looked for only if there is a fault to place."""
    yield from sorted(set(source_files(content)).difference(files))


def _ours(quads: Iterable[ox.Quad]) -> Iterator[ox.NamedNode]:
    """Yield the things of ours that are named, and the claims, but no terms of the ontology."""
    for quad in quads:
        for term in (quad.subject, quad.object, quad.graph_name):
            if _is_ours(term):
                yield term


def _said_of(store: ox.Store, added: ox.Store, named: set[ox.NamedNode]) -> Iterator[ox.Quad]:
    """Yield what others say of the named things, of those that are labelled alike, and of what these name in turn."""
    # The label of a reference need differ from those in its own list only.
    labels = (s.object.value for s in match(added, None, RDFS.label) if not _in_list(s.subject.value))
    alike = {node for label in labels for node in labelled(store, label)}
    trials = (
        other.subject for s in match(added, None, IALL.nctId) for other in match(store, None, IALL.nctId, s.object)
    )
    near = named.union(alike, (node for node in trials if isinstance(node, ox.NamedNode)))
    said = [quad for node in near for quad in _given(store, node)]
    yield from said
    yield from (quad for node in near for quad in _conflicts(store, node))
    further = {quad.object for quad in said} - near
    yield from (quad for node in further if _is_ours(node) for quad in _given(store, node))
    # Of claims that nobody names only how they are put: the rest is about other things.
    claims = {quad.graph_name for quad in said} - named
    yield from (
        quad
        for claim in claims
        if _is_ours(claim)
        for quad in store.quads_for_pattern(claim, IALL.stance, None, META_GRAPH)
    )


def _is_ours(term: object) -> TypeGuard[ox.NamedNode]:
    """Tell whether a term is a thing of ours or a claim, and none of the ontology."""
    return isinstance(term, ox.NamedNode) and kind_of(term.value) not in ("", "graph")


def _in_list(iri: str) -> bool:
    return bool(key_of(iri)) and kind_of(iri) != "source"


def _given(store: ox.Store, node: ox.NamedNode) -> Iterator[ox.Quad]:
    """Yield what sources say of a thing, each statement once; of a claim, what it says too.

    What many claims say comes from one that asserts it, or from any if none does. No rule asks how many say it, so a
    popular thing does not bring in everybody who ever spoke of it.
    """
    asserted: set[ox.Triple] = set()
    others: dict[ox.Triple, ox.Quad] = {}
    for quad in store.quads_for_pattern(node, None, None, None):
        graph, triple = quad.graph_name, quad.triple
        if graph in NOT_GIVEN or triple in asserted:
            continue
        if not isinstance(graph, ox.NamedNode) or kind_of(graph.value) != "claim":
            yield quad
        elif ox.Quad(graph, IALL.stance, IALL.Asserts, META_GRAPH) in store:
            asserted.add(triple)
            yield quad
        else:
            others.setdefault(triple, quad)
    yield from (quad for triple, quad in others.items() if triple not in asserted)
    if kind_of(node.value) == "claim":
        yield from store.quads_for_pattern(None, None, None, node)


def _conflicts(store: ox.Store, node: ox.NamedNode) -> Iterator[ox.Quad]:
    """Yield the conflicts about a thing, claim or passage, one for each kind and property: rules ask no more."""
    known = set()
    for term in (IALL.conflictSubject, IALL.conflictBetween, IALL.inPassage):
        for conflict in match(store, None, term, node, CURATION_GRAPH):
            told = list(store.quads_for_pattern(conflict.subject, None, None, CURATION_GRAPH))
            about = (
                term,
                frozenset(q.object for q in told if q.predicate in (IALL.conflictKind, IALL.conflictProperty)),
            )
            if about not in known:
                known.add(about)
                yield from told
