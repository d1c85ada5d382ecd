"""Find the statement that a person means by three names: subject, predicate, object.

Comes in: labels, synonyms, CURIEs or IRIs. Goes out: a triple that stands in the release dataset, in its
facts or in a claim only. Classes and properties are known by the ontology, whatever the size of the release; all that
a name may name is looked up only if the things that it names best are not meant.
"""

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import islice, product

import pyoxigraph as ox

from iall_kg.errors import DoesNotHoldError, UnknownNameError
from iall_kg.folding import normalize
from iall_kg.lookup import Names, NamesInMemory, Resolver
from iall_kg.names import IALL, INFERRED_GRAPH, ONTOLOGY_GRAPH, OWL, RDF, expand, shorten
from iall_kg.statements import DEFAULT, Spo, Term, match
from iall_kg.stores.readable import ReadableStore
from iall_kg.wording import Wording

MEMBERSHIP = ("a", "type", "is a")
PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
NEAREST = 5
# Facts that are compared with what was asked, of each pattern.
MOST_COMPARED = 1000
Named = Callable[[str], dict[ox.NamedNode, int]]


class StatementFinder:
    """Finds statements of one release dataset by the names that people use."""

    def __init__(self, store: ReadableStore, resolver: Resolver, names: Callable[[], Names], wording: Wording) -> None:
        self._store = store
        self._resolver = resolver
        self._names = names
        self._words = wording

    @cached_property
    def _ontology(self) -> ox.Store:
        ontology = ox.Store()
        ontology.extend(ox.Quad(*found[:3]) for found in match(self._store, graph=ONTOLOGY_GRAPH))
        return ontology

    @cached_property
    def _names_of_terms(self) -> Names:
        return NamesInMemory(self._ontology)

    def find(self, subject: str, predicate: str, target: str) -> Spo:
        """Return the triple that is meant.

        Raises UnknownNameError, with the nearest names, if a name names nothing or several statements fit;
        DoesNotHoldError, with the nearest facts, if the statement stands nowhere.
        """
        property_ = self._property(predicate)
        found: dict[Spo, int] = {}
        for named in (self._named_best, self._named):
            subjects = named(subject)
            targets = self._targets(target, property_, subjects, named)
            for (thing, rank), (value, value_rank) in product(subjects.items(), targets.items()):
                if any(match(self._store, thing, property_, value)):
                    found[thing, property_, value] = rank + value_rank
            if found:
                break
        else:
            asked = f"{subject} {self._words.term(property_)} {target}"
            nearest = self._nearest_facts(asked, list(subjects), property_, list(targets))
            raise DoesNotHoldError(f"{asked}: neither stated nor inferred.", nearest)
        best = [triple for triple, rank in found.items() if rank == min(found.values())]
        if len(best) > 1:
            fitting = sorted(" ".join(shorten(part.value) for part in triple) for triple in best)
            raise UnknownNameError("These names fit several statements; take CURIEs.", fitting)
        return best[0]

    def _named_best(self, name: str) -> dict[ox.NamedNode, int]:
        """Return the things that a name names best, with no regard to how well that is; none if it is unknown."""
        try:
            return {ox.NamedNode(iri): 0 for iri in self._resolver.resolve(name)}
        except UnknownNameError:
            return {}

    def _named(self, name: str) -> dict[ox.NamedNode, int]:
        """Return all things that a name may name, with how well it does."""
        named = self._names().named(name)
        if not named:
            raise UnknownNameError(f"Nothing is called {name!r}.", self._names().nearest(name))
        return {ox.NamedNode(iri): rank for iri, rank in named.items()}

    def _targets(
        self, name: str, property_: ox.NamedNode, subjects: dict[ox.NamedNode, int], named: Named
    ) -> dict[Term, int]:
        """Return the things and literals that may be meant as the object of a property of some things."""
        if property_ == RDF.type:
            return dict(self._terms(name, "class", (OWL.Class,)).items())
        values = [found.object for subject in subjects for found in match(self._store, subject, property_)]
        literals = [value for value in values if isinstance(value, ox.Literal)]
        written = [literal for literal in literals if _is_written(literal, name)]
        if written or (values and values == literals) or self._is(property_, OWL.DatatypeProperty):
            return dict.fromkeys(written, 0)
        return dict(named(name).items())

    def _property(self, name: str) -> ox.NamedNode:
        if name in MEMBERSHIP:
            return RDF.type
        iri = expand(name)
        # Properties of other vocabularies need not be declared.
        if iri and (not iri.startswith(IALL.namespace) or any(self._is(ox.NamedNode(iri), k) for k in PROPERTY_KINDS)):
            return ox.NamedNode(iri)
        named = self._terms(name, "property", PROPERTY_KINDS)
        return min(named, key=lambda node: (named[node], node.value))

    def _is(self, term: ox.NamedNode, kind: ox.NamedNode) -> bool:
        """Tell whether the ontology declares a term to be of a kind."""
        return ox.Quad(term, RDF.type, kind) in self._ontology

    def _terms(self, name: str, word: str, kinds: tuple[ox.NamedNode, ...]) -> dict[ox.NamedNode, int]:
        """Return the terms of the ontology, of the given kinds, that a name names."""
        terms = {
            found.subject
            for kind in kinds
            for found in match(self._ontology, None, RDF.type, kind)
            if isinstance(found.subject, ox.NamedNode)
        }
        named = {ox.NamedNode(iri): rank for iri, rank in self._names_of_terms.named(name).items()}
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
            for subject, predicate, target, _ in islice(match(self._store, *pattern, DEFAULT), MOST_COMPARED):
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
