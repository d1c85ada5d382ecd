"""The names of all things in memory, made from any store in half a second per 8,000 things."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from rapidfuzz import fuzz, process

from iall_kg.lookup import given
from iall_kg.lookup.given import LABEL, PARTNER, kind_of_named
from iall_kg.lookup.names import Hit, Names, fits
from iall_kg.lookup.spelling import LONGEST, MINIMUM_SCORE, fold_name, score, searchable
from iall_kg.names import expand
from iall_kg.stores.readable import ReadableStore


class NamesInMemory(Names):
    """An index from folded names to things."""

    def __init__(self, store: ReadableStore) -> None:
        self._store = store
        self._labels: dict[str, str] = {}
        self._spellings: dict[str, tuple[int, str]] = {}
        self._index: dict[str, dict[str, int]] = defaultdict(dict)
        for iri, label in given.labels(store):
            self._labels.setdefault(iri, label)
        for name, iri, rank in given.names(store, self._labels.items()):
            self._add(name, iri, rank)
        self._add_partners(store)

    @property
    def labels(self) -> dict[str, str]:
        """The labels by IRI."""
        return self._labels

    def known(self, iri: str) -> bool:
        """Tell whether a thing has a label, or is a claim or passage."""
        return iri in self._labels or iri in self._unlabelled

    def counts(self) -> dict[str, int]:
        """Count the known things of each kind."""
        return {kind: len(found) for kind, found in self._kinds.items()}

    def of_kind(self, kind: str) -> list[str]:
        """Return the known things of a kind."""
        return list(self._kinds.get(kind, ()))

    def named(self, name: str) -> dict[str, int]:
        """Return all that `name` names, with how well it does."""
        iri = expand(name.strip())
        return {iri: LABEL} if iri in self._labels else dict(self._index.get(fold_name(name), {}))

    def nearest(self, name: str, kinds: Iterable[str] = (), limit: int = 5) -> list[str]:
        """Return the labels of the things whose names are most like `name`."""
        wanted, kinds = fold_name(name[:LONGEST]), set(kinds)
        if not wanted:
            return []
        choices = [key for key, things in self._index.items() if any(fits(i, kinds) for i in things)]
        matches = process.extract(wanted, choices, scorer=fuzz.WRatio, limit=limit * 4)
        labels = (label for key, _, _ in matches for label in self._labels_of(key, kinds))
        return list(dict.fromkeys(labels))[:limit]

    def all_names(self) -> Iterator[tuple[str, str]]:
        """Yield each name as it is written, with each thing that it names."""
        for key, things in self._index.items():
            for iri in things:
                yield self._spellings[key][1], iri

    def search(self, text: str, limit: int = 20) -> list[Hit]:
        """Return the things whose names contain or resemble `text`, best first."""
        wanted = searchable(text)
        if not wanted:
            return []
        best: dict[str, tuple[float, int, str]] = {}
        for key, things in self._index.items():
            found = score(wanted, key)
            if found < MINIMUM_SCORE:
                continue
            for iri, rank in things.items():
                if iri not in best or (found, -rank) > best[iri][:2]:
                    best[iri] = (found, -rank, self._spellings[key][1])
        ordered = sorted(best.items(), key=lambda item: (-item[1][0], -item[1][1], self._labels[item[0]], item[0]))
        return [Hit(iri, self._labels[iri], name, round(s, 1)) for iri, (s, _, name) in ordered[: max(limit, 0)]]

    @cached_property
    def _unlabelled(self) -> dict[str, None]:
        return dict.fromkeys(given.unlabelled(self._store))

    @cached_property
    def _kinds(self) -> dict[str, list[str]]:
        kinds = defaultdict(list)
        for iri in self._labels | self._unlabelled:
            kinds[kind_of_named(iri)].append(iri)
        return kinds

    def _labels_of(self, key: str, kinds: set[str]) -> list[str]:
        return sorted(self._labels[iri] for iri in self._index[key] if fits(iri, kinds))

    def _add(self, name: str, iri: str, rank: int) -> None:
        key = fold_name(name)
        if key and iri in self._labels:
            # The best spelling, whatever the order in which the store gives them.
            self._spellings[key] = min((rank, name), self._spellings.get(key, (rank, name)))
            known = self._index[key]
            known[iri] = min(rank, known.get(iri, rank))

    def _add_partners(self, store: ReadableStore) -> None:
        """Let both partners of a fusion find it, by every name they have."""
        names = defaultdict(list)
        for key, things in self._index.items():
            for iri in things:
                names[iri].append(key)
        for fusion, partner in given.partners(store):
            if fusion in self._labels:
                for key in names[partner]:
                    self._index[key].setdefault(fusion, PARTNER)
