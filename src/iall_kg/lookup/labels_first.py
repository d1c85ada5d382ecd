"""Resolve labels and addresses in the store itself, where the names of all things are neither on disk nor made yet."""

from collections.abc import Callable, Iterable

import pyoxigraph as ox

from iall_kg.folding import fold
from iall_kg.lookup.names import Names, fits
from iall_kg.names import BASE, RDFS, expand
from iall_kg.statements import DEFAULT, match
from iall_kg.stores.readable import ReadableStore


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
        return sorted(i for i in found if fits(i, kinds)) or self._names().resolve(name, kinds)

    def _addressed(self, name: str) -> list[str]:
        iri = expand(name)
        known = iri and any(match(self._store, ox.NamedNode(iri), RDFS.label, None, DEFAULT))
        return [iri] if iri and known else []

    def _labelled(self, name: str) -> list[str]:
        found = match(self._store, None, RDFS.label, ox.Literal(name, language="en"), DEFAULT)
        return [q.subject.value for q in found if q.subject.value.startswith(BASE)]
