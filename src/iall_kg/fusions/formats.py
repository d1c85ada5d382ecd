"""Read calls from lines: tell the format by its header, then each row by that format.

Comes in: numbered lines. Goes out: a stream of calls, and of rows that cannot be read, each with its line number.
A table that is not understood ends with its header; a row that is not understood does not end its table.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from iall_kg.fusions import arriba, fusioncatcher, owntable, starfusion
from iall_kg.fusions.calls import BadRow, Call
from iall_kg.fusions.designation import KARYOTYPE_OF_CELL, DesignationError, read_designation
from iall_kg.fusions.reading import Line

LIST = "list"
IsGene = Callable[[str], bool]
Reader = Callable[[Mapping[str, str], str, int], Call]
DELIMITERS = {",": "commas", ";": "semicolons", " ": "spaces", "|": "bars"}
# Columns by which the tables of other tools are known, so that the message can name the tool.
OTHER_TOOLS = {
    "EricScript": ("genename1", "genename2"),
    "deFuse": ("cluster_id", "gene_name1"),
    "Illumina fusions.csv": ("gene a", "gene b"),
}
NO_HEADER = "the first line is the header of no table that is read"
SHOWN = 60


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


def read_calls(lines: Iterable[Line], source: str, is_gene: IsGene) -> Iterator[Call | BadRow]:
    """Yield each call of an input, or what is wrong with its row."""
    numbered = iter(lines)
    found = False
    for line in numbered:
        if line.problem:
            found = True
            yield BadRow(source, line.number, line.problem)
            if line.final:
                return
            continue
        if not line.text.strip() or _is_comment(line.text):
            continue
        found = True
        head = _head(line.text)
        if isinstance(head, str):
            yield BadRow(source, line.number, head, _shown(line.text))
            return
        if head is None:
            yield _listed(line, source, is_gene)
            yield from _list(numbered, source, is_gene)
        else:
            yield from _table(numbered, head, line, source, is_gene)
    if not found:
        yield BadRow(source, 0, "the input is empty: it names no fusion")


@dataclass(frozen=True, slots=True)
class _Head:
    """A recognised header: the format, the names of the columns in order, and what parts them."""

    layout: Layout | None
    columns: tuple[str, ...]
    delimiter: str
    text: str


def _head(text: str) -> "_Head | str | None":
    """Return the header, or what is wrong with it, or None if the line is an entry of a plain list."""
    cells = _cells(text, "\t")
    for layout in TOOLS:
        names = tuple(layout.aliases.get(cell, cell) for cell in cells)
        missing = [column for column in layout.required if column not in names]
        if not missing:
            return _Head(layout, names, "\t", text)
        if len(missing) <= len(layout.required) // 2:
            return f"the header is that of {layout.name}, but lacks the column {', '.join(missing)}"
    for delimiter in ("\t", ",", ";"):
        columns = tuple(cell.casefold() for cell in _cells(text, delimiter))
        if set(owntable.FUSION) <= set(columns) or set(owntable.GENES) <= set(columns):
            return _Head(None, columns, delimiter, text)
    return _wrong_header(text)


def _wrong_header(text: str) -> str | None:
    """Return why a first line is no header that is read, or None if it may be an entry of a list."""
    for delimiter, words in DELIMITERS.items():
        cells = set(re.split(r"\s+", text.lstrip("#"))) if delimiter == " " else set(_cells(text, delimiter))
        for layout in TOOLS:
            if set(layout.required) <= cells:
                return f"the header is that of {layout.name}, but {words} part its columns: they have to be tabs"
    lower = {cell.strip().casefold() for cell in re.split(r"[\t,;]", text.lstrip("#"))}
    for tool, columns in OTHER_TOOLS.items():
        if set(columns) <= lower:
            return f"the header is that of {tool}, which is not read; {_what_is_read()}"
    if KARYOTYPE_OF_CELL.match(text):
        return None
    if text.count("\t") > 1 or text.count(",") > 2:
        return f"{NO_HEADER}; {_what_is_read()}"
    return None


def _what_is_read() -> str:
    tools = ", ".join(layout.name for layout in TOOLS)
    return f"read are {tools}, a table with a column fusion or with gene5 and gene3, and a list of one fusion a line"


def _table(lines: Iterator[Line], head: _Head, first: Line, source: str, is_gene: IsGene) -> Iterator[Call | BadRow]:
    for line in lines:
        if line.problem:
            yield BadRow(source, line.number, line.problem)
            continue
        # Files put one behind another repeat their header.
        if not line.text.strip() or line.text == first.text:
            continue
        cells = _cells(line.text, head.delimiter, first=False)
        while len(cells) > len(head.columns) and not cells[-1]:
            cells.pop()
        if len(cells) != len(head.columns):
            problem = f"the row has {len(cells)} columns, the header {len(head.columns)}"
            yield BadRow(source, line.number, problem, _shown(line.text))
            continue
        row = dict(zip(head.columns, cells, strict=True))
        try:
            if head.layout is None:
                yield owntable.read(row, source, line.number, is_gene)
            else:
                yield _checked(head.layout.read(row, source, line.number))
        except DesignationError as error:
            yield BadRow(source, line.number, str(error), _shown(line.text))


def _checked(call: Call) -> Call:
    """Return a call that names something on one side at least. Raises DesignationError otherwise."""
    for side in (call.five, call.three):
        if len(side.text) > SHOWN or any(sign.isspace() for sign in side.text):
            raise DesignationError(f"{_shown(side.text)!r} is no name of a gene")
    if all(not side.text and not side.identifier and not side.nearest for side in (call.five, call.three)):
        raise DesignationError("the row names no gene on either side")
    return call


def _list(lines: Iterator[Line], source: str, is_gene: IsGene) -> Iterator[Call | BadRow]:
    for line in lines:
        if line.problem:
            yield BadRow(source, line.number, line.problem)
        elif line.text.strip() and not _is_comment(line.text):
            yield _listed(line, source, is_gene)


def _listed(line: Line, source: str, is_gene: IsGene) -> Call | BadRow:
    return read_name(line.text, source, line.number, is_gene)


def read_name(text: str, source: str, line: int, is_gene: IsGene) -> Call | BadRow:
    """Return the call that one name of a fusion makes."""
    try:
        named = read_designation(text, is_gene)
    except DesignationError as error:
        return BadRow(source, line, str(error), _shown(text))
    return Call(
        source=source,
        line=line,
        form=LIST,
        written=text.strip(),
        five=named.five,
        three=named.three,
        is_ordered=named.is_ordered,
        translocation=named.translocation,
        event=named.event,
        notes=named.notes,
    )


def _cells(text: str, delimiter: str, first: bool = True) -> list[str]:
    """Return the cells of a row; the first row of a table may begin with #."""
    cells = text.split("\t") if delimiter == "\t" else next(csv.reader([text], delimiter=delimiter), [])
    return [cell.strip().lstrip("#").strip() if first else cell.strip() for cell in cells]


def _is_comment(text: str) -> bool:
    """Tell whether a line is a comment: it begins with #, but is no header of a tool, well formed or not."""
    head = _head(text) if text.startswith("#") else ""
    return head is None or (isinstance(head, str) and head.startswith(NO_HEADER))


def _shown(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]} …"
