"""Check sources before a release is made of them: all of them, or what is added, beside what others say of the same.

Comes in: the new sources, and the store of what is there. Goes out: the faults of whatever the new sources speak of.
Instead of all data the rules see a slice: the ontology, the new sources, and what rules can see of the others around
the things named there (see surroundings.py). So time grows with the new sources, not with those that are there.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from iall_kg.content import Content
from iall_kg.errors import ConformanceError
from iall_kg.growth.kept import Check
from iall_kg.growth.surroundings import is_ours, surroundings
from iall_kg.load import Sources, source_files
from iall_kg.names import ONTOLOGY_GRAPH
from iall_kg.validate import Report, in_order, run_rules
from iall_kg.validate_parallel import validate_all


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
    violations are looked for. A rule that from there looks more than two steps into other sources, or back from a value
    without saying so (see reach.py), may miss what lies there; checking everything, as `iall-kg validate` does, finds
    that too.
    """
    cut = ox.Store()
    cut.extend(store.quads_for_pattern(None, None, None, ONTOLOGY_GRAPH))
    cut.extend(sources.store)
    named = set(_ours(sources.store))
    cut.extend(surroundings(store, sources.store, named, content))
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
            if is_ours(term):
                yield term
