"""Tables of what was observed: outcomes, comparisons, adverse events, frequencies, prognosis, findings, uses.

A row is one observation, with its value as printed, the patients in whom, how many they are, and where it stands. A
column is left out if it is empty, or if it would only name the thing that the page is about.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from iall_kg.names import IALL, kind_of
from iall_kg.pages.cells import Column, View
from iall_kg.pages.observation_kinds import KINDS, STUDIES, Shape
from iall_kg.pages.rest import all_belonging
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
# A longer table is nothing that people read.
MOST_ROWS = 100
OBSERVED = frozenset(kind for shape in KINDS.values() for kind in shape.kinds)


@dataclass(frozen=True, slots=True)
class Observations:
    """One table, with its title and a key for its place on the page."""

    key: str
    title: str
    table: Table


def observations(
    site: Site, thing: str, nodes: Iterable[str], found: Sayings, left_out: Mapping[str, int]
) -> list[Observations]:
    """Return the tables of those of the nodes that are observations, groups or uses, from what was found of them.

    `left_out` says how many more nodes of a kind there are.
    """
    return [
        Observations(
            key,
            shape.title,
            table_of_shape(
                View(site, found, thing), shape, of_kind, more=sum(left_out.get(kind, 0) for kind in shape.kinds)
            ),
        )
        for key, shape in KINDS.items()
        if (of_kind := [node for node in dict.fromkeys(nodes) if kind_of(node) in shape.kinds])
    ]


def first_of_each_kind(nodes: Iterable[str]) -> tuple[list[str], Counter[str]]:
    """Return the first MOST_ROWS nodes of each kind, each once, and how many more of a kind there are."""
    found: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    kept = []
    for node in dict.fromkeys(nodes):
        kind = kind_of(node)
        found[kind] += 1
        if found[kind] <= MOST_ROWS:
            kept.append(node)
        else:
            left_out[kind] += 1
    return kept, left_out


def table_of_studies(site: Site, thing: str, studies: list[str]) -> Table | None:
    """Return the table of the trials and studies that belong to the thing of a page, or nothing if there are none."""
    shown = studies[:MOST_ROWS]
    if not shown:
        return None
    return table_of_shape(View(site, details(site, shown), thing), STUDIES, shown, more=len(studies) - len(shown))


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


def table_of_shape(view: View, shape: Shape, nodes: list[str], *, more: int = 0) -> Table:
    """Return the table of some nodes, in order of what its columns show; `more` are not among them."""
    filled = [(column, [column.fill(view, node) for node in nodes]) for column in shape.columns]
    kept = [
        (column, cells)
        for column, cells in filled
        if any(cell.parts for cell in cells) and not _repeats(view, column, cells)
    ]
    lines = sorted(zip(*(cells for _, cells in kept), strict=True), key=_line_order)
    rest = all_belonging(view.thing, shape.of) if more else None
    return Table(tuple(column.head for column, _ in kept), tuple(lines), more, rest)


def _repeats(view: View, column: Column, cells: list[Cell]) -> bool:
    return column.names and all(part.iri == view.thing for cell in cells for part in cell.parts)


def _line_order(line: tuple[Cell, ...]) -> list[str]:
    return [natural(cell.parts[0].text) if cell.parts else "" for cell in line]
