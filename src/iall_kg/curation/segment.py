"""Cut the text of a source into passages: headings, sentences, table rows, legends, reference entries.

First step of adding a source. Comes in: the source's plain text. Goes out: passages in reading order,
each with its place, section, character offsets and the reference numbers printed in it. Nothing is
asserted here; a curator's claims point to these passages.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

HEADING = re.compile(r"(\d+(?:\.\d+)*)\. (?=\S)[^\n]{3,120}")
LEGEND = re.compile(r"(Figure|Table) (\d+)\. ")
ENTRY = re.compile(r"(\d+)\. (?=\S)")
CALL = re.compile(r"((?:Figure|Table) \d+) (\[[\d–,\s-]+\])")
BEGINS_WITH_TABLE = re.compile(r"Table \d+\b")
CITATION = re.compile(r"\[(\d+(?:\s*[–,-]\s*\d+)*)\]")
# A sentence ends at a full stop before a capital, or at a citation that lacks its full stop.
BREAK = re.compile(r"(?:(?<=[.?!])|(?<=\]))\s+(?=[*(]|[^\W\d_])")
ABBREVIATION = re.compile(r"(?:\bet al|\bvs|\be\.g|\bi\.e|\bJr|\bSt|\bDr|\bFigs?|\b[A-Z])\.$")
ENDS_IN_CITATION = re.compile(CITATION.pattern + "$")
BACK_MATTER = re.compile(r"Author Contributions:|Acknowledg|Funding:|Conflicts? of Interest:")
CONTINUED = "Cont."
# A page break may cut a sentence: a paragraph that ends in mid-sentence goes on in the next one.
OPEN_END = re.compile(r"[\w,;–-]$")


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of a source: `text[start:end]`, named by its place, e.g. `s4-3-p1-s2` or `table2-r8`."""

    place: str
    section: str
    kind: str
    start: int
    end: int
    cites: tuple[int, ...]
    context_cites: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Block:
    start: int
    end: int
    text: str


def citation_numbers(text: str) -> tuple[int, ...]:
    """Return the reference numbers printed in `text`, ranges written out, in order, without repeats."""
    numbers: dict[int, None] = {}
    for match in CITATION.finditer(text):
        for part in match[1].split(","):
            ends = [int(n) for n in re.split(r"[–-]", part)]
            # A range printed the wrong way round still names its two ends.
            numbers.update(dict.fromkeys(range(ends[0], ends[-1] + 1) if ends[0] <= ends[-1] else ends))
    return tuple(numbers)


def segment(text: str) -> list[Passage]:
    """Return every passage of `text` in reading order.

    Text before the first numbered heading is front matter (`front-p1` …, the abstract apart); text
    after the last section is back matter; numbered entries under `References` are `ref-1` ….
    """
    reader = _Reader()
    for block in _blocks(text):
        reader.read(block)
    return _with_context(reader.passages, text)


class _Reader:
    """Reads a source block by block and remembers in which part, section and table it is."""

    def __init__(self) -> None:
        self.passages: list[Passage] = []
        self.part = "front"
        self.section = ""
        self.table = ""
        self.rows = 0
        self._head = ""
        self._after_rows = False
        self.paragraphs: Counter[str] = Counter()

    def read(self, block: _Block) -> None:
        line, after_rows, self._after_rows = block.text, self._after_rows, False
        if self.part == "references" and self._entries(block):
            return
        if line == "References":
            self.part = "references"
        elif line.startswith("Abstract: "):
            self.passages += _sentences(block, "abstract", "Abstract", offset=len("Abstract: "))
        elif (heading := HEADING.fullmatch(line)) and self.part != "back":
            self.section, self.part = heading[1], "body"
            self.passages.append(_passage(block, f"{self._section_place()}-heading", self.section, "Heading"))
        elif legend := LEGEND.match(line):
            self._legend(block, legend)
        elif self.table and "\t" in line:
            self._table_rows(block)
            self._after_rows = True
        elif after_rows and "—" in line.split(" ")[0]:
            self.passages.append(_passage(block, f"{self._table_place()}-foot", self.table, "Legend"))
        else:
            self._paragraph(block)

    def _entries(self, block: _Block) -> bool:
        """Read reference entries; the first block that holds none begins the back matter."""
        entries: list[_Block] = []
        for line in _lines(block):
            if ENTRY.match(line.text):
                entries.append(line)
            elif entries:  # an entry may go on in the next line
                first = entries.pop()
                whole = block.text[first.start - block.start : line.end - block.start]
                entries.append(_Block(first.start, line.end, whole))
        for entry in entries:
            number = entry.text.split(".")[0]
            self.passages.append(_passage(entry, f"ref-{number}", "References", "Entry"))
        if not entries:
            self.part = "back"
        return bool(entries)

    def _legend(self, block: _Block, legend: re.Match[str]) -> None:
        if CONTINUED in block.text:
            return
        label = f"{legend[1]} {legend[2]}"
        if legend[1] == "Table":
            self.table, self.rows = label, 0
        place = {"Figure": "fig", "Table": "table"}[legend[1]] + legend[2]
        kind = "Legend" if legend[1] == "Figure" else "TableTitle"
        self.passages += _sentences(block, place, label, kind, offset=legend.end())

    def _table_rows(self, block: _Block) -> None:
        for row in _lines(block):
            place = f"{self._table_place()}-head" if self.rows == 0 else f"{self._table_place()}-r{self.rows}"
            # A table that goes on overleaf prints its head again.
            if self.rows and row.text == self._head:
                continue
            if self.rows == 0:
                self._head = row.text
            self.passages.append(_passage(row, place, self.table, "TableRow"))
            self.rows += 1

    def _paragraph(self, block: _Block) -> None:
        if self.part == "body" and BACK_MATTER.match(block.text):
            self.part = "back"
        if self.part == "body":
            self.paragraphs[self.section] += 1
            place = f"{self._section_place()}-p{self.paragraphs[self.section]}"
            self.passages += _sentences(block, place, self.section)
        else:
            self.paragraphs[self.part] += 1
            place = f"{self.part}-p{self.paragraphs[self.part]}"
            self.passages.append(_passage(block, place, self.part, "Text"))

    def _section_place(self) -> str:
        return f"s{self.section.replace('.', '-')}"

    def _table_place(self) -> str:
        return self.table.replace("Table ", "table")


def _blocks(text: str) -> Iterator[_Block]:
    """Yield paragraphs, joining a paragraph that a page break cut in two."""
    pending: _Block | None = None
    for match in re.finditer(r"\S(?:[^\n]|\n(?!\s*\n))*", text):
        block = _Block(match.start(), match.start() + len(match[0].rstrip()), match[0].rstrip())
        cut = pending is not None and "\t" not in pending.text and pending.text.count(" ") > 12
        if pending is not None and cut and OPEN_END.search(pending.text) and not _begins_anew(block.text):
            pending = _Block(pending.start, block.end, text[pending.start : block.end])
            continue
        if pending is not None:
            yield pending
        pending = block
    if pending is not None:
        yield pending


def _begins_anew(line: str) -> bool:
    """Tell whether a block is of a kind that never goes on with the sentence before it."""
    return bool(HEADING.fullmatch(line) or LEGEND.match(line) or "\t" in line or line == "References")


def _lines(block: _Block) -> Iterator[_Block]:
    for match in re.finditer(r"[^\n]+", block.text):
        stripped = match[0].strip(" ")
        lead = len(match[0]) - len(match[0].lstrip(" "))
        start = block.start + match.start() + lead
        yield _Block(start, start + len(stripped), stripped)


def _sentences(block: _Block, place: str, section: str, kind: str = "Sentence", offset: int = 0) -> list[Passage]:
    bounds, start = [], offset
    for match in BREAK.finditer(block.text, offset):
        head = block.text[start : match.start()]
        ends_bare = head.endswith("]") and not ENDS_IN_CITATION.search(head)
        first = block.text[match.end()]
        goes_on = first.islower() or (head.endswith("]") and first == "(")
        if ABBREVIATION.search(head) or ends_bare or goes_on:
            continue
        bounds.append((start, match.start()))
        start = match.end()
    bounds.append((start, len(block.text)))
    return [
        _passage(_Block(block.start + a, block.start + b, block.text[a:b]), f"{place}-s{n}", section, kind)
        for n, (a, b) in enumerate(bounds, 1)
    ]


def _passage(block: _Block, place: str, section: str, kind: str) -> Passage:
    if kind == "Entry":
        cites: tuple[int, ...] = (int(place.removeprefix("ref-")),)
    else:
        cites = () if kind == "Text" else citation_numbers(block.text)
    return Passage(place, section, kind, block.start, block.end, cites)


def _with_context(passages: list[Passage], text: str) -> list[Passage]:
    """Give passages without a citation those that cover them.

    A sentence takes those of the next citing sentence of its paragraph; a row or legend those that stand
    beside the call of its table or figure, as in `shown in Table 1 [10,11]`, else those of a sentence
    that begins with its table, as in `Table 1 shows survival by group [10,11].`
    """
    called = {match[1]: citation_numbers(match[2]) for match in CALL.finditer(text)}
    for passage in passages:
        named = BEGINS_WITH_TABLE.match(text, passage.start, passage.end)
        if named and passage.kind == "Sentence" and passage.cites:
            called.setdefault(named[0], passage.cites)
    following: tuple[int, ...] = ()
    paragraph = ""
    result: list[Passage] = []
    for passage in reversed(passages):
        own = passage.place.rsplit("-s", 1)[0]
        if own != paragraph or passage.kind != "Sentence":
            paragraph, following = own, ()
        following = passage.cites or following
        covering = following if passage.kind == "Sentence" else called.get(passage.section, ())
        result.append(replace(passage, context_cites=() if passage.cites else covering))
    return result[::-1]
