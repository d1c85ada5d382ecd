"""Check sources before a release is made of them: all of them, or what is added, beside what others say of the same.

Comes in: the new sources, and the store of what is there. Goes out: the faults of whatever the new sources speak of.
Instead of all data the rules see a slice: what all sources share, the new sources, what others say of the things
named there, and what those others name in turn. So time grows with the new sources and with how much was said
about the same things, not with the number of sources.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from iall_kg.content import Content
from iall_kg.errors import ConformanceError
from iall_kg.growth.grow import ACCEPTED_GRAPH
from iall_kg.growth.kept import Check
from iall_kg.load import Sources, files_by_source, read_quads, source_files
from iall_kg.names import CURATION_GRAPH, IALL, INFERRED_GRAPH, META_GRAPH, RDFS, key_of, kind_of
from iall_kg.statements import DEFAULT, match
from iall_kg.validate import Report, in_order, validate
from iall_kg.validate_parallel import validate_all

# What holds is no source; what is given is.
NOT_GIVEN = (DEFAULT, INFERRED_GRAPH, ACCEPTED_GRAPH)
# What two things should not have in common.
IDENTIFYING = (RDFS.label, IALL.nctId)


def see_that_it_conforms(content: Content) -> Check:
    """Return what raises ConformanceError, with the faults, if sources break a rule of severity violation."""

    def check(sources: Sources, store: ox.Store | None) -> None:
        report = validate_all(sources, content) if store is None else validate_added(sources, store, content)
        faults = [str(fault) for fault in report.faults if fault.severity == "violation"]
        if faults:
            words = f"{len(faults)} violations, so nothing was built; run `iall-kg validate`."
            raise ConformanceError(words, faults)

    return check


def validate_added(sources: Sources, store: ox.Store, content: Content) -> Report:
    """Check `sources`, which are not yet in `store`, as if all had been checked together.

    Only what the new sources name is reported. A rule that from there looks more than two steps into other sources
    may miss what lies beyond; checking everything, as `iall-kg validate` does, finds that too.
    """
    shared = [Path(path) for path in files_by_source(content)[""]]
    cut = ox.Store()
    cut.extend(quad for path in shared for quad in read_quads(path, content.root))
    known = {quad.subject for quad in cut}
    cut.extend(sources.store)
    named = set(_ours(sources.store))
    cut.extend(_said_of(store, sources.store, named, known))
    read = [*shared, *sources.files]
    report = validate(Sources(cut, read, content.root, _others(content, read)), content, focus=named)
    return Report(sorted(set(report.faults), key=in_order), report.checked)


def _others(content: Content, read: Iterable[Path]) -> Iterator[Path]:
    """Yield all other files, which are looked for only if there is a fault to place."""
    yield from sorted(set(source_files(content)).difference(read))


def _ours(quads: Iterable[ox.Quad]) -> Iterator[ox.NamedNode]:
    """Yield the things of ours that are named, and the claims, but no terms of the ontology."""
    for quad in quads:
        for term in (quad.subject, quad.object, quad.graph_name):
            if isinstance(term, ox.NamedNode) and kind_of(term.value) not in ("", "graph"):
                yield term


def _said_of(store: ox.Store, added: ox.Store, named: set[ox.NamedNode], known: set[ox.NamedNode]) -> Iterator[ox.Quad]:
    """Yield what others say of the named things, of those that are labelled alike, and of what these name in turn."""
    # The label of a reference need differ from those in its own list only.
    told_apart = [s for term in IDENTIFYING for s in match(added, None, term) if not _in_list(s.subject.value)]
    pairs = {(statement.predicate, statement.object) for statement in told_apart}
    alike = {q.subject for term, value in pairs for q in store.quads_for_pattern(None, term, value, None)}
    near = [quad for node in alike | named if isinstance(node, ox.NamedNode) for quad in _given(store, node)]
    yield from near
    further = {node for node in _ours(near) if node not in named and node not in known}
    yield from (quad for node in further for quad in _given(store, node))


def _in_list(iri: str) -> bool:
    return bool(key_of(iri)) and kind_of(iri) != "source"


def _given(store: ox.Store, node: ox.NamedNode) -> Iterator[ox.Quad]:
    """Yield what sources say of a thing, its conflicts among it; of a claim, what it says."""
    yield from _each_once(store, node)
    if kind_of(node.value) == "claim":
        yield from store.quads_for_pattern(None, None, None, node)
    for term in (IALL.conflictSubject, IALL.conflictBetween, IALL.inPassage):
        for conflict in match(store, None, term, node, CURATION_GRAPH):
            yield from store.quads_for_pattern(conflict.subject, None, None, CURATION_GRAPH)


def _each_once(store: ox.Store, node: ox.NamedNode) -> Iterator[ox.Quad]:
    """Yield what is said of a thing; what many claims say, from one that asserts it, or from any if none does.

    No rule asks how many say it, so that a popular thing does not bring in everybody who ever spoke of it.
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
