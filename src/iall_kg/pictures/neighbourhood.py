"""Draw one thing in the middle of its neighbours, grouped by property, each a link, so that one can walk the graph.

On the right stand the facts of the thing, on the left the facts of others that name it. A fact is told as stated, read
by the curators, hedged, denied, set aside or inferred, by its line and in words.
"""

from collections import defaultdict
from dataclasses import dataclass

import pyoxigraph as ox

from iall_kg.graph import KnowledgeGraph
from iall_kg.names import FOREIGN_PREFIXES, IALL, OWL, expand
from iall_kg.pictures.grounds import CURATORS, DASHES, STATED
from iall_kg.pictures.legend import grounds_of, legend
from iall_kg.pictures.measure import wrap
from iall_kg.pictures.picture import NOTHING, Href, Picture
from iall_kg.pictures.svg import (
    LINE,
    SIZE,
    Look,
    arrow_head,
    curve,
    frame,
    key_of,
    line,
    lines,
    link,
    number,
    rectangle,
    text,
)
from iall_kg.show import Fact, describe
from iall_kg.statements import match
from iall_kg.stores.readable import ReadableStore
from iall_kg.wording import Wording

MOST_DRAWN = 24
CURATORS_INFERENCE = ox.NamedNode(FOREIGN_PREFIXES["eco"] + "0000205")
WIDTH, SIDE, MIDDLE, TOP = 1040.0, 330.0, 190.0, 30.0
HEAD, PAD, TICK = 15.0, 5.0, 30.0
HEADERS = ("direction", "property", "neighbour", "status", "section", "references")
OUT, IN = "facts of this thing", "facts that name this thing"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A thing at the other end of a fact."""

    iri: str
    label: str
    status: str
    sections: tuple[str, ...]
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The neighbours by one property in one direction, and how many of them are drawn."""

    iri: str
    label: str
    direction: str
    neighbours: list[Neighbour]
    drawn: int = 0


def draw(graph: KnowledgeGraph, href: Href, *, thing: str | None = None) -> Picture:
    """Return `thing`, an IRI, with its neighbours; nothing without a thing or without neighbours.

    `href` turns the IRI of a thing into the address of its page. At most MOST_DRAWN neighbours are drawn, some of each
    property. The others are counted, with a link to the page of the thing at `#` and the local name of the property,
    with `-of` behind it for facts that name the thing. The table holds them all.
    """
    if thing is None:
        return NOTHING
    groups = _groups(graph, thing)
    if not groups:
        return NOTHING
    label = Wording(graph.store).term(ox.NamedNode(thing))
    title = f"Neighbours of {label}"
    rows = [
        (group.direction, group.label, each.label, each.status, ", ".join(each.sections), "; ".join(each.references))
        for group in groups
        for each in group.neighbours
    ]
    return Picture(_svg(thing, label, groups, title, href), title, HEADERS, rows)


def _groups(graph: KnowledgeGraph, thing: str) -> list[Group]:
    store = graph.store
    words = Wording(store)
    about = describe(store, thing)
    outward, inward = _joined(store, about.facts, OUT), _joined(store, about.neighbours, IN)
    # What a property says of this thing, its inverse says of the neighbour.
    for first, _, second, _ in match(store, None, OWL.inverseOf, None, ox.DefaultGraph()):
        for one, other in ((first, second), (second, first)):
            if isinstance(one, ox.NamedNode) and isinstance(other, ox.NamedNode):
                known = {fact_thing for fact_thing, _ in outward.get(one.value, [])}
                inward[other.value] = [each for each in inward.get(other.value, []) if each[0] not in known]
    found = []
    for direction, by_property in ((OUT, outward), (IN, inward)):
        for iri, joined in by_property.items():
            neighbours = [
                Neighbour(
                    other,
                    words.term(ox.NamedNode(other)),
                    _status(store, fact),
                    tuple(dict.fromkeys(e.section for e in fact.evidence)),
                    tuple(dict.fromkeys(e.references for e in fact.evidence)),
                )
                for other, fact in joined
            ]
            if neighbours:
                neighbours.sort(key=lambda n: (n.status != STATED, n.label, n.iri))
                found.append(Group(iri, words.term(ox.NamedNode(iri)), direction, neighbours))
    return _shared_out(sorted(found, key=lambda group: (group.direction, group.label, group.iri)))


def _joined(store: ReadableStore, facts: list[Fact], direction: str) -> dict[str, list[tuple[str, Fact]]]:
    """Return the facts by property, each with the thing at its other end; facts about values join no things."""
    found: dict[str, list[tuple[str, Fact]]] = defaultdict(list)
    for fact in facts:
        subject, predicate, target = expand(fact.subject), expand(fact.predicate), expand(fact.object)
        if subject and predicate and target and subject != target:
            spo = (ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(target))
            if any(match(store, *spo)):
                found[predicate].append((target if direction == OUT else subject, fact))
    return found


def _status(store: ReadableStore, fact: Fact) -> str:
    claims = [expand(each.claim) for each in fact.evidence]
    kinds = {
        s.object
        for claim in claims
        if claim
        for s in match(store, ox.NamedNode(claim), IALL.evidenceType, None, ox.DefaultGraph())
    }
    return CURATORS if fact.status == STATED and kinds == {CURATORS_INFERENCE} else fact.status


def _shared_out(groups: list[Group]) -> list[Group]:
    """Return the groups with the number of neighbours that each may draw: one for all, then a second for all …"""
    drawn = [0] * len(groups)
    left = MOST_DRAWN
    while left and any(drawn[at] < len(group.neighbours) for at, group in enumerate(groups)):
        for at, group in enumerate(groups):
            if left and drawn[at] < len(group.neighbours):
                drawn[at] += 1
                left -= 1
    return [Group(g.iri, g.label, g.direction, g.neighbours, drawn[at]) for at, g in enumerate(groups)]


def _svg(thing: str, label: str, groups: list[Group], title: str, href: Href) -> str:
    sides = {direction: [g for g in groups if g.direction == direction] for direction in (IN, OUT)}
    heights = {direction: sum(map(_height, found)) for direction, found in sides.items()}
    name = wrap(label, MIDDLE - 20, 13, bold=True)
    tall = max(heights[IN], heights[OUT], len(name) * 15 + 24.0)
    middle = TOP + tall / 2
    half = (len(name) * 15 + 20) / 2
    left = (WIDTH - MIDDLE) / 2
    parts = []
    for direction, found in sides.items():
        y = TOP + (tall - heights[direction]) / 2
        if found:
            x = 0.0 if direction == IN else WIDTH
            parts.append(text(x, 13, direction, Look(size=12, bold=True, anchor="start" if direction == IN else "end")))
        for group in found:
            parts.append(_group(thing, group, y, middle, href))
            y += _height(group)
    place = (left, middle - half, MIDDLE, 2 * half)
    shape = rectangle(place, 'rx="8" fill="none" stroke="currentColor" stroke-width="2.4"')
    parts.append(shape + lines(WIDTH / 2, middle - half + 21, name, Look(size=13, anchor="middle", bold=True)))
    used = {each.status for group in groups for each in group.neighbours[: group.drawn]}
    signs, y = legend(grounds_of(used), TOP + tall + 22, WIDTH)
    said = [
        f"{g.direction}, {g.label}: {', '.join(n.label for n in g.neighbours[: g.drawn])}{_more(g)}." for g in groups
    ]
    return frame((title, " ".join(said)), (WIDTH, y), "".join([*parts, signs]), key_of("neighbourhood", thing))


def _more(group: Group) -> str:
    rest = len(group.neighbours) - group.drawn
    return "" if not rest else f" and {rest} more" if group.drawn else f" {rest}"


def _words(neighbour: Neighbour) -> list[str]:
    status = "" if neighbour.status == STATED else f" ({neighbour.status})"
    return wrap(neighbour.label + status, SIDE - TICK - 4, SIZE)


def _height(group: Group) -> float:
    shown = sum(len(_words(each)) * LINE + PAD for each in group.neighbours[: group.drawn])
    return HEAD * len(_heading(group)) + shown + (LINE + PAD if _more(group) else 0) + 12


def _heading(group: Group) -> list[str]:
    return wrap(group.label, SIDE, SIZE, bold=True)


def _group(thing: str, group: Group, y: float, middle: float, href: Href) -> str:
    """Return a group: its property, a bar with its neighbours, and the line between the bar and the middle."""
    outward = group.direction == OUT
    bar = WIDTH - SIDE if outward else SIDE
    anchor, side = ("start", 1) if outward else ("end", -1)
    # The heading is the property in the middle of a fact: on the left it leads to the thing.
    heading = _heading(group)
    parts = [link(href(group.iri), lines(bar, y + SIZE, heading, Look(anchor=anchor, bold=True)))]
    y += HEAD * len(heading)
    start = y
    for each in group.neighbours[: group.drawn]:
        shown = _words(each)
        at = y + len(shown) * LINE / 2
        tick = line((bar, at), (bar + side * (TICK - 4), at), dash=DASHES[each.status], width=1.4)
        words = lines(bar + side * TICK, y + SIZE - 1, shown, Look(anchor=anchor))
        parts.append(tick + link(href(each.iri), words))
        y += len(shown) * LINE + PAD
    if more := _more(group).strip():
        local = group.iri.rpartition("#")[2] + ("" if outward else "-of")
        words = text(bar + side * TICK, y + SIZE - 1, more, Look(anchor=anchor, bold=True))
        parts.append(link(f"{href(thing)}#{local}", words))
        y += LINE + PAD
    end = y - PAD
    parts.append(line((bar, start), (bar, end), width=1.4))
    edge = (WIDTH + side * MIDDLE) / 2
    to, centre = bar - side * 3, (start + end) / 2
    path = curve((edge, middle), (to, centre))
    parts.append(
        f'<path d="M{number(edge)} {number(middle)}{path}" fill="none" stroke="currentColor" stroke-opacity="0.6"/>'
    )
    parts.append(arrow_head(to + 2, centre, "right") if outward else arrow_head(edge, middle, "right"))
    return "".join(parts)
