"""Of the conflicts about a thing one is found for each kind and property, however many there are."""

import pyoxigraph as ox

from iall_kg.growth.disputed import conflicts_about, disputed
from iall_kg.names import BASE, CURATION_GRAPH, IALL

TRIAL = ox.NamedNode(BASE + "trial/t")
PASSAGE = ox.NamedNode(BASE + "passage/a/p1")


def conflict(name: str, kind: ox.NamedNode, about: ox.NamedNode | None = None) -> list[ox.Quad]:
    node = ox.NamedNode(f"{BASE}conflict/{name}")
    told = {IALL.conflictKind: kind, IALL.conflictSubject: TRIAL, IALL.inPassage: PASSAGE}
    told |= {IALL.conflictProperty: about} if about else {}
    return [ox.Quad(node, term, value, CURATION_GRAPH) for term, value in told.items()]


def test_one_conflict_is_found_for_each_kind_and_property() -> None:
    sources, store = ox.Store(), ox.Store()
    sources.extend(conflict("a/1", IALL.ValueConflict, IALL.nctId))
    sources.extend(conflict("a/2", IALL.ValueConflict, IALL.nctId))
    sources.extend(conflict("a/3", IALL.CitationConflict, IALL.nctId))
    sources.extend(conflict("a/4", IALL.ValueConflict, IALL.startYear))
    sources.extend(conflict("a/5", IALL.ValueConflict))
    store.extend(disputed(sources))
    for thing in (TRIAL, PASSAGE):
        found = {node.value.rpartition("/")[2] for node in conflicts_about(store, thing)}
        assert found in ({"1", "3", "4", "5"}, {"2", "3", "4", "5"})


def test_a_conflict_like_one_that_is_there_is_not_put_beside_it() -> None:
    first, second, store = ox.Store(), ox.Store(), ox.Store()
    first.extend(conflict("a/1", IALL.ValueConflict, IALL.nctId))
    second.extend(conflict("b/1", IALL.ValueConflict, IALL.nctId))
    second.extend(conflict("b/2", IALL.ValueConflict, IALL.hasStatus))
    store.extend(disputed(first))
    store.extend(disputed(second, store))
    assert {node.value for node in conflicts_about(store, TRIAL)} == {f"{BASE}conflict/a/1", f"{BASE}conflict/b/2"}
