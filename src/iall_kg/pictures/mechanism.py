"""Draw the map of mechanisms: from fusions and diseases by way of what they bring about to drug classes, drugs, trials.

Each line is a fact. What is stated, what the curators read, and what is only hedged are told apart by the line and by
words; what is inferred stands below the map. This module draws; `mechanism_facts` reads, `layers` lays out.
"""

from dataclasses import dataclass

import pyoxigraph as ox

from iall_kg.graph import KnowledgeGraph
from iall_kg.pictures.grounds import CURATORS, DASHES, HEDGED, INFERRED
from iall_kg.pictures.layers import Layout, Step, lay_out
from iall_kg.pictures.legend import grounds_of, legend
from iall_kg.pictures.measure import width_of, wrap
from iall_kg.pictures.mechanism_facts import CLASS, DRUG, MECHANISM, ORIGIN, TRIAL, Edge, Map, read_map
from iall_kg.pictures.picture import NOTHING, Href, Picture, TooLargeError, too_large
from iall_kg.pictures.svg import (
    LINE,
    SIZE,
    Look,
    arrow_head,
    curve,
    frame,
    key_of,
    line,
    link,
    listed,
    number,
    rectangle,
    running,
    text,
    told,
)
from iall_kg.wording import Wording

WIDTHS = {ORIGIN: 150.0, MECHANISM: 148.0, CLASS: 128.0, DRUG: 122.0, TRIAL: 132.0}
HEADINGS = {
    ORIGIN: "Fusion, alteration, disease",
    MECHANISM: "Mechanism",
    CLASS: "Drug class",
    DRUG: "Drug",
    TRIAL: "Trial",
}
SUBHEADINGS = {DRUG: "member of its class", TRIAL: "evaluates the drug"}
COLOURS = {ORIGIN: "#d55e00", MECHANISM: "#0072b2", CLASS: "#009e73", DRUG: "#e69f00", TRIAL: "#cc79a7"}
MARKS = {CURATORS: " (curators)", HEDGED: " (hedged)"}
# What such a line means stands above the columns.
UNNAMED = ("class", "trial")
SMALL, SPACING, CURVE, TOP, PAD = 9.5, 13.0, 42.0, 44.0, 7.0
ARROWS = "Arrows point to the object of a fact: left to what is acted on, right to what is brought about."
# So wide that the line on the arrows fits.
NARROWEST = 620.0
HEADERS = ("subject", "relation", "object", "status", "section", "references")


def draw(graph: KnowledgeGraph, href: Href, *, thing: str | None = None) -> Picture:
    """Return the whole map, or what leads to and follows from `thing`: a fusion, drug, class, trial or step of it.

    `href` turns the IRI of a thing into the address of its page.
    """
    about = f": {Wording(graph.store).term(ox.NamedNode(thing))}" if thing else ""
    title = f"From mechanism to drug and trial{about}"
    try:
        found = read_map(graph, thing)
    except TooLargeError as error:
        return too_large(title, str(error))
    if not found.edges:
        return NOTHING
    if thing:
        title = f"From mechanism to drug and trial: {found.labels[thing]}"
    rows = [
        (*_fact(found, edge), edge.status, ", ".join(edge.sections), "; ".join(edge.references))
        for edge in (*found.edges, *found.subtypes)
    ]
    rows += [(found.labels[c.subject], c.relation, found.labels[c.object], INFERRED, "", "") for c in found.inferred]
    return Picture(_svg(found, title, href, thing), title, HEADERS, rows)


def _fact(found: Map, edge: Edge) -> tuple[str, str, str]:
    left, right = found.labels[edge.left], found.labels[edge.right]
    return (left, edge.relation, right) if edge.towards == "right" else (right, edge.relation, left)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in a node, and the thing that it leads to."""

    words: str
    thing: str
    bold: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A map that is laid out: where each column begins, the room for words behind it, and the words of the nodes."""

    found: Map
    layout: Layout
    names: dict[str, list[Line]]
    lefts: dict[int, float]
    zones: dict[int, float]

    def right(self, column: int) -> float:
        """Return where the nodes of a column end."""
        return self.lefts[column] + WIDTHS[self.found.kinds[column]]

    @property
    def width(self) -> float:
        """The width of all columns."""
        return self.right(max(self.found.kinds)) + 2


def _svg(found: Map, title: str, href: Href, thing: str | None) -> str:
    sheet = _sheet(found, thing)
    parts = [_headings(sheet)]
    parts += [_edge(sheet, edge, steps) for edge, steps in zip(found.edges, sheet.layout.steps, strict=True)]
    parts += [_node(sheet, node, href, thing) for node in found.columns]
    width = max(sheet.width, NARROWEST)
    signs, y = _legend(found, TOP + sheet.layout.height + 22, width)
    inferred, y = _inferred(found, y, width, href)
    words = (title, _description(found))
    return frame(words, (width, y), "".join([*parts, signs, inferred]), key_of("mechanism", title))


def _sheet(found: Map, about: str | None) -> Sheet:
    names = {node: _lines(found, node, about) for node in found.columns}
    ends = [(edge.left, edge.right) for edge in found.edges]
    layout = lay_out(found.columns, ends, lambda node: len(names[node]) * LINE + 2 * PAD, SPACING)
    lefts, zones, x = {}, {}, 0.0
    for column, kind in found.kinds.items():
        lefts[column] = x
        labels = [_label(edge) for edge in found.edges if found.columns[edge.left] == column]
        zones[column] = max((width_of(words, SMALL) + 14 for words in labels if words), default=8.0)
        x += WIDTHS[kind] + zones[column] + CURVE
    return Sheet(found, layout, names, lefts, zones)


def _lines(found: Map, node: str, about: str | None) -> list[Line]:
    """Return the lines of a node: its own name and those of its subtypes."""
    room = WIDTHS[found.kinds[found.columns[node]]] - 2 * PAD - 4
    subtypes = [edge.right for edge in found.subtypes if edge.left == node]
    # The thing of the page stands out, or else what stands for its subtypes too.
    bold = about if about in (node, *subtypes) else node if subtypes else None
    return [
        Line(words, each, each == bold)
        for each in (node, *subtypes)
        for words in wrap(("" if each == node else "– ") + found.labels[each], room, SIZE, bold=each == bold)
    ]


def _label(edge: Edge) -> str:
    plain = "" if edge.group in UNNAMED else edge.relation
    return (plain + MARKS.get(edge.status, "")).strip()


def _headings(sheet: Sheet) -> str:
    parts, before = [], None
    for column, kind in sheet.found.kinds.items():
        if kind != before:
            parts.append(text(sheet.lefts[column], 14, HEADINGS[kind], Look(size=12, bold=True)))
            if kind in SUBHEADINGS and before is not None:
                parts.append(text(sheet.lefts[column], 28, SUBHEADINGS[kind], Look(size=SMALL)))
        before = kind
    return "".join(parts)


def _edge(sheet: Sheet, edge: Edge, steps: list[Step]) -> str:
    first, last = steps[0], steps[-1]
    x, y = sheet.right(first.left.column), TOP + first.start
    words = _label(edge)
    parts = []
    if edge.towards == "left":
        parts.append(arrow_head(x + 1, y, "left"))
        x += 6
    if words:
        parts.append(text(x + 3, y + 3.3, words, Look(size=SMALL)))
        x += 5 + width_of(words, SMALL)
    path = f"M{number(x)} {number(y)}"
    for step in steps:
        start = sheet.right(step.left.column) + sheet.zones[step.left.column]
        end = sheet.lefts[step.right.column] - (5 if step is last and edge.towards == "right" else 0)
        path += f"H{number(start)}" + curve((start, TOP + step.start), (end, TOP + step.end))
        if step is not last:
            path += f"H{number(sheet.right(step.right.column))}"
    dash = f' stroke-dasharray="{DASHES[edge.status]}"' if DASHES[edge.status] else ""
    parts.append(f'<path d="{path}" fill="none" stroke="currentColor"{dash}/>')
    if edge.towards == "right":
        parts.append(arrow_head(sheet.lefts[last.right.column], TOP + last.end, "right"))
    return told(f"{' '.join(_fact(sheet.found, edge))}: {edge.status} [{', '.join(edge.sections)}]", "".join(parts))


def _node(sheet: Sheet, node: str, href: Href, about: str | None) -> str:
    row, names = sheet.layout.rows[node], sheet.names[node]
    kind = sheet.found.kinds[row.column]
    x, y = sheet.lefts[row.column], TOP + row.y
    thick = 2.4 if about in {each.thing for each in names} else 1
    shape = rectangle(
        (x, y, WIDTHS[kind], row.height), f'rx="3" fill="none" stroke="currentColor" stroke-width="{thick}"'
    )
    shape += rectangle((x, y, 5, row.height), f'fill="{COLOURS[kind]}"')
    base = y + (row.height - len(names) * LINE) / 2 + SIZE - 1
    parts = []
    # One link a thing: its own name with the box, then each subtype.
    for thing in dict.fromkeys(each.thing for each in names):
        mine = [
            text(x + PAD + 4, base + at * LINE, each.words, Look(bold=each.bold))
            for at, each in enumerate(names)
            if each.thing == thing
        ]
        parts.append(link(href(thing), (shape if thing == node else "") + "".join(mine)))
    return "".join(parts)


def _legend(found: Map, y: float, width: float) -> tuple[str, float]:
    statuses = {edge.status for edge in found.edges} | ({INFERRED} if found.inferred else set())
    shown, y = legend(grounds_of(statuses), y, width)
    return shown + text(0, y + 3.5, ARROWS, Look(size=10)), y + 14


def _inferred(found: Map, y: float, width: float, href: Href) -> tuple[str, float]:
    """Return what follows from the map, one line for each subject and relation, and where it ends."""
    parts = []
    for subject, relation in dict.fromkeys((c.subject, c.relation) for c in found.inferred):
        of = [c.object for c in found.inferred if (c.subject, c.relation) == (subject, relation)]
        pieces = [("inferred:", ""), (found.labels[subject], href(subject)), (relation, "")]
        pieces += listed([(found.labels[each], href(each)) for each in of])
        shown, count = running(44, y + 12, width - 44, pieces)
        parts.append(line((0, y + 8), (36, y + 8), dash=DASHES[INFERRED], width=1.4) + shown)
        y += count * LINE + 4
    return "".join(parts), y + 8


def _description(found: Map) -> str:
    return " ".join(f"{' '.join(_fact(found, edge))} ({edge.status})." for edge in found.edges)
