"""Write what scale.py measured as Markdown tables and a drawing."""

import itertools
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from plot import drawn, exponent

SECOND = 1000.0
# Milliseconds by which questions are counted.
BOUNDS = (10.0, 100.0, 1000.0)
BESIDE = "iall-kg"


def written(results: dict[str, Any], folder: Path) -> None:
    """Write `growth.md` and the drawings into a folder."""
    scales = results["scales"]
    parts = [
        _data(scales),
        _steps(scales, "processor", "Processor time in seconds", 1),
        _steps(scales, "memory", "Peak memory in MiB", 0),
        _servers(scales),
        _spread(scales),
        _questions(scales),
        f"{results['date']}; {results['machine']}; "
        + ", ".join(f"{name} {version}" for name, version in results["versions"].items())
        + f"; limit {results['limit']:g} s; seed `{results['seed']}`.",
    ]
    (folder / "growth.md").write_text("\n\n".join(part for part in parts if part) + "\n", encoding="utf-8")
    for name, title, y_name, lines in _drawings(scales):
        if any(lines.values()):
            (folder / name).write_text(drawn(title, "quads of the release", y_name, lines), encoding="utf-8")


def _drawings(scales: dict[str, Any]) -> Iterator[tuple[str, str, str, dict[str, list[tuple[float, float]]]]]:
    """Yield file, title, name of the upward axis and lines of each drawing."""
    for file, title, y_name, part, value in (
        ("steps.svg", "Time for each step", "seconds of processor time", "steps", "processor"),
        ("memory.svg", "Memory for each step", "peak memory, MiB", "steps", "memory"),
        ("lookups.svg", "Look-ups by 8 clients", "answers a second", "servers", "lookups_per_second"),
        ("questions.svg", "Stored queries about one thing", "answers a second", "servers", "questions_per_second"),
    ):
        yield file, title, y_name, {name: _points(scales, part, name, value) for name in _names(scales, part)}


def _names(scales: dict[str, Any], part: str) -> list[str]:
    return list(dict.fromkeys(name for found in scales.values() for name in found[part]))


def _points(scales: dict[str, Any], part: str, name: str, value: str) -> list[tuple[float, float]]:
    rows = [(found["data"]["quads"], _number(found[part].get(name, {}), value)) for found in scales.values()]
    return [(quads, number) for quads, number in rows if number]


def _number(measured: dict[str, Any], value: str) -> float | None:
    """Return what was measured, unless it was ended before its time: then it is only what it had come to."""
    return None if measured.keys() & {"over", "large"} else measured.get(value)


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _table(heads: list[str], rows: list[str]) -> str:
    return "\n".join([_row(*heads), _row("---", *["---:"] * (len(heads) - 1)), *rows])


def _data(scales: dict[str, Any]) -> str:
    return _table(["scale", "quads"], [_row(scale, f"{found['data']['quads']:,}") for scale, found in scales.items()])


def _cell(measured: dict[str, Any] | None, value: str, digits: int) -> str:
    if measured is None:
        return "–"
    number = _number(measured, value)
    if number is not None:
        return f"{number:,.{digits}f}"
    if "large" in measured:
        return f"over {measured['large']:.0f} GiB"
    return f"over {measured['over']:g} s" if "over" in measured else "failed"


def _growth(points: list[tuple[float, float]]) -> str:
    slope = exponent(points)
    return "–" if slope is None else f"{slope:.2f}"


def _steps(scales: dict[str, Any], value: str, title: str, digits: int) -> str:
    rows = []
    if not _names(scales, "steps"):
        return ""
    for name in _names(scales, "steps"):
        cells = [_cell(found["steps"].get(name), value, digits) for found in scales.values()]
        rows.append(_row(name, *cells, _growth(_points(scales, "steps", name, value)), _ratio(scales, name, value)))
    return _table([title, *scales, "exponent", "times iall-kg"], rows)


def _ratio(scales: dict[str, Any], name: str, value: str) -> str:
    """Return how many times as much as iall-kg another engine takes, at the last scale where both were measured."""
    step, _, engine = name.partition(", ")
    ours = {"open": "open, disk"}.get(step, f"{step}, {BESIDE}")
    if engine in {BESIDE, "disk"}:
        return "1"
    for found in reversed(scales.values()):
        one, other = (_number(found["steps"].get(of, {}), value) for of in (ours, name))
        if one and other:
            return f"{other / one:.1f}"
    return "–"


def _servers(scales: dict[str, Any]) -> str:
    shown: list[tuple[str, str, int]] = [
        ("load, s", "load", 1),
        ("look-ups a second", "lookups_per_second", 0),
        ("look-ups, median, ms", "lookups_median_ms", 1),
        ("look-ups, 99%, ms", "lookups_p99_ms", 1),
        ("stored queries a second", "questions_per_second", 0),
        ("stored queries, median, ms", "questions_median_ms", 1),
        ("stored queries, 99%, ms", "questions_p99_ms", 1),
        ("peak memory, MiB", "memory", 0),
    ]
    rows = []
    if not _names(scales, "servers"):
        return ""
    for server in _names(scales, "servers"):
        for title, value, digits in shown:
            cells = [_server_cell(found["servers"].get(server), value, digits) for found in scales.values()]
            rows.append(_row(f"{server}: {title}", *cells, _growth(_points(scales, "servers", server, value))))
    return _table(["Servers, 8 clients", *scales, "exponent"], rows)


def _server_cell(measured: dict[str, Any] | None, value: str, digits: int) -> str:
    if measured and value in measured:
        return f"{measured[value]:,.{digits}f}"
    return str(measured["missing"]) if measured and "missing" in measured and value == "load" else "–"


def _spread(scales: dict[str, Any]) -> str:
    """Return how many questions each engine answered in which time, at each scale."""
    rows = []
    for scale, found in scales.items():
        for engine, answers in found["questions"].items():
            times = sorted(_milliseconds(found, engine, question) for question in answers)
            if not times:
                continue
            bounds = (0.0, *BOUNDS, float("inf"))
            counts = [sum(low <= time < high for time in times) for low, high in itertools.pairwise(bounds)]
            given_up = sum("ms" not in answer for answer in answers.values())
            rows.append(_row(scale, engine, *counts, given_up, f"{statistics.median(times):,.1f}"))
    heads = ["scale", "engine", *(f"below {bound:g} ms" for bound in BOUNDS), "more", "of these given up", "median, ms"]
    return _table(heads, rows) if rows else ""


def _questions(scales: dict[str, Any]) -> str:
    """Return the questions at the largest scale on each engine, in milliseconds, with how they grow on disk."""
    last = next(reversed(scales.values()))
    engines = [engine for engine in _names(scales, "questions") if last["questions"].get(engine)]
    if not engines:
        return ""
    asked = list(dict.fromkeys(question for engine in engines for question in last["questions"][engine]))
    rows = []
    slowest: Callable[[str], float] = lambda question: -_milliseconds(last, engines[0], question)  # noqa: E731
    for question in sorted(asked, key=slowest):
        cells = [_cell(last["questions"][engine].get(question), "ms", 1) for engine in engines]
        points = [
            (found["data"]["quads"], found["questions"].get(engines[0], {}).get(question, {}).get("ms"))
            for found in scales.values()
        ]
        found_rows = last["questions"][engines[0]].get(question, {}).get("rows", "–")
        rows.append(_row(question, found_rows, *cells, _growth([(x, y) for x, y in points if y])))
    heads = [f"Stored queries at {last['data']['quads']:,} quads, ms", "rows", *engines, f"exponent, {engines[0]}"]
    return _table(heads, rows)


def _milliseconds(found: dict[str, Any], engine: str, question: str) -> float:
    measured = found["questions"].get(engine, {}).get(question, {})
    return measured.get("ms", SECOND * measured.get("over", 0.0))
