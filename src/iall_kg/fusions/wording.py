"""Put what was found into short texts, the same in every form of the answer."""

from collections import Counter
from collections.abc import Iterable

from iall_kg.fate_words import CUT, DISAGREE, LOST, PARTLY_LOST, RETAINED, UNDECIDED
from iall_kg.fusions.annotate import Annotation
from iall_kg.fusions.caller import FRAMES
from iall_kg.fusions.facts import Facts, Row
from iall_kg.fusions.fates import DomainFate
from iall_kg.fusions.karyotype import TRANSLOCATION
from iall_kg.fusions.knowledge import Dossier
from iall_kg.fusions.match import MEANING, MatchClass
from iall_kg.fusions.options import Option

DISCLAIMER = (
    "Research information from one review of March 2024 (Kulczycka et al. 2024), not medical advice. It says what that "
    "review reports of such fusions, not what is true of a patient."
)
SHOWN_FATES = (RETAINED, CUT, PARTLY_LOST, LOST, UNDECIDED, DISAGREE)


def evidence(row: Row) -> str:
    """Return where a row is stated: section and references."""
    return f"{row['section']} [{row['references']}]"


def frequency(dossier: Dossier | None) -> str:
    """Return how often the thing itself is found, and in what; of other partners, how often all others are."""
    rows = [row for row in dossier.frequencies if row["observed"].startswith("fusion:")] if dossier else []
    if dossier and not rows:
        rows = [row for row in dossier.frequencies if row["observed"] == dossier.about]
    said = "; ".join(f"{row['asPrinted']} {row['observedLabel']} in {row['amongstLabel']}" for row in rows)
    is_reciprocal = dossier is not None and dossier.kind == MatchClass.RECIPROCAL
    return f"not stated of the reciprocal ({said})" if is_reciprocal and said else said


def translocation(dossier: Dossier | None) -> str:
    """Return the cytogenetic abnormality, if it is one in bands."""
    labels = [row["translocationLabel"] for row in dossier.cytogenetics] if dossier else []
    return ", ".join(dict.fromkeys(label for label in labels if TRANSLOCATION.fullmatch(label)))


def fates(found: Iterable[DomainFate], fate: str) -> str:
    """Return the domains with one fate."""
    return ", ".join(f.label for f in found if f.fate == fate)


def frame(annotation: Annotation) -> str:
    """Return the reading frame in words, the caller's and ours where they differ."""
    said, inferred = annotation.frame.said, annotation.frame.inferred
    if annotation.frame.verdict == "differs":
        return f"caller: {said}; its coding ranges: {inferred} (differs)"
    words = FRAMES[said or inferred]
    unmade = annotation.match.call.makes_no_protein
    return f"{words}; {unmade}" if unmade else words


def is_out_of_frame(annotation: Annotation) -> bool:
    """Tell whether a call has to be marked as one that makes no fusion protein."""
    return annotation.frame.is_broken or bool(annotation.match.call.makes_no_protein)


def place(annotation: Annotation) -> str:
    """Return where the gene breaks, as far as the call says."""
    where = annotation.place
    if where is None:
        return ""
    kept = "last kept" if where.end == "5" else "first kept"
    if where.residue is not None:
        return f"residue {where.residue} ({kept})"
    if where.exon is not None:
        return f"exon {where.exon} ({kept})"
    side = annotation.match.call.three if where.end == "3" else annotation.match.call.five
    given = f"genomic position {side.breakpoint} only" if side.breakpoint else "not given"
    return f"{given}; breakpoint region of the source"


def caller_domains(annotation: Annotation) -> str:
    """Return the domains that the caller gives, in its words, by side."""
    return "; ".join(f"{c.side} {c.caller}: {c.said}" for c in annotation.domains)


def differences(annotation: Annotation) -> str:
    """Return the domains of which the caller and we say different things."""
    return "; ".join(
        f"{c.caller}: caller {c.said}, here {c.inferred}" for c in annotation.domains if c.verdict == "differs"
    )


def trial_name(row: Row) -> str:
    """Return the registry number of a trial, or its name where there is none."""
    return row["nctId"] or row["trialLabel"]


def phase(row: Row) -> str:
    """Return the phase of a trial, with the one that the source gives elsewhere if that differs."""
    elsewhere = f" (elsewhere {row['phaseElsewhere']})" if row["phaseElsewhere"] else ""
    return f"{row['phase'] or 'phase not stated'}{elsewhere}"


def status(row: Row) -> str:
    """Return the status of a trial, never without the date on which the source read it."""
    if not row["status"]:
        return "not stated"
    elsewhere = f" (elsewhere {row['statusElsewhere']})" if row["statusElsewhere"] else ""
    return f"{row['status']}{elsewhere}, read {row['readOn'] or 'on a date not stated'}"


def negative(option: Option) -> list[Row]:
    """Return the comparisons that found no significant difference."""
    return [row for row in option.comparisons if row["significanceLabel"] == "not significant"]


def summary(counts: Counter[str]) -> str:
    """Return how many calls fell into each class, none left out."""
    parts = [f"{counts[kind]} {kind.value}" for kind in MatchClass if counts[kind]]
    if counts["unreadable"]:
        parts.append(f"{counts['unreadable']} unreadable")
    total = sum(counts.values())
    return f"{total} call{'' if total == 1 else 's'}: {', '.join(parts) or 'none'}"


def meaning(kind: MatchClass) -> str:
    """Return what a class of match means."""
    return MEANING[kind]


def sources(facts: Facts) -> list[str]:
    """Return the sources of the graph in words."""
    return [
        ". ".join(part for part in (r["authors"], r["title"], r["journal"], r["year"], r["url"]) if part)
        for r in facts.rows("sources")
    ]
