"""Tables of what was observed: outcomes, comparisons, adverse events, frequencies, prognosis, findings, uses.

A row is one observation, with its value as printed, the patients in whom, how many they are, and where it stands. A
column is left out if it is empty, or if it would only name the thing that the page is about.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from iall_kg.names import IALL, kind_of
from iall_kg.pages.cells import Column, View
from iall_kg.pages.observation_kinds import KINDS, Shape
from iall_kg.pages.said import Sayings
from iall_kg.pages.site import Site, natural
from iall_kg.pages.table import Cell, Table

LINKS = (
    IALL.interventionOutcome,
    IALL.comparatorOutcome,
    IALL.inPopulation,
    IALL.interventionPopulation,
    IALL.comparatorPopulation,
)
OBSERVED = frozenset(kind for shape in KINDS.values() for kind in shape.kinds)


@dataclass(frozen=True, slots=True)
class Observations:
    """One table, with its title and a key for its place on the page."""

    key: str
    title: str
    table: Table


def observations(site: Site, thing: str, nodes: Iterable[str], found: Sayings) -> list[Observations]:
    """Return the tables of those of the nodes that are observations, groups or uses, from what was found of them."""
    return [
        Observations(key, shape.title, table_of_shape(View(site, found, thing), shape, of_kind))
        for key, shape in KINDS.items()
        if (of_kind := [node for node in dict.fromkeys(nodes) if kind_of(node) in shape.kinds])
    ]


def details(site: Site, nodes: Iterable[str]) -> Sayings:
    """Return all that is said of some nodes, and of the populations and results that they lead to."""
    rows, known, left = [], set[str](), list(dict.fromkeys(nodes))
    while left:
        known |= set(left)
        more = site.rows("details", *left)
        rows += more
        led = (
            row["object"].value for row in more if row["predicate"] in LINKS and isinstance(row["object"], ox.NamedNode)
        )
        left = [node for node in dict.fromkeys(led) if node not in known]
    return Sayings(rows)


def table_of_shape(view: View, shape: Shape, nodes: list[str]) -> Table:
    """Return the table of some nodes, in order of what its columns show."""
    filled = [(column, [column.fill(view, node) for node in nodes]) for column in shape.columns]
    kept = [
        (column, cells)
        for column, cells in filled
        if any(cell.parts for cell in cells) and not _repeats(view, column, cells)
    ]
    lines = sorted(zip(*(cells for _, cells in kept), strict=True), key=_line_order)
    return Table(tuple(column.head for column, _ in kept), tuple(lines))


def _repeats(view: View, column: Column, cells: list[Cell]) -> bool:
    return column.names and all(part.iri == view.thing for cell in cells for part in cell.parts)


def _line_order(line: tuple[Cell, ...]) -> list[str]:
    return [natural(cell.parts[0].text) if cell.parts else "" for cell in line]
