"""Read one side of a fusion: a gene or identifier, with transcript, exon, intron, residue, position and band around it.

Syntax after the gene fusion specification of VICC (`NM_005933.4(KMT2A):e.8`, `?` and `v` for partners) and as people
write it (`KMT2A exon 8`, `KMT2A(p.1362)`, `KMT2A intron 8`).
"""

import re
from collections.abc import Callable

from iall_kg.fusions.calls import UNKNOWN_PARTNER, DesignationError, Side, is_nothing
from iall_kg.fusions.karyotype import BAND

# Words that introduce a number or name a lesion, and are no genes.
WORDS_OF_DETAILS = """
exon ex e intron int i ivs p aa residue codon chr deletion duplication amplification rearrangement translocation fusion
"""
NO_GENES = frozenset(WORDS_OF_DETAILS.split())
GENE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.@_-]{0,39}")
IDENTIFIER = re.compile(r"ENSG\d{11}(?:\.\d+)?|HGNC:\d{1,6}", re.IGNORECASE)
TRANSCRIPT = re.compile(r"(?:ENST\d{11}|[NX][MR]_\d{4,12})(?:\.\d+)?", re.IGNORECASE)
EXON = re.compile(r"(?<![A-Za-z])(?:exon|ex\.?|e\.?)\s*(?P<number>\d{1,3})", re.IGNORECASE)
INTRON = re.compile(r"(?<![A-Za-z])(?:intron|ivs|int\.?|i)\s*(?P<number>\d{1,3})", re.IGNORECASE)
RESIDUE = re.compile(
    r"(?<![A-Za-z])(?:p\.(?:[A-Z][a-z]{2}|[A-Z])?|aa\.?\s*|residue\s*|codon\s*)(?P<number>\d{1,5})", re.IGNORECASE
)
DETAILS = {"exon": EXON, "intron": INTRON, "residue": RESIDUE}
BREAKPOINT = re.compile(r"(?:g\.)?(?:chr)?(?:\d{1,2}|[XYM]|MT):[\d,]{1,14}(?::[+-])?", re.IGNORECASE)
# Another name of the same gene.
ALSO = re.compile(r"\(\s*(?P<name>[A-Za-z0-9][\w.-]*)\s*\)")
# A detail that a hyphen or low line joins to the name of a gene.
JOINED = re.compile(r"(?P<gene>.+?)[-_](?P<detail>(?:exon|ex|e|intron|int|i|ivs)\d{1,3})", re.IGNORECASE)


def read_side(text: str, end: str, is_gene: Callable[[str], bool]) -> Side:
    """Return the 5′ or 3′ side (`end` is 5 or 3) that a text names. Raises DesignationError if it names none."""
    if text.casefold() in UNKNOWN_PARTNER:
        return Side(text or "?")
    if IDENTIFIER.fullmatch(text):
        return Side("", identifier=text.upper())
    rest, position = _taken(BREAKPOINT, text)
    rest, transcript = _taken(TRANSCRIPT, rest)
    rest, identifier = _taken(IDENTIFIER, rest)
    rest, band = _taken(BAND, rest)
    gene, details = _gene_and_details(rest, is_gene)
    numbers = {name: pattern.search(details) for name, pattern in DETAILS.items()}
    left = details
    for found in numbers.values():
        left = left.replace(found[0], " ") if found else left
    also = ALSO.search(left)
    if also and gene and is_gene(also["name"]):
        left = left.replace(also[0], " ")
    else:
        also = None
    if re.sub(r"[\s():.,;@_-]", "", left):
        raise DesignationError(f"{text!r} is no gene with exon, intron, residue or position")
    if not gene and not identifier and not band:
        raise DesignationError(f"{text!r} names no gene")
    exon, intron, residue = (_number(numbers[name], name) for name in DETAILS)
    exon_from = ""
    if exon is None and intron is not None:
        # An intron lies behind the exon of its number: the 5′ side keeps that exon, the 3′ side begins with the next.
        exon = intron if end == "5" else intron + 1
        exon_from = f"follows from intron {intron}"
    return Side(
        text=gene,
        also=also["name"] if also else "",
        identifier=identifier.upper(),
        transcript=transcript,
        exon=exon,
        exon_from=exon_from,
        residue=residue,
        residue_from="given" if residue else "",
        breakpoint=position,
        band=band.lower().replace("x", "X").replace("y", "Y"),
    )


def cells_of_side(symbol: str, identifier: str) -> tuple[str, str]:
    """Return the symbol and the identifier that two cells of a caller give; a gene without a name has its identifier.

    Where the cell of the symbol holds an identifier, that counts as the identifier.
    """
    symbol, identifier = symbol.strip(), identifier.strip()
    if IDENTIFIER.fullmatch(symbol):
        symbol, identifier = "", symbol
    known = identifier.upper() if IDENTIFIER.fullmatch(identifier) else ""
    return "" if is_nothing(symbol) else symbol, known


def _number(found: "re.Match[str] | None", name: str) -> int | None:
    if found is None:
        return None
    number = int(found["number"])
    if number < 1:
        raise DesignationError(f"{name}s are counted from 1, not from {number}")
    return number


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """Return the text without the first match that stands by itself, and the match."""
    found = re.search(rf"(?<![A-Za-z0-9])(?:{pattern.pattern})(?![A-Za-z0-9])", text, pattern.flags)
    if found is None:
        return text, ""
    return f"{text[: found.start()]} {text[found.end() :]}", found[0]


def _gene_and_details(text: str, is_gene: Callable[[str], bool]) -> tuple[str, str]:
    """Return the gene, and what stands around it."""
    for found in GENE.finditer(text):
        word = found[0].rstrip(".-_")
        if any(pattern.fullmatch(word) for pattern in DETAILS.values()) or word.isdecimal():
            continue
        if word.casefold() in NO_GENES:
            continue
        around = f"{text[: found.start()]} {text[found.start() + len(word) :]}"
        joined = JOINED.fullmatch(word)
        if joined and not is_gene(word) and is_gene(joined["gene"]):
            return joined["gene"], f"{around} {joined['detail']}"
        return word, around
    return "", text
