"""Check the claims of a source against the source's own text.

Comes in: the loaded sources and the text. Goes out: one exception for each passage that is not where its
offsets say, each number that is asserted but not printed, each thing that is used but not named.
A curator explains a number in the claim's `curatorNote` and a thing by `carriedOver`.
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from iall_kg.load import Sources
from iall_kg.names import BASE, IALL, META_GRAPH, RDFS, SKOS, kind_of, shorten
from iall_kg.source_new import fold, text_hash

# Kinds that a curator makes for one source; a text does not name them.
UNNAMED_KINDS = frozenset(
    "outcome population riskgroup criterion comparison frequency association event finding use change statement"
    " aim source passage claim reference agent edit".split()
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
DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-") | dict.fromkeys(map(ord, "’‘"), "'")


@dataclass(frozen=True, slots=True)
class Exception_:
    """One thing that the text does not bear out."""

    place: str
    claim: str
    problem: str
    where: str


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What was checked of one source, and every exception."""

    passages: int
    numbers: int
    names: int
    explained: int
    exceptions: list[Exception_]

    @property
    def rate(self) -> float:
        """Share of checks that hold or are explained, in percent."""
        checks = self.passages + self.numbers + self.names
        return 100.0 * (checks - len(self.exceptions)) / checks if checks else 0.0


def check_source(sources: Sources, key: str, text: str) -> SourceReport:
    """Check every passage and claim of the source `key` against `text`."""
    store, exceptions = sources.store, []
    passages = _passages(store, key)
    for iri, (start, end, digest) in passages.items():
        if text_hash(text[start:end]) != digest:
            problem = f"the text at {start}–{end} is not the passage's (hash differs); run `iall-kg source new` on the text"
            exceptions.append(Exception_(shorten(iri), "", problem, sources.locate(iri)))
    counts: dict[str, int] = defaultdict(int)
    names = _names(store)
    for claim, passage in _claims(store, key):
        start, end, _ = passages.get(passage, (0, 0, ""))
        span = normalize(text[start:end])
        note = normalize(_note(store, claim))
        carried = {str(o.value) for o in _objects(store, claim, IALL.carriedOver)}
        report = _check_claim(store, claim, span, note, carried, names, counts)
        place = sources.locate(claim)
        exceptions += [Exception_(shorten(passage), shorten(claim), problem, place) for problem in report]
    return SourceReport(len(passages), counts["numbers"], counts["names"], counts["explained"], exceptions)


def _check_claim(
    store: ox.Store,
    claim: str,
    span: str,
    note: str,
    carried: set[str],
    names: dict[str, set[str]],
    counts: dict[str, int],
) -> list[str]:
    problems, seen = [], set()
    for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(claim)):
        for term in (quad.subject, quad.object):
            if isinstance(term, ox.Literal):
                number = term.datatype.value.rsplit("#", 1)[-1] in NUMERIC
                if not number:
                    continue
                counts["numbers"] += 1
                if occurs(term.value, span):
                    continue
                if occurs(term.value, note):
                    counts["explained"] += 1
                    continue
                problems.append(
                    f"{shorten(quad.predicate.value)} {term.value} is not printed in the passage; explain it in curatorNote"
                )
            elif isinstance(term, ox.NamedNode) and term.value not in seen:
                seen.add(term.value)
                kind = kind_of(term.value)
                if not kind or kind in UNNAMED_KINDS:
                    continue
                counts["names"] += 1
                if any(name in span for name in names.get(term.value, ())):
                    continue
                if term.value in carried:
                    counts["explained"] += 1
                    continue
                problems.append(f"{shorten(term.value)} is not named in the passage; add a synonym or carriedOver")
    return problems


def occurs(number: str, text: str) -> bool:
    """Tell whether a number is printed in `text` as digits or as an English word, in normalized form."""
    plain = number.rstrip("0").rstrip(".") if "." in number else number
    if re.search(rf"(?<![\d.]){re.escape(plain)}(?:\.0+)?(?!\.?\d)", text.replace(",", "")):
        return True
    words = WORDS.get(int(plain), "") if plain.isdigit() else ""
    return any(re.search(rf"\b{word}\b", text) for word in words.split())


@cache
def normalize(text: str) -> str:
    """Return `text` folded, in lower case, without emphasis or TeX marks, with plain dashes and quotes."""
    text = re.sub(r"</?\w+>|\$|\\pm|\\%|\\text\{|\\mu|[*{}\\]", " ", unicodedata.normalize("NFKC", text).translate(DASHES))
    text = re.sub(r"\s+([),.;])", r"\1", re.sub(r"(?<=\()\s+", "", fold(text)))
    return re.sub(r" ?- ?", "-", text).casefold()


def _passages(store: ox.Store, key: str) -> dict[str, tuple[int, int, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for term in (IALL.startOffset, IALL.endOffset, IALL.textHash):
        for quad in store.quads_for_pattern(None, term, None, META_GRAPH):
            if quad.subject.value.startswith(f"{BASE}passage/{key}/"):
                found[quad.subject.value][term.value] = quad.object.value
    return {
        iri: (int(p[IALL.startOffset.value]), int(p[IALL.endOffset.value]), p[IALL.textHash.value])
        for iri, p in sorted(found.items())
        if len(p) == 3
    }


def _claims(store: ox.Store, key: str) -> list[tuple[str, str]]:
    quads = store.quads_for_pattern(None, IALL.fromPassage, None, META_GRAPH)
    return sorted((q.subject.value, q.object.value) for q in quads if f"/{key}/" in q.object.value)


def _names(store: ox.Store) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for term in NAMES:
        for quad in store.quads_for_pattern(None, term, None, None):
            if isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode):
                found[quad.subject.value].add(normalize(quad.object.value))
    return found


def _objects(store: ox.Store, subject: str, term: ox.NamedNode) -> list[ox.NamedNode | ox.Literal]:
    quads = store.quads_for_pattern(ox.NamedNode(subject), term, None, META_GRAPH)
    return [q.object for q in quads if isinstance(q.object, ox.NamedNode | ox.Literal)]


def _note(store: ox.Store, claim: str) -> str:
    return " ".join(o.value for o in _objects(store, claim, IALL.curatorNote))
