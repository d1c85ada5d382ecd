"""Set what a caller says of domains and reading frame beside what we infer, and tell where they differ."""

import re
from collections import defaultdict
from dataclasses import dataclass

from iall_kg.fate_words import CUT, LOST, PARTLY_LOST, RETAINED
from iall_kg.fusions.calls import IN_FRAME, OUT_OF_FRAME, STOP_CODON, Call, CallerDomain
from iall_kg.fusions.facts import Facts
from iall_kg.fusions.fates import DomainFate

AGREES, DIFFERS, NOT_COMPARABLE = "agrees", "differs", "not comparable"
# An abbreviation of this length at most is looked for as a word within a caller's name: PHD in PHD-finger.
LONGEST_ABBREVIATION = 5
FRAMES = {
    IN_FRAME: "in frame",
    OUT_OF_FRAME: "out of frame: the 3′ part is not read",
    STOP_CODON: "stop codon before the junction: the 3′ part is not read",
    "": "not stated",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One domain as the caller has it, on the 5′ or 3′ side, beside our fate of the domain that it names."""

    side: str
    caller: str
    said: str
    domain: str
    inferred: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The reading frame: the caller's word, what follows from the coding ranges, and whether they differ."""

    said: str
    inferred: str
    verdict: str

    @property
    def is_broken(self) -> bool:
        """Whether the caller or its own coding ranges say that the 3′ part is not read."""
        return OUT_OF_FRAME in (self.said, self.inferred) or self.said == STOP_CODON


def frame_of(call: Call) -> Frame:
    """Return the reading frame of a call."""
    said, inferred = call.frame, call.inferred_frame
    if not said or not inferred:
        return Frame(said, inferred, NOT_COMPARABLE)
    return Frame(said, inferred, AGREES if (said == IN_FRAME) == (inferred == IN_FRAME) else DIFFERS)


class DomainNames:
    """Knows which of our domains the name in a caller's list means."""

    def __init__(self, facts: Facts) -> None:
        exact: dict[str, set[str]] = defaultdict(set)
        short: dict[str, set[str]] = defaultdict(set)
        for row in facts.rows("domain-names"):
            exact[_folded(row["name"])].add(row["domain"])
            if len(row["name"]) <= LONGEST_ABBREVIATION:
                short[row["name"].casefold()].add(row["domain"])
        # A name of two domains, such as SNL, tells nothing.
        self._exact, self._short = _unambiguous(exact), _unambiguous(short)

    def find(self, name: str) -> str:
        """Return the domain that a name means, as a CURIE, or nothing."""
        if _folded(name) in self._exact:
            return self._exact[_folded(name)]
        words = [word.casefold() for word in re.split(r"[^A-Za-z0-9]+", name)]
        found = {self._short[word] for word in words if word in self._short}
        return found.pop() if len(found) == 1 else ""

    def compare(self, side: str, domains: tuple[CallerDomain, ...], fates: list[DomainFate]) -> list[Comparison]:
        """Return each domain that a caller gives of one side (5′ or 3′) beside our fate of it, if there is one."""
        by_domain = {fate.domain: fate for fate in fates}
        compared = []
        for said in domains:
            fate = by_domain.get(self.find(said.name))
            share = "" if said.kept is None else f" ({said.kept:g}%)"
            words = f"{'cut' if said.is_cut else 'retained'}{share}"
            if said.kept == 0:
                words = "lost (0%)"
            compared.append(
                Comparison(
                    side=side,
                    caller=said.name,
                    said=words,
                    domain=fate.label if fate else "",
                    inferred=fate.fate if fate else "",
                    verdict=_verdict(said, fate),
                )
            )
        return compared


def _unambiguous(names: dict[str, set[str]]) -> dict[str, str]:
    return {name: next(iter(domains)) for name, domains in names.items() if len(domains) == 1}


def _verdict(said: CallerDomain, fate: DomainFate | None) -> str:
    """Return whether a caller's word fits our fate. One finger of several that is kept does not contradict a cut."""
    if fate is None or fate.fate not in (RETAINED, CUT, LOST, PARTLY_LOST):
        return NOT_COMPARABLE
    if fate.fate == RETAINED:
        return DIFFERS if said.is_cut else AGREES
    if fate.fate == LOST:
        return AGREES if said.kept == 0 else DIFFERS
    return DIFFERS if said.kept == 0 and fate.fate == CUT else AGREES


def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())
