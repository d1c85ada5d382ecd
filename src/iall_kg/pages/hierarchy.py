"""Tell which class or property says more than which, so that a page need not say the same thing twice."""

from collections import defaultdict
from collections.abc import Iterable

from iall_kg.names import OWL, RDFS
from iall_kg.pages.rows import Row


class Hierarchy:
    """The wider classes and properties, and the inverse properties, of an ontology."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._wider: dict[str, set[str]] = defaultdict(set)
        self._inverse: dict[str, str] = {}
        for row in rows:
            term, relation, other = (row[name] for name in ("term", "relation", "other"))
            assert term is not None
            assert other is not None
            if relation == OWL.inverseOf:
                self._inverse |= {term.value: other.value, other.value: term.value}
            elif relation in (RDFS.subClassOf, RDFS.subPropertyOf):
                self._wider[term.value].add(other.value)

    def wider(self, term: str) -> set[str]:
        """Return all classes or properties that are wider than one."""
        found: set[str] = set()
        left = list(self._wider.get(term, ()))
        while left:
            if (next_one := left.pop()) not in found and next_one != term:
                found.add(next_one)
                left += self._wider.get(next_one, ())
        return found

    def narrowest(self, terms: Iterable[str]) -> list[str]:
        """Return the terms of which no narrower one is among them, in their order."""
        given = list(dict.fromkeys(terms))
        said = {wider for term in given for wider in self.wider(term)}
        return [term for term in given if term not in said]

    def inverse(self, term: str) -> str:
        """Return the property that says the same the other way round, or nothing."""
        return self._inverse.get(term, "")
