"""The section of the report on agents: what ties each, how it was tested, in whom, with what result and what harm."""

from collections.abc import Callable, Iterable
from html import escape

from iall_kg.fusions import wording
from iall_kg.fusions.facts import Row
from iall_kg.fusions.knowledge import Dossier
from iall_kg.fusions.options import Option
from iall_kg.fusions.parts import Html, evidence, of_row, table

NOT_STATED = "not stated"
Cells = tuple[str, ...]


def agents(dossiers: list[Dossier]) -> Html:
    """Return the agents, once for all dossiers that have the same: all at a glance, then each by itself."""
    groups: dict[tuple[tuple[str, str], ...], list[Dossier]] = {}
    for dossier in dossiers:
        if dossier.options:
            groups.setdefault(tuple((o.label, o.tie) for o in dossier.options), []).append(dossier)
    parts = []
    for group in groups.values():
        names = ", ".join(dict.fromkeys(f"{d.label} ({d.kind})" for d in group))
        holds = "".join(
            f"<p class='s'>{escape(d.label)} ({escape(d.kind)}): {escape(d.options_hold)}</p>"
            for d in group
            if d.options_hold
        )
        options = group[0].options
        heads = ("agent", "tie", "laboratory", "trials", "results", "no significant difference", "harms")
        parts.append(f"<h2>Agents: {escape(names)}</h2><p>{escape(group[0].criteria)}</p>{holds}")
        parts.append(table("All agents at a glance", heads, [_at_a_glance(option) for option in options]))
        parts += [_agent(option) for option in options]
    return Html("".join(parts))


def _at_a_glance(option: Option) -> Cells:
    trials = "; ".join(f"{wording.trial_name(row)} {wording.phase(row)}" for row in option.trials)
    negative = "; ".join(dict.fromkeys(row["comparisonLabel"] for row in wording.negative(option)))
    harms = "; ".join(dict.fromkeys(row["eventLabel"] for row in option.harms))
    return (
        Html(f"<b>{escape(option.label)}</b>"),
        option.tie,
        _counted(option.preclinical, "finding"),
        trials or "none",
        _counted(_joined(option.outcomes, _outcome), "value"),
        negative or "none",
        harms or "none",
    )


def _agent(option: Option) -> str:
    classes = f" <span class='e'>{escape(', '.join(option.classes))}</span>" if option.classes else ""
    ties: list[Cells] = [(tie.text, tie.stance, evidence(tie.section, tie.references)) for tie in option.ties]
    kinds: list[tuple[str, Cells, list[Cells]]] = [
        ("What ties it", ("statement", "stance", "where"), ties),
        ("In the laboratory", ("of", "model", "finding", "where"), _joined(option.preclinical, _finding)),
        (
            "Trials",
            ("trial", "phase", "status, as read", "patients", "age", "criteria of entry", "where"),
            _joined(option.trials, _trial),
        ),
        (
            "Results in patients",
            ("measure", "when", "value", "in", "n", "test", "where"),
            _joined(option.outcomes, _outcome),
        ),
        (
            "Comparisons",
            ("measure", "this", "against", "verdict", "where"),
            _joined(option.comparisons, _comparison),
        ),
        ("Harms", ("event", "patients", "in", "where"), _joined(option.harms, _harm)),
        ("Remarks", ("kind", "statement", "stance", "where"), _joined(option.remarks, _remark)),
    ]
    missing = [name.casefold() for name, _, rows in kinds if not rows]
    said = f"<p class='e'>Nothing is stated here under: {escape(', '.join(missing))}.</p>" if missing else ""
    tables = "".join(table(name, heads, rows) for name, heads, rows in kinds)
    return f"<section><h3>{escape(option.label)}{classes} – <i>{escape(option.tie)}</i></h3>{tables}{said}</section>"


def _joined(rows: Iterable[Row], cells: Callable[[Row], Cells]) -> list[Cells]:
    """Return what rows say, each saying once, with all the places where it stands."""
    found: dict[Cells, list[str]] = {}
    for row in rows:
        places = found.setdefault(cells(row), [])
        if (place := of_row(row)) not in places:
            places.append(place)
    return [(*said, Html("<br>".join(places))) for said, places in found.items()]


def _counted(rows: list[Row] | list[Cells], word: str) -> str:
    return f"{len(rows)} {word}{'' if len(rows) == 1 else 's'}" if rows else "none"


def _finding(row: Row) -> Cells:
    return row["agentLabel"], row["modelLabel"], row["paraphrase"] or row["effectLabel"] or row["findingLabel"]


def _trial(row: Row) -> Cells:
    ages = "; ".join(part for part in (row["ages"], row["ageLimits"]) if part)
    patients = row["patients"] or NOT_STATED
    name = " ".join(dict.fromkeys((row["trialLabel"], row["nctId"]))).strip()
    return name, wording.phase(row), wording.status(row), patients, ages or NOT_STATED, row["criteria"]


def _outcome(row: Row) -> Cells:
    value = row["valueAsPrinted"]
    if row["numerator"] and row["denominator"]:
        value = f"{value} ({row['numerator']}/{row['denominator']})".strip()
    value = value or row["numerator"]
    hedge = " (hedged)" if row["stanceLabel"] == "hedges" else ""
    size = row["size"] or NOT_STATED
    return (
        row["measureLabel"],
        row["timepointLabel"],
        value + hedge,
        row["populationLabel"],
        size,
        row["significanceLabel"],
    )


def _comparison(row: Row) -> Cells:
    p_value = f", p = {row['pValue']}" if row["pValue"] else ""
    return (
        row["measureLabel"],
        f"{row['firstLabel']} {row['firstValue']}".strip(),
        f"{row['secondLabel']} {row['secondValue']}".strip(),
        f"{row['significanceLabel']}, {row['directionLabel']}{p_value}",
    )


def _harm(row: Row) -> Cells:
    count = row["numerator"]
    count += f"/{row['denominator']}" if row["denominator"] else ""
    grade = f"grade {row['grade']} at most" if row["grade"] else ""
    fatal = "fatal" if row["fatal"] == "true" else ""
    size = f", n = {row['size']}" if row["size"] else ""
    patients = ", ".join(part for part in (count, grade, fatal) if part)
    return row["eventLabel"], patients or NOT_STATED, f"{row['populationLabel']}{size}"


def _remark(row: Row) -> Cells:
    return row["kindLabel"], row["paraphrase"], row["stanceLabel"]
