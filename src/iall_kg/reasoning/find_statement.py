"""Find the statement that a person means by three names: subject, predicate, object.

Comes in: labels, synonyms, CURIEs or IRIs. Goes out: a triple that stands in the release dataset, in its
facts or in a claim only.
"""

from collections.abc import Iterator
from itertools import product

import pyoxigraph as ox

from iall_kg.errors import DoesNotHoldError, UnknownNameError
from iall_kg.folding import normalize
from iall_kg.lookup import Names
from iall_kg.names import IALL, INFERRED_GRAPH, ONTOLOGY_GRAPH, OWL, RDF, expand, shorten
from iall_kg.statements import DEFAULT, Spo, Term, match
from iall_kg.stores.readable import ReadableStore
from iall_kg.wording import Wording

MEMBERSHIP = ("a", "type", "is a")
PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
NEAREST = 5


class StatementFinder:
    """Finds statements of one release dataset by the names that people use."""

    def __init__(self, store: ReadableStore, names: Names, wording: Wording) -> None:
        self._store = store
        self._names = names
        self._words = wording

    def find(self, subject: str, predicate: str, target: str) -> Spo:
        """Return the triple that is meant.

        Raises UnknownNameError, with the nearest names, if a name names nothing or several statements fit;
        DoesNotHoldError, with the nearest facts, if the statement stands nowhere.
        """
        property_ = self._property(predicate)
        subjects, targets = self._things(subject), self._targets(target, property_)
        found: dict[Spo, int] = {}
        for (thing, rank), (value, value_rank) in product(subjects.items(), targets.items()):
            if any(match(self._store, thing, property_, value)):
                found[thing, property_, value] = rank + value_rank
        if not found:
            asked = f"{subject} {self._words.term(property_)} {target}"
            nearest = self._nearest_facts(asked, list(subjects), property_, list(targets))
            raise DoesNotHoldError(f"{asked}: neither stated nor inferred.", nearest)
        best = [triple for triple, rank in found.items() if rank == min(found.values())]
        if len(best) > 1:
            fitting = sorted(" ".join(shorten(part.value) for part in triple) for triple in best)
            raise UnknownNameError("These names fit several statements; take CURIEs.", fitting)
        return best[0]

    def _things(self, name: str) -> dict[ox.NamedNode, int]:
        named = self._names.named(name)
        if not named:
            raise UnknownNameError(f"Nothing is called {name!r}.", self._names.nearest(name))
        return {ox.NamedNode(iri): rank for iri, rank in named.items()}

    def _targets(self, name: str, property_: ox.NamedNode) -> dict[Term, int]:
        """Return the things and literals that may be meant as the object of a property."""
        values = [found.object for found in match(self._store, None, property_)]
        literals = [value for value in values if isinstance(value, ox.Literal) and _is_written(value, name)]
        named: dict[Term, int] = dict.fromkeys(literals, 0)
        if property_ == RDF.type:
            named.update(self._terms(name, "class", (OWL.Class,)).items())
        elif not literals and not all(isinstance(value, ox.Literal) for value in values):
            named.update(self._things(name).items())
        return named

    def _property(self, name: str) -> ox.NamedNode:
        if name in MEMBERSHIP:
            return RDF.type
        iri = expand(name)
        if iri is not None and any(match(self._store, None, ox.NamedNode(iri))):
            return ox.NamedNode(iri)
        named = self._terms(name, "property", PROPERTY_KINDS)
        return min(named, key=lambda node: (named[node], node.value))

    def _terms(self, name: str, word: str, kinds: tuple[ox.NamedNode, ...]) -> dict[ox.NamedNode, int]:
        """Return the terms of the ontology, of the given kinds, that a name names."""
        terms = {
            found.subject
            for kind in kinds
            for found in match(self._store, None, RDF.type, kind, ONTOLOGY_GRAPH)
            if isinstance(found.subject, ox.NamedNode)
        }
        named = {ox.NamedNode(iri): rank for iri, rank in self._names.named(name).items()}
        fitting = {node: rank for node, rank in named.items() if node in terms}
        if not fitting:
            from rapidfuzz import fuzz, process

            labels = {node: self._words.term(node) for node in terms}
            nearest = process.extract(name, labels, scorer=fuzz.WRatio, processor=normalize, limit=NEAREST)
            raise UnknownNameError(f"No {word} is called {name!r}.", dict.fromkeys(label for label, _, _ in nearest))
        return fitting

    def _nearest_facts(
        self, asked: str, subjects: list[ox.NamedNode], property_: ox.NamedNode, targets: list[Term]
    ) -> list[str]:
        """Return facts that share two parts with what was asked, those most like it first."""
        from rapidfuzz import fuzz, process

        found: dict[str, None] = {}
        for triple in self._neighbours(subjects, property_, targets):
            inferred = ox.Quad(*triple, INFERRED_GRAPH) in self._store
            found[f"{self._words.triple(triple)} ({'inferred' if inferred else 'stated'})"] = None
        nearest = process.extract(asked, sorted(found), scorer=fuzz.token_sort_ratio, limit=NEAREST)
        return [text for text, _, _ in nearest]

    def _neighbours(self, subjects: list[ox.NamedNode], property_: ox.NamedNode, targets: list[Term]) -> Iterator[Spo]:
        things = [target for target in targets if isinstance(target, ox.NamedNode)]
        patterns = [
            *((s, property_, None) for s in subjects),
            *((None, property_, t) for t in things if property_ != RDF.type),
            *((s, None, t) for s in subjects for t in things),
            *((t, None, s) for s in subjects for t in things),
        ]
        for pattern in patterns:
            for subject, predicate, target, _ in match(self._store, *pattern, DEFAULT):
                ours = predicate == property_ or predicate.value.startswith(IALL.namespace)
                if ours and not isinstance(target, ox.BlankNode):
                    yield subject, predicate, target


def _is_written(literal: ox.Literal, text: str) -> bool:
    """Tell whether a text writes a literal: the same words, or the same number."""
    if normalize(literal.value) == normalize(text):
        return True
    try:
        return literal.datatype.value.endswith(("decimal", "integer")) and float(literal.value) == float(text)
    except ValueError:
        return False
