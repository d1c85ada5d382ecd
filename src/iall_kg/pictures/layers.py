"""Lay out a graph in columns: which row each node takes, and where its lines leave and arrive, so that few lines cross.

The layered method of Sugiyama, Tagawa and Toda (IEEE Transactions on Systems, Man, and Cybernetics 11, 1981): lines
that pass a column take a row of their own in it, rows are ordered by the middle of their neighbours, and then moved as
near to these as their order allows. The same graph always gets the same layout.
"""

import math
from bisect import bisect_left, insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

SWEEPS = 24
GAP = 9.0
PASSING_HEIGHT = 12.0
MARGIN = 11.0


@dataclass(slots=True)
class Row:
    """A node, or a line on its way through a column, with its place; lines meet it at its ports."""

    name: str
    column: int
    height: float
    y: float = 0.0
    before: list["Step"] = field(default_factory=list)
    behind: list["Step"] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """The middle of its height."""
        return self.y + self.height / 2


@dataclass(slots=True)
class Step:
    """A line from one column to the next: from the port of a row to that of another."""

    left: Row
    right: Row
    start: float = 0.0
    end: float = 0.0


@dataclass(frozen=True, slots=True)
class Layout:
    """The rows of the nodes by name, the steps of each edge from left to right, and the height of the whole."""

    rows: dict[str, Row]
    steps: list[list[Step]]
    height: float


def lay_out(
    columns: dict[str, int], edges: Sequence[tuple[str, str]], height_of: Callable[[str], float], spacing: float
) -> Layout:
    """Return the layout of nodes by their columns, joined by edges from a lower column to a higher.

    `height_of` gives the least height of a node; `spacing` is that of the lines on its right side. Raises ValueError
    for an edge that does not lead to a higher column.
    """
    rows = {name: Row(name, column, height_of(name)) for name, column in columns.items()}
    layers: list[list[Row]] = [[] for _ in range(max(columns.values(), default=-1) + 1)]
    for row in rows.values():
        layers[row.column].append(row)
    steps = [_steps(rows[left], rows[right], layers) for left, right in edges]
    for row in rows.values():
        ports = max(len(row.behind) * spacing, len(row.before) * spacing * 0.7)
        row.height = max(row.height, ports + MARGIN - spacing / 2)
    layers = _ordered(layers)
    height = _placed(layers)
    for layer in layers:
        for row in layer:
            _set_ports(row, spacing)
    return Layout(rows, steps, height)


def _steps(left: Row, right: Row, layers: list[list[Row]]) -> list[Step]:
    if left.column >= right.column:
        raise ValueError(f"The edge from {left.name} to {right.name} leads to no higher column.")
    found, at = [], left
    for column in range(left.column + 1, right.column + 1):
        to = right if column == right.column else Row("", column, PASSING_HEIGHT)
        if to is not right:
            layers[column].append(to)
        step = Step(at, to)
        at.behind.append(step)
        to.before.append(step)
        found.append(step)
        at = to
    return found


def _ordered(layers: list[list[Row]]) -> list[list[Row]]:
    """Return the rows of each column in the order with the fewest crossings that the sweeps found."""
    best, fewest = [list(layer) for layer in layers], _crossings(layers)
    for sweep in range(SWEEPS):
        places = {id(row): place for layer in layers for place, row in enumerate(layer)}
        forth = sweep % 2 == 0
        for layer in layers[1:] if forth else layers[-2::-1]:
            mean = {id(row): _mean([places[id(end)] for end in _ends(row, forth)], places[id(row)]) for row in layer}
            layer.sort(key=lambda row: mean[id(row)])
            places |= {id(row): place for place, row in enumerate(layer)}
        if (now := _crossings(layers)) < fewest:
            best, fewest = [list(layer) for layer in layers], now
    return best


def _ends(row: Row, before: bool) -> list[Row]:
    return [step.left for step in row.before] if before else [step.right for step in row.behind]


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _crossings(layers: list[list[Row]]) -> int:
    crossed = 0
    for left, right in pairwise(layers):
        place = {id(row): at for at, row in enumerate(right)}
        passed: list[int] = []
        for row in left:
            targets = sorted(place[id(step.right)] for step in row.behind)
            crossed += sum(len(passed) - bisect_left(passed, target + 1) for target in targets)
            for target in targets:
                insort(passed, target)
    return crossed


def _placed(layers: list[list[Row]]) -> float:
    """Set the height at which each row stands, and return the height of all."""
    for layer in layers:
        y = 0.0
        for row in layer:
            row.y = y
            y += row.height + GAP
    for sweep in range(SWEEPS):
        for layer in layers if sweep % 2 == 0 else layers[::-1]:
            wished = [
                _mean([end.middle for before in (True, False) for end in _ends(row, before)], row.middle)
                - row.height / 2
                for row in layer
            ]
            _settle(layer, wished)
    return _closed_up([row for layer in layers for row in layer])


def _closed_up(rows: list[Row]) -> float:
    """Move rows up so that no band across all columns is empty, and return the height of all."""
    end, moved = -GAP, -math.inf
    for row in sorted(rows, key=lambda row: row.y):
        moved = max(moved, row.y - end - GAP)
        row.y -= moved
        end = max(end, row.y + row.height)
    return max(end, 0.0)


def _settle(layer: list[Row], wished: list[float]) -> None:
    """Put rows as near to where they wish as their order and heights allow, in the least squares."""
    offsets = [0.0]
    for row in layer:
        offsets.append(offsets[-1] + row.height + GAP)
    blocks: list[tuple[float, int]] = []
    for wish, offset in zip(wished, offsets, strict=False):
        total, count = wish - offset, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            before = blocks.pop()
            total, count = total + before[0], count + before[1]
        blocks.append((total, count))
    places = [total / count for total, count in blocks for _ in range(count)]
    for row, place, offset in zip(layer, places, offsets, strict=False):
        row.y = place + offset


def _set_ports(row: Row, spacing: float) -> None:
    row.behind.sort(key=lambda step: step.right.middle)
    row.before.sort(key=lambda step: step.left.middle)
    for at, step in enumerate(row.behind):
        step.start = row.middle + (at - (len(row.behind) - 1) / 2) * spacing
    narrow = min(spacing, (row.height - MARGIN) / max(len(row.before) - 1, 1))
    for at, step in enumerate(row.before):
        step.end = row.middle + (at - (len(row.before) - 1) / 2) * narrow
