"""Tell which domains of the rearranged gene a call keeps, at its own breakpoint where exon or residue is given.

Three bases, never mixed: the residue against the coordinates of each source; the exon against the breakpoint region
and the order of the domains; or, with neither, what the source says of the fusion as a whole. Sources of coordinates
disagree, so each is asked by itself and the disagreement is shown.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from iall_kg.fate_words import CUT, DEFINITE, DISAGREE, LOST, OF_PROPERTY, PARTLY_LOST, RETAINED, UNDECIDED
from iall_kg.fusions.calls import Side
from iall_kg.fusions.facts import Facts, Row

RESIDUE, EXON, REGION = "residue", "exon", "breakpoint region"


@dataclass(frozen=True, slots=True)
class Support:
    """One reason for a fate: what it says, on what grounds, and the statement behind it."""

    fate: str
    why: str
    claim: str
    section: str
    references: str
    status: str = "inferred"


@dataclass(frozen=True, slots=True)
class DomainFate:
    """What becomes of one domain, on which basis, and every reason for it."""

    domain: str
    label: str
    subunit: str
    fate: str
    basis: str
    note: str = ""
    supports: tuple[Support, ...] = ()


@dataclass(frozen=True, slots=True)
class Break:
    """Where a gene breaks in one call.

    Residue and exon are the last that is kept if the gene is on the 5′ side, the first if it is on the 3′ side.
    """

    gene: str
    end: str
    residue: int | None = None
    exon: int | None = None
    transcript: str = ""

    @property
    def basis(self) -> str:
        """On what the fates of this break rest."""
        return RESIDUE if self.residue is not None else EXON if self.exon is not None else REGION


def break_of(side: Side, gene: str, end: str) -> Break:
    """Return the break of one side; `end` is 5 or 3."""
    return Break(gene, end, side.residue, side.exon, side.transcript)


@dataclass(slots=True)
class DomainFates:
    """Works out fates over one graph, each break once."""

    facts: Facts
    _known: dict[tuple[Break, str], list[DomainFate]] = field(default_factory=dict)

    MOST_KEPT = 512

    def of(self, place: Break, fusion: str) -> list[DomainFate]:
        """Return the fate of each domain of the gene, in the order of the protein."""
        key = (place, fusion)
        if key not in self._known:
            if len(self._known) >= self.MOST_KEPT:
                self._known.clear()
            if place.basis == RESIDUE:
                self._known[key] = self._by_residue(place)
            elif place.basis == EXON:
                self._known[key] = self._by_exon(place)
            elif place.end == "5":
                self._known[key] = self._as_stated(place, fusion)
            else:
                self._known[key] = self._by_region(place)
        return self._known[key]

    def sequences_of(self, transcript: str) -> set[str]:
        """Return the sequences that a transcript is known to give, by any version of its identifier."""
        wanted = transcript.partition(".")[0].upper()
        found = set()
        for row in self.facts.rows("sequences"):
            names = {
                name.partition(".")[0].upper() for name in re.findall(r"[A-Z]{2,5}_?\d{5,}(?:\.\d+)?", row["name"])
            }
            if wanted and wanted in names:
                found.add(row["sequence"])
        return found

    def length_of(self, gene: str) -> int:
        """Return the length of the longest sequence that is known of a gene's protein."""
        return max((int(row["length"]) for row in self.facts.rows("coordinates") if row["gene"] == gene), default=0)

    def _domains(self, gene: str) -> list[Row]:
        return [row for row in self.facts.rows("order") if row["gene"] == gene]

    def _by_residue(self, place: Break) -> list[DomainFate]:
        assert place.residue is not None
        fitting = self.sequences_of(place.transcript)
        rows = [row for row in self.facts.rows("coordinates") if row["gene"] == place.gene and row["region"]]
        fates = []
        for domain in self._domains(place.gene):
            groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
            for row in rows:
                if row["region"] == domain["domain"]:
                    groups[row["references"], row["sequence"]].append(row)
            # Where the call's own sequence has coordinates of a domain, those alone decide.
            said = {key: _on_sequence(place, group) for key, group in groups.items()}
            own = tuple(support for key, support in said.items() if key[1] in fitting)
            supports = tuple(said.values())
            fates.append(self._decided(domain, own or supports, supports, bool(fitting and groups) and not own))
        return fates

    def _decided(
        self, domain: Row, deciding: tuple[Support, ...], supports: tuple[Support, ...], is_foreign: bool
    ) -> DomainFate:
        said = {support.fate for support in deciding}
        if not said:
            note = "no source of coordinates gives this domain"
            return DomainFate(domain["domain"], domain["domainLabel"], domain["subunitLabel"], UNDECIDED, RESIDUE, note)
        fate = said.pop() if len(said) == 1 else DISAGREE
        note = "counted on another sequence than the call's transcript gives" if is_foreign else ""
        return DomainFate(
            domain["domain"], domain["domainLabel"], domain["subunitLabel"], fate, RESIDUE, note, supports
        )

    def _by_exon(self, place: Break) -> list[DomainFate]:
        assert place.exon is not None
        fates = []
        for row in self._domains(place.gene):
            first, last = int(row["firstExon"]), int(row["lastExon"])
            # The 5′ side keeps its exon, so the break lies behind it; on the 3′ side it lies before.
            kept_exon = place.exon if place.end == "5" else place.exon - 1
            where = "within" if first <= kept_exon <= last else "before" if kept_exon < first else "behind"
            fate = _by_order(row["place"], where)
            if place.end == "3":
                fate = _mirrored(fate)
            why = (
                f"exon {place.exon} lies {where} exons {first}–{last} of the {row['regionLabel']}; "
                f"the domain lies {row['place']}"
            )
            fates.append(self._ordered(row, fate, EXON, why, ""))
        return fates

    def _by_region(self, place: Break) -> list[DomainFate]:
        """Return what the other half of a break within the region keeps: what lies behind it."""
        return [
            self._ordered(
                row,
                _mirrored(_by_order(row["place"], "within")),
                REGION,
                f"if the gene breaks within the {row['regionLabel']}; the domain lies {row['place']}",
                "no source states the fate of domains in the reciprocal fusion",
            )
            for row in self._domains(place.gene)
        ]

    def _ordered(self, row: Row, fate: str, basis: str, why: str, note: str) -> DomainFate:
        support = Support(fate, why, row["claim"], row["section"], row["references"])
        return DomainFate(row["domain"], row["domainLabel"], row["subunitLabel"], fate, basis, note, (support,))

    def _as_stated(self, place: Break, fusion: str) -> list[DomainFate]:
        """Return what the graph says of the fusion, stated or inferred from where it usually breaks."""
        stated: dict[str, list[Support]] = defaultdict(list)
        for row in self.facts.rows("domain-fate"):
            if row["fusion"] == fusion:
                why = f"{row['status']}, of {row['statedOfLabel']}"
                if row["status"] == "inferred":
                    why += ", from where it breaks and where the domain lies"
                stated[row["domain"]].append(
                    Support(
                        OF_PROPERTY[row["fate"]], why, row["claim"], row["section"], row["references"], row["status"]
                    )
                )
        fates = []
        for row in self._domains(place.gene):
            supports = stated[row["domain"]]
            said = {support.fate for support in supports}
            fate = next((fate for fate in DEFINITE if fate in said), UNDECIDED)
            fates.append(
                DomainFate(row["domain"], row["domainLabel"], row["subunitLabel"], fate, REGION, "", tuple(supports))
            )
        return fates


def _on_sequence(place: Break, rows: list[Row]) -> Support:
    """Return what one source says on one sequence of one domain, which may be there several times."""
    assert place.residue is not None
    fates = [fate_of_span(place, int(row["first"]), int(row["last"]) if row["last"] else None) for row in rows]
    spans = ", ".join(f"{row['first']}–{row['last'] or 'misprinted'}" for row in rows)
    if len(set(fates)) == 1:
        fate, counts = fates[0], f" ({len(fates)} parts)" if len(fates) > 1 else ""
    else:
        # Some of several repeats are kept: the domain as the review counts it is cut.
        fate = CUT if UNDECIDED not in fates else UNDECIDED
        counts = f" ({', '.join(f'{fates.count(f)} {f}' for f in (RETAINED, CUT, LOST, UNDECIDED) if f in fates)})"
    kept = "up to" if place.end == "5" else "from"
    why = f"kept {kept} residue {place.residue}; the domain: {spans} on {rows[0]['sequenceLabel']}{counts}"
    claims = ", ".join(row["claim"] for row in rows)
    sections = ", ".join(dict.fromkeys(row["section"] for row in rows))
    return Support(fate, why, claims, sections, rows[0]["references"])


def fate_of_span(place: Break, first: int, last: int | None) -> str:
    """Return what a break at a residue does to a feature; with a misprinted end it may stay undecided."""
    assert place.residue is not None
    if place.end == "5":
        if first > place.residue:
            return LOST
        return UNDECIDED if last is None else RETAINED if last <= place.residue else CUT
    if first >= place.residue:
        return RETAINED
    return UNDECIDED if last is None else LOST if last < place.residue else CUT


def _by_order(domain: str, broken: str) -> str:
    """Return the fate of a domain that lies before, within or behind the region, for a break there."""
    known = {
        ("before", "within"): RETAINED,
        ("before", "behind"): RETAINED,
        ("behind", "within"): LOST,
        ("behind", "before"): LOST,
        ("within", "within"): CUT,
        ("within", "before"): PARTLY_LOST,
    }
    return known.get((domain, broken), UNDECIDED)


def _mirrored(fate: str) -> str:
    """Return what the other half of the same break keeps."""
    return {RETAINED: LOST, LOST: RETAINED}.get(fate, UNDECIDED if fate == PARTLY_LOST else fate)
