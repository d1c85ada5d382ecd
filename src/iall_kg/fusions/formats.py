"""Read calls from lines: a table by its header, a plain list by its names.

Comes in: numbered lines. Goes out: a stream of calls, and of rows that cannot be read, each with its line number.
A table that is not understood ends with its header; a row that is not understood does not end its table. Files put one
behind another may bring another header each.
"""

from collections.abc import Iterable, Iterator

from iall_kg.fusions import owntable
from iall_kg.fusions.calls import BadRow, Call, DesignationError
from iall_kg.fusions.designation import call_of, read_designation
from iall_kg.fusions.headers import CELL_ENDS, SEPARATOR_LINE, Head, IsGene, cells_of, is_like_header, read_header
from iall_kg.fusions.reading import Line

LIST = "list"
SHOWN = 60
REST = "; what follows was not read"


def read_calls(lines: Iterable[Line], source: str, is_gene: IsGene) -> Iterator[Call | BadRow]:
    """Yield each call of an input, or what is wrong with its row."""
    reader = _Reader(source, is_gene)
    found = False
    for line in lines:
        one = reader.read(line)
        if one is not None:
            found = True
            yield one
        if reader.is_over:
            return
    if not found and reader.head is None:
        yield BadRow(source, 0, "the input is empty: it names no fusion")


class _Reader:
    """Reads the lines of one input in order: it knows by which header, if any, a line is to be read."""

    def __init__(self, source: str, is_gene: IsGene) -> None:
        self.head: Head | None = None
        self.is_over = False
        self._is_begun = False
        self._source = source
        self._is_gene = is_gene

    def read(self, line: Line) -> Call | BadRow | None:
        """Return the call of a line, or what is wrong with it, or nothing if it is a header, a comment or empty."""
        text = line.text.strip()
        if line.problem:
            return BadRow(self._source, line.number, line.problem)
        if not text or (not self._is_begun and SEPARATOR_LINE.fullmatch(text)):
            return None
        return self._in_table(line, self.head) if self.head else self._in_list(line)

    def _in_list(self, line: Line) -> Call | BadRow | None:
        text = line.text
        is_comment = text.startswith("#")
        if not self._is_begun or is_comment or CELL_ENDS.search(text) or is_like_header(text, self._is_gene):
            header = read_header(text, self._is_gene)
            if isinstance(header, Head):
                self.head, self._is_begun = header, True
                return None
            if header is not None and (header.is_sure or not is_comment) and (header.is_name or not self._is_begun):
                self._is_begun = True
                self.is_over = header.ends
                return self._bad(line, header.text + (REST if header.ends else ""))
        if is_comment:
            return None
        self._is_begun = True
        return read_name(text, self._source, line.number, self._is_gene)

    def _in_table(self, line: Line, head: Head) -> Call | BadRow | None:
        cells = cells_of(line.text, head.delimiter)
        while len(cells) > len(head.columns) and not cells[-1]:
            cells.pop()
        if head.is_named_in(cells) or line.text.startswith("#") or len(cells) != len(head.columns):
            return self._no_row(line, cells, head)
        row = dict(zip(head.columns, cells, strict=True))
        try:
            if head.layout is None:
                return _checked(owntable.read(row, self._source, line.number, self._is_gene))
            return _checked(head.layout.read(row, self._source, line.number))
        except DesignationError as error:
            return self._bad(line, str(error))

    def _no_row(self, line: Line, cells: list[str], head: Head) -> BadRow | None:
        """Return what is wrong with a line that is no row of its table; nothing for another header or a comment."""
        again = read_header(line.text, self._is_gene)
        if isinstance(again, Head):
            self.head = again
            return None
        if line.text.startswith("#"):
            return None
        if head.is_named_in(cells):
            return self._bad(line, again.text if again else "the row looks like a header")
        return self._bad(line, f"the row has {len(cells)} columns, the header {len(head.columns)}")

    def _bad(self, line: Line, problem: str) -> BadRow:
        return BadRow(self._source, line.number, problem, _shown(line.text))


def read_name(text: str, source: str, line: int, is_gene: IsGene) -> Call | BadRow:
    """Return the call that one name of a fusion makes."""
    try:
        return _checked(call_of(read_designation(text, is_gene), source, line, LIST, text.strip()))
    except DesignationError as error:
        return BadRow(source, line, str(error), _shown(text))


def _checked(call: Call) -> Call:
    """Return a call that names a gene on one side at least. Raises DesignationError otherwise."""
    for side in (call.five, call.three):
        if len(side.text) > SHOWN or any(sign.isspace() for sign in side.text):
            raise DesignationError(f"{_shown(side.text)!r} is no name of a gene")
    if not call.translocation and all(side.is_unknown and not side.nearest for side in (call.five, call.three)):
        raise DesignationError("the row names no gene on either side")
    return call


def _shown(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]} …"
