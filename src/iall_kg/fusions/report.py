"""Write the report of a call set: one page, in itself whole, ready to print, with every text escaped.

Comes in: annotations. Goes out: HTML. What the source says stands with its section and references; calls beyond a limit
are counted, not shown, and the page says so.
"""

from collections import Counter
from collections.abc import Iterable
from html import escape
from pathlib import Path
from string import Template

from iall_kg.fusions import sections, wording
from iall_kg.fusions.agents import agents
from iall_kg.fusions.annotate import Annotation, Fusions
from iall_kg.fusions.calls import BadRow
from iall_kg.fusions.match import MatchClass
from iall_kg.fusions.output import dossiers_of
from iall_kg.fusions.parts import as_written, table
from iall_kg.graph import KnowledgeGraph
from iall_kg.version import __version__

TEMPLATE = Path(__file__).parent.parent / "templates" / "fusion_report.html"
MOST_CALLS = 100
MOST_ROWS = 100
TITLE = "Fusion calls and what one review reports of them"
LEGEND = (
    "Numbers in square brackets are references of the source named in the list below; “end of paragraph” marks a "
    "reference that stands at the next citation of the paragraph, “printed” one that the review misprints.",
    "stated: a passage says so. read by the curators: read from a figure or between the lines, as the note says. "
    "inferred: it follows from stated facts; no passage says it. hedged: the passage offers it as possible only.",
    "Status and phase of trials are those that the review read, on the date given; they may have changed since.",
    "Values are as printed, with the size of the group where the review gives it.",
)


def report_html(kg: KnowledgeGraph, text: str, source: str = "text") -> str:
    """Return the report of a text that holds calls in any format that is read."""
    fusions = Fusions(kg)
    return report_of(fusions, fusions.read_text(text, source))


def report_of(fusions: Fusions, found: Iterable[Annotation | BadRow]) -> str:
    """Return the report of annotations."""
    counts: Counter[str] = Counter()
    inside: list[Annotation] = []
    outside: list[Annotation] = []
    bad: list[BadRow] = []
    for one in found:
        if isinstance(one, BadRow):
            counts["unreadable"] += 1
            bad += [one] if len(bad) < MOST_ROWS else []
        else:
            counts[one.match.kind] += 1
            kept, most = (outside, MOST_ROWS) if one.match.kind is MatchClass.NOT_IN_SCOPE else (inside, MOST_CALLS)
            kept += [one] if len(kept) < most else []
    dossiers = dossiers_of(fusions, inside)
    for dossier in dossiers:
        fusions.knowledge.prove(dossier)
    hidden = sum(counts.values()) - len(inside) - len(outside) - len(bad)
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        title=escape(TITLE),
        notice=escape(wording.DISCLAIMER),
        summary=escape(f"{wording.summary(counts)}."),
        hidden=escape(f"{hidden} of them are not shown on this page; the TSV lists every one." if hidden else ""),
        calls=sections.calls(fusions, inside, outside),
        unreadable=_unreadable(bad),
        known="".join(sections.known(fusions, dossier, inside) for dossier in dossiers),
        agents=agents(dossiers),
        concerns=sections.concerns(dossiers),
        references=sections.references(fusions, dossiers, inside),
        legend="\n".join(f"<li>{escape(line)}</li>" for line in (*LEGEND, *_classes())),
        made=escape(f"Made by iall-kg {__version__} from: {'; '.join(wording.sources(fusions.facts))}."),
    )


def _classes() -> list[str]:
    return [f"{kind.value}: {wording.meaning(kind)}." for kind in MatchClass]


def _unreadable(bad: list[BadRow]) -> str:
    if not bad:
        return ""
    rows = [(as_written(f"{row.source}:{row.line}"), as_written(row.written), row.problem) for row in bad]
    return "<h2>Rows that could not be read</h2>" + table("", ("line", "as written", "problem"), rows, "calls")
