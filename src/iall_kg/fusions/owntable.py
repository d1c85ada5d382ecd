"""Read a row of a plain table: a fusion or two genes a row, with what else is known in named columns."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from iall_kg.fusions.calls import IN_FRAME, OUT_OF_FRAME, STOP_CODON, Call, DesignationError, Side, is_nothing
from iall_kg.fusions.designation import call_of, read_designation
from iall_kg.fusions.sides import IDENTIFIER

NAME = "table"
FUSION = ("fusion",)
GENES = ("gene5", "gene3")
OPTIONAL = ("exon", "residue", "transcript", "breakpoint")
COLUMNS = frozenset({*FUSION, *GENES, *(f"{name}{end}" for name in OPTIONAL for end in "53"), "frame", "sample"})
# How people name these columns too, in small letters and figures alone.
OTHER_NAMES = {
    "fusions": "fusion",
    "fusionname": "fusion",
    "fusiongene": "fusion",
    "genefusion": "fusion",
    "5gene": "gene5",
    "3gene": "gene3",
    "readingframe": "frame",
    "sampleid": "sample",
    "samplename": "sample",
    "leftbreakpoint": "breakpoint5",
    "rightbreakpoint": "breakpoint3",
}
FRAMES = {"in-frame": IN_FRAME, "inframe": IN_FRAME, "out-of-frame": OUT_OF_FRAME, "frameshift": OUT_OF_FRAME} | {
    STOP_CODON: STOP_CODON
}


def column(text: str) -> str:
    """Return the name of a column as it is read here, whatever its capitals, spaces and marks: `Exon 5′` is exon5."""
    folded = re.sub(r"[^a-z0-9]", "", text.casefold())
    return OTHER_NAMES.get(folded, folded)


def read(row: Mapping[str, str], source: str, line: int, is_gene: Callable[[str], bool]) -> Call:
    """Return the call of one row. Raises DesignationError if a cell is not what its column holds."""
    if "fusion" in row:
        call = call_of(read_designation(row["fusion"], is_gene), source, line, NAME, row["fusion"])
    else:
        five, three = (_gene(row[column].strip()) for column in GENES)
        call = Call(source, line, NAME, f"{row['gene5']}::{row['gene3']}", five, three)
    frame = row.get("frame", "").strip().casefold()
    if frame and frame not in FRAMES and not is_nothing(frame):
        raise DesignationError(f"frame is in-frame, out-of-frame or stop-codon, not {row['frame']!r}")
    return replace(
        call,
        five=_detailed(call.five, row, "5"),
        three=_detailed(call.three, row, "3"),
        frame=FRAMES.get(frame, ""),
        sample=row.get("sample", ""),
    )


def _gene(text: str) -> Side:
    if IDENTIFIER.fullmatch(text):
        return Side("", identifier=text.upper())
    return Side("?" if is_nothing(text) else text)


def _detailed(side: Side, row: Mapping[str, str], end: str) -> Side:
    given = {name: row.get(name + end, "").strip() for name in OPTIONAL}
    numbers: dict[str, int | None] = {}
    for name in ("exon", "residue"):
        if is_nothing(given[name]):
            numbers[name] = getattr(side, name)
        elif given[name].isdecimal() and int(given[name]) > 0:
            numbers[name] = int(given[name])
        else:
            raise DesignationError(f"{name}{end} is a whole number from 1, not {given[name]!r}")
    return replace(
        side,
        exon=numbers["exon"],
        residue=numbers["residue"],
        residue_from="given" if numbers["residue"] is not None else "",
        transcript=side.transcript if is_nothing(given["transcript"]) else given["transcript"],
        breakpoint=side.breakpoint if is_nothing(given["breakpoint"]) else given["breakpoint"],
    )
