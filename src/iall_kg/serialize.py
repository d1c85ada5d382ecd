"""Write RDF so that the same statements always give the same bytes: sorted, with stable blank nodes."""

from collections.abc import Iterable

import pyoxigraph as ox

from iall_kg.names import BASE, FOREIGN_PREFIXES, kind_of


def sorted_quads(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return the quads ordered by graph, subject, predicate and object, blank nodes named by content.

    Blank nodes are named by RDF Dataset Canonicalization (RDFC-1.0), each graph that has any by itself.
    """
    plain, with_blank = [], ox.Dataset()
    for quad in quads:
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            with_blank.add(quad)
        else:
            plain.append(quad)
    with_blank.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted([*plain, *with_blank], key=_order)


def _order(quad: ox.Quad) -> tuple[str, str, str, str]:
    graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name)
    return graph, str(quad.subject), str(quad.predicate), str(quad.object)


def to_nquads(quads: Iterable[ox.Quad]) -> bytes:
    """Return sorted N-Quads."""
    return ox.serialize(sorted_quads(quads), format=ox.RdfFormat.N_QUADS)


def to_trig(quads: Iterable[ox.Quad]) -> bytes:
    """Return sorted TriG with a prefix for each kind of thing."""
    ordered = sorted_quads(quads)
    kinds = {kind_of(t.value) for q in ordered for t in (q.subject, q.object) if isinstance(t, ox.NamedNode)}
    prefixes = {kind: f"{BASE}{kind}/" for kind in kinds if kind} | FOREIGN_PREFIXES
    return with_sorted_prefixes(ox.serialize(ordered, format=ox.RdfFormat.TRIG, prefixes=prefixes))


def with_sorted_prefixes(turtle: bytes) -> bytes:
    """Return Turtle or TriG with its leading prefix lines in order; pyoxigraph writes them in any."""
    lines = turtle.split(b"\n")
    count = next((n for n, line in enumerate(lines) if not line.startswith(b"@prefix")), len(lines))
    return b"\n".join([*sorted(lines[:count]), *lines[count:]])
