"""Turn the answer to a query into a table for people: labels that link, and one column for the evidence of a row.

A column `drug` and its companion `drugLabel` become one; `claim`, `section` and `references` become the evidence.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pyoxigraph as ox

from iall_kg.names import XSD, kind_of, shorten
from iall_kg.pages.rest import Rest
from iall_kg.results import Answer, text_of
from iall_kg.statements import Term

LABEL = "Label"
LONG, PROSE = 30, 120
# A column is shown last if fewer than one in so many rows have a value in it.
MOSTLY = 3
EVIDENCE = ("claim", "section", "references")
# Evidence of another statement of the row, such as mechanismClaim, mechanismSection and mechanismReferences.
PREFIXED = tuple(part.capitalize() for part in EVIDENCE)
NUMBERS = {XSD.integer, XSD.decimal, XSD.double}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a cell: a text, which leads to a thing if it has an IRI; a mark says how it stands among the facts."""

    text: str
    iri: str = ""
    evidence: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, its parts below one another."""

    parts: tuple[Part, ...]
    number: bool = False

    @property
    def width(self) -> str:
        """Return `long` or `prose` if a narrow column would make the cell high, else nothing."""
        longest = max((len(part.text) for part in self.parts), default=0)
        return "prose" if longest > PROSE else "long" if longest > LONG else ""


@dataclass(frozen=True, slots=True)
class Table:
    """The heads of columns, the cells of each line, how many more lines there would be, and where all of them are."""

    heads: tuple[str, ...]
    lines: tuple[tuple[Cell, ...], ...]
    more: int = 0
    rest: Rest | None = None


Columns = dict[str, int]


def table_of(answer: Answer, label: Callable[[str], str] = shorten) -> Table:
    """Return an answer as a table; the order of rows stays, columns stand where the first of their parts stood.

    Columns that are empty in most rows stand last, so that they do not part a value from its patients.
    `label` says what a thing is called of which the answer has no label.
    """
    columns = {name: place for place, name in enumerate(answer.columns)}
    heads: dict[str, tuple[str, ...]] = {}
    for name in columns:
        owner, members = _owner(name, columns)
        heads.setdefault(owner, members)
    lines = [[_cell(row, columns, members, label) for members in heads.values()] for row in answer.rows]
    filled = [sum(bool(line[place].parts) for line in lines) for place in range(len(heads))]
    places = sorted(range(len(heads)), key=lambda place: filled[place] < len(lines) / MOSTLY)
    words = [words_of_name(head) for head in heads]
    return Table(tuple(words[place] for place in places), tuple(tuple(line[p] for p in places) for line in lines))


def _owner(name: str, columns: Columns) -> tuple[str, tuple[str, ...]]:
    """Return the head under which a column is shown, and all columns that are shown there."""
    base = name.removesuffix(LABEL)
    if name.endswith(LABEL) and base in columns:
        return base, (base, name)
    if f"{name}{LABEL}" in columns:
        return name, (name, f"{name}{LABEL}")
    if name in EVIDENCE and {"claim", "section"} <= columns.keys():
        return "evidence", tuple(part for part in EVIDENCE if part in columns)
    for ending in PREFIXED:
        stem = name.removesuffix(ending)
        if stem and name.endswith(ending) and f"{stem}Section" in columns:
            return f"{stem}Evidence", tuple(stem + part for part in PREFIXED if stem + part in columns)
    return name, (name,)


def _cell(
    row: tuple[Term | None, ...], columns: Columns, members: tuple[str, ...], label_of: Callable[[str], str]
) -> Cell:
    terms = {name: row[columns[name]] for name in members}
    if any(name in EVIDENCE or name.endswith(PREFIXED) for name in members) and len(members) > 1:
        return _evidence(terms)
    term, label = terms[members[0]], terms[members[-1]]
    if term is None:
        return Cell(())
    if isinstance(term, ox.Literal):
        return Cell((Part(term.value),), number=term.datatype in NUMBERS)
    named = label_of(term.value) if isinstance(term, ox.NamedNode) else text_of(term)
    iri = term.value if isinstance(term, ox.NamedNode) and _leads(term.value) else ""
    # A term without a companion is its own label, which says no more than its name.
    return Cell((Part((text_of(label) if label not in (None, term) else named) or "", iri),))


def _evidence(terms: dict[str, Term | None]) -> Cell:
    """Return section and references as one text, which leads to the claim if the row names it."""
    texts = {re.split(r"(?=[A-Z])", name)[-1].lower(): term.value for name, term in terms.items() if term is not None}
    if "section" not in texts:
        return Cell(())
    return Cell((evidence_part(texts.get("claim", ""), texts["section"], texts.get("references", "")),))


def evidence_part(claim: str, section: str, references: str) -> Part:
    """Return the place of a claim: section and references, leading to the claim."""
    cited = f" [{references}]" if references not in ("", "none") else " [no reference]" if references else ""
    return Part(f"{section}{cited}", claim, evidence=True)


def _leads(iri: str) -> bool:
    return bool(kind_of(iri)) or iri.startswith(("http://", "https://"))


def words_of_name(name: str) -> str:
    """Return a name that is written as one word as words: `mechanismEvidence` as `mechanism evidence`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda found: f" {found[1].lower()}", name)
