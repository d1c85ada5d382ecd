"""Read the name of a fusion as people write it: `KMT2A::AFF1`, `MLL/AF4`, `t(4;11)(q21;q23)`, with exons or residues.

Comes in: a text, and a test of whether a word is a known gene, which decides where to part `A-B` if a hyphen may
belong to a name. Goes out: the two sides. Syntax after the recommendations of HGNC (`5′::3′`).
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from iall_kg.fusions.calls import Call, DesignationError, Side
from iall_kg.fusions.karyotype import (
    BAND,
    KARYOTYPE,
    KARYOTYPE_OF_CELL,
    TRANSLOCATION,
    translocation_between,
    translocation_in,
    translocation_of,
)
from iall_kg.fusions.sides import IDENTIFIER, read_side

SIGNS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | {"∷": "::"})
LONGEST = 200
# Separators from the clearest to the least clear; a single hyphen may also stand inside a gene's name.
CLEAR = ("(::)", "::", "--", " - ", "=>", "->", "\t")
UNCLEAR = ("/", "|", ";", "_", "-", ":", ",", " ")
BOTH = 2
# What stands before these words is taken for a gene only if it is a known one.
REARRANGED = re.compile(r"^(?P<gene>.+?)[\s_-]*(?:rearranged|rearrangements?|translocations?|r)$", re.IGNORECASE)
WITHIN_ONE_GENE = re.compile(
    r"^(?P<gene>.+?)[\s_-]*(?:(?P<duplication>PTD|ITD|(?:(?:partial|internal) )?tandem duplication)"
    r"|(?P<deletion>(?:internal|intragenic) deletion)|(?P<amplification>amplification))$",
    re.IGNORECASE,
)
IN_PARENTHESES = re.compile(r"\s*\((?P<inside>[^()]+)\)$")
IsGene = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Designation:
    """The two sides that a name has, or the translocation or band, and what is odd about it."""

    five: Side
    three: Side
    translocation: str = ""
    event: str = ""
    is_ordered: bool = True
    notes: tuple[str, ...] = ()


def read_designation(text: str, is_gene: IsGene) -> Designation:
    """Return what a name of a fusion says. Raises DesignationError if it is none."""
    if len(text) > LONGEST:
        raise DesignationError(f"a name of a fusion has at most {LONGEST} characters, this has {len(text):,}")
    name = re.sub(r" +", " ", unicodedata.normalize("NFKC", text).translate(SIGNS)).strip(" \"'")
    name = re.sub(r"\s+(?:gene )?fusion(?: gene)?$", "", name, flags=re.IGNORECASE)
    if not name:
        raise DesignationError("no fusion is named")
    if KARYOTYPE.match(name):
        return _by_bands(translocation_of(name))
    if KARYOTYPE_OF_CELL.match(name):
        return _by_bands(translocation_in(name), "taken out of a karyotype, of which nothing else was read")
    name, notes = _without_repetition(name, is_gene)
    whole = _one_gene(name, is_gene)
    if whole is not None:
        return Designation(whole.five, whole.three, whole.translocation, whole.event, False, whole.notes + notes)
    five, separator, three = _parted(name, is_gene)
    if separator == "(::)":
        notes += ("(::) says that the junction was inferred, not observed",)
    sides = read_side(five, "5", is_gene), read_side(three, "3", is_gene)
    if all(side.is_unknown and side.band for side in sides):
        return _by_bands(translocation_between(sides[0].band, sides[1].band), *notes)
    notes += tuple(f"one side is given as the band {side.band} only" for side in sides if side.is_unknown and side.band)
    return Designation(*sides, notes=notes)


def call_of(named: Designation, source: str, line: int, form: str, written: str) -> Call:
    """Return the call that a name makes on a line of a source."""
    return Call(
        source=source,
        line=line,
        form=form,
        written=written,
        five=named.five,
        three=named.three,
        is_ordered=named.is_ordered,
        translocation=named.translocation,
        event=named.event,
        notes=named.notes,
    )


def _by_bands(written: str, *notes: str) -> Designation:
    return Designation(Side(""), Side(""), translocation=written, is_ordered=False, notes=notes)


def _without_repetition(name: str, is_gene: IsGene) -> tuple[str, tuple[str, ...]]:
    """Return a name without the translocation, or the other name in parentheses, that follows it, and what it was.

    The genes say more than the bands, so the translocation becomes a note.
    """
    notes = []
    if (tail := TRANSLOCATION.search(name)) and tail.start() > 0 and name[tail.start() - 1] in " ,;(":
        notes.append(f"written beside it: {tail[0]}")
        name = re.sub(r"\(\s*\)", "", name[: tail.start()] + name[tail.end() :]).strip(" ,;")
    again = IN_PARENTHESES.search(name)
    if again and _known(again["inside"], is_gene) == BOTH:
        notes.append(f"written beside it: {again['inside']}")
        name = name[: again.start()]
    return name, tuple(notes)


def _one_gene(name: str, is_gene: IsGene) -> Designation | None:
    """Return the reading of a name that has one gene or band only: rearranged, with a lesion within it, or bare."""
    if any(separator in name for separator in CLEAR):
        return None
    lesion, rearranged = WITHIN_ONE_GENE.match(name), REARRANGED.match(name)
    band = rearranged["gene"] if rearranged else name
    if BAND.fullmatch(band):
        return _by_bands(band)
    if lesion and (is_gene(lesion["gene"]) or IDENTIFIER.fullmatch(lesion["gene"])):
        gene = read_side(lesion["gene"], "5", is_gene)
        return Designation(gene, gene, event=lesion.lastgroup or "")
    if rearranged and (is_gene(rearranged["gene"]) or IDENTIFIER.fullmatch(rearranged["gene"])):
        gene = read_side(rearranged["gene"], "5", is_gene)
        return Designation(gene, Side("?"), notes=("the partner is not named",))
    if is_gene(name) or IDENTIFIER.fullmatch(name) or not re.search(r"[/|_:;, -]", name):
        return Designation(read_side(name, "5", is_gene), Side("?"), notes=("only one gene is named",))
    return None


def _parted(name: str, is_gene: IsGene) -> tuple[str, str, str]:
    for separator in CLEAR:
        if separator in name:
            five, _, three = name.partition(separator)
            if separator in three:
                raise DesignationError(f"{name!r} names more than two genes; give one fusion of two genes")
            return five.strip(), separator, three.strip()
    best: list[tuple[str, str, str]] = []
    most = -1
    for separator in UNCLEAR:
        ways = list(_ways_to_part(name, separator, is_gene))
        known = max((count for count, _ in ways), default=-1)
        # A clearer separator is preferred, unless only a less clear one leaves genes that are known.
        if known > most:
            most, best = known, [way for count, way in ways if count == known]
    if not best:
        raise DesignationError(f"{name!r} is no fusion: write it as KMT2A::AFF1")
    if most == 0 and any(is_gene(word) for word in re.split(r"[^\w.]+|_", name) if word):
        raise DesignationError(f"{name!r} names a known gene but cannot be parted; write it as KMT2A::AFF1")
    if len(best) > 1 and most == 0:
        raise DesignationError(f"{name!r} can be parted in {len(best)} ways; write it with two colons, as KMT2A::AFF1")
    return best[0]


def _ways_to_part(name: str, separator: str, is_gene: IsGene) -> Iterator[tuple[int, tuple[str, str, str]]]:
    """Yield every way to part a name at a separator that may also belong to a gene's name, and how many are known."""
    for place in re.finditer(re.escape(separator), name):
        five, three = name[: place.start()].strip(), name[place.end() :].strip()
        if five and three:
            try:
                sides = read_side(five, "5", is_gene), read_side(three, "3", is_gene)
            except DesignationError:
                continue
            yield sum(is_gene(side.text or side.identifier) for side in sides), (five, separator, three)


def _known(name: str, is_gene: IsGene) -> int:
    """Return how many of the two sides of a name are known genes."""
    try:
        five, _, three = _parted(name, is_gene)
        sides = read_side(five, "5", is_gene), read_side(three, "3", is_gene)
    except DesignationError:
        return 0
    return sum(is_gene(side.text or side.identifier) for side in sides)
