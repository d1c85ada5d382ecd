"""Write as extensions what Cat-VRS and VA-Spec cannot say; each says which it is that they cannot.

Comes in: annotations and dossiers. Goes out: extensions of the GA4GH core models. Every saying in them stands with its
claim, section and references.
"""

from collections import Counter
from typing import TYPE_CHECKING, Any

from iall_kg.fusions import wording
from iall_kg.fusions.annotate import Annotation
from iall_kg.fusions.facts import Row
from iall_kg.fusions.knowledge import Dossier
from iall_kg.fusions.options import MECHANISM, Option, Tie

if TYPE_CHECKING:
    from ga4gh.core.models import Extension

NO_JOIN = "Cat-VRS 1 has no constraint that joins two genes in order; the two feature contexts alone do not say it."
NO_COUNTS = "VA-Spec wants counts of samples for a frequency; the source gives a share only."
NO_MODEL = "No model of Cat-VRS or VA-Spec says this."
UNTIED = "Agents that the source ties to the disease and not to the variant; no VA-Spec proposition says that."
Said = dict[str, Any]


def of_variant(one: Annotation, dossier: Dossier) -> "list[Extension]":
    """Return what a categorical variant cannot say of a fusion: its order, how often, where, and what it drives."""
    match = one.match
    fusion = {
        "notation": match.name,
        "fivePrime": match.five.symbol,
        "threePrime": match.three.symbol,
        "matchClass": match.kind.value,
        "meaning": wording.meaning(match.kind),
    }
    chain = [
        evidence(_places(step.claim, step.section, step.references), step.text)
        | {"holds": dossier.status_of(step), "followsFrom": step.basis}
        for step in dossier.chain
    ]
    cuts = [evidence(_places(c.claim, c.section, c.references), c.text) | {"stance": c.stance} for c in dossier.cuts]
    agents = [_agent(option) for option in dossier.options if option.tie != MECHANISM]
    cytogenetics = [evidence(r, f"{r['fusionLabel']}: {r['translocationLabel']}") for r in dossier.cytogenetics]
    statements = [evidence(r, r["paraphrase"]) | {"stance": r["stanceLabel"]} for r in dossier.statements]
    concerns = [evidence(r, r["paraphrase"]) | {"kind": r["kindLabel"]} for r in dossier.concerns]
    return [
        _extension("fusion", fusion, NO_JOIN),
        *_filled("frequency", [evidence(r, frequency_of(r)) for r in dossier.frequencies], NO_COUNTS),
        *_filled("cytogenetics", cytogenetics, NO_MODEL),
        *_filled("mechanism", chain, f"{NO_MODEL} {dossier.chain_holds}"),
        *_filled("cutsOfTheMechanism", cuts, NO_MODEL),
        *_filled("agentsOfTheDisease", agents, f"{UNTIED} {dossier.options_hold}".strip()),
        *_filled("statements", statements, NO_MODEL),
        *_filled("concernsAndGaps", concerns, NO_MODEL),
    ]


def of_breaks(breaks: "Counter[str]", shown: dict[str, Said]) -> "Extension":
    """Return where the calls of one fusion break, how often, and what is kept at each place."""
    value = [{"calls": breaks[key], **said} for key, said in shown.items()]
    hidden = sum(breaks.values()) - sum(breaks[key] for key in shown)
    more = f" {hidden} further calls with other breaks are not listed." if hidden else ""
    return _extension("breaks", value, f"{NO_MODEL} A categorical variant has no break of a single call.{more}")


def break_said(one: Annotation) -> Said:
    """Return what is said of the break of one call."""
    return {
        "break": wording.place(one),
        "basis": one.place.basis if one.place else "",
        "readingFrame": wording.frame(one),
        "domains": {fate.label: fate.fate for fate in one.fates},
        "callerDiffers": wording.differences(one),
        "notes": list(one.notes),
    }


def of_option(option: Option, holds: str) -> "list[Extension]":
    """Return what a statement on response cannot say of an agent: trials, harms and remarks."""
    return [
        _extension("holds", holds, NO_MODEL),
        *_filled("trials", _trials(option), NO_MODEL),
        *_filled("harms", _harms(option), NO_MODEL),
        *_filled("remarks", _remarks(option), NO_MODEL),
    ]


def statement(row: Row, said: str) -> "Extension":
    """Return the statement of the source behind an object, with its place."""
    return _extension("statement", evidence(row, said))


def evidence(row: Row, said: str) -> Said:
    """Return a saying with its claim, section and references."""
    return {"said": said, "claim": row["claim"], "section": row["section"], "references": row["references"]}


def frequency_of(row: Row) -> str:
    """Return a share in words."""
    return f"{row['observedLabel']} in {row['amongstLabel']}: {row['asPrinted']}"


def tie_of(tie: Tie) -> Said:
    """Return a tie of an agent with its place."""
    return evidence(_places(tie.claim, tie.section, tie.references), f"{tie.kind}: {tie.text}")


def finding_of(row: Row) -> str:
    """Return a laboratory finding in words."""
    return f"laboratory, {row['modelLabel']}: {row['paraphrase'] or row['findingLabel']}"


def outcome_of(row: Row) -> str:
    """Return a result in patients in words, with the size of the group."""
    value = row["valueAsPrinted"] or row["numerator"]
    said = f"{row['measureLabel']} {row['timepointLabel']}: {value} in {row['populationLabel']}"
    return f"{said}, n = {row['size'] or 'not stated'}"


def comparison_of(row: Row) -> str:
    """Return a comparison in words, with its verdict."""
    return f"{row['comparisonLabel']}: {row['significanceLabel']}, {row['directionLabel']}"


def _agent(option: Option) -> Said:
    said = {
        "agent": option.label,
        "tie": option.tie,
        "ties": [tie_of(tie) for tie in option.ties],
        "laboratory": [evidence(row, finding_of(row)) for row in option.preclinical],
        "trials": _trials(option),
        "results": [evidence(row, outcome_of(row)) for row in option.outcomes],
        "comparisons": [evidence(row, comparison_of(row)) for row in option.comparisons],
        "harms": _harms(option),
        "remarks": _remarks(option),
    }
    return {name: value for name, value in said.items() if value}


def _trials(option: Option) -> list[Said]:
    columns = ("nctId", "phase", "phaseElsewhere", "status", "readOn", "ages", "ageLimits", "patients", "criteria")
    return [
        evidence(row, row["trialLabel"]) | {column: row[column] for column in columns if row[column]}
        for row in option.trials
    ]


def _harms(option: Option) -> list[Said]:
    return [evidence(row, f"{row['eventLabel']} in {row['populationLabel']}") for row in option.harms]


def _remarks(option: Option) -> list[Said]:
    return [evidence(row, row["paraphrase"]) | {"stance": row["stanceLabel"]} for row in option.remarks]


def _places(claim: str, section: str, references: str) -> Row:
    return {"claim": claim, "section": section, "references": references}


def _filled(name: str, value: list[Said], description: str) -> "list[Extension]":
    return [_extension(name, value, description)] if value else []


def _extension(name: str, value: Said | list[Said] | str, description: str | None = None) -> "Extension":
    from ga4gh.core.models import Extension

    return Extension(name=name, value=value, description=description)
