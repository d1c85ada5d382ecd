"""Axioms and class expressions read as sentences."""

import pyoxigraph as ox
import pytest

from iall_kg.names import OWL, RDF, RDFS
from iall_kg.statements import match
from iall_kg.wording import Wording

PREFIXES = """@prefix : <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Drug rdfs:label "drug" . :Agent rdfs:label "agent" . :hits rdfs:label "hits" . :menin rdfs:label "menin" .
"""


def said(turtle: str, predicate: ox.NamedNode) -> str:
    store = ox.Store()
    store.load((PREFIXES + turtle).encode(), format=ox.RdfFormat.TURTLE)
    words = Wording(store)
    return next(words.axiom(found[:3]) for found in match(store, ox.NamedNode("http://example.org/X"), predicate))


@pytest.mark.parametrize(
    ("turtle", "predicate", "words"),
    [
        (":X rdfs:subClassOf :Agent .", RDFS.subClassOf, "every http://example.org/X is an agent"),
        (":X rdfs:label 'x' ; rdfs:domain :Drug .", RDFS.domain, "the subject of “x” is a drug"),
        (":X rdfs:label 'x' ; rdfs:range :Agent .", RDFS.range, "the object of “x” is an agent"),
        (":X rdfs:label 'x' ; rdfs:subPropertyOf :hits .", RDFS.subPropertyOf, "what “x” says, “hits” says too"),
        (":X rdfs:label 'x' ; owl:inverseOf :hits .", OWL.inverseOf, "“x” is the inverse of “hits”"),
        (":X rdfs:label 'x' ; a owl:TransitiveProperty .", RDF.type, "“x” is transitive"),
        (":X rdfs:label 'x' ; a owl:Class .", RDF.type, ""),
        (
            ":X rdfs:label 'x' ; owl:propertyChainAxiom ( :hits :hits ) .",
            OWL.propertyChainAxiom,
            "“x” follows from “hits” then “hits”",
        ),
        (
            ":X rdfs:label 'x' ; owl:equivalentClass [ owl:unionOf ( :Drug :Agent ) ] .",
            OWL.equivalentClass,
            "a x is, by definition: drug or agent",
        ),
        (
            ":X rdfs:label 'x' ; owl:equivalentClass [ owl:intersectionOf ( :Drug "
            "[ owl:onProperty [ owl:inverseOf :hits ] ; owl:someValuesFrom [ owl:complementOf :Agent ] ] ) ] .",
            OWL.equivalentClass,
            "a x is, by definition: drug and ((inverse of hits) some (not agent))",
        ),
        (
            ":X rdfs:label 'x' ; owl:equivalentClass [ owl:onProperty :hits ; owl:hasValue :menin ] .",
            OWL.equivalentClass,
            "a x is, by definition: hits value menin",
        ),
        (
            ":X rdfs:label 'x' ; owl:equivalentClass [ owl:onProperty :hits ; owl:maxCardinality 2 ] .",
            OWL.equivalentClass,
            "a x is, by definition: something with owl:maxCardinality 2 and owl:onProperty hits",
        ),
        (":X rdfs:label 'x' ; :hits :menin .", ox.NamedNode("http://example.org/hits"), "x hits menin"),
    ],
)
def test_an_axiom_is_a_sentence(turtle: str, predicate: ox.NamedNode, words: str) -> None:
    assert said(turtle, predicate) == words


def test_two_expressions_that_say_the_same_have_the_same_form_and_others_have_not() -> None:
    store = ox.Store()
    turtle = ":A owl:equivalentClass [ owl:unionOf ( :Drug :Agent ) ] , [ owl:unionOf ( :Drug ) ] ."
    store.load((PREFIXES + turtle + turtle).encode(), format=ox.RdfFormat.TURTLE)
    words = Wording(store)
    assert len({words.form(found[:3]) for found in match(store, None, OWL.equivalentClass)}) == 2
