"""Put triples, axioms and class expressions into plain words, by the labels of the terms.

`disrupts some (protein interaction and has participant value menin)` is the Manchester syntax of OWL 2
(https://www.w3.org/TR/owl2-manchester-syntax/) with labels in place of names.
"""

import pyoxigraph as ox

from iall_kg.names import OWL, RDF, RDFS, shorten
from iall_kg.statements import DEFAULT, Node, Spo, Term, match
from iall_kg.stores.readable import ReadableStore

JOINED = {OWL.intersectionOf: " and ", OWL.unionOf: " or ", OWL.oneOf: ", "}
QUANTIFIED = {
    OWL.someValuesFrom: "some",
    OWL.allValuesFrom: "only",
    OWL.hasValue: "value",
}
PREFIXED = {OWL.complementOf: "not", OWL.inverseOf: "inverse of"}
CHARACTERISTICS = {
    OWL.TransitiveProperty: "transitive",
    OWL.SymmetricProperty: "symmetric",
    OWL.FunctionalProperty: "functional",
    OWL.InverseFunctionalProperty: "inverse functional",
    OWL.AsymmetricProperty: "asymmetric",
    OWL.IrreflexiveProperty: "irreflexive",
}
VOWELS = "aeiou"


class Wording:
    """The words for the terms of one dataset."""

    def __init__(self, store: ReadableStore) -> None:
        self._store = store
        self._known: dict[Node | Term, str] = {}

    def term(self, term: Node | Term) -> str:
        """Return the label of a thing, the text of a literal, or a class expression in words."""
        if term not in self._known:
            self._known[term] = self._term(term)
        return self._known[term]

    def triple(self, triple: Spo) -> str:
        """Return a triple as a sentence."""
        subject, predicate, target = triple
        words = self.term(target)
        if predicate == RDF.type:
            return f"{self.term(subject)} is {_article(words)} {words}"
        return f"{self.term(subject)} {self.term(predicate)} {words}"

    def form(self, triple: Spo) -> str:
        """Return a text for a triple that is the same in every run, and that of no triple that says something else."""
        return " ".join(self.term(part) if isinstance(part, ox.BlankNode) else str(part) for part in triple)

    def axiom(self, triple: Spo) -> str:
        """Return a triple of the ontology as the axiom that it stands for, or nothing for a part of another."""
        subject, predicate, target = triple
        if isinstance(subject, ox.BlankNode):
            return ""
        name, words = self.term(subject), self.term(target)
        sayings = {
            RDFS.subClassOf: f"every {name} is {_article(words)} {words}",
            RDFS.subPropertyOf: f"what “{name}” says, “{words}” says too",
            RDFS.domain: f"the subject of “{name}” is {_article(words)} {words}",
            RDFS.range: f"the object of “{name}” is {_article(words)} {words}",
            OWL.inverseOf: f"“{name}” is the inverse of “{words}”",
            OWL.equivalentClass: f"{_article(name)} {name} is, by definition: {words}",
            OWL.propertyChainAxiom: f"“{name}” follows from {words}",
        }
        if predicate in sayings:
            return sayings[predicate]
        if predicate == RDF.type and isinstance(target, ox.NamedNode) and target in CHARACTERISTICS:
            return f"“{name}” is {CHARACTERISTICS[target]}"
        # That something is a class or a property is no news to a reader.
        return "" if predicate == RDF.type and shorten(target.value).startswith("owl:") else self.triple(triple)

    def _term(self, term: Node | Term) -> str:
        if isinstance(term, ox.Literal):
            return term.value
        if isinstance(term, ox.BlankNode):
            return self._expression(term)
        labels = sorted(found.object.value for found in match(self._store, term, RDFS.label, None, DEFAULT))
        return labels[0] if labels else shorten(term.value)

    def _expression(self, node: ox.BlankNode) -> str:
        """Return what an unnamed node of the ontology stands for: a class, a list, or whatever it says."""
        parts = {found.predicate: found.object for found in match(self._store, node, None, None, DEFAULT)}
        for predicate, word in JOINED.items():
            if predicate in parts:
                return word.join(map(self._part, self._list(parts[predicate])))
        if OWL.inverseOf in parts:
            return f"inverse of {self.term(parts[OWL.inverseOf])}"
        if RDF.first in parts:
            return " then ".join(f"“{self.term(item)}”" for item in self._list(node))
        for predicate, word in PREFIXED.items():
            if predicate in parts:
                return f"{word} {self._part(parts[predicate])}"
        if OWL.onProperty in parts:
            for predicate, word in QUANTIFIED.items():
                if predicate in parts:
                    return f"{self._part(parts[OWL.onProperty])} {word} {self._part(parts[predicate])}"
        said = (f"{self.term(p)} {self._part(o)}" for p, o in parts.items() if p != RDF.type)
        return "something with " + " and ".join(sorted(said)) if parts else "something unnamed"

    def _part(self, term: Term) -> str:
        words = self.term(term)
        return f"({words})" if isinstance(term, ox.BlankNode) else words

    def _list(self, node: Term) -> list[Term]:
        items: list[Term] = []
        while isinstance(node, ox.BlankNode):
            cell = {found.predicate: found.object for found in match(self._store, node, None, None, DEFAULT)}
            items.append(cell[RDF.first])
            node = cell[RDF.rest]
        return items


def _article(words: str) -> str:
    return "an" if words[:1].lower() in VOWELS else "a"
