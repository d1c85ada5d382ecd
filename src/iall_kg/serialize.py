"""Write RDF so that the same statements always give the same bytes: sorted, with stable blank nodes."""

from collections.abc import Iterable

import pyoxigraph as ox

from iall_kg.names import BASE, FOREIGN_PREFIXES, kind_of


def sorted_quads(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return the quads ordered by graph, subject, predicate and object, blank nodes named by content.

    Blank nodes are named by RDF Dataset Canonicalization (RDFC-1.0).
    """
    plain, with_blank = [], ox.Dataset()
    for quad in quads:
        if has_blank(quad):
            with_blank.add(quad)
        else:
            plain.append(quad)
    with_blank.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted([*plain, *with_blank], key=_order)


def has_blank(quad: ox.Quad) -> bool:
    """Tell whether a statement speaks of something unnamed."""
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)


def _order(quad: ox.Quad) -> tuple[str, str, str, str]:
    graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name)
    return graph, str(quad.subject), str(quad.predicate), str(quad.object)


def serialized(
    statements: Iterable[ox.Quad] | Iterable[ox.Triple] | ox.Store,
    form: ox.RdfFormat,
    prefixes: dict[str, str] | None = None,
) -> bytes:
    """Return statements in the order given, with the prefix lines of Turtle and TriG sorted."""
    written = ox.serialize(statements, format=form, prefixes=prefixes)
    assert written is not None  # None only if an output was passed
    return _with_sorted_prefixes(written)


def to_nquads(quads: Iterable[ox.Quad]) -> bytes:
    """Return sorted N-Quads."""
    return serialized(sorted_quads(quads), ox.RdfFormat.N_QUADS)


def to_trig(quads: Iterable[ox.Quad]) -> bytes:
    """Return sorted TriG with a prefix for each kind of thing."""
    ordered = sorted_quads(quads)
    return serialized(ordered, ox.RdfFormat.TRIG, prefixes_for(ordered))


def prefixes_for(quads: Iterable[ox.Quad | ox.Triple]) -> dict[str, str]:
    """Return the prefixes of other vocabularies, and one for each kind of thing that the quads name."""
    kinds = {kind_of(t.value) for q in quads for t in (q.subject, q.object) if isinstance(t, ox.NamedNode)}
    return {kind: f"{BASE}{kind}/" for kind in kinds if kind} | FOREIGN_PREFIXES


def _with_sorted_prefixes(turtle: bytes) -> bytes:
    """Sort the leading prefix lines, which pyoxigraph writes in any order."""
    lines = turtle.split(b"\n")
    count = next((n for n, line in enumerate(lines) if not line.startswith(b"@prefix")), len(lines))
    return b"\n".join([*sorted(lines[:count]), *lines[count:]])
