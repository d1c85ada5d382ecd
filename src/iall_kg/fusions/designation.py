"""Read the name of a fusion as people write it: `KMT2A::AFF1`, `MLL/AF4`, `t(4;11)(q21;q23)`, with exons or residues.

Comes in: a text, and a test of whether a word is a known gene, which decides where to part `A-B` if a hyphen may
belong to a name. Goes out: the two sides. Syntax after the recommendations of HGNC (`5′::3′`) and of the gene fusion
specification of VICC (`NM_005933.4(KMT2A):e.8::…`, `?` and `v` for partners), and after the ISCN for translocations.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from iall_kg.fusions.calls import UNKNOWN_PARTNER, Side

DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
LONGEST = 200
# Words that introduce a number, and are no genes.
DETAILS = frozenset({"exon", "ex", "e", "p", "aa", "residue", "codon", "chr"})
TRANSLOCATION = re.compile(
    r"t\s*\(\s*(?P<a>\d{1,2}|[XY])\s*;\s*(?P<b>\d{1,2}|[XY])\s*\)"
    r"(?:\s*\(\s*(?P<p>[pq][\d.]*)\s*;\s*(?P<q>[pq][\d.]*)\s*\))?",
    re.IGNORECASE,
)
KARYOTYPE = re.compile(r"^(?:t|der|inv|ins|del|dup|add|dic)\s*\(", re.IGNORECASE)
# Separators from the clearest to the least clear; a single hyphen may also stand inside a gene's name.
CLEAR = ("(::)", "::", "--", " - ", "=>", "->", "\t")
UNCLEAR = ("/", "|", "_", "-", ":", ",", " ")
# What stands before these words is taken for a gene only if it is a known one.
REARRANGED = re.compile(r"^(?P<gene>.+?)[\s_-]*(?:rearranged|rearrangements?|translocations?|r)$", re.IGNORECASE)
DUPLICATED = re.compile(r"^(?P<gene>.+?)[\s_-]*(?:PTD|(?:partial )?tandem duplication)$", re.IGNORECASE)
KARYOTYPE_OF_CELL = re.compile(r"^\d{2}(?:[~-]\d{2})?\s*,\s*[XY?]{1,3}\b", re.IGNORECASE)
GENE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.@_-]{0,39}")
IDENTIFIER = re.compile(r"ENSG\d{11}(?:\.\d+)?|HGNC:\d{1,6}", re.IGNORECASE)
TRANSCRIPT = re.compile(r"(?:ENST\d{11}|[NX][MR]_\d{4,12})(?:\.\d+)?", re.IGNORECASE)
EXON = re.compile(r"(?<![A-Za-z])(?:exon|ex\.?|e\.?)\s*(?P<number>\d{1,3})", re.IGNORECASE)
RESIDUE = re.compile(
    r"(?<![A-Za-z])(?:p\.(?:[A-Z][a-z]{2}|[A-Z])?|aa\.?\s*|residue\s*|codon\s*)(?P<number>\d{1,5})", re.IGNORECASE
)
BREAKPOINT = re.compile(r"(?:g\.)?(?:chr)?(?:\d{1,2}|[XYM]|MT):[\d,]{1,14}(?::[+-])?", re.IGNORECASE)


class DesignationError(ValueError):
    """A text is no name of a fusion; the message says why."""


@dataclass(frozen=True, slots=True)
class Designation:
    """The two sides that a name has, or the translocation, and what is odd about it."""

    five: Side
    three: Side
    translocation: str = ""
    event: str = ""
    is_ordered: bool = True
    notes: tuple[str, ...] = ()


def read_designation(text: str, is_gene: Callable[[str], bool]) -> Designation:
    """Return what a name of a fusion says. Raises DesignationError if it is none."""
    if len(text) > LONGEST:
        raise DesignationError(f"a name of a fusion has at most {LONGEST} characters, this has {len(text):,}")
    name = re.sub(r" +", " ", unicodedata.normalize("NFKC", text).translate(DASHES)).strip()
    name = re.sub(r"\s+(?:gene )?fusion(?: gene)?$", "", name, flags=re.IGNORECASE)
    if not name:
        raise DesignationError("no fusion is named")
    if KARYOTYPE.match(name):
        return _translocation(name)
    if KARYOTYPE_OF_CELL.match(name):
        return _karyotype(name)
    # A name may be followed by its translocation: the genes say more, so the translocation becomes a note.
    notes: tuple[str, ...] = ()
    if (tail := TRANSLOCATION.search(name)) and tail.start() > 0 and name[tail.start() - 1] in " ,;(":
        notes = (f"written beside it: {tail[0]}",)
        name = (name[: tail.start()] + name[tail.end() :]).strip(" ,;()")
    whole = _one_gene(name, is_gene)
    if whole is not None:
        return Designation(whole.five, whole.three, "", whole.event, whole.is_ordered, whole.notes + notes)
    five, separator, three = _parted(name, is_gene)
    if separator == "(::)":
        notes += ("(::) says that the junction was inferred, not observed",)
    return Designation(_side(five), _side(three), notes=notes)


def band_notation(text: str) -> str:
    """Return a translocation in one spelling, `t(4;11)(q21;q23)`, the lower chromosome first; else the text itself."""
    found = TRANSLOCATION.fullmatch(text.strip())
    if found is None:
        return text
    sides = [(found["a"].upper(), (found["p"] or "").lower()), (found["b"].upper(), (found["q"] or "").lower())]
    sides.sort(key=lambda side: (not side[0].isdigit(), side[0].zfill(2)))
    bands = f"({sides[0][1]};{sides[1][1]})" if found["p"] else ""
    return f"t({sides[0][0]};{sides[1][0]}){bands}"


def _translocation(name: str) -> Designation:
    if not TRANSLOCATION.fullmatch(name):
        raise DesignationError(
            f"{name!r} is no translocation of two chromosomes such as t(4;11)(q21;q23); give the genes instead"
        )
    return Designation(Side(""), Side(""), translocation=band_notation(name), is_ordered=False)


def _karyotype(name: str) -> Designation:
    found = [band_notation(t[0]) for t in TRANSLOCATION.finditer(name)]
    if len(found) != 1:
        raise DesignationError(f"{name!r} is a karyotype with {len(found)} translocations; give each by itself")
    notes = ("taken out of a karyotype, of which nothing else was read",)
    return Designation(Side(""), Side(""), translocation=found[0], is_ordered=False, notes=notes)


def _one_gene(name: str, is_gene: Callable[[str], bool]) -> Designation | None:
    """Return the reading of a name that has one gene only: rearranged, duplicated in tandem, or bare."""
    if any(separator in name for separator in CLEAR):
        return None
    for pattern, event in ((DUPLICATED, "duplication"), (REARRANGED, "")):
        found = pattern.match(name)
        if found and (is_gene(found["gene"]) or IDENTIFIER.fullmatch(found["gene"])):
            gene = _side(found["gene"])
            if event:
                return Designation(gene, gene, event=event)
            return Designation(gene, Side("?"), is_ordered=False, notes=("the partner is not named",))
    if is_gene(name) or IDENTIFIER.fullmatch(name) or not re.search(r"[/|_:, -]", name):
        return Designation(_side(name), Side("?"), is_ordered=False, notes=("only one gene is named",))
    return None


def _parted(name: str, is_gene: Callable[[str], bool]) -> tuple[str, str, str]:
    for separator in CLEAR:
        if separator in name:
            five, _, three = name.partition(separator)
            if separator in three:
                raise DesignationError(f"{name!r} names more than two genes; give one fusion of two genes")
            return five.strip(), separator, three.strip()
    candidates = list(_ways_to_part(name))
    if not candidates:
        raise DesignationError(f"{name!r} is no fusion: write it as KMT2A::AFF1")
    known = [sum(is_gene(_side_gene(side)) for side in (five, three)) for five, _, three in candidates]
    best = [c for c, score in zip(candidates, known, strict=True) if score == max(known)]
    if len(best) > 1 and max(known) == 0:
        raise DesignationError(f"{name!r} can be parted in {len(best)} ways; write it with two colons, as KMT2A::AFF1")
    return best[0]


def _ways_to_part(name: str) -> Iterator[tuple[str, str, str]]:
    """Yield every way to part a name at a separator that may also belong to a gene's name."""
    for separator in UNCLEAR:
        found = False
        for place in re.finditer(re.escape(separator), name):
            five, three = name[: place.start()].strip(), name[place.end() :].strip()
            if five and three and _is_side(five) and _is_side(three):
                found = True
                yield five, separator, three
        if found:
            return


def _is_side(text: str) -> bool:
    try:
        return bool(_side(text))
    except DesignationError:
        return False


def _side_gene(text: str) -> str:
    side = _side(text)
    return side.text or side.identifier


def _side(text: str) -> Side:
    """Return one side: a gene or identifier, with transcript, exon, residue and position in any order around it."""
    if text.casefold() in UNKNOWN_PARTNER:
        return Side(text or "?")
    if IDENTIFIER.fullmatch(text):
        return Side("", identifier=text.upper())
    rest, position = _taken(BREAKPOINT, text)
    rest, transcript = _taken(TRANSCRIPT, rest)
    rest, identifier = _taken(IDENTIFIER, rest)
    gene, _, details = _gene_and_details(rest)
    exon, residue = EXON.search(details), RESIDUE.search(details)
    left = details
    for found in (exon, residue):
        left = left.replace(found[0], " ") if found else left
    if re.sub(r"[\s():.,;@_-]", "", left):
        raise DesignationError(f"{text!r} is no gene with exon, residue or position")
    if not gene and not identifier:
        raise DesignationError(f"{text!r} names no gene")
    return Side(
        text=gene,
        identifier=identifier.upper(),
        transcript=transcript,
        exon=int(exon["number"]) if exon else None,
        residue=int(residue["number"]) if residue else None,
        residue_from="given" if residue else "",
        breakpoint=position,
    )


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """Return the text without the first match that stands by itself, and the match."""
    found = re.search(rf"(?<![A-Za-z0-9])(?:{pattern.pattern})(?![A-Za-z0-9])", text, pattern.flags)
    if found is None:
        return text, ""
    return f"{text[: found.start()]} {text[found.end() :]}", found[0]


def _gene_and_details(text: str) -> tuple[str, str, str]:
    """Return the gene, nothing, and what stands around it."""
    for found in GENE.finditer(text):
        word = found[0].rstrip(".-_")
        if not (EXON.fullmatch(word) or RESIDUE.fullmatch(word) or word.isdecimal() or word.casefold() in DETAILS):
            return word, "", f"{text[: found.start()]} {text[found.start() + len(word) :]}"
    return "", "", text
