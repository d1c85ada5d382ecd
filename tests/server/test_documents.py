"""What the server says about itself and its dataset, as RDF: VoID, DCAT, stored queries, service description, dumps."""

import gzip
import re

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, RDF, RDFS, SH, VOID
from starlette.testclient import TestClient

from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE
from iall_kg.server.app import create_app
from iall_kg.server.dataset import serve
from iall_kg.server.settings import Settings

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
SCHEMA = rdflib.Namespace("https://schema.org/")
DATASET = rdflib.URIRef(BASE + ".well-known/void#iall-kg")
FORMS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}


def graph_at(client: TestClient, path: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=document(client, path, "text/turtle"), format="turtle")


def document(client: TestClient, path: str, accept: str) -> bytes:
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].split(";")[0] == accept
    return answer.content


def rows(client: TestClient, query: str) -> list[dict[str, str]]:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": "application/sparql-results+json"})
    assert answer.status_code == 200, answer.text
    return [{k: v["value"] for k, v in row.items()} for row in answer.json()["results"]["bindings"]]


@pytest.fixture(scope="module")
def void(client: TestClient) -> rdflib.Graph:
    return graph_at(client, "/.well-known/void")


def test_void_says_what_the_dataset_is(void: rdflib.Graph) -> None:
    assert {VOID.Dataset, DCAT.Dataset} <= set(void.objects(DATASET, RDF.type))
    assert void.value(DATASET, DCTERMS.license) == rdflib.URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert void.value(DATASET, VOID.sparqlEndpoint) == rdflib.URIRef(BASE + "sparql")
    assert rdflib.URIRef(BASE + "source/kulczycka-2024") in set(void.objects(DATASET, DCTERMS.source))
    for term in (
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.creator,
        DCTERMS.issued,
        DCTERMS.publisher,
        DCAT.landingPage,
    ):
        assert void.value(DATASET, term) is not None
    assert (None, DCAT.servesDataset, DATASET) in void


def test_the_counts_of_void_are_those_that_the_endpoint_gives(client: TestClient, void: rdflib.Graph) -> None:
    [counted] = rows(
        client,
        "SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?p) AS ?properties) (COUNT(DISTINCT ?s) AS ?distinctSubjects) "
        "(COUNT(DISTINCT ?o) AS ?distinctObjects) { ?s ?p ?o }",
    )
    for name, value in counted.items():
        assert str(void.value(DATASET, VOID[name])) == value
    [counted] = rows(client, "SELECT (COUNT(DISTINCT ?c) AS ?classes) (COUNT(DISTINCT ?s) AS ?entities) { ?s a ?c }")
    for name, value in counted.items():
        assert str(void.value(DATASET, VOID[name])) == value


def test_every_class_has_a_partition_with_its_count(client: TestClient, void: rdflib.Graph) -> None:
    counted = rows(client, "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c FILTER(ISIRI(?c)) } GROUP BY ?c")
    partitions = {
        str(void.value(p, VOID["class"])): str(void.value(p, VOID.entities))
        for p in void.objects(DATASET, VOID.classPartition)
    }
    assert len(counted) > 50
    assert partitions == {row["c"]: row["n"] for row in counted}


def test_every_property_has_a_partition_with_its_count(client: TestClient, void: rdflib.Graph) -> None:
    counted = rows(client, "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p")
    partitions = {
        str(void.value(p, VOID.property)): str(void.value(p, VOID.triples))
        for p in void.objects(DATASET, VOID.propertyPartition)
    }
    assert len(counted) > 100
    assert partitions == {row["p"]: row["n"] for row in counted}


def test_a_class_tells_the_properties_of_its_things(client: TestClient, void: rdflib.Graph) -> None:
    [partition] = void.subjects(VOID["class"], rdflib.URIRef(BASE + "ontology#GeneFusion"))
    properties = {
        str(void.value(p, VOID.property)): str(void.value(p, VOID.triples))
        for p in void.objects(partition, VOID.propertyPartition)
    }
    counted = rows(client, f"SELECT ?p (COUNT(*) AS ?n) {{ ?s a <{BASE}ontology#GeneFusion> ; ?p ?o }} GROUP BY ?p")
    assert properties == {row["p"]: row["n"] for row in counted}


def test_void_stands_in_the_store_by_itself_and_in_the_default_graph(client: TestClient, void: rdflib.Graph) -> None:
    [row] = rows(client, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{BASE}.well-known/void> {{ ?s ?p ?o }} }}")
    assert int(row["n"]) == len(void)
    [row] = rows(client, f"SELECT ?n {{ ?d a <{VOID.Dataset}> ; <{VOID.triples}> ?n }}")
    assert row["n"] == str(void.value(DATASET, VOID.triples))


@pytest.mark.parametrize("path", ["/.well-known/void", "/.well-known/sparql-examples", "/sparql"])
def test_every_form_of_a_document_says_the_same(client: TestClient, path: str) -> None:
    found = [{q.triple for q in ox.parse(document(client, path, a), format=form)} for a, form in FORMS.items()]
    assert len(found[0]) > 100
    assert all(triples == found[0] for triples in found)
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("path", ["/.well-known/void", "/queries.ttl", "/sparql", "/openapi.json"])
def test_documents_are_kept_and_packed_like_answers(client: TestClient, path: str) -> None:
    first = client.get(path)
    assert first.headers["content-encoding"] == "gzip"
    assert first.headers["vary"] == "Accept, Accept-Encoding"
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == first.content
    assert client.head(path).content == b""
    assert client.options(path).status_code == 204
    assert client.delete(path).status_code == 405


def test_the_stored_queries_are_described_for_editors(client: TestClient, kg: KnowledgeGraph) -> None:
    described = graph_at(client, "/queries.ttl")
    for name, query in kg.queries.items():
        node = rdflib.URIRef(f"{BASE}query/{name}")
        assert set(described.objects(node, RDF.type)) == {SH.SPARQLExecutable, SH.SPARQLSelectExecutable}
        assert described.value(node, RDFS.comment) == rdflib.Literal(query.question, lang="en")
        assert described.value(node, SCHEMA.keywords) == rdflib.Literal(query.topic)
        assert described.value(node, SCHEMA.target) == rdflib.URIRef(BASE + "sparql")
        select = str(described.value(node, SH.select))
        assert select.startswith("PREFIX ")
        assert select.strip() in query.sparql
        declared = {
            (str(described.value(d, SH.prefix)), str(described.value(d, SH.namespace)))
            for d in described.objects(described.value(node, SH.prefixes), SH.declare)
        }
        assert set(re.findall(r"^PREFIX (\w+): <(.*)>", select, re.M)) <= declared
    assert len(set(described.subjects(SCHEMA.target, None))) == len(kg.queries)


def test_editors_find_the_stored_queries_in_the_store_and_can_run_them(client: TestClient, kg: KnowledgeGraph) -> None:
    # As the SPARQL editor of the SIB asks it.
    found = rows(
        client,
        "PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        "SELECT DISTINCT ?sq ?comment ?query { ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ; "
        "sh:select|sh:ask|sh:construct ?query } ORDER BY ?sq",
    )
    assert [row["sq"].rsplit("/", 1)[-1] for row in found] == sorted(kg.queries)
    for row in found[:3]:
        assert len(rows(client, row["query"])) == len(kg.query(row["sq"].rsplit("/", 1)[-1]))
    graph = f"{BASE}.well-known/sparql-examples"
    [own] = rows(client, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?q a <{SH.SPARQLSelectExecutable}> }} }}")
    assert int(own["n"]) == len(kg.queries)


def test_the_service_description_tells_what_the_endpoint_can_do(client: TestClient) -> None:
    description = graph_at(client, "/sparql")
    [service] = description.subjects(RDF.type, SD.Service)
    assert description.value(service, SD.endpoint) == rdflib.URIRef("http://testserver/sparql")
    assert SD.SPARQL11Query in set(description.objects(service, SD.supportedLanguage))
    formats = {str(f).rsplit("/", 1)[-1] for f in description.objects(service, SD.resultFormat)}
    assert {"SPARQL_Results_JSON", "SPARQL_Results_CSV", "Turtle", "JSON-LD"} <= formats
    assert SD.BasicFederatedQuery not in set(description.objects(service, SD.feature))
    [dataset] = description.objects(service, SD.defaultDataset)
    graphs = {str(description.value(g, SD.name)) for g in description.objects(dataset, SD.namedGraph)}
    counted = {row["g"] for row in rows(client, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")}
    assert graphs == counted


@pytest.mark.parametrize("host", ["example.org", "example.org:8080", "[::1]:80", "127.0.0.1"])
def test_the_endpoint_has_the_address_that_the_client_called(client: TestClient, host: str) -> None:
    answer = client.get("/sparql", headers={"Host": host})
    found = rdflib.Graph().parse(data=answer.text, format="turtle")
    assert {str(o) for o in found.objects(None, SD.endpoint)} == {f"http://{host}/sparql"}


@pytest.mark.parametrize("host", ['x"><evil>', "x> . <evil:a> <a:a> <a:a", "ex ample.evil", "evil/x", "evil@x"])
def test_a_host_that_is_none_is_not_repeated(client: TestClient, host: str) -> None:
    assert "evil" not in client.get("/sparql", headers={"Host": host}).text


@pytest.mark.parametrize(
    ("name", "media_type", "form"),
    [
        ("nq", "application/n-quads", ox.RdfFormat.N_QUADS),
        ("trig", "application/trig", ox.RdfFormat.TRIG),
        ("nt", "application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("ttl", "text/turtle", ox.RdfFormat.TURTLE),
        ("jsonld", "application/ld+json", ox.RdfFormat.JSON_LD),
    ],
)
def test_a_dump_holds_what_the_endpoint_answers_from(
    client: TestClient, name: str, media_type: str, form: ox.RdfFormat
) -> None:
    answer = client.get(f"/dumps/iall-kg.{name}")
    assert answer.headers["content-type"].split(";")[0] == media_type
    store = ox.Store()
    store.bulk_load(answer.content, format=form)
    [facts] = rows(client, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    [claims] = rows(client, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
    assert sum(1 for _ in store.quads_for_pattern(None, None, None, ox.DefaultGraph())) == int(facts["n"])
    assert len(store) == int(facts["n"]) + (int(claims["n"]) if form.supports_datasets else 0)


def test_dumps_are_negotiated_under_their_bare_name(client: TestClient) -> None:
    assert client.head("/dumps/iall-kg").headers["content-type"] == "application/trig"
    asked = {"Accept": "application/n-quads"}
    assert client.head("/dumps/iall-kg", headers=asked).headers["content-type"] == "application/n-quads"
    assert client.get("/dumps/iall-kg", headers={"Accept": "text/csv"}).status_code == 406
    for name in ("iall-kg.exe", "other.nq", "iall-kg.nq.gz"):
        error = client.get(f"/dumps/{name}").json()["error"]
        assert error["status"] == 404
        assert "/dumps/iall-kg.trig" in error["hint"]


def test_every_dump_and_example_that_void_names_is_there(client: TestClient, void: rdflib.Graph) -> None:
    dumps = [str(o) for o in void.objects(DATASET, VOID.dataDump)]
    assert len(dumps) == 4
    for address in dumps:
        assert client.head(address.removeprefix(BASE.rstrip("/"))).status_code == 200
    for example in void.objects(DATASET, VOID.exampleResource):
        assert rows(client, f"SELECT * {{ <{example}> a ?class }}")


def test_the_server_can_answer_for_another_base(kg: KnowledgeGraph) -> None:
    base = "http://localhost:8080/"
    with TestClient(create_app(kg, Settings(base_iri=base, workers=1))) as client:
        query = f"SELECT ?l {{ <{base}drug/revumenib> <{RDFS.label}> ?l }}"
        assert rows(client, query) == [{"l": "revumenib"}]
        answer = client.get("/query/drugs-targeting-interaction", params={"interaction": "menin-KMT2A"})
        first = answer.json()["results"]["bindings"][0]
        assert first["drug"]["value"].startswith(f"{base}drug/")
        for path in ("/dumps/iall-kg.nq", "/.well-known/void", "/queries.ttl", "/sparql"):
            text = client.get(path, headers={"Accept-Encoding": "gzip"}).text
            assert base in text
            assert BASE not in text


def test_the_same_data_have_the_same_hash_whenever_they_are_loaded(kg: KnowledgeGraph) -> None:
    packed = ox.serialize(kg.store, format=ox.RdfFormat.N_QUADS)
    again = ox.Store()
    again.bulk_load(packed, format=ox.RdfFormat.N_QUADS)
    first, second = (serve(KnowledgeGraph(store, kg.content), Settings()) for store in (kg.store, again))
    assert first.digest == second.digest
    assert first.void == second.void
    again.add(ox.Quad(ox.NamedNode("http://x"), ox.NamedNode("http://x"), ox.Literal("new")))
    assert serve(KnowledgeGraph(again, kg.content), Settings()).digest != first.digest


def test_packed_answers_are_gzip(client: TestClient) -> None:
    with client.stream("GET", "/dumps/iall-kg.nq", headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert gzip.decompress(raw).count(b"\n") > 10_000
