"""Tell the format of a table by its header, or say what is wrong with a line that looks like one.

Comes in: a line. Goes out: the format with its columns and what parts them; or a problem in words; or nothing, where
the line may be an entry of a plain list. A header is never taken for the name of a fusion.
"""

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from iall_kg.fusions import arriba, fusioncatcher, owntable, starfusion
from iall_kg.fusions.calls import Call
from iall_kg.fusions.karyotype import KARYOTYPE, KARYOTYPE_OF_CELL, TRANSLOCATION

IsGene = Callable[[str], bool]
Reader = Callable[[Mapping[str, str], str, int], Call]
DELIMITERS = {",": "commas", ";": "semicolons", " ": "spaces", "|": "bars"}
# Columns by which the tables of other tools are known, so that the message can name the tool.
OTHER_TOOLS = {
    "EricScript": ("genename1", "genename2"),
    "deFuse": ("cluster_id", "gene_name1"),
    "Illumina fusions.csv": ("gene a", "gene b"),
}
# Words of which the names of columns are made. None of them is a gene.
WORDS_OF_COLUMNS = """
fusion fusions gene genes partner partners sample samples patient patients case name names id ids identifier symbol
symbols chr chrom chromosome breakpoint breakpoints exon exons transcript transcripts residue position positions strand
reads frame type confidence call calls caller tool note notes comment comments left right five three prime date result
results report karyotype
"""
COLUMN_WORDS = frozenset(WORDS_OF_COLUMNS.split())
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
CELL_ENDS = re.compile(r"[\t,;|]")
# Excel writes this before the header of a table, to say what parts its columns.
SEPARATOR_LINE = re.compile(r"sep=.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Layout:
    """One table format: its name, the columns that it must have, and how a row is read."""

    name: str
    required: tuple[str, ...]
    read: Reader
    aliases: Mapping[str, str]


TOOLS = (
    Layout(arriba.NAME, arriba.REQUIRED, arriba.read, {}),
    Layout(starfusion.NAME, starfusion.REQUIRED, starfusion.read, {}),
    # The manual prints one column with another name than the files have.
    Layout(
        fusioncatcher.NAME,
        fusioncatcher.REQUIRED,
        fusioncatcher.read,
        {"Gene_2_symbol_2(3end_fusion_partner)": fusioncatcher.REQUIRED[1]},
    ),
)


@dataclass(frozen=True, slots=True)
class Head:
    """A recognised header: the format, or none for a table of one's own; the columns in order; what parts them."""

    layout: Layout | None
    columns: tuple[str, ...]
    delimiter: str

    def is_named_in(self, cells: Sequence[str]) -> bool:
        """Tell whether cells hold names of the columns that a row cannot do without."""
        if self.layout is None:
            return any(owntable.column(cell) in (*owntable.FUSION, *owntable.GENES) for cell in cells)
        return any(cell.lstrip("#") in self.layout.required for cell in cells)


@dataclass(frozen=True, slots=True)
class HeaderProblem:
    """Why a header is not read. If it `ends` the input, what follows cannot be read as a list either.

    `is_sure` tells that a tool is named, so that the line is no comment; `is_name` that the line names columns at all.
    """

    text: str
    ends: bool = True
    is_sure: bool = True
    is_name: bool = True


def read_header(text: str, is_gene: IsGene) -> Head | HeaderProblem | None:
    """Return the header, or what is wrong with it, or None if the line is an entry of a plain list."""
    cells = cells_of(text, "\t", first=True)
    for layout in TOOLS:
        names = tuple(layout.aliases.get(cell, cell) for cell in cells)
        missing = [column for column in layout.required if column not in names]
        if not missing:
            return Head(layout, names, "\t")
        if len(missing) <= len(layout.required) // 2:
            return HeaderProblem(f"the header is that of {layout.name}, but lacks the column {', '.join(missing)}")
    for delimiter, words in DELIMITERS.items():
        tool = _tool_with(text, delimiter)
        if tool:
            return HeaderProblem(f"the header is that of {tool}, but {words} part its columns: they have to be tabs")
    for delimiter in ("\t", ",", ";"):
        columns = tuple(owntable.column(cell) for cell in cells_of(text, delimiter, first=True))
        if set(owntable.FUSION) <= set(columns) or set(owntable.GENES) <= set(columns):
            twice = sorted({name for name in columns if name in owntable.COLUMNS and columns.count(name) > 1})
            if twice:
                return HeaderProblem(
                    f"the header has more than one column {', '.join(twice)}: keep the one that is meant"
                )
            return Head(None, columns, delimiter)
    return _wrong_header(text, is_gene)


def cells_of(text: str, delimiter: str, first: bool = False) -> list[str]:
    """Return the cells of a row; the first row of a table may begin with #. A row that cannot be parted has none."""
    if delimiter == "\t":
        cells = [_unquoted(cell.strip()) for cell in text.split("\t")]
    else:
        try:
            cells = next(csv.reader([text], delimiter=delimiter, skipinitialspace=True), [])
        except csv.Error:
            return []
    return [cell.strip().lstrip("#").strip() if first else cell.strip() for cell in cells]


def is_like_header(text: str, is_gene: IsGene) -> bool:
    """Tell whether a line is made of names of columns and names no gene that is known."""
    cells = [cell.strip(' "#') for cell in CELL_ENDS.split(text)]
    named = [_is_column_name(cell) for cell in cells if cell]
    if not any(named) or (len(cells) == 1 and not all(named)):
        return False
    words = {*cells, *re.split(r"[^\w.]+|_", text)}
    return not any(is_gene(word) for word in words if word)


def what_is_read() -> str:
    """Return which tables are read, for messages."""
    tools = ", ".join(layout.name for layout in TOOLS)
    return (
        f"read are {tools}, a table with a column fusion or with the columns gene5 and gene3, and a list of one "
        "fusion a line"
    )


def _wrong_header(text: str, is_gene: IsGene) -> HeaderProblem | None:
    """Return why a line is no header that is read, or None if it may be an entry of a list."""
    lower = {cell.strip().casefold() for cell in CELL_ENDS.split(text.lstrip("#"))}
    for tool, columns in OTHER_TOOLS.items():
        if set(columns) <= lower:
            return HeaderProblem(f"the header is that of {tool}, which is not read; {what_is_read()}")
    if KARYOTYPE_OF_CELL.match(text) or KARYOTYPE.match(text) or TRANSLOCATION.search(text):
        return None
    if is_like_header(text, is_gene):
        return HeaderProblem(
            "this looks like the header of a table that is not read, not like a fusion; name its columns fusion, or "
            f"gene5 and gene3 for the 5′ and 3′ gene, parted by tabs, commas or semicolons; {what_is_read()}",
            ends=bool(CELL_ENDS.search(text.strip())),
            is_sure=False,
        )
    if text.count("\t") > 1 or text.count(",") > 2 or text.count(";") > 2:
        return HeaderProblem(
            f"the first line is the header of no table that is read; {what_is_read()}", is_sure=False, is_name=False
        )
    return None


def _tool_with(text: str, delimiter: str) -> str:
    """Return the tool of which a line is the header, if this delimiter parts its columns."""
    cells = set(re.split(r"\s+", text.lstrip("#"))) if delimiter == " " else set(cells_of(text, delimiter, True))
    return next((layout.name for layout in TOOLS if set(layout.required) <= cells), "")


def _is_column_name(cell: str) -> bool:
    words = [word.casefold() for word in WORD.findall(cell) if len(word) > 1]
    return bool(words) and all(word in COLUMN_WORDS for word in words)


def _unquoted(cell: str) -> str:
    """Return a cell without the quotes that spreadsheets put around text with commas."""
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell
