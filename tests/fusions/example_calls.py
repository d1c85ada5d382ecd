"""The examples of calls, a text with every kind of call, and the cells that expected results are written in."""

from pathlib import Path

from iall_kg.fate_words import CUT, LOST, RETAINED, UNDECIDED
from iall_kg.fusions import Annotation, BadRow

FOLDER = Path(__file__).parents[2] / "docs" / "examples" / "fusions"
EXAMPLES = sorted(FOLDER.iterdir())
MIXED = "KMT2A::AFF1\nMLL-AF9\nKMT2A(p.1400)::ELL\nAFF1::KMT2A\nPAX5::ETV6\nMLL-PTD\nETV6::RUNX1\nA::B::C\n"


def keys(one: Annotation, fate: str) -> str:
    return " ".join(f.domain.partition(":")[2] for f in one.fates if f.fate == fate)


def cells(one: Annotation | BadRow) -> dict[str, str]:
    if isinstance(one, BadRow):
        return {"line": str(one.line), "match": "unreadable"}
    return {
        "line": str(one.match.call.line),
        "fusion": one.match.name,
        "match": one.match.kind.value,
        "basis": one.place.basis if one.place else "",
        "retained": keys(one, RETAINED),
        "cut": keys(one, CUT),
        "lost": keys(one, LOST),
        "undecided": keys(one, UNDECIDED),
        "frame": one.frame.said,
        "verdict": one.frame.verdict,
        "differs": " ".join(c.caller for c in one.domains if c.verdict == "differs"),
    }
