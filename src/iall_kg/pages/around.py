"""What claims and inferences say of one thing and of what names it: the first statements of each property.

A thing that thousands name would fill a page that nobody reads and that takes minutes; the others are counted.
"""

from collections import Counter
from collections.abc import Iterable

import pyoxigraph as ox

from iall_kg.pages.rows import Row
from iall_kg.pages.said import Sayings
from iall_kg.pages.site import Site
from iall_kg.show import first_of_each_property
from iall_kg.statements import Spo


def around(site: Site, iri: str) -> tuple[Sayings, Counter[str]]:
    """Return what is said of a thing and of what names it, and how many more statements there are by property."""
    left_out: Counter[str] = Counter()
    triples = [_triple(row) for row in site.rows("around", iri)]
    node = ox.NamedNode(iri)
    chosen = [
        *first_of_each_property((t for t in triples if t[0] == node), left_out),
        *first_of_each_property((t for t in triples if t[0] != node), left_out),
    ]
    return sayings_of(site, chosen), left_out


def sayings_of(site: Site, triples: Iterable[Spo]) -> Sayings:
    """Return some statements with their evidence."""
    asked = list(triples)
    return Sayings(site.rows_of_statements("statements", asked) if asked else ())


def _triple(row: Row) -> Spo:
    subject, predicate, target = (row[name] for name in ("subject", "predicate", "object"))
    assert isinstance(subject, ox.NamedNode)
    assert isinstance(predicate, ox.NamedNode)
    assert target is not None
    return subject, predicate, target
