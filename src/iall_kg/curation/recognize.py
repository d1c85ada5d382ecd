"""Find in a passage what a curator may want to state: things by their names, and numbers with unit and citations.

Comes in: the text of a passage and the names of all things. Goes out: what was found, in order. It is offered, not
stated: a name may mean something else here, and a number may count anything.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from iall_kg.curation.segment import CITATION, citation_numbers
from iall_kg.curation.source_check import UNNAMED_KINDS, WORDS
from iall_kg.lookup import IDENTIFIER, Names
from iall_kg.names import kind_of, shorten

# Parts of names: what hyphens, slashes, spaces and brackets part.
WORD = re.compile(r"[^\s\-–/()\[\],;:]+")
LONGEST_NAME = 9
# Small words of a text are spelled like abbreviations: "all" is no ALL.
SHORT = 4
INFLECTIONS = ("", "s", "es", "d", "ed")
UNITS = (
    r"%|mg/m2|mg/m²|mg/kg|µg/kg|mg|µg|g/dL|g|kg|mL|Gy|×\s?10\s?\^?\d+/L|/µL"
    r"|years?|months?|weeks?|days?|hours?|cycles?|courses?|doses?"
    r"|patients?|infants?|children|cases?|participants?|events?"
)
NUMBER = re.compile(
    r"(?<![\w.,])(?<!\w-)(?<!Table )(?<!Figure )"
    rf"(?P<number>[<>≤≥=~]?\s?\d+(?:,\d{{3}})*(?:\.\d+)?(?:\s?[±–]\s?\d+(?:\.\d+)?)?"
    rf"|\b(?:{'|'.join(w for n, ws in WORDS.items() if 2 <= n <= 10 for w in ws.split())})\b)"
    rf"(?:[\s-]?(?P<unit>{UNITS})(?![\w/]))?(?!\w)",
    re.I,
)
WORDS_BEFORE = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a passage and the things, as CURIEs, of which they are a name."""

    words: str
    things: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as printed, its unit, the words before it, and the references cited next in the passage."""

    number: str
    unit: str
    before: str
    cites: tuple[int, ...]


def mentions(text: str, names: Names) -> list[Mention]:
    """Return the things that `text` names, each name once; of two names of one place, the longer."""
    found: dict[str, tuple[str, ...]] = {}
    words = list(WORD.finditer(text))
    at = 0
    while at < len(words):
        for last in range(min(at + LONGEST_NAME, len(words)) - 1, at - 1, -1):
            span = text[words[at].start() : words[last].end()]
            name, things = _named(span, text[words[last].end() : words[last].end() + 1], names)
            if things:
                found.setdefault(name, things)
                at = last
                break
        at += 1
    return [Mention(name, things) for name, things in found.items()]


def quantities(text: str, cites: tuple[int, ...]) -> Iterator[Quantity]:
    """Yield the numbers of `text`; one without a citation behind it takes `cites`."""
    bare = CITATION.sub(lambda found: " " * len(found[0]), text)
    for found in NUMBER.finditer(bare):
        following = CITATION.search(text, found.end())
        before = " ".join(text[: found.start()].split()[-WORDS_BEFORE:])
        beside = citation_numbers(following[0]) if following else cites
        yield Quantity(found["number"].strip(), found["unit"] or "", before, beside)


def _named(span: str, after: str, names: Names) -> tuple[str, tuple[str, ...]]:
    """Return the name that a span, or the span with the bracket behind it, is, and what has that name."""
    for words in (span + after, span) if after == ")" else (span,):
        clean = words.strip(".'’\"*")
        for ending in INFLECTIONS:
            name = clean.removesuffix(ending)
            if not clean.endswith(ending) or (ending and len(name) < SHORT):
                continue
            if len(name) <= SHORT and name.isalpha() and not name.isupper():
                continue
            things = [iri for iri, rank in names.named(name).items() if rank <= IDENTIFIER]
            curies = sorted(shorten(iri) for iri in things if kind_of(iri) not in UNNAMED_KINDS)
            if curies:
                return clean, tuple(curies)
    return span, ()
