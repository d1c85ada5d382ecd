"""Each axiom is written in OWL's functional syntax, and what that does not know here is an error."""

from collections import Counter

import pyoxigraph as ox
import pytest

from iall_kg.errors import BuildError
from iall_kg.exports.functional_syntax import to_functional_syntax
from iall_kg.names import OWL, RDF, RDFS

HEAD = """@prefix : <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<http://example.org/o> a owl:Ontology .
:p a owl:ObjectProperty . :q a owl:ObjectProperty . :d a owl:DatatypeProperty . :n a owl:AnnotationProperty .
"""
ANNOTATED = "[] a owl:Axiom ; owl:annotatedSource :a ; owl:annotatedProperty"
AXIOMS = {
    ":A a owl:Class .": "Declaration(Class(:A))",
    ":A rdfs:subClassOf :B .": "SubClassOf(:A :B)",
    "[ owl:onProperty :p ; owl:hasValue :a ] rdfs:subClassOf :B .": "SubClassOf(ObjectHasValue(:p :a) :B)",
    ":A owl:equivalentClass [ owl:unionOf ( :B [ owl:complementOf :C ] ) ] .": (
        "EquivalentClasses(:A ObjectUnionOf(:B ObjectComplementOf(:C)))"
    ),
    ":A owl:disjointWith [ owl:onProperty [ owl:inverseOf :p ] ; owl:someValuesFrom :B ] .": (
        "DisjointClasses(:A ObjectSomeValuesFrom(ObjectInverseOf(:p) :B))"
    ),
    ":A owl:equivalentClass [ owl:intersectionOf ( :B [ owl:onProperty :p ; owl:allValuesFrom :C ] ) ] .": (
        "EquivalentClasses(:A ObjectIntersectionOf(:B ObjectAllValuesFrom(:p :C)))"
    ),
    "[] a owl:AllDisjointClasses ; owl:members ( :A :B ) .": "DisjointClasses(:A :B)",
    "[] a owl:AllDisjointProperties ; owl:members ( :p :q ) .": "DisjointObjectProperties(:p :q)",
    ":p owl:propertyChainAxiom ( :q :q ) .": "SubObjectPropertyOf(ObjectPropertyChain(:q :q) :p)",
    ":p rdfs:subPropertyOf :q .": "SubObjectPropertyOf(:p :q)",
    ":d rdfs:subPropertyOf :d .": "SubDataPropertyOf(:d :d)",
    ":d rdfs:range xsd:integer .": "DataPropertyRange(:d xsd:integer)",
    ":p rdfs:domain :A .": "ObjectPropertyDomain(:p :A)",
    ":p owl:inverseOf :q .": "InverseObjectProperties(:p :q)",
    ":p owl:propertyDisjointWith :q .": "DisjointObjectProperties(:p :q)",
    ":p a owl:TransitiveProperty .": "TransitiveObjectProperty(:p)",
    ":p a owl:FunctionalProperty .": "FunctionalObjectProperty(:p)",
    ":d a owl:FunctionalProperty .": "FunctionalDataProperty(:d)",
    ":a a :A .": "ClassAssertion(:A :a)",
    ":a :p :b .": "ObjectPropertyAssertion(:p :a :b)",
    ":a :d 1.50 .": 'DataPropertyAssertion(:d :a "1.50"^^xsd:decimal)',
    r':a :d "a \\ and a \"" .': r'DataPropertyAssertion(:d :a "a \\ and a \"")',
    ':a :n "wort"@de .': 'AnnotationAssertion(:n :a "wort"@de)',
    ":a rdfs:seeAlso <http://example.org/x/y> .": "AnnotationAssertion(rdfs:seeAlso :a <http://example.org/x/y>)",
    f":a :p :b . {ANNOTATED} :p ; owl:annotatedTarget :b ; :n :c , :e .": (
        "ObjectPropertyAssertion(Annotation(:n :c) Annotation(:n :e) :p :a :b)"
    ),
    f":a a :A . {ANNOTATED} rdf:type ; owl:annotatedTarget :A ; :n :c .": ("ClassAssertion(Annotation(:n :c) :A :a)"),
}
UNKNOWN = {
    ":a :undeclared :b .": "undeclared",
    ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 1 ] .": "maxCardinality",
    ":d owl:inverseOf :d .": "inverseOf",
    ":A rdfs:subClassOf [ owl:onProperty :d ; owl:hasValue 1 ] .": "hasValue",
    ":a :p _:somebody .": "no name",
}
NAMESPACES = {
    "": "http://example.org/",
    "owl": OWL.namespace,
    "rdf": RDF.namespace,
    "rdfs": RDFS.namespace,
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def functional(turtle: str) -> list[str]:
    text = f"@prefix rdf: <{RDF.namespace}> .\n{HEAD}{turtle}"
    triples = [q.triple for q in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)]
    return to_functional_syntax(triples, NAMESPACES).decode().splitlines()


@pytest.mark.parametrize("turtle", AXIOMS)
def test_an_axiom_is_written_in_functional_syntax(turtle: str) -> None:
    assert Counter(functional(turtle)) - Counter(functional("")) == Counter([AXIOMS[turtle]])


@pytest.mark.parametrize("turtle", UNKNOWN)
def test_what_functional_syntax_does_not_know_here_is_an_error(turtle: str) -> None:
    with pytest.raises(BuildError, match=UNKNOWN[turtle]):
        functional(turtle)


def test_triples_without_a_header_are_no_ontology() -> None:
    with pytest.raises(BuildError, match="no owl:Ontology"):
        to_functional_syntax([], {})
