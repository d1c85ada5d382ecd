"""Write annotations as TSV, JSON or a table for people, piece by piece, so that memory stays level.

Only the table keeps calls: those that the source says something of, and rows that cannot be read, up to a limit that it
names.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

import pyoxigraph as ox

from iall_kg.fate_words import CUT, DISAGREE, LOST, PARTLY_LOST, RETAINED, UNDECIDED
from iall_kg.fusions import wording
from iall_kg.fusions.annotate import Annotation, Fusions
from iall_kg.fusions.calls import BadRow
from iall_kg.fusions.fates import Break
from iall_kg.fusions.knowledge import Dossier
from iall_kg.fusions.match import MatchClass
from iall_kg.fusions.options import Option
from iall_kg.results import Answer, write
from iall_kg.version import __version__

Found = Annotation | BadRow
COLUMNS = [
    "source",
    "line",
    "sample",
    "written",
    "fusion",
    "gene5",
    "gene3",
    "match",
    "about",
    "frequency",
    "cytogenetics",
    "break",
    "basis",
    "retained",
    "cut",
    "lost_at_least_in_part",
    "lost",
    "not_decided",
    "sources_disagree",
    "frame",
    "frame_of_caller",
    "frame_inferred",
    "frame_verdict",
    "caller_domains",
    "caller_domains_that_differ",
    "event",
    "confidence",
    "reads",
    "changes",
    "notes",
    "problem",
]
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
MOST_SHOWN = 200
WHERE = (
    "Counts of findings and results only: --format html or json gives each, with group, size, section and references."
)
MOST_KEPT = 512


def as_tsv(fusions: Fusions, found: Iterable[Found]) -> Iterator[str]:
    """Yield a header and one line for each call and each row that cannot be read."""
    yield "\t".join(COLUMNS) + "\n"
    for one in found:
        cells = _bad_cells(one) if isinstance(one, BadRow) else _cells(fusions, one)
        yield "\t".join(CONTROL.sub(" ", cells.get(column, "")) for column in COLUMNS) + "\n"


def _bad_cells(row: BadRow) -> dict[str, str]:
    return {"source": row.source, "line": str(row.line), "written": row.written, "problem": row.problem}


def _cells(fusions: Fusions, one: Annotation) -> dict[str, str]:
    match, dossier = one.match, fusions.dossier(one)
    call = match.call
    return {
        "source": call.source,
        "line": str(call.line),
        "sample": call.sample,
        "written": call.written,
        "fusion": match.name,
        "gene5": match.five.symbol,
        "gene3": match.three.symbol,
        "match": match.kind.value,
        "about": match.about,
        "frequency": wording.frequency(dossier),
        "cytogenetics": wording.translocation(dossier),
        "break": wording.place(one),
        "basis": one.place.basis if one.place else "",
        "retained": wording.fates(one.fates, RETAINED),
        "cut": wording.fates(one.fates, CUT),
        "lost_at_least_in_part": wording.fates(one.fates, PARTLY_LOST),
        "lost": wording.fates(one.fates, LOST),
        "not_decided": wording.fates(one.fates, UNDECIDED),
        "sources_disagree": wording.fates(one.fates, DISAGREE),
        "frame": wording.frame(one),
        "frame_of_caller": one.frame.said,
        "frame_inferred": one.frame.inferred,
        "frame_verdict": one.frame.verdict,
        "caller_domains": wording.caller_domains(one),
        "caller_domains_that_differ": wording.differences(one),
        "event": call.event,
        "confidence": call.confidence,
        "reads": call.reads,
        "changes": "; ".join(match.changes),
        "notes": "; ".join(one.notes),
    }


def as_json(fusions: Fusions, found: Iterable[Found]) -> Iterator[str]:
    """Yield one JSON object: the calls in order, then each dossier once, the references and the counts."""
    about = {
        "notice": wording.DISCLAIMER,
        "version": __version__,
        "sources": wording.sources(fusions.facts),
        "matchClasses": {kind.value: wording.meaning(kind) for kind in MatchClass},
    }
    yield f'{{"about": {_dumped(about)},\n"calls": ['
    counts: Counter[str] = Counter()
    dossiers: dict[str, Dossier] = {}
    comma = ""
    written: dict[tuple[Break | None, str], str] = {}
    for one in found:
        if isinstance(one, BadRow):
            counts["unreadable"] += 1
            bad = {"source": one.source, "line": one.line, "written": one.written, "problem": one.problem}
            text = _dumped(bad)
        else:
            counts[one.match.kind] += 1
            text = _call_text(one, written)
            dossier = fusions.dossier(one)
            if dossier is not None:
                dossiers[dossier.key] = dossier
        yield f"{comma}\n{text}"
        comma = ","
    yield "\n],\n"
    for dossier in dossiers.values():
        fusions.knowledge.prove(dossier)
    yield f'"dossiers": {_dumped({key: dossier.as_dict() for key, dossier in dossiers.items()})},\n'
    references = [vars_of(reference) for reference in fusions.references(dossiers.values())]
    yield f'"references": {_dumped(references)},\n'
    yield f'"counts": {_dumped({str(kind): count for kind, count in counts.items()})}}}\n'


def _call_text(one: Annotation, written: dict[tuple[Break | None, str], str]) -> str:
    """Return the JSON of a call; the fates of one break of one fusion are the same each time and written once."""
    key = (one.place, one.match.about)
    if key not in written:
        if len(written) >= MOST_KEPT:
            written.clear()
        written[key] = _dumped([asdict(fate) for fate in one.fates])
    return f'{_dumped(one.as_dict(fates=False))[:-1]}, "domains": {written[key]}}}'


def vars_of(thing: object) -> dict[str, object]:
    """Return the fields of a small record."""
    return {name: getattr(thing, name) for name in type(thing).__slots__}  # type: ignore[attr-defined]


def as_table(fusions: Fusions, found: Iterable[Found], width: int | None) -> Iterator[str]:
    """Yield what a person needs on a terminal: the calls in scope, what is known of them, and the agents."""
    counts: Counter[str] = Counter()
    shown: list[Annotation] = []
    bad: list[BadRow] = []
    for one in found:
        kind = "unreadable" if isinstance(one, BadRow) else one.match.kind
        counts[kind] += 1
        if isinstance(one, BadRow):
            bad += [one] if len(bad) < MOST_SHOWN else []
        elif kind is not MatchClass.NOT_IN_SCOPE or sum(counts.values()) <= MOST_SHOWN:
            shown += [one] if len(shown) < MOST_SHOWN else []
    yield f"{wording.DISCLAIMER}\n\n{wording.summary(counts)}\n"
    hidden = sum(counts.values()) - len(shown) - len(bad)
    if hidden:
        yield f"{hidden} of them are not shown here; --format tsv lists every one\n"
    if shown:
        yield "\n" + write(_calls(fusions, shown), "table", width)
    if bad:
        rows = [(row.source, str(row.line), row.written, row.problem) for row in bad]
        yield "\nRows that could not be read\n" + write(
            _answer(["source", "line", "written", "problem"], rows), "table", width
        )
    for dossier in dossiers_of(fusions, shown):
        yield "".join(_known(dossier, width))


def dossiers_of(fusions: Fusions, shown: Iterable[Annotation]) -> list[Dossier]:
    """Return the dossiers of annotations, each once."""
    found: dict[str, Dossier] = {}
    for one in shown:
        dossier = fusions.dossier(one)
        if dossier is not None:
            found.setdefault(dossier.key, dossier)
    return list(found.values())


def _calls(fusions: Fusions, shown: list[Annotation]) -> Answer:
    heads = ["line", "written", "fusion", "match", "frequency", "break", "retained", "cut", "lost", "frame", "notes"]
    rows = []
    for one in shown:
        cells = _cells(fusions, one)
        differs = cells["caller_domains_that_differ"]
        differs = f"differs: {differs}" if differs else ""
        notes = "; ".join(part for part in (cells["changes"], differs, cells["notes"]) if part)
        mark = "!! " if wording.is_out_of_frame(one) else ""
        rows.append(
            (
                f"{cells['source']}:{cells['line']}",
                cells["written"],
                cells["fusion"],
                cells["match"],
                cells["frequency"],
                cells["break"],
                cells["retained"],
                "; ".join(part for part in (cells["cut"], cells["lost_at_least_in_part"]) if part),
                cells["lost"],
                mark + cells["frame"],
                notes,
            )
        )
    return _answer(heads, rows)


def _known(dossier: Dossier, width: int | None) -> Iterator[str]:
    yield f"\n{dossier.label} ({dossier.kind})\n"
    yield f"  {dossier.chain_holds}\n"
    for step in dossier.chain:
        where = f"{step.section} [{step.references}]"
        yield f"  {step.text}  [{dossier.status_of(step)}; follows from {step.basis}; {where}]\n"
    for cut in dossier.cuts:
        yield f"  cut: {cut.text}  [{cut.stance}; {cut.section} [{cut.references}]]\n"
    if dossier.options:
        heads = ["agent", "tie", "laboratory", "trials (status as read)", "results", "not significant", "harms"]
        yield "\n" + write(_answer(heads, [_option(option) for option in dossier.options]), "table", width)
        yield f"{dossier.criteria}\n{WHERE}\n"


def _option(option: Option) -> tuple[str, ...]:
    trials = (f"{wording.trial_name(t)} {wording.phase(t)}, {wording.status(t)}" for t in option.trials)
    return (
        option.label,
        option.tie,
        str(len(option.preclinical)),
        "; ".join(trials),
        str(len(option.outcomes)),
        "; ".join(dict.fromkeys(row["comparisonLabel"] for row in wording.negative(option))),
        "; ".join(dict.fromkeys(harm["eventLabel"] for harm in option.harms)),
    )


def _answer(heads: list[str], rows: Sequence[tuple[str, ...]]) -> Answer:
    return Answer(heads, [tuple(ox.Literal(cell) for cell in row) for row in rows])


def _dumped(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)
