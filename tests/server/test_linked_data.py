"""Every thing answers at its address: a page for people, RDF for programs, and a plain word where there is nothing."""

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, IALL, OWL, RDFS
from iall_kg.server.app import create_app
from iall_kg.server.settings import Settings

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
REVUMENIB = ox.NamedNode(BASE + "drug/revumenib")
PARSED = {
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
}


def triples(client: TestClient, address: str) -> set[ox.Triple]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    form = PARSED[address.rpartition(".")[2]]
    return {quad.triple for quad in ox.parse(answer.content, format=form)}


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        (BROWSER, "html"),
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "rdf"),
        ("application/rdf+xml;q=0.4, text/turtle;q=0.5", "ttl"),
    ],
)
def test_a_thing_leads_to_the_document_that_the_client_likes_best(client: TestClient, accept: str, ending: str) -> None:
    answer = client.get("/drug/revumenib", headers={"Accept": accept}, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"revumenib.{ending}"
    assert "Accept" in answer.headers["vary"]
    assert '<revumenib.ttl>; rel="alternate"; type="text/turtle"' in answer.headers["link"]
    document = client.get("/drug/revumenib", headers={"Accept": accept})
    assert document.status_code == 200
    assert document.url.path == f"/drug/revumenib.{ending}"
    assert 'rel="alternate"' in document.headers["link"]


def test_a_client_that_takes_no_form_of_a_thing_is_told_which_there_are(client: TestClient) -> None:
    answer = client.get("/drug/revumenib", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.json()["error"]["hint"]


@pytest.mark.parametrize("ending", PARSED)
def test_every_form_tells_the_same_of_a_drug(client: TestClient, ending: str) -> None:
    found = triples(client, f"/drug/revumenib.{ending}")
    assert found == triples(client, "/drug/revumenib.nt")
    menin = ox.NamedNode(BASE + "interaction/menin--KMT2A")
    assert ox.Triple(REVUMENIB, IALL.disrupts, menin) in found
    # Section 4.3 and Table 2 name its trials; who states so is told with section and references.
    trial = ox.NamedNode(BASE + "trial/NCT04065399")
    assert ox.Triple(trial, IALL.evaluates, REVUMENIB) in found
    row = ox.NamedNode(BASE + "claim/kulczycka-2024/table2-r8")
    assert ox.Triple(row, IALL.section, ox.Literal("Table 2")) in found


def test_a_claim_tells_what_it_states(client: TestClient) -> None:
    found = triples(client, "/claim/kulczycka-2024/s4-5-p1-s1.ttl")
    claim = ox.NamedNode(BASE + "claim/kulczycka-2024/s4-5-p1-s1")
    assert ox.Triple(claim, IALL.stance, IALL.Asserts) in found
    statements = [t.subject for t in found if t.predicate == IALL.statedIn and t.object == claim]
    said = {
        tuple(t.object for t in found if t.subject == s and str(t.predicate).endswith("object>")) for s in statements
    }
    assert (ox.NamedNode(BASE + "protein/FLT3"),) in said


@pytest.mark.parametrize(
    "address",
    [
        "passage/kulczycka-2024/s4-5-p1-s1",
        "reference/kulczycka-2024/57",
        "trial/NCT04065399",
        "conflict",
        "source/kulczycka-2024",
        "ontology",
    ],
)
def test_everything_that_has_an_address_answers_there(client: TestClient, kg: KnowledgeGraph, address: str) -> None:
    if address.startswith("conflict"):
        address = kg.conflicts().rows[0][0].value.removeprefix(BASE)
    for accept in (BROWSER, "text/turtle"):
        answer = client.get(f"/{address}", headers={"Accept": accept})
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(accept.partition(",")[0])


def test_the_ontology_is_one_document_with_an_anchor_for_each_term(client: TestClient) -> None:
    assert 'id="GeneFusion"' in client.get("/ontology.html").text
    terms = {t.subject for t in triples(client, "/ontology.ttl")}
    assert IALL.GeneFusion in terms
    assert client.get("/ontology.odd").status_code == 404


def test_an_unknown_thing_is_answered_with_the_nearest(client: TestClient) -> None:
    answer = client.get("/drug/revumenip")
    assert answer.status_code == 404
    assert "revumenib" in answer.json()["error"]["hint"]
    page = client.get("/drug/revumenip", headers={"Accept": BROWSER})
    assert page.status_code == 404
    assert 'href="../drug/revumenib.html"' in page.text
    assert client.get("/drug/revumenip.ttl").status_code == 404


def test_what_an_address_holds_is_escaped_in_the_page_that_says_it_is_not_there(client: TestClient) -> None:
    page = client.get("/drug/<script>alert(1)</script>", headers={"Accept": BROWSER})
    assert page.status_code == 404
    assert "<script>alert" not in page.text


def test_a_replaced_thing_leads_on_and_a_withdrawn_one_is_gone(kg: KnowledgeGraph) -> None:
    store = ox.Store()
    store.bulk_extend(kg.store)
    old, withdrawn = ox.NamedNode(BASE + "drug/old"), ox.NamedNode(BASE + "drug/withdrawn")
    replaced_by = ox.NamedNode("http://purl.org/dc/terms/isReplacedBy")
    true = ox.Literal("true", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#boolean"))
    for thing in (old, withdrawn):
        store.add(ox.Quad(thing, RDFS.label, ox.Literal("old name", language="en")))
        store.add(ox.Quad(thing, OWL.deprecated, true))
    store.add(ox.Quad(old, replaced_by, REVUMENIB))
    with TestClient(create_app(KnowledgeGraph(store, kg.content), Settings(workers=1))) as client:
        answer = client.get("/drug/old.ttl", follow_redirects=False)
        assert answer.status_code == 301
        assert client.get("/drug/old").url.path == "/drug/revumenib.ttl"
        assert client.get("/drug/withdrawn").status_code == 410


def test_things_answer_under_another_base(kg: KnowledgeGraph) -> None:
    with TestClient(create_app(kg, Settings(workers=1, base_iri="http://kg.example/"))) as client:
        text = client.get("/drug/revumenib.ttl").text
        assert "http://kg.example/drug/" in text
        assert BASE not in text
        assert client.get("/query/trials.html").text.count(BASE) == 0
