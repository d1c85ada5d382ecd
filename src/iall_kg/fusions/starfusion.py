"""Read a row of STAR-Fusion's star-fusion.fusion_predictions.tsv, abridged or with coding effect.

Columns after https://github.com/STAR-Fusion/STAR-Fusion/wiki: LeftGene is the 5′ side, written `SYMBOL^identifier`;
the columns of the coding effect (CDS_LEFT_RANGE and others) are there only if it was asked for. FusionInspector
writes the same columns.
"""

import re
from collections.abc import Mapping

from iall_kg.fusions.calls import IN_FRAME, OUT_OF_FRAME, Call, CallerDomain, Side, is_nothing, not_read
from iall_kg.fusions.sides import TRANSCRIPT, cells_of_side

NAME = "STAR-Fusion"
REQUIRED = ("FusionName", "LeftGene", "LeftBreakpoint", "RightGene", "RightBreakpoint")
FRAMES = {"INFRAME": IN_FRAME, "FRAMESHIFT": OUT_OF_FRAME}
RANGE = re.compile(r"(\d+)-(\d+)")
# NAME|START-END|E-VALUE; a domain that the junction cuts is NAME-PARTIAL, with ~ at the cut end.
DOMAIN = re.compile(r"(?P<name>[^|^]+)\|~?\d+-\d+~?\|[^^|]*")
CODON = 3


def read(row: Mapping[str, str], source: str, line: int) -> Call:
    """Return the call of one row."""
    left, right = (_range(row.get(f"CDS_{side}_RANGE", "")) for side in ("LEFT", "RIGHT"))
    last = left[1] if left else None
    first = right[0] if right else None
    inferred = ""
    if last is not None and first is not None:
        # The 3′ part goes on in the phase in which the 5′ part stops.
        inferred = IN_FRAME if last % CODON == (first - 1) % CODON else OUT_OF_FRAME
    return Call(
        source=source,
        line=line,
        form=NAME,
        written=row["FusionName"],
        five=_side(row, "Left", last // CODON if last is not None else None),
        three=_side(row, "Right", -(-(first - 1) // CODON) + 1 if first is not None else None),
        reads=_reads(row),
        frame=FRAMES.get(row.get("PROT_FUSION_TYPE", "").strip(), ""),
        inferred_frame=inferred,
        sample=row.get("Sample", "") or row.get("sample", ""),
        notes=tuple(_notes(row)),
    )


def _side(row: Mapping[str, str], side: str, residue: int | None) -> Side:
    before, _, after = row[f"{side}Gene"].partition("^")
    symbol, identifier = cells_of_side(before, after)
    transcript = TRANSCRIPT.search(row.get(f"CDS_{side.upper()}_ID", ""))
    return Side(
        text=symbol,
        identifier=identifier,
        transcript=transcript[0] if transcript else "",
        residue=residue,
        residue_from="from the coding range that the caller gives" if residue is not None else "",
        breakpoint="" if is_nothing(row[f"{side}Breakpoint"]) else row[f"{side}Breakpoint"].strip(),
        domains=tuple(_domains(row.get(f"PFAM_{side.upper()}", ""))),
    )


def _range(text: str) -> tuple[int, int] | None:
    """Return the first and last base of a coding range, counted from 1, or nothing if the cell holds none."""
    found = RANGE.fullmatch(text.strip())
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        return None
    return int(found[1]), int(found[2])


def _domains(text: str) -> list[CallerDomain]:
    names = [found["name"].strip() for found in DOMAIN.finditer(text)]
    return [CallerDomain(name.removesuffix("-PARTIAL"), name.endswith("-PARTIAL")) for name in names]


def _reads(row: Mapping[str, str]) -> str:
    columns = {"JunctionReadCount": "junction reads", "SpanningFragCount": "spanning fragments", "FFPM": "FFPM"}
    return ", ".join(f"{row[c]} {words}" for c, words in columns.items() if not is_nothing(row.get(c, "")))


def _notes(row: Mapping[str, str]) -> list[str]:
    five, dashes, three = row["FusionName"].partition("--")
    named = (row["LeftGene"].partition("^")[0], row["RightGene"].partition("^")[0])
    notes = []
    if dashes and (five, three) != named:
        notes.append(f"the name says {five}--{three}, the gene columns {named[0]}--{named[1]}: the columns were taken")
    frame = row.get("PROT_FUSION_TYPE", "").strip()
    if not is_nothing(frame) and frame not in FRAMES:
        notes.append(not_read("the reading frame", frame))
    for side in ("LEFT", "RIGHT"):
        coding = row.get(f"CDS_{side}_RANGE", "")
        if not is_nothing(coding) and _range(coding) is None:
            notes.append(not_read("a coding range", coding))
        domains = [] if is_nothing(row.get(f"PFAM_{side}", "")) else row[f"PFAM_{side}"].split("^")
        notes += [not_read("a domain", domain) for domain in domains if not DOMAIN.fullmatch(domain)]
    return notes
