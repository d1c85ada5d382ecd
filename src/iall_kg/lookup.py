"""Find things by what people call them: label, synonym, old symbol, identifier, CURIE or IRI.

Comes in: the release dataset. Goes out: an index from folded names to things, exact for parameters,
tolerant of spelling for search.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from rapidfuzz import fuzz, process

from iall_kg.errors import UnknownNameError
from iall_kg.folding import fold, normalize
from iall_kg.names import BASE, IALL, RDF, RDFS, SKOS, THINGS_GRAPH, expand, kind_of, shorten
from iall_kg.statements import DEFAULT, match
from iall_kg.stores.readable import ReadableStore

# How well a name names a thing: its label first, then its names, then the names of a fusion's partners.
LABEL, SYNONYM, IDENTIFIER, PARTNER = range(4)
SYNONYMS = (SKOS.altLabel, IALL.formerSymbol, IALL.formerName, IALL.drugCode, IALL.abbreviation, IALL.fullName)
MATCHES = (SKOS.exactMatch, SKOS.closeMatch)
# Provenance has addresses, not names.
UNNAMED_KINDS = frozenset({"passage", "claim", "reference", "graph"})
MINIMUM_SCORE = 72
# A shorter text is found as a whole word only, and is not compared with names that merely look like it.
SHORTEST_PART = 3
SHORTEST_FUZZY = 4
# No name is longer, and comparing one that is would take minutes.
LONGEST = 300
OBO = "http://purl.obolibrary.org/obo/"


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found by search: its IRI and label, the name that matched, and how well, from 0 to 100."""

    iri: str
    label: str
    name: str
    score: float


class Names:
    """The names of all things of one dataset."""

    def __init__(self, store: ReadableStore) -> None:
        self.labels: dict[str, str] = {}
        self._shown: dict[str, str] = {}
        self._index: dict[str, dict[str, int]] = defaultdict(dict)
        for quad in match(store, None, RDFS.label, None, DEFAULT):
            iri = quad.subject.value
            if iri.startswith(BASE) and isinstance(quad.object, ox.Literal):
                self.labels.setdefault(iri, quad.object.value)
        for iri, label in self.labels.items():
            if kind_of(iri) not in UNNAMED_KINDS:
                self._add(label, iri, LABEL)
                self._add(shorten(iri), iri, IDENTIFIER)
                # As weak as a partner's name: of kind fusion, KMT2A means all its fusions, not fusion:KMT2A alone.
                self._add(iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1], iri, PARTNER)
        for term in SYNONYMS:
            self._add_all(store, term, SYNONYM)
        self._add_all(store, SKOS.hiddenLabel, IDENTIFIER)
        self._add_all(store, IALL.nctId, IDENTIFIER)
        self._add_matches(store)
        self._add_partners(store)

    def resolve(self, name: str, kinds: Iterable[str] = ()) -> list[str]:
        """Return the IRIs of the things that `name` names best, of the given kinds if any are given.

        Raises UnknownNameError with the nearest names if there is none.
        """
        kinds = set(kinds)
        found = {i: rank for i, rank in self.named(name).items() if _fits(i, kinds)}
        if found:
            best = min(found.values())
            return sorted(i for i, rank in found.items() if rank == best)
        wanted = " or ".join(sorted(kinds)) or "thing"
        raise UnknownNameError(f"No {wanted} is called {name!r}.", self.nearest(name, kinds))

    def named(self, name: str) -> dict[str, int]:
        """Return all that `name` names, with how well it does: LABEL, SYNONYM, IDENTIFIER or PARTNER."""
        iri = expand(name.strip())
        return {iri: LABEL} if iri in self.labels else dict(self._index.get(fold_name(name), {}))

    def nearest(self, name: str, kinds: Iterable[str] = (), limit: int = 5) -> list[str]:
        """Return the labels of the things whose names are most like `name`; none are like an empty one."""
        wanted, kinds = fold_name(name[:LONGEST]), set(kinds)
        if not wanted:
            return []
        choices = [key for key, things in self._index.items() if any(_fits(i, kinds) for i in things)]
        matches = process.extract(wanted, choices, scorer=fuzz.WRatio, limit=limit * 4)
        labels = (self.labels[i] for key, _, _ in matches for i in self._index[key] if _fits(i, kinds))
        return list(dict.fromkeys(labels))[:limit]

    def all_names(self) -> Iterator[tuple[str, str]]:
        """Yield each name as it is written, with each thing that it names."""
        for key, things in self._index.items():
            for iri in things:
                yield self._shown.get(key, key), iri

    def search(self, text: str, limit: int = 20) -> list[Hit]:
        """Return the things whose names contain or resemble `text`, best first."""
        wanted = fold_name(text) if len(text) <= LONGEST else ""
        if not re.search(r"\w", wanted):
            return []
        best: dict[str, tuple[float, int, str]] = {}
        for key, things in self._index.items():
            score = _score(wanted, key)
            if score < MINIMUM_SCORE:
                continue
            for iri, rank in things.items():
                if iri not in best or (score, -rank) > best[iri][:2]:
                    best[iri] = (score, -rank, self._shown[key])
        ordered = sorted(best.items(), key=lambda item: (-item[1][0], -item[1][1], self.labels[item[0]], item[0]))
        return [Hit(iri, self.labels[iri], name, round(score, 1)) for iri, (score, _, name) in ordered[: max(limit, 0)]]

    def _add(self, name: str, iri: str, rank: int) -> None:
        key = fold_name(name)
        if key and iri in self.labels:
            self._shown.setdefault(key, name)
            known = self._index[key]
            known[iri] = min(rank, known.get(iri, rank))

    def _add_all(self, store: ReadableStore, term: ox.NamedNode, rank: int) -> None:
        for quad in match(store, None, term, None, DEFAULT):
            if isinstance(quad.object, ox.Literal):
                self._add(quad.object.value, quad.subject.value, rank)

    def _add_matches(self, store: ReadableStore) -> None:
        for term in MATCHES:
            for quad in match(store, None, term, None, THINGS_GRAPH):
                self._add(quad.object.value, quad.subject.value, IDENTIFIER)
                self._add(identifier(quad.object.value), quad.subject.value, IDENTIFIER)

    def _add_partners(self, store: ReadableStore) -> None:
        """Let both partners of a fusion find it, by every name they have."""
        names = defaultdict(list)
        for key, things in self._index.items():
            for iri in things:
                names[iri].append(key)
        for term in (IALL.fivePrimePartner, IALL.threePrimePartner):
            for quad in match(store, None, term, None, DEFAULT):
                if quad.subject.value in self.labels:
                    for key in names[quad.object.value]:
                        self._index[key].setdefault(quad.subject.value, PARTNER)


class LabelsFirst:
    """Names that are looked up in the store while they are addresses or labels; the index is made only for others.

    In a large store the index takes a minute and a gigabyte; two things of a kind never have the same label.
    """

    def __init__(self, store: ReadableStore, names: Callable[[], Names]) -> None:
        self._store = store
        self._names = names

    def resolve(self, name: str, kinds: Iterable[str] = ()) -> list[str]:
        """Return what `Names.resolve` returns, and raise what it raises."""
        kinds = set(kinds)
        try:
            found = self._addressed(name.strip()) or self._labelled(fold(name))
        except ValueError:  # what is no IRI, or no Unicode text, is neither address nor label
            found = []
        return sorted(i for i in found if _fits(i, kinds)) or self._names().resolve(name, kinds)

    def _addressed(self, name: str) -> list[str]:
        iri = expand(name)
        known = iri and any(match(self._store, ox.NamedNode(iri), RDFS.label, None, DEFAULT))
        return [iri] if iri and known else []

    def _labelled(self, name: str) -> list[str]:
        found = match(self._store, None, RDFS.label, ox.Literal(name, language="en"), DEFAULT)
        return [q.subject.value for q in found if q.subject.value.startswith(BASE)]


def fold_name(name: str) -> str:
    """Return a name in the form in which names are compared: case does not count, nor which dash, slash or space."""
    return re.sub(r"\s*(?:::|--|/|-|\s)\s*", "-", normalize(name))


def types_of(store: ReadableStore, iri: str) -> list[str]:
    """Return the classes of a thing as CURIEs, sorted."""
    quads = match(store, ox.NamedNode(iri), RDF.type, None, DEFAULT)
    return sorted(shorten(q.object.value) for q in quads if isinstance(q.object, ox.NamedNode))


def identifier(iri: str) -> str:
    """Return the identifier in an IRI: `hgnc:7132` of `…/hgnc/7132`, `NCIT:C99319` of `…/obo/NCIT_C99319`."""
    if iri.startswith(OBO):
        return iri.removeprefix(OBO).replace("_", ":", 1)
    return ":".join(re.split(r"[/#]", iri)[-2:])


def _fits(iri: str, kinds: set[str]) -> bool:
    # Terms of the ontology, such as the values of closed lists, are a kind too, though a # parts their names.
    kind = "ontology" if iri.startswith(f"{BASE}ontology#") else kind_of(iri)
    return not kinds or kind in kinds


def _score(wanted: str, key: str) -> float:
    if wanted == key:
        return 100.0
    if re.search(rf"\b{re.escape(wanted)}\b", key):
        return 95.0
    if len(wanted) >= SHORTEST_PART and wanted in key:
        return 90.0
    if len(wanted) < SHORTEST_FUZZY or abs(len(wanted) - len(key)) > len(wanted):
        return 0.0
    return fuzz.ratio(wanted, key) * 0.9
