"""Find the conflicts about a thing, one for each kind and property, however many there are: no rule asks for more.

The store from which a release grows has them in a graph of their own, no part of the release.
"""

from collections.abc import Iterator
from urllib.parse import quote

import pyoxigraph as ox

from iall_kg.names import CURATION_GRAPH, IALL
from iall_kg.statements import Node, match

DISPUTED_GRAPH = ox.NamedNode("urn:iall-kg:disputed")
ABOUT = (IALL.conflictSubject, IALL.conflictBetween, IALL.inPassage)


def disputed(sources: ox.Store, store: ox.Store | None = None) -> list[ox.Quad]:
    """Return what is put into the store for the conflicts of `sources`, but for what `store` has of the same."""
    found = {
        (thing, of_kind): conflict
        for about in ABOUT
        for conflict, _, thing, _ in match(sources, None, about, None, CURATION_GRAPH)
        if isinstance(thing, ox.NamedNode)
        for of_kind in _kinds(sources, conflict)
    }
    return [
        ox.Quad(thing, kind, conflict, DISPUTED_GRAPH)
        for (thing, kind), conflict in found.items()
        if store is None or not any(match(store, thing, kind, None, DISPUTED_GRAPH))
    ]


def conflicts_about(store: ox.Store, thing: ox.NamedNode) -> Iterator[Node]:
    """Yield conflicts about a thing, claim or passage."""
    for _, _, conflict, _ in match(store, thing, None, None, DISPUTED_GRAPH):
        if not isinstance(conflict, ox.Literal):
            yield conflict


def _kinds(sources: ox.Store, conflict: Node) -> Iterator[ox.NamedNode]:
    """Yield of which kind, and about which property, a conflict is, each pair as one term."""
    kinds, properties = (
        [s.object.value for s in match(sources, conflict, term, None, CURATION_GRAPH)] or [""]
        for term in (IALL.conflictKind, IALL.conflictProperty)
    )
    for kind in kinds:
        for about in properties:
            yield ox.NamedNode(f"urn:iall-kg:disputed:{quote(kind, safe='')}:{quote(about, safe='')}")
