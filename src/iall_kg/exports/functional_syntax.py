"""Write an ontology, given as triples, in the functional syntax of OWL 2, without Java.

Comes in: the triples of one ontology in its RDF mapping (https://www.w3.org/TR/owl2-mapping-to-rdf/), as far as
our ontology uses it. Goes out: the text. Anything else is an error rather than an axiom that silently gets lost.
Reference: https://www.w3.org/TR/owl2-syntax/
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from iall_kg.errors import BuildError
from iall_kg.names import OWL, RDF, RDFS, XSD
from iall_kg.statements import Node, Spo, Term

LOCAL_NAME = re.compile(r"[A-Za-z]\w*")
DECLARED = {
    OWL.Class: "Class",
    OWL.ObjectProperty: "ObjectProperty",
    OWL.DatatypeProperty: "DataProperty",
    OWL.AnnotationProperty: "AnnotationProperty",
    OWL.NamedIndividual: "NamedIndividual",
}
CHARACTERISTICS = {
    OWL.TransitiveProperty: "TransitiveObjectProperty",
    OWL.SymmetricProperty: "SymmetricObjectProperty",
    OWL.AsymmetricProperty: "AsymmetricObjectProperty",
    OWL.ReflexiveProperty: "ReflexiveObjectProperty",
    OWL.IrreflexiveProperty: "IrreflexiveObjectProperty",
    OWL.InverseFunctionalProperty: "InverseFunctionalObjectProperty",
}
GROUPS = {OWL.AllDisjointClasses: "DisjointClasses", OWL.AllDisjointProperties: "DisjointObjectProperties"}
OF_CLASSES = {
    RDFS.subClassOf: "SubClassOf",
    OWL.equivalentClass: "EquivalentClasses",
    OWL.disjointWith: "DisjointClasses",
}
# Axioms about properties, for object, data and annotation properties; nothing where OWL 2 has no such axiom.
OF_PROPERTIES = {
    RDFS.subPropertyOf: ("SubObjectPropertyOf", "SubDataPropertyOf", "SubAnnotationPropertyOf"),
    RDFS.domain: ("ObjectPropertyDomain", "DataPropertyDomain", "AnnotationPropertyDomain"),
    RDFS.range: ("ObjectPropertyRange", "DataPropertyRange", "AnnotationPropertyRange"),
    OWL.inverseOf: ("InverseObjectProperties", "", ""),
    OWL.propertyDisjointWith: ("DisjointObjectProperties", "DisjointDataProperties", ""),
}
KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
ASSERTIONS = ("ObjectPropertyAssertion", "DataPropertyAssertion", "AnnotationAssertion")
JOINED = {OWL.intersectionOf: "ObjectIntersectionOf", OWL.unionOf: "ObjectUnionOf"}
QUANTIFIED = {
    OWL.someValuesFrom: "ObjectSomeValuesFrom",
    OWL.allValuesFrom: "ObjectAllValuesFrom",
    OWL.hasValue: "ObjectHasValue",
}
BUILT_IN_ANNOTATIONS = {RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.versionInfo, OWL.deprecated}


def to_functional_syntax(triples: Iterable[ox.Triple], prefixes: dict[str, str]) -> bytes:
    """Return the ontology as functional syntax, one axiom a line, in the order of the triples.

    Raises BuildError if a triple is of a kind that this module does not know.
    """
    return _Writer(triples, prefixes).text().encode()


class _Writer:
    def __init__(self, triples: Iterable[ox.Triple], prefixes: dict[str, str]) -> None:
        self._triples: list[Spo] = []
        self._parts: dict[Node, dict[ox.NamedNode, Term]] = defaultdict(dict)
        self._kinds: dict[Node, set[Term]] = defaultdict(set)
        self._annotations: dict[Spo, list[Spo]] = {}
        self._prefixes = sorted(prefixes.items(), key=lambda item: -len(item[1]))
        about: dict[Node, list[Spo]] = defaultdict(list)
        for triple in triples:
            subject, predicate, target = spo(triple)
            self._triples.append((subject, predicate, target))
            if isinstance(subject, ox.BlankNode):
                self._parts[subject][predicate] = target
                about[subject].append((subject, predicate, target))
            if predicate == RDF.type:
                self._kinds[subject].add(target)
        for node, parts in self._parts.items():
            if parts.get(RDF.type) == OWL.Axiom:
                fact = (parts[OWL.annotatedSource], parts[OWL.annotatedProperty], parts[OWL.annotatedTarget])
                notes = [t for t in about[node] if t[1] != RDF.type and not t[1].value.startswith(OWL.namespace)]
                self._annotations[fact] = notes  # type: ignore[index]  # an axiom is about a triple

    def text(self) -> str:
        """Return the whole document."""
        header = next((s for s, kinds in self._kinds.items() if OWL.Ontology in kinds), None)
        if header is None:
            raise BuildError("The triples hold no owl:Ontology.")
        lines = [f"Prefix({name}:=<{iri}>)" for name, iri in sorted(self._prefixes)]
        version = next((o for s, p, o in self._triples if s == header and p == OWL.versionIRI), None)
        lines += ["", f"Ontology({header}{f' {version}' if version else ''}"]
        skipped = (RDF.type, OWL.versionIRI)
        lines += [self._note(t) for t in self._triples if t[0] == header and t[1] not in skipped]
        lines += [axiom for t in self._triples if t[0] != header for axiom in self._axioms(t)]
        return "\n".join([*lines, ")", ""])

    def _axioms(self, triple: Spo) -> Iterator[str]:
        subject, predicate, target = triple
        notes = "".join(f"{self._note(note)} " for note in self._annotations.get(triple, ()))
        if predicate == RDF.type:
            if axiom := self._typing(subject, target):
                yield axiom.replace("(", f"({notes}", 1) if notes else axiom
        elif predicate in OF_CLASSES and (isinstance(subject, ox.NamedNode) or predicate == RDFS.subClassOf):
            yield f"{OF_CLASSES[predicate]}({notes}{self._class(subject)} {self._class(target)})"
        elif isinstance(subject, ox.BlankNode):
            return  # a part of a class expression, a list or an annotation, written where it is used
        elif predicate == OWL.propertyChainAxiom:
            chain = " ".join(map(self._property, self._list(target)))
            yield f"SubObjectPropertyOf({notes}ObjectPropertyChain({chain}) {self._name(subject)})"
        elif predicate in OF_PROPERTIES:
            yield self._of_property(triple, notes)
        else:
            kind = self._kind(predicate, triple)
            yield f"{ASSERTIONS[kind]}({notes}{self._name(predicate)} {self._name(subject)} {self._term(target)})"

    def _typing(self, subject: Node, kind: Term) -> str:
        if isinstance(subject, ox.BlankNode):
            if not isinstance(kind, ox.NamedNode) or kind not in GROUPS:
                return ""
            members = self._list(self._parts[subject][OWL.members])
            return f"{GROUPS[kind]}({' '.join(map(self._class, members))})"
        if isinstance(kind, ox.NamedNode) and kind in DECLARED:
            return f"Declaration({DECLARED[kind]}({self._name(subject)}))"
        if isinstance(kind, ox.NamedNode) and kind in CHARACTERISTICS:
            return f"{CHARACTERISTICS[kind]}({self._name(subject)})"
        if kind == OWL.FunctionalProperty:
            of_data = OWL.DatatypeProperty in self._kinds[subject]
            return f"Functional{'Data' if of_data else 'Object'}Property({self._name(subject)})"
        return f"ClassAssertion({self._class(kind)} {self._name(subject)})"

    def _of_property(self, triple: Spo, notes: str) -> str:
        subject, predicate, target = triple
        axiom = OF_PROPERTIES[predicate][self._kind(subject, triple)]
        if not axiom:
            raise _unknown(triple)
        of_classes = predicate in (RDFS.domain, RDFS.range)
        value = self._class(target) if of_classes else self._property(target)
        return f"{axiom}({notes}{self._name(subject)} {value})"

    def _kind(self, term: Node, triple: Spo) -> int:
        """Return of which kind a property is: 0 object, 1 data, 2 annotation."""
        if term in BUILT_IN_ANNOTATIONS:
            return 2
        kinds = [number for number, kind in enumerate(KINDS) if kind in self._kinds[term]]
        if len(kinds) != 1:
            raise _unknown(triple)
        return kinds[0]

    def _class(self, term: Term) -> str:
        if isinstance(term, ox.NamedNode):
            return self._name(term)
        parts = self._parts[term] if isinstance(term, ox.BlankNode) else {}
        for predicate, word in JOINED.items():
            if predicate in parts:
                return f"{word}({' '.join(map(self._class, self._list(parts[predicate])))})"
        if OWL.complementOf in parts:
            return f"ObjectComplementOf({self._class(parts[OWL.complementOf])})"
        for predicate, word in QUANTIFIED.items():
            if predicate in parts and OWL.onProperty in parts and not isinstance(parts[predicate], ox.Literal):
                return f"{word}({self._property(parts[OWL.onProperty])} {self._class(parts[predicate])})"
        raise BuildError(f"A class expression cannot be put in functional syntax: {sorted(map(str, parts))}.")

    def _property(self, term: Term) -> str:
        if isinstance(term, ox.BlankNode) and OWL.inverseOf in self._parts[term]:
            return f"ObjectInverseOf({self._property(self._parts[term][OWL.inverseOf])})"
        return self._name(term)

    def _list(self, node: Term) -> list[Term]:
        items = []
        while isinstance(node, ox.BlankNode):
            items.append(self._parts[node][RDF.first])
            node = self._parts[node][RDF.rest]
        return items

    def _note(self, triple: Spo) -> str:
        return f"Annotation({self._name(triple[1])} {self._term(triple[2])})"

    def _term(self, term: Term) -> str:
        if not isinstance(term, ox.Literal):
            return self._name(term)
        quoted = '"' + term.value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        if term.language:
            return f"{quoted}@{term.language}"
        return quoted if term.datatype == XSD.string else f"{quoted}^^{self._name(term.datatype)}"

    def _name(self, term: Term) -> str:
        if not isinstance(term, ox.NamedNode):
            raise BuildError(f"{term} has no name that functional syntax could use.")
        for prefix, namespace in self._prefixes:
            local = term.value.removeprefix(namespace)
            if local != term.value and LOCAL_NAME.fullmatch(local):
                return f"{prefix}:{local}"
        return str(term)


def spo(triple: ox.Triple) -> Spo:
    """Return the parts of a triple that holds no other triple."""
    assert not isinstance(triple.subject, ox.Triple)
    assert not isinstance(triple.object, ox.Triple)
    return triple.subject, triple.predicate, triple.object


def _unknown(triple: Spo) -> BuildError:
    return BuildError(f"{' '.join(map(str, triple))}: is no axiom that functional syntax knows.")
