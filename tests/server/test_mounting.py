"""Another application can mount this one below a path, and every address it gives is then below that path too."""

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from asking import assert_error
from openapi_spec_validator import validate
from rdflib.namespace import RDF
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from iall_kg.graph import KnowledgeGraph
from iall_kg.server.app import create_app
from iall_kg.server.settings import Settings

DOCUMENT = Path(__file__).parents[2] / "docs" / "endpoint.md"
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")


@pytest.fixture(scope="module")
def mounted() -> Iterator[TestClient]:
    """The example of the document, word for word."""
    [program] = re.findall(r"^```python\n(.*?)^```$", DOCUMENT.read_text(encoding="utf-8"), re.M | re.S)
    names: dict[str, Starlette] = {}
    exec(program, names)
    with TestClient(names["app"], base_url="https://example.org") as client:
        yield client


def test_a_mounted_application_answers_and_is_ready_before_it_is_asked(mounted: TestClient) -> None:
    assert mounted.get("/kg/health").json()["status"] == "ok"
    query = "SELECT ?l { <https://example.org/kg/drug/revumenib> <http://www.w3.org/2000/01/rdf-schema#label> ?l }"
    rows = mounted.get("/kg/sparql", params={"query": query}).json()["results"]["bindings"]
    assert [row["l"]["value"] for row in rows] == ["revumenib"]
    assert mounted.get("/sparql").status_code == 404


def test_the_addresses_that_a_mounted_application_gives_are_below_its_path(mounted: TestClient) -> None:
    description = rdflib.Graph().parse(data=mounted.get("/kg/sparql", headers={"Accept": "text/turtle"}).text)
    [service] = description.subjects(RDF.type, SD.Service)
    assert description.value(service, SD.endpoint) == rdflib.URIRef("https://example.org/kg/sparql")
    openapi = mounted.get("/kg/openapi.json").json()
    validate(openapi)
    [server] = openapi["servers"]
    for path in ("/sparql", "/queries.ttl", "/query/trials"):
        assert path in openapi["paths"]
        assert mounted.get(server["url"] + path).status_code == 200
    assert_error(mounted.get("/kg/nowhere"), 404, " /kg/openapi.json")
    assert_error(mounted.get("/kg/dumps/none"), 404, " /kg/dumps/iall-kg.trig")


@pytest.mark.parametrize("path", ["/kg/nowhere", "/kg/gene/none", "/kg/query/trials.html", "/kg/gene/KMT2A.html"])
def test_the_pages_of_a_mounted_application_find_their_parts(mounted: TestClient, path: str) -> None:
    page = mounted.get(path, headers={"Accept": "text/html"})
    parts = re.findall(r'(?:href|src)="([^"#?:]+\.(?:css|js))"', page.text)
    assert parts
    for part in set(parts):
        assert mounted.get(str(page.url.join(part))).status_code == 200, part


def test_an_application_whose_lifespan_nobody_calls_starts_when_it_is_asked(kg: KnowledgeGraph) -> None:
    app = create_app(KnowledgeGraph(ox.Store(), kg.content), Settings(workers=1, timeout=10))
    with TestClient(Starlette(routes=[Mount("/kg", app)])) as client:
        assert client.get("/kg/sparql?query=ASK{}").json()["boolean"] is True
        assert client.portal is not None
        client.portal.call(app.state.service.evaluator.close)
