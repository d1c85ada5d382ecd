"""Check the claims of a source against the source's own text.

Comes in: the loaded sources and the text. Goes out: one exception for each passage that is not where its
offsets say, each number that is asserted but not printed, each thing that is used but not named.
A curator explains a number in the claim's `curatorNote` and a thing by `carriedOver`.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from iall_kg.curation.segment import CITATION
from iall_kg.folding import normalize, text_hash
from iall_kg.load import Sources
from iall_kg.names import BASE, IALL, META_GRAPH, RDFS, SKOS, kind_of, shorten
from iall_kg.statements import match

# Kinds that a curator makes for one source, and our own terms, which have no kind: a text does not name them.
UNNAMED_KINDS = frozenset(
    {"", "outcome", "population", "riskgroup", "criterion", "comparison", "frequency", "association", "event"}
    | {"finding", "use", "change", "coordinates", "statement", "aim", "edit"}
    | {"source", "passage", "claim", "reference", "agent"}
)
WORDS = {
    0: "no zero",
    1: "one once single first",
    2: "two twice second",
    3: "three third",
    4: "four fourth",
    5: "five",
    6: "six",
    7: "seven",
    8: "eight",
    9: "nine",
    10: "ten",
    100: "all",
}
NAMES = (
    RDFS.label,
    SKOS.altLabel,
    SKOS.hiddenLabel,
    IALL.formerSymbol,
    IALL.formerName,
    IALL.drugCode,
    IALL.fullName,
)
NUMERIC = ("decimal", "integer")
# A text may inflect a name, such as age or relapse, in aged or relapses, but hardly an abbreviation of two letters.
INFLECTED = "(?:e?[sd])?"
SHORTEST_INFLECTED = 3
# Properties whose value must stand in the passage as it is written.
VERBATIM = frozenset(
    term.value
    for term in (
        IALL.valueAsPrinted,
        IALL.unitAsPrinted,
        IALL.doseAsPrinted,
        IALL.doseLevel,
        IALL.route,
        IALL.abbreviation,
        IALL.fullName,
        IALL.formerSymbol,
        IALL.formerName,
        IALL.drugCode,
        IALL.nctId,
    )
)


@dataclass(frozen=True, slots=True)
class SourceFault:
    """One thing that the text does not bear out."""

    place: str
    claim: str
    problem: str
    where: str


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What was checked of one source, and every exception."""

    passages: int
    values: int
    names: int
    explained: int
    exceptions: list[SourceFault]

    @property
    def rate(self) -> float:
        """Share of checks that hold or are explained, in percent."""
        checks = self.passages + self.values + self.names
        return 100.0 * (checks - len(self.exceptions)) / checks if checks else 0.0


def check_source(sources: Sources, key: str, text: str) -> SourceReport:
    """Check every passage and claim of the source `key` against `text`."""
    store, exceptions = sources.store, []
    passages = _passages(store, key)
    for iri, (start, end, digest) in passages.items():
        if text_hash(text[start:end]) != digest:
            problem = (
                f"the text at {start}–{end} is not the passage's (hash differs); run `iall-kg source new` on the text"
            )
            exceptions.append(SourceFault(shorten(iri), "", problem, sources.locate(iri)))
    counts: dict[str, int] = defaultdict(int)
    names = _names(store)
    for claim, passage in _claims(store, key):
        start, end, _ = passages.get(passage, (0, 0, ""))
        known = _Known(
            span=normalize(text[start:end]),
            note=normalize(" ".join(o.value for o in _objects(store, claim, IALL.curatorNote))),
            carried={o.value for o in _objects(store, claim, IALL.carriedOver)},
            names=names,
        )
        place = sources.locate(claim)
        problems = _check_claim(store, claim, known, counts)
        exceptions += [SourceFault(shorten(passage), shorten(claim), problem, place) for problem in problems]
    return SourceReport(len(passages), counts["values"], counts["names"], counts["explained"], exceptions)


@dataclass(frozen=True, slots=True)
class _Known:
    """What a claim may rely on: the passage's text, the curator's note, things carried over, and all names."""

    span: str
    note: str
    carried: set[str]
    names: dict[str, set[str]]


def _check_claim(store: ox.Store, claim: str, known: _Known, counts: dict[str, int]) -> Iterator[str]:
    seen = set()
    for quad in match(store, None, None, None, ox.NamedNode(claim)):
        for term in (quad.subject, quad.object):
            if isinstance(term, ox.Literal):
                printed = _is_printed(quad.predicate, term)
                if printed is None:
                    continue
                counts["values"] += 1
                if printed(known.span):
                    continue
                if printed(known.note):
                    counts["explained"] += 1
                    continue
                stated = f"{shorten(quad.predicate.value)} {term.value!r}"
                yield f"{stated} is not printed in the passage; explain it in curatorNote"
            elif isinstance(term, ox.NamedNode) and term.value not in seen:
                seen.add(term.value)
                if kind_of(term.value) in UNNAMED_KINDS:
                    continue
                counts["names"] += 1
                if any(_stands_in(name, known.span) for name in known.names.get(term.value, ())):
                    continue
                if term.value in known.carried:
                    counts["explained"] += 1
                    continue
                yield f"{shorten(term.value)} is not named in the passage; add a synonym or carriedOver"


def _is_printed(term: ox.NamedNode, literal: ox.Literal) -> Callable[[str], bool] | None:
    """Return the test of whether a text prints the literal, or None if it need not be printed."""
    if literal.datatype.value.rsplit("#", 1)[-1] in NUMERIC:
        return lambda text: occurs(literal.value, text)
    if term.value in VERBATIM:
        return lambda text: _stands_in(normalize(literal.value), text)
    return None


def occurs(number: str, text: str) -> bool:
    """Tell whether a number is printed in `text` as digits or as an English word, in normalized form."""
    plain = number.rstrip("0").rstrip(".") if "." in number else number
    # The numbers of citations and of names such as CD19 are no values, and a comma may part thousands.
    bare = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", CITATION.sub(" ", text))
    # A text may print zeros that a number does not have, as in p = 0.40.
    zeros = "0*" if "." in plain else r"(?:\.0+)?"
    if re.search(rf"(?<![\w.]){re.escape(plain)}{zeros}(?!\.?\d)", bare):
        return True
    words = WORDS.get(int(plain), "") if plain.isdigit() else ""
    return any(re.search(rf"\b{word}\b", text) for word in words.split())


def _stands_in(words: str, text: str) -> bool:
    """Tell whether `text` has these words, inflected or not, and not only as part of longer ones."""
    if not words or words not in text:
        return False
    ending = INFLECTED if len(words) >= SHORTEST_INFLECTED else ""
    return re.search(rf"(?:(?<!\w)|(?!\w)){re.escape(words)}{ending}(?!\w)", text) is not None


def _passages(store: ox.Store, key: str) -> dict[str, tuple[int, int, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for term in (IALL.startOffset, IALL.endOffset, IALL.textHash):
        for quad in match(store, None, term, None, META_GRAPH):
            if quad.subject.value.startswith(f"{BASE}passage/{key}/"):
                found[quad.subject.value][term.value] = quad.object.value
    return {
        iri: (int(p[IALL.startOffset.value]), int(p[IALL.endOffset.value]), p[IALL.textHash.value])
        for iri, p in sorted(found.items())
        if len(p) == 3
    }


def _claims(store: ox.Store, key: str) -> list[tuple[str, str]]:
    quads = match(store, None, IALL.fromPassage, None, META_GRAPH)
    return sorted((q.subject.value, q.object.value) for q in quads if f"/{key}/" in q.object.value)


def _names(store: ox.Store) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for term in NAMES:
        for quad in match(store, None, term, None, None):
            if isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode):
                found[quad.subject.value].add(normalize(quad.object.value))
    return found


def _objects(store: ox.Store, subject: str, term: ox.NamedNode) -> list[ox.NamedNode | ox.Literal]:
    quads = match(store, ox.NamedNode(subject), term, None, META_GRAPH)
    return [q.object for q in quads if isinstance(q.object, ox.NamedNode | ox.Literal)]
