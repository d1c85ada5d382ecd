"""Hold the answer of a query and write it as table, CSV, TSV, SPARQL results JSON or Markdown.

CSV and TSV follow https://www.w3.org/TR/sparql11-results-csv-tsv/, JSON follows
https://www.w3.org/TR/sparql11-results-json/. The table and Markdown are for people: where a column
`drug` has a companion `drugLabel`, they show the label only.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox
from rich.cells import cell_len

from iall_kg.names import XSD, shorten
from iall_kg.statements import Term

FORMATS = ("table", "csv", "tsv", "json", "markdown")
NARROWEST = 60
# Line ends would break a row in two, and a terminal obeys the other control characters.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
MARKDOWN = re.compile(r"[\\|`*<\[]")


@dataclass(frozen=True, slots=True)
class Answer:
    """The solutions of a SELECT query: names of its columns, and a term or None for each cell."""

    columns: list[str]
    rows: list[tuple[Term | None, ...]]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, str | None]]:
        """Yield each row as a dictionary of plain strings: IRIs as CURIEs, literals as their text."""
        for row in self.rows:
            yield dict(zip(self.columns, map(text_of, row), strict=True))

    def only(self, columns: Sequence[str]) -> "Answer":
        """Return the answer with some of its columns, in their order, each row once."""
        places = [self.columns.index(name) for name in columns]
        return Answer(list(columns), list(dict.fromkeys(tuple(row[at] for at in places) for row in self.rows)))


def text_of(term: Term | None) -> str | None:
    """Return a term as people read it, or None."""
    if term is None:
        return None
    return shorten(term.value) if isinstance(term, ox.NamedNode) else term.value


def write(answer: Answer, form: str, width: int | None = None) -> str:
    """Return the answer in one of FORMATS. `width` limits a table; None lets it be as wide as it needs."""
    if form == "table":
        return _table(answer, width)
    writers = {"csv": _csv, "tsv": _tsv, "json": _json, "markdown": _markdown}
    if form not in writers:
        raise ValueError(f"unknown format {form!r}; use one of {', '.join(FORMATS)}")
    return writers[form](answer)


def _for_people(answer: Answer) -> tuple[list[str], list[list[str]]]:
    """Return the columns and cells that a person needs, without IRIs that have a label beside them."""
    place = {column: n for n, column in enumerate(answer.columns)}
    labelled = {c: place[f"{c}Label"] for c in answer.columns if f"{c}Label" in place}
    kept = [c for c in answer.columns if c.removesuffix("Label") not in labelled or c in labelled]

    def cell(row: tuple[Term | None, ...], column: str) -> str:
        label = row[labelled[column]] if column in labelled else None
        text = text_of(row[place[column]] if label is None else label) or ""
        return CONTROL.sub(" ", text)

    heads = [column.removesuffix("Label") or column for column in kept]
    return heads, [[cell(row, column) for column in kept] for row in answer.rows]


def _table(answer: Answer, width: int | None) -> str:
    heads, rows = _for_people(answer)
    count = f"{len(rows)} row{'' if len(rows) == 1 else 's'}\n"
    return (_plain(heads, rows) if width is None else _boxed(heads, rows, max(width, NARROWEST))) + count


def _plain(heads: list[str], rows: list[list[str]]) -> str:
    """Return columns set apart by two spaces, one line a row, for pipes and files."""
    lines = [heads, *rows]
    widths = [max(cell_len(line[n]) for line in lines) for n in range(len(heads))]
    padded = (("  ".join(c + " " * (w - cell_len(c)) for c, w in zip(line, widths, strict=True))) for line in lines)
    return "".join(line.rstrip() + "\n" for line in padded)


def _boxed(heads: list[str], rows: list[list[str]], width: int) -> str:
    """Return a table that wraps its cells to fit a terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(pad_edge=False)
    for head in heads:
        table.add_column(Text(head), overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    stream = io.StringIO()
    Console(file=stream, width=width, color_system=None).print(table)
    return stream.getvalue()


def _csv(answer: Answer) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(answer.columns)
    writer.writerows(["" if t is None else _csv_value(t) for t in row] for row in answer.rows)
    return stream.getvalue()


def _csv_value(term: Term) -> str:
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else term.value


def _tsv(answer: Answer) -> str:
    lines = ["\t".join(f"?{c}" for c in answer.columns)]
    lines += ["\t".join("" if t is None else _tsv_value(t) for t in row) for row in answer.rows]
    return "\n".join(lines) + "\n"


def _tsv_value(term: Term) -> str:
    return str(term)  # N-Triples form; it escapes tabs and line ends


def _json(answer: Answer) -> str:
    bindings = [
        {c: _json_term(t) for c, t in zip(answer.columns, row, strict=True) if t is not None} for row in answer.rows
    ]
    document = {"head": {"vars": answer.columns}, "results": {"bindings": bindings}}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _json_term(term: Term) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    result = {"type": "literal", "value": term.value}
    if term.language:
        return result | {"xml:lang": term.language}
    if term.datatype != XSD.string:
        return result | {"datatype": term.datatype.value}
    return result


def _markdown(answer: Answer) -> str:
    heads, rows = _for_people(answer)
    return "\n".join([_markdown_row(heads), _markdown_row(["---"] * len(heads)), *map(_markdown_row, rows)]) + "\n"


def _markdown_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(MARKDOWN.sub(r"\\\g<0>", cell) for cell in cells) + " |"
