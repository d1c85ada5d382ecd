"""CURIEs and IRIs stand for each other, both ways."""

import copy
import pickle

import pyoxigraph as ox
import pytest

from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, FOREIGN_PREFIXES, IALL, RDF, expand, kind_of, shorten

PAIRS = {
    "drug:revumenib": BASE + "drug/revumenib",
    "fusion:KMT2A--AFF1": BASE + "fusion/KMT2A--AFF1",
    "claim:kulczycka-2024/s4-3-p1-s1": BASE + "claim/kulczycka-2024/s4-3-p1-s1",
    "iall:disrupts": BASE + "ontology#disrupts",
    "rdf:type": "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
    "rdfs:label": "http://www.w3.org/2000/01/rdf-schema#label",
    "skos:altLabel": "http://www.w3.org/2004/02/skos/core#altLabel",
    "eco:0000304": "http://purl.obolibrary.org/obo/ECO_0000304",
}


@pytest.mark.parametrize(("curie", "iri"), PAIRS.items())
def test_a_curie_expands_to_its_iri_and_an_iri_shortens_to_its_curie(curie: str, iri: str) -> None:
    assert expand(curie) == iri
    assert shorten(iri) == curie


def test_every_iri_of_the_release_survives_shortening(kg: KnowledgeGraph) -> None:
    terms = {t for quad in kg.store for t in (quad.subject, quad.predicate, quad.object, quad.graph_name)}
    iris = {t.value for t in terms if isinstance(t, ox.NamedNode)}
    assert len(iris) > 2000
    assert [iri for iri in iris if expand(shorten(iri)) != iri] == []


@pytest.mark.parametrize(
    "iri",
    [
        BASE,
        BASE + "ontology",
        BASE + "drug/",
        BASE + "Drug/x",
        BASE + "owl/Class",
        BASE + "a-kind/x",
        BASE + "drug/a b",
        *FOREIGN_PREFIXES.values(),
        "http://example.org/x",
        "urn:x:y",
        "",
    ],
)
def test_an_iri_without_a_curie_that_leads_back_stays_as_it_is(iri: str) -> None:
    assert shorten(iri) == iri


@pytest.mark.parametrize("iri", ["https://example.org/a", "http://example.org/a"])
def test_an_iri_stands_for_itself_with_and_without_angle_brackets(iri: str) -> None:
    assert expand(iri) == iri
    assert expand(f"<{iri}>") == iri


@pytest.mark.parametrize(
    "name", ["KMT2A::AFF1", "HGNC:7132", "revumenib", "", ":", "drug:", ":x", "drug: x", "Drug:x", "a-b:c", "4:11"]
)
def test_what_is_neither_curie_nor_iri_expands_to_nothing(name: str) -> None:
    assert expand(name) is None


@pytest.mark.parametrize(
    ("iri", "kind"),
    [
        (BASE + "drug/revumenib", "drug"),
        (BASE + "claim/kulczycka-2024/s1", "claim"),
        (BASE + "ontology#disrupts", ""),
        (BASE + "ontology", ""),
        ("http://example.org/drug/revumenib", ""),
        ("drug/revumenib", ""),
        ("", ""),
    ],
)
def test_the_kind_of_a_thing_is_the_first_part_of_its_path(iri: str, kind: str) -> None:
    assert kind_of(iri) == kind


def test_a_vocabulary_makes_terms_of_attributes_and_can_be_copied() -> None:
    assert RDF.type.value == FOREIGN_PREFIXES["rdf"] + "type"
    assert copy.deepcopy(IALL) == IALL
    assert pickle.loads(pickle.dumps(IALL)).stance == IALL.stance
    assert not hasattr(IALL, "__wrapped__")
