"""Cut the text of a source into passages: headings, sentences, table rows, legends, reference entries.

First step of adding a source. Comes in: the source's plain text. Goes out: passages in reading order,
each with its place, section, character offsets and the reference numbers printed in it. Nothing is
asserted here; a curator's claims point to these passages.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

HEADING = re.compile(r"(\d+(?:\.\d+)*)\. (?=\S)[^\n]{3,120}")
LEGEND = re.compile(r"(Figure|Table) (\d+)\. ")
ENTRY = re.compile(r"(\d+)\. (?=\S)")
CITATION = re.compile(r"\[(\d+(?:\s*[–,-]\s*\d+)*)\]")
# A sentence ends at a full stop before a capital, or at a citation that lacks its full stop.
BREAK = re.compile(r"(?:(?<=[.?!])|(?<=\]))\s+(?=[*A-Z(])")
ABBREVIATION = re.compile(r"(?:\bet al|\bvs|\be\.g|\bi\.e|\bJr|\b[A-Z])\.$")
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
            numbers.update(dict.fromkeys(range(ends[0], ends[-1] + 1)))
    return tuple(numbers)


def segment(text: str) -> list[Passage]:
    """Return every passage of `text` in reading order.

    Text before the first numbered heading is front matter (`front-p1` …, the abstract apart); text
    after the last section is back matter; numbered entries under `References` are `ref-1` ….
    """
    passages: list[Passage] = []
    section, part, row_number = "front", "front", 0
    paragraphs: Counter[str] = Counter()
    figure_or_table = ""
    for block in _blocks(text):
        line = block.text
        if part == "references":
            entries = [e for e in _lines(block) if ENTRY.match(e.text)]
            if entries:
                passages += [_passage(e, f"ref-{ENTRY.match(e.text)[1]}", "References", "Entry") for e in entries]  # type: ignore[index]
                continue
            part = "back"
        if line == "References":
            part = "references"
        elif line.startswith("Abstract: "):
            passages += _sentences(block, "abstract", "Abstract", offset=len("Abstract: "))
        elif (heading := HEADING.fullmatch(line)) and part != "back":
            section, part = heading[1], "body"
            passages.append(_passage(block, f"s{section.replace('.', '-')}-heading", section, "Heading"))
        elif legend := LEGEND.match(line):
            figure_or_table = f"{legend[1]} {legend[2]}"
            place = ("fig" if legend[1] == "Figure" else "table") + legend[2]
            row_number = row_number if "Cont." in line else 0
            kind = "Legend" if legend[1] == "Figure" else "TableTitle"
            if "Cont." not in line:
                passages += _sentences(block, place, figure_or_table, kind, offset=legend.end())
        elif "\t" in line:
            for row in _lines(block):
                if row.text.startswith(("Drug Class\t", "<i>KMT2A</i> Fusion Partner\t")) and row_number:
                    continue
                place = figure_or_table.replace("Table ", "table")
                name = f"{place}-head" if row_number == 0 else f"{place}-r{row_number}"
                passages.append(_passage(row, name, figure_or_table, "TableRow"))
                row_number += 1
        elif figure_or_table and "—" in line.split(" ")[0]:
            passages.append(_passage(block, f"{figure_or_table.replace('Table ', 'table')}-foot", figure_or_table, "Legend"))
        elif part == "body" and re.match(r"Author Contributions:", line):
            part = "back"
            paragraphs[part] += 1
            passages.append(_passage(block, f"back-p{paragraphs[part]}", part, "Text"))
        elif part == "body":
            paragraphs[section] += 1
            passages += _sentences(block, f"s{section.replace('.', '-')}-p{paragraphs[section]}", section)
        else:
            paragraphs[part] += 1
            passages.append(_passage(block, f"{part}-p{paragraphs[part]}", part, "Text"))
    return list(_with_context(passages))


def _blocks(text: str) -> Iterator[_Block]:
    """Yield paragraphs, joining a paragraph that a page break cut in two."""
    pending: _Block | None = None
    for match in re.finditer(r"\S(?:[^\n]|\n(?!\s*\n))*", text):
        block = _Block(match.start(), match.start() + len(match[0].rstrip()), match[0].rstrip())
        cut = pending is not None and "\t" not in pending.text and pending.text.count(" ") > 12
        if pending is not None and cut and OPEN_END.search(pending.text) and not HEADING.fullmatch(block.text):
            pending = _Block(pending.start, block.end, text[pending.start : block.end])
            continue
        if pending is not None:
            yield pending
        pending = block
    if pending is not None:
        yield pending


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
        ends_bare = head.endswith("]") and not CITATION.search(head[-20:])
        if ABBREVIATION.search(head) or ends_bare or (head.endswith("]") and block.text[match.end()] == "("):
            continue
        bounds.append((start, match.start()))
        start = match.end()
    bounds.append((start, len(block.text)))
    return [
        _passage(_Block(block.start + a, block.start + b, block.text[a:b]), f"{place}-s{n}", section, kind)
        for n, (a, b) in enumerate(bounds, 1)
    ]


def _passage(block: _Block, place: str, section: str, kind: str) -> Passage:
    cites = () if kind in ("Entry", "Text") else citation_numbers(block.text)
    return Passage(place, section, kind, block.start, block.end, cites)


def _with_context(passages: list[Passage]) -> Iterator[Passage]:
    """Give each sentence without a citation those of the next citing sentence of its paragraph."""
    following: tuple[int, ...] = ()
    paragraph = ""
    result: list[Passage] = []
    for passage in reversed(passages):
        own = passage.place.rsplit("-s", 1)[0]
        if own != paragraph or passage.kind != "Sentence":
            paragraph, following = own, ()
        if passage.kind == "Sentence" and not passage.cites:
            passage = Passage(*(getattr(passage, f) for f in ("place", "section", "kind", "start", "end")), (), following)
        elif passage.cites:
            following = passage.cites
        result.append(passage)
    return reversed(result)
