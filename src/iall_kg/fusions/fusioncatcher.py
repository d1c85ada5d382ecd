"""Read a row of FusionCatcher's final-list_candidate-fusion-genes.txt.

Columns after https://github.com/ndaniel/fusioncatcher/blob/master/doc/manual.md#output-data: gene 1 is the 5′ side;
Predicted_effect is in-frame or out-of-frame only where both breaks lie in coding sequence. The same fusion may stand
on several rows, one for each method that found it.
"""

from collections.abc import Mapping

from iall_kg.fusions.calls import IN_FRAME, OUT_OF_FRAME, Call, Side, is_nothing
from iall_kg.fusions.sides import cells_of_side

NAME = "FusionCatcher"
FIVE, THREE = "(5end_fusion_partner)", "(3end_fusion_partner)"
REQUIRED = (
    f"Gene_1_symbol{FIVE}",
    f"Gene_2_symbol{THREE}",
    f"Fusion_point_for_gene_1{FIVE}",
    f"Fusion_point_for_gene_2{THREE}",
    "Predicted_effect",
)
FRAMES = (IN_FRAME, OUT_OF_FRAME)
# Labels of Fusion_description of which the manual says: very high probability of being a false positive.
DOUBTFUL = frozenset(
    [
        "1000genomes",
        "banned",
        "bodymap2",
        "cortex",
        "cta",
        "ctb",
        "ctc",
        "ctd",
        "distance1000bp",
        "ensembl_fully_overlapping",
        "ensembl_same_strand_overlapping",
        "gtex",
        "hpa",
        "mt",
        "pair_pseudo_genes",
        "paralogs",
        "refseq_fully_overlapping",
        "refseq_same_strand_overlapping",
        "rp",
        "rp11",
        "rrna",
        "similar_reads",
        "similar_symbols",
        "ucsc_fully_overlapping",
        "ucsc_same_strand_overlapping",
    ]
)


def read(row: Mapping[str, str], source: str, line: int) -> Call:
    """Return the call of one row."""
    effect = row["Predicted_effect"].strip()
    labels = [label.strip() for label in row.get("Fusion_description", "").split(",")]
    doubts = [label for label in labels if label in DOUBTFUL]
    notes = [f"the caller's label {label} means a very high probability of a false positive" for label in doubts]
    if effect and effect not in FRAMES:
        notes.append(f"predicted effect: {effect}")
    sites = effect.split("/") if effect.count("/") == 1 else ["", ""]
    five, three = _side(row, "1", FIVE, sites[0]), _side(row, "2", THREE, sites[1])
    return Call(
        source=source,
        line=line,
        form=NAME,
        written=f"{row[REQUIRED[0]]}--{row[REQUIRED[1]]}",
        five=five,
        three=three,
        reads=_reads(row),
        frame=effect if effect in FRAMES else "",
        sample=row.get("Sample_name", "") or row.get("sample", ""),
        notes=tuple(notes),
    )


def _side(row: Mapping[str, str], number: str, end: str, site: str) -> Side:
    symbol, identifier = cells_of_side(row[f"Gene_{number}_symbol{end}"], row.get(f"Gene_{number}_id{end}", ""))
    point = row[f"Fusion_point_for_gene_{number}{end}"].strip()
    return Side(
        text=symbol,
        identifier=identifier,
        breakpoint="" if is_nothing(point) else point,
        site="" if site.startswith("CDS") else site,
    )


def _reads(row: Mapping[str, str]) -> str:
    columns = {"Spanning_pairs": "spanning pairs", "Spanning_unique_reads": "spanning unique reads"}
    return ", ".join(f"{row[c]} {words}" for c, words in columns.items() if not is_nothing(row.get(c, "")))
