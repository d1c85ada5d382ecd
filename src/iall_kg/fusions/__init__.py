"""From a fusion call to mechanism, evidence and trials.

    import iall_kg
    from iall_kg import fusions

    kg = iall_kg.open()
    for found in fusions.Fusions(kg).read(["MLL-AF4", "calls.tsv"]):
        ...
    page = fusions.report_html(kg, "KMT2A::AFF1")

Each module does one thing, in this order: reading (lines), formats and one module a format, designation (names),
genes and match (what a call is), fates and caller (its breakpoint), facts, mechanism, options and knowledge (what the
graph holds), annotate, and the forms of the answer: output, report, gks.
"""

from iall_kg.fusions.annotate import Annotation, Fusions
from iall_kg.fusions.calls import BadRow, Call
from iall_kg.fusions.match import Match, MatchClass
from iall_kg.fusions.output import as_json, as_table, as_tsv
from iall_kg.fusions.report import report_html, report_of

__all__ = [
    "Annotation",
    "BadRow",
    "Call",
    "Fusions",
    "Match",
    "MatchClass",
    "as_json",
    "as_table",
    "as_tsv",
    "report_html",
    "report_of",
]
