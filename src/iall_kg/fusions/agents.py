"""The section of the report on agents: what ties each, how it was tested, in whom, with what result and what harm."""

from html import escape

from iall_kg.fusions.facts import Row
from iall_kg.fusions.knowledge import Dossier
from iall_kg.fusions.options import Option
from iall_kg.fusions.parts import Html, evidence, listed, table, with_evidence

DATE_NOT_STATED = "date of reading not stated"


def agents(dossiers: list[Dossier]) -> Html:
    """Return the agents, once for all dossiers that have the same."""
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
        parts.append(f"<h2>Agents: {escape(names)}</h2><p>{escape(group[0].criteria)}</p>{holds}")
        heads = (
            "agent",
            "what ties it",
            "laboratory",
            "trials",
            "results in patients",
            "comparisons",
            "harms",
            "remarks",
        )
        parts.append(table("", heads, [_agent(option) for option in group[0].options]))
    return Html("".join(parts))


def _agent(option: Option) -> tuple[str, ...]:
    classes = f"<br><span class='e'>{escape(', '.join(option.classes))}</span>" if option.classes else ""
    ties = [Html(f"{escape(t.text)} ({escape(t.stance)}) {evidence(t.section, t.references)}") for t in option.ties]
    return (
        Html(f"<b>{escape(option.label)}</b>{classes}<br><i>{escape(option.tie)}</i>"),
        listed(ties),
        listed(_finding(row) for row in option.preclinical),
        listed(_trial(row) for row in option.trials),
        listed(_outcome(row) for row in _once(option.outcomes, ("outcome", "claim"))),
        listed(_comparison(row) for row in _once(option.comparisons, ("comparison", "claim"))),
        listed(_harm(row) for row in _once(option.harms, ("eventLabel", "populationLabel", "claim"))),
        listed(
            with_evidence(f"{row['kindLabel']}: {row['paraphrase']} ({row['stanceLabel']})", row)
            for row in option.remarks
        ),
    )


def _finding(row: Row) -> Html:
    said = row["paraphrase"] or row["effectLabel"] or row["findingLabel"]
    return with_evidence(f"{row['agentLabel']}, {row['modelLabel']}: {said}", row)


def _trial(row: Row) -> Html:
    name = " ".join(dict.fromkeys((row["trialLabel"], row["nctId"]))).strip()
    phase = row["phase"] or "phase not stated"
    phase += f" (elsewhere {row['phaseElsewhere']})" if row["phaseElsewhere"] else ""
    status = row["status"] or "status not stated"
    status += f" (elsewhere {row['statusElsewhere']})" if row["statusElsewhere"] else ""
    if row["status"]:
        status += f", read {row['readOn']}" if row["readOn"] else f", {DATE_NOT_STATED}"
    patients = row["patients"] or "patients not stated"
    ages = "; ".join(part for part in (row["ages"], row["ageLimits"]) if part) or "age not stated"
    criteria = f"; entry: {row['criteria']}" if row["criteria"] else ""
    return with_evidence(f"{name}: {phase}; {status}; {patients}; {ages}{criteria}", row)


def _outcome(row: Row) -> Html:
    size = f", n = {row['size']}" if row["size"] else ", size not stated"
    value = row["valueAsPrinted"]
    if row["numerator"] and row["denominator"]:
        value = f"{value} ({row['numerator']}/{row['denominator']})".strip()
    value = value or row["numerator"]
    test = f"; {row['significanceLabel']}" if row["significanceLabel"] else ""
    hedge = " (hedged)" if row["stanceLabel"] == "hedges" else ""
    return with_evidence(
        f"{row['measureLabel']} {row['timepointLabel']}: {value}{hedge} in {row['populationLabel']}{size}{test}", row
    )


def _comparison(row: Row) -> Html:
    first = f"{row['firstLabel']} {row['firstValue']}".strip()
    second = f"{row['secondLabel']} {row['secondValue']}".strip()
    p_value = f", p = {row['pValue']}" if row["pValue"] else ""
    return with_evidence(
        f"{row['measureLabel']}: {first} against {second}: {row['significanceLabel']}, "
        f"{row['directionLabel']}{p_value}",
        row,
    )


def _harm(row: Row) -> Html:
    count = f" {row['numerator']}" if row["numerator"] else ""
    count += f"/{row['denominator']}" if row["denominator"] else ""
    grade = f", grade {row['grade']} at most" if row["grade"] else ""
    fatal = ", fatal" if row["fatal"] == "true" else ""
    size = f", n = {row['size']}" if row["size"] else ""
    return with_evidence(f"{row['eventLabel']}{count}{grade}{fatal} in {row['populationLabel']}{size}", row)


def _once(rows: list[Row], columns: tuple[str, ...]) -> list[Row]:
    found: dict[tuple[str, ...], Row] = {}
    for row in rows:
        found.setdefault(tuple(row[column] for column in columns), row)
    return list(found.values())
