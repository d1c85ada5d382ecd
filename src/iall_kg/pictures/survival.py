"""Draw survival over studies as dots on a scale of percent, each beside its population, its size and its time.

No value stands without its population and the size of it, or the words that the size is not stated. A whisker is drawn
only where the source gives an uncertainty, and its kind is told as given; a range is a bar; *more than* and *less
than* are arrows. This module draws; `survival_facts` reads.
"""

from itertools import groupby

import pyoxigraph as ox

from iall_kg.graph import KnowledgeGraph
from iall_kg.pictures.legend import Entry, legend
from iall_kg.pictures.measure import held, width_of, wrap
from iall_kg.pictures.picture import NOTHING, Href, Picture, TooLargeError, too_large
from iall_kg.pictures.survival_facts import NO_SIZE, Compared, Result, Survival, read_survival
from iall_kg.pictures.svg import (
    LINE,
    SIZE,
    Look,
    arrow_head,
    frame,
    key_of,
    line,
    lines,
    link,
    listed,
    number,
    running,
    text,
    told,
)
from iall_kg.wording import Wording

POPULATION, PATIENTS, MEASURE, PLOT, VALUE, WIDTH = 12.0, 318.0, 408.0, 606.0, 866.0, 1054.0
SCALE = 2.4
SMALL = 9.5
TOP, GAP = 26.0, 7.0
MARKS = {"EFS": ("circle", "#0072b2"), "OS": ("square", "#d55e00")}
OTHER_MARK = ("diamond", "#009e73")
UPWARDS, DOWNWARDS = ("MoreThan", "AtLeast"), ("LessThan", "UpTo", "AtMost")
HEADERS = (
    "study",
    "population",
    "size",
    "measure",
    "time",
    "result",
    "uncertainty",
    "conflicts",
    "section",
    "references",
)


def draw(graph: KnowledgeGraph, href: Href, *, thing: str | None = None) -> Picture:
    """Return the survival results, or those about `thing`: the IRI of a study, trial, population, drug or class.

    `href` turns the IRI of a thing into the address of its page.
    """
    about = f", {Wording(graph.store).term(ox.NamedNode(thing))}" if thing else ""
    title = f"Survival as reported{about}"
    try:
        found = read_survival(graph, thing)
    except TooLargeError as error:
        return too_large(title, str(error))
    if not found.results:
        return NOTHING
    rows = [_result_row(each) for each in _in_order(found.results)]
    rows += [_compared_row(each) for each in found.compared]
    return Picture(_svg(found, title, href), title, HEADERS, rows)


def _result_row(result: Result) -> tuple[str, ...]:
    return (
        _study_names(result),
        result.population_label,
        result.size or NO_SIZE,
        result.measure_label,
        result.time_label,
        result.words,
        f"± {result.uncertainty:g}%, {result.uncertainty_kind}" if result.uncertainty is not None else "",
        "; ".join(f"{label} ({resolution})" for _, label, resolution in result.conflicts),
        ", ".join(result.sections),
        result.references,
    )


def _compared_row(each: Compared) -> tuple[str, ...]:
    sides = (each.first, each.second)
    return (
        " against ".join(dict.fromkeys(map(_study_names, sides))),
        " against ".join(side.population_label for side in sides),
        " against ".join(side.size or NO_SIZE for side in sides),
        each.first.measure_label,
        " against ".join(dict.fromkeys(side.time_label for side in sides)),
        f"{' against '.join(side.words for side in sides)}: {each.outcome}",
        "",
        "",
        each.section,
        each.references,
    )


def _in_order(results: list[Result]) -> list[Result]:
    return sorted(results, key=lambda r: (_study_names(r), r.population_label, r.measure_label, r.time_label, r.iri))


def _study_names(result: Result) -> str:
    return ", ".join(label for _, label in result.studies)


def _svg(found: Survival, title: str, href: Href) -> str:
    marks = _conflict_marks(found.results)
    parts, y = [], TOP
    for _, results in groupby(_in_order(found.results), key=_study_names):
        group = list(results)
        y += 8
        parts.append(line((0, y - 2), (WIDTH, y - 2), stroke="#888", width=0.5))
        studies = listed([(label, href(study)) for study, label in group[0].studies])
        heading, rows = running(0, y + 12, WIDTH, studies, Look(size=12, bold=True))
        parts.append(heading)
        y += 14 * rows + 5
        for result in group:
            shown, height = _result(result, y, marks, href)
            parts.append(shown)
            y += height
    scale = _scale(TOP, y + 2)
    below, height = _below(found, marks, y + 34, href)
    key = key_of("survival", title)
    return frame((title, _description(found)), (WIDTH, height), scale + "".join(parts) + below, key)


def _scale(top: float, bottom: float) -> str:
    parts = [
        text(POPULATION, top - 12, "population", Look(size=10)),
        text(PATIENTS, top - 12, "patients", Look(size=10)),
        text(MEASURE, top - 12, "measure, time [section]", Look(size=10)),
        text(VALUE, top - 12, "as printed", Look(size=10)),
    ]
    for percent in range(0, 101, 20):
        x = PLOT + percent * SCALE
        parts.append(
            line((x, top - 8), (x, bottom), stroke="#888", width=0.5, dash="" if percent in (0, 100) else "2 3")
        )
        parts.append(text(x, top - 12, f"{percent}%", Look(size=10, anchor="middle")))
        parts.append(text(x, bottom + 13, f"{percent}%", Look(size=10, anchor="middle")))
    return "".join(parts)


def _result(result: Result, y: float, marks: dict[str, str], href: Href) -> tuple[str, float]:
    """Return the row of one result and its height."""
    population = wrap(result.population_label, PATIENTS - POPULATION - 10, SIZE)
    measured = wrap(result.measure_label, PLOT - MEASURE - 22, SIZE)
    where = wrap(f"{result.time_label} [{', '.join(map(held, result.sections))}]", PLOT - MEASURE - 22, SMALL)
    value = wrap(result.words, WIDTH - VALUE - 24, SIZE, bold=True)
    kind = wrap(f"±: {result.uncertainty_kind}", WIDTH - VALUE, SMALL) if result.uncertainty is not None else []
    marked = " ".join(dict.fromkeys(marks[conflict] for conflict, _, _ in result.conflicts))
    heights = (len(population) * LINE, len(measured) * LINE + len(where) * 11.5, len(value) * LINE + len(kind) * 11.5)
    height = max(heights) + GAP
    base = y + SIZE
    parts = [
        link(href(result.population), lines(POPULATION, base, population)),
        text(PATIENTS, base, result.number_of_patients, Look(bold=bool(result.size))),
        link(href(result.iri), lines(MEASURE, base, measured)),
        lines(MEASURE, base + len(measured) * LINE, where, Look(size=SMALL)),
        _marks(result, base - 4),
        lines(VALUE, base, value, Look(bold=True)),
        lines(VALUE, base + len(value) * LINE, kind, Look(size=SMALL)),
    ]
    if marked:
        longest = max(width_of(words, SIZE, bold=True) for words in value)
        parts.append(text(VALUE + longest + 4, base - 3, marked, Look(size=SMALL)))
    return "".join(parts), height


def _marks(result: Result, y: float) -> str:
    """Return what is drawn of a result on the scale, with its words to point at; nothing if no percent is stated."""
    words = result.sentence
    parts = []
    if result.lower is not None and result.upper is not None:
        parts.append(line((_x(result.lower), y), (_x(result.upper), y), width=4, stroke="#888"))
    shape, colour = MARKS.get(result.measure.rpartition("/")[2], OTHER_MARK)
    for value in result.values:
        x = _x(value)
        if result.uncertainty is not None:
            low, high = _x(value - result.uncertainty), _x(value + result.uncertainty)
            parts += [
                line((low, y), (high, y), width=1.4),
                line((low, y - 4), (low, y + 4)),
                line((high, y - 4), (high, y + 4)),
            ]
        if result.qualifier in (*UPWARDS, *DOWNWARDS):
            towards = "right" if result.qualifier in UPWARDS else "left"
            tip = x + 26 if towards == "right" else x - 26
            parts += [line((x, y), (tip, y), width=1.4), arrow_head(tip, y, towards, 6)]
        # What is not the plain value is hollow.
        parts.append(_mark(shape, colour, x, y, hollow=bool(result.qualifier)))
    return told(words, "".join(parts)) if parts else ""


def _x(percent: float) -> float:
    return PLOT + min(max(percent, 0), 100) * SCALE


def _mark(shape: str, colour: str, x: float, y: float, *, hollow: bool = False) -> str:
    look = f'fill="{"#fff" if hollow else colour}" stroke="{colour}" stroke-width="{2 if hollow else 1}"'
    if shape == "circle":
        return f'<circle cx="{number(x)}" cy="{number(y)}" r="4.5" {look}/>'
    if shape == "square":
        return f'<rect x="{number(x - 4)}" y="{number(y - 4)}" width="8" height="8" {look}/>'
    return f'<path d="M{number(x)} {number(y - 5.5)}l5.5 5.5l-5.5 5.5l-5.5 -5.5Z" {look}/>'


def _conflict_marks(results: list[Result]) -> dict[str, str]:
    """Return a mark for each conflict, in order of the rows: a, b … z, aa …"""
    found = dict.fromkeys(conflict for result in _in_order(results) for conflict, _, _ in result.conflicts)
    return {conflict: _letters(place) for place, conflict in enumerate(found)}


def _letters(place: int) -> str:
    before, last = divmod(place, 26)
    return (_letters(before - 1) if before else "") + chr(ord("a") + last)


def _below(found: Survival, marks: dict[str, str], y: float, href: Href) -> tuple[str, float]:
    """Return the legend, the comparisons and the conflicts, and where they end."""
    signs, y = legend(_signs(found), y, WIDTH)
    parts = [signs]
    if found.compared:
        parts.append(text(0, y + 12, "Compared by the source", Look(size=12, bold=True)))
        y += 20
        for each in found.compared:
            shown = wrap(_compared(each), WIDTH - POPULATION, SIZE)
            parts.append(link(href(each.iri), lines(POPULATION, y + SIZE, shown)))
            y += len(shown) * LINE + 3
        y += 6
    if marks:
        parts.append(text(0, y + 12, "Where the source is unclear about a result", Look(size=12, bold=True)))
        said = {c: (label, resolution) for r in found.results for c, label, resolution in r.conflicts}
        half, room = -(-len(marks) // 2), WIDTH / 2 - POPULATION - 34
        top, ends = y + 20, []
        for start, x in ((0, POPULATION), (half, WIDTH / 2)):
            y = top
            for conflict, mark in list(marks.items())[start : start + half]:
                label, resolution = said[conflict]
                shown = wrap(f"{label} ({resolution})", room, SIZE)
                parts.append(text(x, y + SIZE, mark, Look(bold=True)))
                parts.append(link(href(conflict), lines(x + 24, y + SIZE, shown)))
                y += len(shown) * LINE + 2
            ends.append(y)
        y = max(ends)
    return "".join(parts), y + 6


def _signs(found: Survival) -> list[Entry]:
    """Return what the marks mean that are drawn."""
    drawn = [result for result in found.results if result.values]
    labels = {r.measure.rpartition("/")[2]: r.measure_label for r in drawn}
    entries = [(mark, labels[key]) for key, mark in MARKS.items() if key in labels]
    others = sorted(label for key, label in labels.items() if key not in MARKS)
    if others:
        entries.append((OTHER_MARK, ", ".join(others)))
    shown = [(_mark(*mark, 6, 0), 16.0, words) for mark, words in entries]
    if any(r.qualifier for r in drawn):
        shown.append(
            (_mark("circle", MARKS["EFS"][1], 6, 0, hollow=True), 16.0, "hollow: not the plain value, as the words say")
        )
    if any(r.qualifier in (*UPWARDS, *DOWNWARDS) for r in drawn):
        shown.append(
            (line((0, 0), (18, 0), width=1.4) + arrow_head(0, 0, "left", 6), 24.0, "the value lies on this side")
        )
    if any(r.uncertainty is not None for r in drawn):
        whisker = line((0, 0), (18, 0), width=1.4) + line((0, -4), (0, 4)) + line((18, -4), (18, 4))
        shown.append((whisker, 24.0, "± as printed; none is drawn where none is given"))
    return shown


def _compared(each: Compared) -> str:
    return f"{each.label}: {_side(each.first)}, against {_side(each.second)}: {each.outcome} [{each.section}]"


def _side(result: Result) -> str:
    return f"{result.words} of {result.population_label} ({result.number_of_patients})"


def _description(found: Survival) -> str:
    return " ".join(f"{_study_names(result)}: {result.sentence}." for result in _in_order(found.results))
