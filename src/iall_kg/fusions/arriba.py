"""Read a row of Arriba's fusions.tsv.

Columns after https://arriba.readthedocs.io/en/latest/output-files/: gene1 is the 5′ and gene2 the 3′ side; a break
between genes lists the closest genes with their distances; reading_frame is in-frame, out-of-frame or stop-codon.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from iall_kg.fusions.calls import IN_FRAME, OUT_OF_FRAME, STOP_CODON, Call, CallerDomain, Side, is_nothing, not_read
from iall_kg.fusions.sides import cells_of_side

NAME = "Arriba"
REQUIRED = ("gene1", "gene2", "breakpoint1", "breakpoint2", "type", "confidence", "reading_frame")
FRAMES = (IN_FRAME, OUT_OF_FRAME, STOP_CODON)
NEAREST = re.compile(r"([^,()]+)\((\d+)\)")
DOMAIN = re.compile(r"([^|]+?)\((\d+(?:\.\d+)?)%\)(?:,|$)")
WHOLE = 100.0
FACING = re.compile(r"5'-5'|3'-3'")
# Keywords of the column type that the documentation calls frequent types of false positives or unclear origin.
DOUBTS = {
    "read-through": "may be read-through transcription and no deletion",
    "non-canonical-splicing": "may come from circular RNA",
    "ITD": "may be a variant of the germline",
}


def read(row: Mapping[str, str], source: str, line: int) -> Call:
    """Return the call of one row."""
    domains = row.get("retained_protein_domains", ".").split("|")
    five, three = (_side(row, n, domains[n - 1] if n <= len(domains) else "") for n in (1, 2))
    frame = row["reading_frame"].strip()
    facing = FACING.search(row["type"])
    return Call(
        source=source,
        line=line,
        form=NAME,
        written=f"{row['gene1']}::{row['gene2']}",
        five=_with_residue(five, row),
        three=three,
        event="" if is_nothing(row["type"]) else row["type"],
        confidence="" if is_nothing(row["confidence"]) else row["confidence"],
        reads=_reads(row),
        frame=frame if frame in FRAMES else "",
        makes_no_protein=f"joined {facing[0]}: by Arriba's documentation no chimeric protein" if facing else "",
        sample=row.get("sample", ""),
        notes=tuple(_notes(row)),
    )


def _side(row: Mapping[str, str], number: int, domains: str) -> Side:
    nearest = tuple((gene.strip(), distance) for gene, distance in NEAREST.findall(row[f"gene{number}"]))
    text, identifier = cells_of_side(row[f"gene{number}"], row.get(f"gene_id{number}", ""))
    return Side(
        text="" if nearest else text,
        identifier="" if nearest else identifier,
        transcript=_said(row.get(f"transcript_id{number}", "")),
        breakpoint=_said(row[f"breakpoint{number}"]),
        site="" if row.get(f"site{number}", "").startswith("CDS") else _said(row.get(f"site{number}", "")),
        nearest=nearest,
        domains=tuple(CallerDomain(n.strip(), float(kept) < WHOLE, float(kept)) for n, kept in DOMAIN.findall(domains)),
    )


def _with_residue(side: Side, row: Mapping[str, str]) -> Side:
    """Return the 5′ side with its last residue, where the caller's transcript begins at its true start.

    A caret marks that start, so the peptide before the bar is then the whole 5′ part.
    """
    peptide, bar, _ = row.get("peptide_sequence", "").partition("|")
    if not bar or not row.get("fusion_transcript", "").startswith("^") or not peptide.upper().startswith("M"):
        return side
    return replace(
        side,
        residue=len(re.sub(r"[^A-Za-z?]", "", peptide)),
        residue_from="counted in the caller's peptide up to the junction; one that spans it may count",
    )


def _reads(row: Mapping[str, str]) -> str:
    columns = {
        "split_reads1": "split reads 5′",
        "split_reads2": "split reads 3′",
        "discordant_mates": "discordant mates",
    }
    return ", ".join(f"{row[c]} {words}" for c, words in columns.items() if not is_nothing(row.get(c, "")))


def _notes(row: Mapping[str, str]) -> list[str]:
    frame, domains = row["reading_frame"].strip(), row.get("retained_protein_domains", "")
    notes = [] if is_nothing(frame) or frame in FRAMES else [not_read("the reading frame", frame)]
    unread = re.sub(r"[|,\s]", "", DOMAIN.sub("", domains))
    notes += [] if is_nothing(unread) else [not_read("a retained domain", unread)]
    notes += [
        f"{word}: by Arriba's documentation this {doubt}" for word, doubt in DOUBTS.items() if word in row["type"]
    ]
    for number, side in ((1, "5′"), (2, "3′")):
        gene, slash, fusion = row.get(f"strand{number}(gene/fusion)", "").partition("/")
        if slash and {gene, fusion} == {"+", "-"}:
            notes.append(f"the {side} gene is transcribed antisense")
    return notes


def _said(text: str) -> str:
    return "" if is_nothing(text) else text.strip()
