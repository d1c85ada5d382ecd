"""Build the release dataset: accept what passages assert, settle conflicts, infer, and sum up evidence.

Comes in: the loaded sources. Goes out: a store whose default graph holds facts, things, ontology and
descriptions together with what follows from them, while each claim stays a named graph. So plain SPARQL
works on any engine: facts in the default graph, evidence in `GRAPH ?claim { … }`.
"""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from iall_kg.content import Content
from iall_kg.errors import BuildError
from iall_kg.evidence import evidence_quads
from iall_kg.load import Sources
from iall_kg.names import CURATION_GRAPH, INFERRED_GRAPH, META_GRAPH, ONTOLOGY_GRAPH, THINGS_GRAPH
from iall_kg.reasoning.inference import infer
from iall_kg.serialize import to_nquads, to_trig

SHARED_GRAPHS = (ONTOLOGY_GRAPH, THINGS_GRAPH, META_GRAPH, CURATION_GRAPH)
RELEASE_FILES = ("iall-kg.trig", "iall-kg.nq")


@dataclass(frozen=True, slots=True)
class Release:
    """The release dataset with its counts."""

    store: ox.Store
    claims: int
    facts: int
    inferred: int


def build(sources: Sources, content: Content) -> Release:
    """Return the release dataset of `sources`, which keep their own store unchanged."""
    store = ox.Store()
    store.extend(sources.store)
    store.extend(evidence_quads(sources.store))
    default, facts = accept(store, content)
    inferred = infer(default, content.queries / "rules" / "infer")
    store.extend(ox.Quad(t.subject, t.predicate, t.object, INFERRED_GRAPH) for t in inferred)
    store.extend(q for q in default if not _unnamed_membership(q, sources.store))
    claims = sum(1 for graph in store.named_graphs() if "/claim/" in graph.value)
    return Release(store, claims, facts, len(inferred))


def accept(store: ox.Store, content: Content) -> tuple[ox.Store, int]:
    """Return all that is given, the accepted facts and what the shared graphs say, and how many facts there are.

    `store` holds the sources with their evidence. Everything stands in the default graph of what is returned.
    """
    query = (content.queries / "rules" / "accept" / "asserted-facts.rq").read_text(encoding="utf-8")
    accepted = store.query(query)
    assert isinstance(accepted, ox.QueryTriples)
    facts = list(dict.fromkeys(accepted))
    given = ox.Store()
    given.extend(ox.Quad(t.subject, t.predicate, t.object) for t in facts)
    for graph in SHARED_GRAPHS:
        given.extend(
            ox.Quad(q.subject, q.predicate, q.object) for q in store.quads_for_pattern(None, None, None, graph)
        )
    return given, len(facts)


def write_release(release: Release, folder: Path) -> list[Path]:
    """Write the release as TriG and N-Quads into `folder`; each file appears whole or not at all."""
    contents = (to_trig(release.store), to_nquads(release.store))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in zip(RELEASE_FILES, contents, strict=True):
            write_whole(folder / name, content)
    except OSError as error:
        raise BuildError(f"{folder}: cannot write the release ({error.strerror}).") from error
    return [folder / name for name in RELEASE_FILES]


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under another name first and move it into place, so that no reader sees half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _unnamed_membership(quad: ox.Quad, stated: ox.Store) -> bool:
    """Tell whether a triple only says that something belongs to an unnamed class expression."""
    if not isinstance(quad.object, ox.BlankNode):
        return False
    return next(iter(stated.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)), None) is None
