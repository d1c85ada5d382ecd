"""What the graph knows of one thing that a call can be about: a dossier, made once and shared by all such calls.

Comes in: the thing that a match is about. Goes out: frequency and of what, cytogenetics, prognosis, immunophenotype,
the chain with its cuts and proofs, the agents, and concerns. Every row carries its claim, section and references.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from iall_kg.fusions.facts import Facts, Row
from iall_kg.fusions.genes import GeneNames
from iall_kg.fusions.match import Match, MatchClass, Scope
from iall_kg.fusions.mechanism import RETAINED_PART, Cut, Proof, Step, chain_of, cuts_of, proofs_of
from iall_kg.fusions.options import CRITERIA, Option, diseases_of, options_for

INFERRED_ONLY = "inferred, not reported for this partner"
# With which classes of match the chain of the usual fusion is offered, and in which words.
CHAIN_HOLDS = {
    MatchClass.DESCRIBED: "what the source states of this fusion or of all fusions of its kind",
    MatchClass.PARTNER_NOT_DESCRIBED: f"{INFERRED_ONLY}: steps from the part of the gene that is kept hold whatever "
    "the partner; steps of the fusion as a whole are stated of such fusions in general",
    MatchClass.PARTNER_UNKNOWN: f"{INFERRED_ONLY}: the partner is not known; steps from the part of the gene that is "
    "kept hold if the gene gives the 5′ part",
}
NO_CHAIN = {
    MatchClass.RECIPROCAL: "No chain is offered: what the source states is of fusions that keep the other part of the "
    "gene. Look for the fusion of which this is the reciprocal.",
    MatchClass.OTHER_DESCRIBED: "The source states no mechanism of this rearrangement by itself.",
}
OPTIONS_HOLD = {
    MatchClass.PARTNER_NOT_DESCRIBED: "The source reports these agents of {symbol}-rearranged disease, not of this "
    "partner.",
    MatchClass.PARTNER_UNKNOWN: "The source reports these agents of {symbol}-rearranged disease; the partner is not "
    "known.",
    MatchClass.RECIPROCAL: "These agents are of {symbol} fusions with {symbol} on the 5′ side; the source says nothing "
    "of the reciprocal fusion.",
    MatchClass.OTHER_DESCRIBED: "These agents are of {symbol} fusions; the source does not say whether they act in "
    "this lesion of {symbol}.",
}
CONCERNS = ("iall:Concern", "iall:KnowledgeGap")


@dataclass(slots=True)
class Dossier:
    """Everything that the graph knows of one thing, for the use of a call of one class."""

    key: str
    about: str
    label: str
    kind: str
    chain_holds: str
    frequencies: list[Row] = field(default_factory=list)
    cytogenetics: list[Row] = field(default_factory=list)
    prognosis: list[Row] = field(default_factory=list)
    immunophenotype: list[Row] = field(default_factory=list)
    statements: list[Row] = field(default_factory=list)
    chain: list[Step] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    options_hold: str = ""
    criteria: str = ""
    concerns: list[Row] = field(default_factory=list)

    def status_of(self, step: Step) -> str:
        """Return how sure a step is for the calls of this dossier."""
        if self.kind == MatchClass.DESCRIBED:
            return step.status
        if step.basis == RETAINED_PART:
            return f"{INFERRED_ONLY} ({step.status} of {self.label})"
        return f"{step.status} of {self.label} in general, not reported for this partner"

    def as_dict(self) -> dict[str, Any]:
        """Return plain dictionaries and lists, ready for JSON."""
        options = [asdict(option) | {"tie": option.tie} for option in self.options]
        chain = [asdict(step) | {"holds": self.status_of(step)} for step in self.chain]
        return asdict(self) | {"options": options, "chain": chain}


class Knowledge:
    """Makes the dossiers of one graph."""

    def __init__(self, facts: Facts, scope: Scope, genes: GeneNames) -> None:
        self._facts = facts
        self._scope = scope
        self._genes = genes
        self._known: dict[str, Dossier] = {}

    def key_of(self, match: Match) -> str:
        """Return the name of the dossier of a match; calls of one class about one thing share it."""
        return f"{match.kind}: {match.about}" if match.about else ""

    def of(self, match: Match) -> Dossier | None:
        """Return the dossier of a match, or None if the source describes nothing of it."""
        key = self.key_of(match)
        if not key:
            return None
        if key not in self._known:
            self._known[key] = self._made(key, match)
        return self._known[key]

    def prove(self, dossier: Dossier) -> None:
        """Add to a dossier the proofs that agents target the mechanism; they take a second, so only on demand."""
        if dossier.chain and not dossier.proofs:
            dossier.proofs = proofs_of(self._facts, dossier.about)

    def _made(self, key: str, match: Match) -> Dossier:
        about, gene = match.about, self._gene_of(match)
        symbol = self._genes.symbol_of(gene)
        rearrangement = self._scope.rearrangements.get(gene, "")
        wider = self._scope.hubs.get(gene, "")
        related = tuple(thing for thing in (about, wider, rearrangement) if thing)
        dossier = Dossier(
            key=key,
            about=about,
            label=match.about_label,
            kind=match.kind.value,
            chain_holds=CHAIN_HOLDS.get(match.kind) or NO_CHAIN[match.kind],
            frequencies=list(self._frequencies(match, related)),
            cytogenetics=list(self._cytogenetics(match, gene)),
            prognosis=self._prognosis(related),
            statements=[r for r in self._facts.rows("statements-about") if r["thing"] == about],
        )
        if not wider:
            return dossier
        diseases = diseases_of(self._facts, symbol, related)
        dossier.immunophenotype = [r for r in self._facts.rows("immunophenotype") if r["bearer"] in diseases]
        chain = chain_of(self._facts, about if match.kind is MatchClass.DESCRIBED else wider, wider)
        cuts = cuts_of(self._facts, chain)
        if match.kind in CHAIN_HOLDS:
            dossier.chain, dossier.cuts = chain, cuts
        dossier.options = options_for(self._facts, symbol, related, cuts)
        dossier.options_hold = OPTIONS_HOLD.get(match.kind, "").format(symbol=symbol)
        dossier.criteria = CRITERIA
        dossier.concerns = list(self._concerns({*diseases, *related}))
        return dossier

    def _gene_of(self, match: Match) -> str:
        if match.hub:
            return match.hub
        genes = {rearrangement: gene for gene, rearrangement in self._scope.rearrangements.items()}
        return genes.get(match.about, match.five.gene or match.three.gene)

    def _frequencies(self, match: Match, related: tuple[str, ...]) -> Iterator[Row]:
        """Yield how often the thing is found, and what it belongs to; of other partners, what is known of them all."""
        wanted = dict.fromkeys(related)
        if match.kind in (MatchClass.PARTNER_NOT_DESCRIBED, MatchClass.PARTNER_UNKNOWN):
            wanted |= dict.fromkeys(
                fusion for fusion, (five, three) in self._scope.partners.items() if five == match.hub and not three
            )
        notes = self._notes()
        for row in self._facts.rows("frequencies"):
            if row["observed"] in wanted:
                yield row | {"note": notes.get(row["claim"], "")}

    def _cytogenetics(self, match: Match, gene: str) -> Iterator[Row]:
        for row in self._facts.rows("fusions-of-gene"):
            if row["gene"] == gene and row["fusion"] == match.about and row["translocation"]:
                yield row

    def _prognosis(self, related: tuple[str, ...]) -> list[Row]:
        # A prognostic factor bears the name of the alteration of which it is the presence.
        names = tuple(thing.partition(":")[2] for thing in related if thing.startswith("alteration:"))
        rows = self._facts.rows("prognostic-factors")
        return [r for r in rows if names and r["factor"].partition(":")[2].startswith(names)]

    def _concerns(self, things: set[str]) -> Iterator[Row]:
        seen = set()
        for row in self._facts.rows("statements-about"):
            if row["kind"] in CONCERNS and row["thing"] in things and row["statement"] not in seen:
                seen.add(row["statement"])
                yield row

    def _notes(self) -> dict[str, str]:
        return {row["claim"]: row["note"] for row in self._facts.rows("claim-notes")}


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of the reference list of a source."""

    source: str
    source_label: str
    number: int
    text: str
    url: str


def evidence_of(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Yield the claim and the references of everything in a dossier."""
    rows = [*dossier.frequencies, *dossier.cytogenetics, *dossier.prognosis, *dossier.immunophenotype]
    rows += [*dossier.statements, *dossier.concerns]
    for option in dossier.options:
        rows += [
            *option.preclinical,
            *option.trials,
            *option.outcomes,
            *option.comparisons,
            *option.harms,
            *option.remarks,
        ]
        yield from ((tie.claim, tie.references) for tie in option.ties)
    yield from ((row["claim"], row["references"]) for row in rows)
    yield from ((step.claim, step.references) for step in dossier.chain)
    yield from ((cut.claim, cut.references) for cut in dossier.cuts)


def cited(facts: Facts, rows: Iterable[tuple[str, str]]) -> list[Reference]:
    """Return the references behind statements, given as pairs of claims and printed references, in order."""
    known = {(r["source"].partition(":")[2], int(r["number"])): r for r in facts.rows("references")}
    wanted = set()
    for claim, references in rows:
        key = claim.partition(",")[0].partition(":")[2].partition("/")[0]
        # Numbers that the source misprints are not behind the statement.
        for number in re.findall(r"\d+", re.sub(r"\(printed[^)]*\)", "", references)):
            if (key, int(number)) in known:
                wanted.add((key, int(number)))
    first = [row["source"].partition(":")[2] for row in facts.rows("sources")]
    ordered = sorted(wanted, key=lambda item: (-_weight(item[0], first), item[1]))
    return [_reference(known[item]) for item in ordered]


def _weight(source: str, sources: list[str]) -> int:
    return sources.index(source) if source in sources else -1


def _reference(row: Row) -> Reference:
    parts = (row["authors"], row["title"], row["journal"], row["year"], row["volume"], row["pages"])
    text = ". ".join(part.rstrip(".") for part in parts if part)
    return Reference(row["source"], row["sourceLabel"], int(row["number"]), text, row["url"])
