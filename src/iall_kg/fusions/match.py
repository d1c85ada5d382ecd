"""Tell what kind of fusion a call is against what the graph describes.

Comes in: a call. Goes out: a match with both genes by HGNC symbol, what was changed, the class of the match and
which thing of the graph it is about. Every call gets a class; nothing is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from iall_kg.fusions.calls import Call
from iall_kg.fusions.facts import Facts
from iall_kg.fusions.genes import Gene, GeneNames
from iall_kg.fusions.karyotype import (
    TRANSLOCATION,
    band_notation,
    bands_of,
    is_within_band,
    is_within_translocation,
)


class MatchClass(StrEnum):
    """What a call is, from the most to the least that the source says of it."""

    DESCRIBED = "described"
    PARTNER_NOT_DESCRIBED = "partner not described"
    RECIPROCAL = "reciprocal"
    PARTNER_UNKNOWN = "partner unknown"
    OTHER_DESCRIBED = "other rearrangement described"
    NOT_IN_SCOPE = "not in scope"


Sides = tuple[Gene, Gene]
MEANING = {
    MatchClass.DESCRIBED: "the fusion is described in the source",
    MatchClass.PARTNER_NOT_DESCRIBED: "the 5′ gene is rearranged, with a partner that the source does not describe",
    MatchClass.RECIPROCAL: "the rearranged gene stands on the 3′ side: the reciprocal of its usual fusion",
    MatchClass.PARTNER_UNKNOWN: "the gene is rearranged; its partner is not known",
    MatchClass.OTHER_DESCRIBED: "another rearrangement or lesion that the source describes",
    MatchClass.NOT_IN_SCOPE: "the source describes no rearrangement of either gene",
}


@dataclass(frozen=True, slots=True)
class Match:
    """A call with its class; `about` is the thing of the graph, as a CURIE, of which the source speaks."""

    call: Call
    five: Gene
    three: Gene
    kind: MatchClass
    name: str
    about: str = ""
    about_label: str = ""
    hub: str = ""
    changes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Scope:
    """What the graph describes: fusions by partners, genes at the centre of a family of fusions, and lesions."""

    labels: dict[str, str] = field(default_factory=dict)
    fusions: dict[tuple[str, str], str] = field(default_factory=dict)
    hubs: dict[str, str] = field(default_factory=dict)
    rearrangements: dict[str, str] = field(default_factory=dict)
    lesions: dict[str, list[str]] = field(default_factory=dict)
    bands: dict[str, str] = field(default_factory=dict)
    translocations: dict[str, tuple[str, str]] = field(default_factory=dict)
    partners: dict[str, tuple[str, str]] = field(default_factory=dict)


def read_scope(facts: Facts) -> Scope:
    """Return what the graph describes."""
    scope = Scope()
    rows = facts.rows("fusions")
    wider = {row["wider"] for row in rows if row["wider"]}
    for row in rows:
        fusion = row["fusion"]
        scope.labels[fusion] = row["fusionLabel"]
        scope.partners[fusion] = (row["five"], row["three"])
        if row["five"] and row["three"]:
            scope.fusions[row["five"], row["three"]] = fusion
        elif row["five"] and fusion in wider:
            scope.hubs[row["five"]] = fusion
        if TRANSLOCATION.fullmatch(row["translocationLabel"]):
            scope.translocations[band_notation(row["translocationLabel"])] = (row["translocation"], fusion)
    for row in facts.rows("rearrangements"):
        scope.labels[row["alteration"]] = row["alterationLabel"]
        if row["bandLabel"]:
            scope.bands[row["gene"]] = row["bandLabel"]
        if row["kind"] == "iall:GeneRearrangement":
            scope.rearrangements[row["gene"]] = row["alteration"]
        else:
            scope.lesions.setdefault(row["gene"], []).append(row["alteration"])
    return scope


class Matcher:
    """Matches calls with what one graph describes."""

    def __init__(self, facts: Facts) -> None:
        self.genes = GeneNames(facts)
        self.scope = read_scope(facts)

    def match(self, call: Call) -> Match:
        """Return the match of a call."""
        if call.translocation:
            return self._of_translocation(call)
        sides = self.genes.find(call.five), self.genes.find(call.three)
        five, three = sides
        if five.gene and five.gene == three.gene:
            return self._within_one_gene(call, sides)
        fusion = self.scope.fusions.get((five.gene, three.gene))
        if fusion and five.gene and three.gene not in self.scope.hubs:
            return self._matched(call, sides, MatchClass.DESCRIBED, fusion)
        if five.gene in self.scope.hubs:
            kind = MatchClass.PARTNER_UNKNOWN if three.is_unknown else MatchClass.PARTNER_NOT_DESCRIBED
            return self._matched(call, sides, kind, self.scope.hubs[five.gene])
        if three.gene in self.scope.hubs:
            return self._reciprocal(call, sides)
        return self._other(call, sides)

    def undecided(self, call: Call) -> str:
        """Return why it cannot be told whether a call is in scope, or nothing: chromosomes may not be enough."""
        found = TRANSLOCATION.fullmatch(call.translocation)
        if found is None or bands_of(call.translocation):
            return ""
        chromosomes = {found["a"], found["b"]}
        same = [known for known in self.scope.translocations if known.split(")")[0] == call.translocation[:-1]]
        hubs = [
            f"{self.genes.symbol_of(gene)} lies at {band}"
            for gene in self.scope.hubs
            if (band := self.scope.bands.get(gene, "")) and re.split("[pq]", band)[0] in chromosomes
        ]
        if not same and not hubs:
            return ""
        known = "; ".join([*(f"{one} is described" for one in sorted(same)), *hubs])
        return f"{call.written} names no bands, so no gene can be told: add them or give the genes ({known})"

    def _other(self, call: Call, sides: Sides) -> Match:
        for gene in sides:
            if gene.gene in self.scope.rearrangements:
                return self._matched(call, sides, MatchClass.OTHER_DESCRIBED, self.scope.rearrangements[gene.gene])
        notes = (*self._outside(sides), *self._near(call))
        return self._matched(call, sides, MatchClass.NOT_IN_SCOPE, "", notes)

    def _matched(self, call: Call, sides: Sides, kind: MatchClass, about: str, notes: tuple[str, ...] = ()) -> Match:
        five, three = sides
        hub = next((g.gene for g in (five, three) if g.gene in self.scope.hubs), "")
        notes = (*call.notes, *five.notes, *three.notes, *notes, *self._also(sides, about))
        return Match(
            call=call,
            five=five,
            three=three,
            kind=kind,
            name=f"{five.symbol}::{three.symbol}",
            about=about,
            about_label=self.scope.labels.get(about, ""),
            hub=hub,
            changes=tuple(dict.fromkeys((*five.changes, *three.changes))),
            notes=tuple(dict.fromkeys(notes)),
        )

    def _reciprocal(self, call: Call, sides: Sides) -> Match:
        five, three = sides
        described = self.scope.fusions.get((three.gene, five.gene))
        notes = []
        if described:
            notes.append(f"the source describes {self.scope.labels[described]}, of which this is the reciprocal")
        if not call.is_ordered or (
            re.search(r"[-/_|: ,]", call.written) and "::" not in call.written and call.form == "list"
        ):
            notes.append(f"if the notation was not meant as 5′–3′, look at {three.symbol}::{five.symbol}")
        own = self.scope.fusions.get((five.gene, three.gene))
        about = own or described or self.scope.hubs[three.gene]
        return self._matched(call, sides, MatchClass.RECIPROCAL, about, tuple(notes))

    def _within_one_gene(self, call: Call, sides: Sides) -> Match:
        """Return the match of a gene with itself: a duplication or deletion, not a fusion of two genes."""
        five = sides[0]
        lesions = self.scope.lesions.get(five.gene, [])
        event, why = (call.event.casefold(), ()) if call.event else _event_of(call)
        fitting = [lesion for lesion in lesions if _names_event(self.scope.labels[lesion], event)]
        note = f"{five.symbol} with itself: a duplication or deletion within the gene, not a fusion of two genes"
        if len(fitting) == 1:
            return self._matched(call, sides, MatchClass.OTHER_DESCRIBED, fitting[0], (note, *why))
        if five.gene in self.scope.rearrangements:
            asked = ", ".join(self.scope.labels[lesion] for lesion in lesions)
            notes = (note, f"the call does not say which; the source names {asked}") if asked else (note,)
            about = self.scope.rearrangements[five.gene]
            return self._matched(call, sides, MatchClass.OTHER_DESCRIBED, about, notes)
        return self._matched(call, sides, MatchClass.NOT_IN_SCOPE, "", (note,))

    def _also(self, sides: Sides, about: str) -> Iterator[str]:
        """Yield what the source describes of a gene beside what the call was matched with."""
        for gene in sides:
            other = self.scope.rearrangements.get(gene.gene, "")
            if other and gene.gene not in self.scope.hubs and other != about:
                yield f"the source also describes {self.scope.labels[other]}"

    def _outside(self, sides: Sides) -> Iterator[str]:
        for gene in sides:
            if gene.gene:
                yield f"{gene.symbol} is a gene of the graph, but no rearrangement of it is described"

    def _near(self, call: Call) -> Iterator[str]:
        """Yield which genes with a described rearrangement lie near a break between genes."""
        for name, _ in (*call.five.nearest, *call.three.nearest):
            gene = self.genes.gene_named(name)
            if gene in self.scope.rearrangements:
                label = self.scope.labels[self.scope.rearrangements[gene]]
                yield f"the source describes {label}; that {self.genes.symbol_of(gene)} is broken is not said"

    def _of_translocation(self, call: Call) -> Match:
        written = call.translocation
        exact = self.scope.translocations.get(written)
        note = "the karyotype does not say which gene is 5′, nor that the genes are fused"
        if exact is None:
            exact, finer = self._coarser(written)
            note = f"{note}; {finer}" if finer else note
        if exact:
            fusion = exact[1]
            five, three = map(self._partner, self.scope.partners[fusion])
            change = f"{call.written} → {five.symbol}::{three.symbol} (translocation)"
            match = self._matched(call, (five, three), MatchClass.DESCRIBED, fusion, (note,))
            return replace(match, changes=(change,))
        return self._undescribed_translocation(call, note)

    def _partner(self, gene: str) -> Gene:
        return Gene(self.genes.symbol_of(gene), gene) if gene else Gene("?", is_unknown=True)

    def _coarser(self, written: str) -> tuple[tuple[str, str] | None, str]:
        """Return the described translocation of which the given one names sub-bands."""
        for known, found in self.scope.translocations.items():
            if is_within_translocation(written, known):
                return found, f"{written} names sub-bands of {known}"
        return None, ""

    def _undescribed_translocation(self, call: Call, note: str) -> Match:
        written = call.translocation
        same = [known for known in self.scope.translocations if known.split(")")[0] == written.split(")")[0]]
        notes = [note]
        if same:
            notes.append(f"described of the same chromosomes: {', '.join(sorted(same))}")
        unknown = Gene("?", is_unknown=True)
        for gene, fusion in self.scope.hubs.items():
            band = self.scope.bands.get(gene, "")
            if band and any(is_within_band(one, band) for one in bands_of(written)):
                five = Gene(self.genes.symbol_of(gene), gene)
                notes.append(f"{band} is the band of {five.symbol}; that it is broken is not said")
                return self._matched(call, (five, unknown), MatchClass.PARTNER_UNKNOWN, fusion, tuple(notes))
        if TRANSLOCATION.fullmatch(written) and not bands_of(written):
            notes.append("no bands are given, so no gene can be told")
        match = self._matched(call, (unknown, unknown), MatchClass.NOT_IN_SCOPE, "", tuple(notes))
        return replace(match, name=written)


def _event_of(call: Call) -> tuple[str, tuple[str, ...]]:
    """Return whether the joined parts of one gene repeat or leave out a part of it, and why; nothing if untold."""
    for unit, last, first in (
        ("residue", call.five.residue, call.three.residue),
        ("exon", call.five.exon, call.three.exon),
    ):
        if last is not None and first is not None and first != last + 1:
            event = "duplication" if first <= last else "deletion"
            return event, (f"{unit} {last} is followed by {unit} {first}: a {event}",)
    return "", ()


def _names_event(label: str, event: str) -> bool:
    return bool(event) and any(word in event for word in re.findall(r"duplication|deletion|amplification", label))
