"""Build the release dataset: accept what passages assert, settle conflicts, infer, and sum up evidence.

Comes in: the loaded sources. Goes out: a store whose default graph holds facts, things, ontology and
descriptions together with what follows from them, while each claim stays a named graph. So plain SPARQL
works on any engine: facts in the default graph, evidence in `GRAPH ?claim { … }`.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from iall_kg.content import Content
from iall_kg.evidence import evidence_quads
from iall_kg.load import Sources
from iall_kg.names import CURATION_GRAPH, INFERRED_GRAPH, META_GRAPH, ONTOLOGY_GRAPH, THINGS_GRAPH
from iall_kg.reasoning.inference import infer

SHARED_GRAPHS = (ONTOLOGY_GRAPH, THINGS_GRAPH, META_GRAPH, CURATION_GRAPH)


@dataclass(frozen=True, slots=True)
class Release:
    """The release dataset with its counts."""

    store: ox.Store
    claims: int
    facts: int
    inferred: int


@dataclass(frozen=True, slots=True)
class Derived:
    """What comes out of the sources: the accepted facts, what follows, and all that holds in one default graph.

    `closed` also says what belongs to unnamed classes, which no release does.
    """

    facts: list[ox.Triple]
    inferred: list[ox.Triple]
    closed: ox.Store


def build(sources: Sources, content: Content) -> Release:
    """Return the release dataset of `sources`, which keep their own store unchanged."""
    return assemble(sources, derive(sources, content))


def derive(sources: Sources, content: Content) -> Derived:
    """Return what holds by `sources`: what they assert and what follows."""
    facts = accepted(sources.store, content)
    closed = _given(sources.store, facts)
    closed.bulk_extend(in_graph((q.triple for q in evidence_quads(sources.store)), ox.DefaultGraph()))
    return Derived(facts, infer(closed, content.queries / "rules" / "infer"), closed)


def assemble(sources: Sources, derived: Derived) -> Release:
    """Return the release of `sources` and of what was derived from them."""
    store = ox.Store()
    store.bulk_extend(statements(sources, derived))
    return Release(store, claims_of(sources), len(derived.facts), len(derived.inferred))


def statements(sources: Sources, derived: Derived) -> Iterator[ox.Quad]:
    """Yield the statements of the release of `sources` and of what was derived from them, in no order, some twice."""
    yield from sources.store
    yield from beside_sources(sources, derived)
    yield from (quad for quad in derived.closed if is_released(quad, sources))


def beside_sources(sources: Sources, derived: Derived) -> Iterator[ox.Quad]:
    """Yield what the named graphs of the release hold beside the sources: the evidence and what was inferred."""
    yield from evidence_quads(sources.store)
    yield from in_graph(derived.inferred, INFERRED_GRAPH)


def is_released(quad: ox.Quad, sources: Sources) -> bool:
    """Tell whether the release has what holds: not what only says that something belongs to an unnamed class."""
    if not isinstance(quad.object, ox.BlankNode):
        return True
    return next(sources.store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None), None) is not None


def claims_of(sources: Sources) -> int:
    """Return how many claims `sources` make."""
    return sum(1 for graph in sources.store.named_graphs() if "/claim/" in graph.value)


def accept(store: ox.Store, content: Content) -> tuple[ox.Store, int]:
    """Return all that is given, the accepted facts and what the shared graphs say, and how many facts there are.

    `store` holds the sources with their evidence. Everything stands in the default graph of what is returned.
    """
    facts = accepted(store, content)
    return _given(store, facts), len(facts)


def accepted(store: ox.Store, content: Content) -> list[ox.Triple]:
    """Return the facts that the claims of `store` assert, each once, without the losing sides of settled conflicts."""
    query = (content.queries / "rules" / "accept" / "asserted-facts.rq").read_text(encoding="utf-8")
    facts = store.query(query)
    assert isinstance(facts, ox.QueryTriples)
    return list(dict.fromkeys(facts))


def in_graph(triples: Iterable[ox.Triple], graph: ox.NamedNode | ox.DefaultGraph) -> Iterator[ox.Quad]:
    """Yield triples as statements of a graph."""
    for subject, predicate, value in triples:
        yield ox.Quad(subject, predicate, value, graph)


def _given(store: ox.Store, facts: list[ox.Triple]) -> ox.Store:
    def given() -> Iterator[ox.Quad]:
        yield from in_graph(facts, ox.DefaultGraph())
        for graph in SHARED_GRAPHS:
            for subject, predicate, value, _ in store.quads_for_pattern(None, None, None, graph):
                yield ox.Quad(subject, predicate, value)

    found = ox.Store()
    found.bulk_extend(given())
    return found


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that no reader sees half of it."""
    with whole_file(path) as file:
        file.write(content)


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write, under another name, and move it into place once it is whole."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
