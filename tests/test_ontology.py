"""The ontology reads like a dictionary, and its mappings are those that were verified."""

import csv
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS

from iall_kg.content import Content
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, IALL, expand
from iall_kg.results import Answer

REFERENCE = Path(__file__).parent.parent.parent / "shared" / "reference"
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
# The review names no reciprocal fusion; tests/reasoning/test_defined_classes.py tries one.
WITHOUT_MEMBER = {"ReciprocalKMT2AFusion"}
MATCHES = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)


@pytest.fixture(scope="module")
def ontology(content: Content) -> rdflib.Graph:
    return rdflib.Graph().parse(content.ontology / "iall.ttl")


@pytest.fixture(scope="module")
def terms(ontology: rdflib.Graph) -> list[rdflib.URIRef]:
    found = {t for kind in KINDS for t in ontology.subjects(RDF.type, kind) if isinstance(t, rdflib.URIRef)}
    ours = sorted(t for t in found if t.startswith(IALL.namespace))
    assert len(ours) > 200
    return ours


@pytest.mark.parametrize("annotation", [RDFS.label, SKOS.definition, SKOS.example, RDFS.isDefinedBy], ids=str)
def test_every_term_has(annotation: rdflib.URIRef, ontology: rdflib.Graph, terms: list[rdflib.URIRef]) -> None:
    assert [t for t in terms if len(set(ontology.objects(t, annotation))) != 1] == []


def test_every_value_of_a_closed_list_has_a_label_and_a_definition(ontology: rdflib.Graph) -> None:
    values = set(ontology.subjects(RDF.type, OWL.NamedIndividual))
    assert len(values) > 30
    for value in values:
        assert ontology.value(value, RDFS.label), value
        assert ontology.value(value, SKOS.definition), value


def test_no_two_terms_share_a_label_within_their_kind(ontology: rdflib.Graph, terms: list[rdflib.URIRef]) -> None:
    for kind in KINDS:
        labels = [str(ontology.value(t, RDFS.label)) for t in terms if (t, RDF.type, kind) in ontology]
        assert sorted(labels) == sorted(set(labels))


def test_classes_are_nouns_in_upper_camel_case_and_properties_in_lower(
    ontology: rdflib.Graph, terms: list[rdflib.URIRef]
) -> None:
    for term in terms:
        name = term.removeprefix(IALL.namespace)
        upper = (term, RDF.type, OWL.Class) in ontology
        assert re.fullmatch(r"[A-Z][A-Za-z0-9]*" if upper else r"[a-z][A-Za-z0-9]*", name), name


def test_the_example_of_a_class_belongs_to_it(ontology: rdflib.Graph, kg: KnowledgeGraph) -> None:
    for term in ontology.subjects(RDF.type, OWL.Class):
        if isinstance(term, rdflib.URIRef) and term.removeprefix(IALL.namespace) not in WITHOUT_MEMBER:
            example = str(ontology.value(term, SKOS.example))
            assert kg.sparql(f"ASK {{ <{expand(example)}> a <{term}> }}"), f"{term}: {example}"


def test_the_example_of_a_property_is_a_statement_of_the_data(ontology: rdflib.Graph, kg: KnowledgeGraph) -> None:
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for term in ontology.subjects(RDF.type, kind):
            subject, predicate, target = str(ontology.value(term, SKOS.example)).split(" ", 2)
            assert expand(predicate) == str(term)
            pattern = f"<{expand(subject)}> <{term}> ?o"
            answer = kg.sparql(f"SELECT ?o {{ {{ {pattern} }} UNION {{ GRAPH ?g {{ {pattern} }} }} }}")
            assert isinstance(answer, Answer)
            values = {row["o"] for row in answer}
            assert target.strip('"') in values or target.rstrip("0").rstrip(".") in values, f"{term}: {target}"


def test_every_thing_that_an_example_names_is_in_the_release(content: Content, kg: KnowledgeGraph) -> None:
    named = set()
    for path in content.ontology.glob("*.ttl"):
        for example in rdflib.Graph().parse(path).objects(None, SKOS.example):
            words = (expand(word.strip("()")) for word in re.sub(r'"[^"]*"', "", example).split())
            named |= {iri for iri in words if iri and iri.startswith(BASE)}
    assert len(named) > 300
    known = {quad.subject.value for quad in kg.store.quads_for_pattern(None, None, None, ox.DefaultGraph())}
    assert named - known == set()


def test_every_class_has_a_member(ontology: rdflib.Graph, kg: KnowledgeGraph, terms: list[rdflib.URIRef]) -> None:
    classes = [t for t in terms if (t, RDF.type, OWL.Class) in ontology]
    empty = [t for t in classes if not kg.sparql(f"ASK {{ ?thing a <{t}> }}")]
    assert {t.removeprefix(IALL.namespace) for t in empty} == WITHOUT_MEMBER


def verified_identifiers() -> set[str]:
    if not REFERENCE.exists():
        pytest.skip("the verified identifiers lie in no ../shared/reference here")
    with (REFERENCE / "prefixes.tsv").open(encoding="utf-8") as file:
        namespaces = {row["prefix"]: row["namespace"] for row in csv.DictReader(file, delimiter="\t")}
    with (REFERENCE / "xrefs.tsv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {
            namespaces[row["target_prefix"]] + row["target_id"] for row in rows if row["target_prefix"] in namespaces
        }


def test_every_mapping_is_one_that_was_verified(content: Content) -> None:
    verified = verified_identifiers()
    mapped = 0
    for path in [*content.ontology.glob("*.ttl"), *content.data.glob("*.ttl"), *content.data.rglob("source.ttl")]:
        graph = rdflib.Graph().parse(path)
        for match in MATCHES:
            for thing, target in graph.subject_objects(match):
                mapped += 1
                assert str(target) in verified, f"{thing} {match} {target}"
    assert mapped > 300
