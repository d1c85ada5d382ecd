"""Every stored query is a plain address, described in OpenAPI."""

import csv
import io
import json

import pyoxigraph as ox
import pytest
from openapi_spec_validator import validate
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient

from iall_kg import stored_queries
from iall_kg.content import find_content
from iall_kg.graph import KnowledgeGraph
from iall_kg.server.app import create_app
from iall_kg.server.evaluator import FREE, STORED, Answered, Asked
from iall_kg.server.problems import Problem
from iall_kg.server.questions import asked_for
from iall_kg.server.settings import Settings

QUERIES = stored_queries.read_queries(find_content().queries / "questions")
ADDRESS = "/query/drugs-targeting-interaction"


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("name", QUERIES)
def test_every_stored_query_answers_as_in_python(client: TestClient, kg: KnowledgeGraph, name: str) -> None:
    expected = kg.query(name)
    head, *rows = table(client.get(f"/query/{name}?format=csv").text)
    assert head == expected.columns
    assert rows == [["" if t is None else t.value for t in row] for row in expected.rows]


@pytest.mark.parametrize("name", [name for name, query in QUERIES.items() if query.parameters])
def test_every_parameter_takes_its_example(client: TestClient, kg: KnowledgeGraph, name: str) -> None:
    for parameter in QUERIES[name].parameters:
        answer = client.get(f"/query/{name}", params={parameter.name: parameter.example})
        expected = kg.query(name, **{parameter.name: parameter.example})
        assert len(answer.json()["results"]["bindings"]) == len(expected) > 0


@pytest.mark.parametrize(
    "value",
    ["menin-KMT2A", "menin--KMT2A", "interaction:menin--KMT2A", "https://w3id.org/iall-kg/interaction/menin--KMT2A"],
)
def test_a_parameter_takes_labels_keys_curies_and_iris(client: TestClient, value: str) -> None:
    answer = client.get(ADDRESS, params={"interaction": value})
    assert {row["drugLabel"]["value"] for row in answer.json()["results"]["bindings"]} >= {"revumenib"}


def test_a_parameter_that_is_repeated_gives_alternatives_and_an_empty_one_gives_all(client: TestClient) -> None:
    def drugs(query: str) -> set[str]:
        rows = client.get(f"/query/drug-targets?{query}").json()["results"]["bindings"]
        return {row["drugLabel"]["value"] for row in rows}

    one, other = drugs("drug=revumenib"), drugs("drug=ziftomenib")
    assert one == {"revumenib"}
    assert drugs("drug=revumenib&drug=ziftomenib") == one | other
    assert drugs("drug=") == drugs("")


@pytest.mark.parametrize(
    ("path", "status", "message", "hint"),
    [
        ("/query/drug-target", 404, "drug-target", "drug-targets"),
        (f"{ADDRESS}?interaction=menin-KMT2", 400, "menin-KMT2", "menin–KMT2A interaction"),
        (f"{ADDRESS}?interaktion=x", 400, "interaktion", "interaction"),
        (f"{ADDRESS}?format=exe", 400, "exe", "csv"),
        (f"{ADDRESS}?format=odd", 400, "odd", "csv"),
        (f"{ADDRESS}?format=csv&format=json", 400, "csv, json", ""),
        (f"{ADDRESS}?interaction={'x' * 301}", 400, "alternatives", ""),
        (f"/query/{'x' * 9000}", 404, "9000", ""),
        (f"{ADDRESS}?interaction={'x' * 9000}", 414, "8192", ""),
        (f"{ADDRESS}?{'interaction=menin-KMT2A&' * 300}", 400, "alternatives", ""),
        (f"{ADDRESS}?interaction=%FF", 400, "UTF-8", ""),
    ],
)
def test_what_does_not_exist_is_an_error_with_the_nearest(
    client: TestClient, path: str, status: int, message: str, hint: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert message in error["message"]
    assert hint in error["hint"]


@pytest.mark.parametrize(
    ("format_", "accept", "expected"),
    [
        (None, None, "application/sparql-results+json"),
        ("json", "text/csv", "application/sparql-results+json"),
        ("csv", None, "text/csv; charset=utf-8"),
        ("tsv", None, "text/tab-separated-values; charset=utf-8"),
        ("xml", None, "application/sparql-results+xml"),
        (None, "text/csv", "text/csv; charset=utf-8"),
        (None, "text/tab-separated-values;q=0.9, text/csv;q=0.1", "text/tab-separated-values; charset=utf-8"),
    ],
)
def test_the_form_is_chosen_by_parameter_or_negotiated(
    client: TestClient, format_: str | None, accept: str | None, expected: str
) -> None:
    answer = client.get(
        ADDRESS, params={"format": format_} if format_ else {}, headers={"Accept": accept} if accept else {}
    )
    assert answer.headers["content-type"] == expected


def test_a_client_that_takes_no_rows_is_told_so(client: TestClient) -> None:
    answer = client.get(ADDRESS, headers={"Accept": "text/turtle"})
    assert answer.status_code == 406
    assert "text/csv" in answer.json()["error"]["hint"]


def test_an_answer_has_a_tag(client: TestClient) -> None:
    tag = client.get(ADDRESS).headers["etag"]
    assert client.get(ADDRESS, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(ADDRESS + "?interaction=menin-KMT2A", headers={"If-None-Match": tag}).status_code == 200


def test_other_methods_are_refused(client: TestClient) -> None:
    assert client.post(ADDRESS).status_code == 405
    assert client.options(ADDRESS).headers["allow"] == "GET, HEAD, OPTIONS"


def test_the_openapi_description_is_valid_and_lists_every_query_with_its_parameters(client: TestClient) -> None:
    answer = client.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    description = answer.json()
    assert description["openapi"].startswith("3.1.")
    validate(description)
    for name, query in QUERIES.items():
        operation = description["paths"][f"/query/{name}"]["get"]
        assert operation["summary"] == query.title
        assert query.question in operation["description"]
        described = {p["name"]: p for p in operation["parameters"]}
        assert set(described) == {p.name for p in query.parameters} | {"format"}
        for parameter in query.parameters:
            assert described[parameter.name]["examples"]["example"]["value"] == [parameter.example]


def test_the_openapi_description_names_only_what_is_there(client: TestClient) -> None:
    for path, operations in client.get("/openapi.json").json()["paths"].items():
        assert {m.upper() for m in operations} <= set(client.options(path).headers["allow"].split(", "))
        accepted = list(operations["get"]["responses"]["200"]["content"])
        if not path.startswith("/query/"):
            answer = client.get(path, headers={"Accept": accepted[0]})
            params = {} if path != "/sparql" else {"query": "ASK {}"}
            answer = client.get(path, params=params, headers={"Accept": accepted[0]})
            assert answer.status_code == 200
            assert answer.headers["content-type"].split(";")[0] in accepted


def test_every_form_that_the_openapi_description_names_is_given(client: TestClient) -> None:
    operation = client.get("/openapi.json").json()["paths"][ADDRESS]["get"]
    [form] = [p["schema"]["enum"] for p in operation["parameters"] if p["name"] == "format"]
    given = [client.get(ADDRESS, params={"format": name}).headers["content-type"].split(";")[0] for name in form]
    assert given == list(operation["responses"]["200"]["content"])
    assert "text/html" in given


def test_no_parameter_of_a_stored_query_is_called_like_one_of_the_server() -> None:
    assert all(p.name != "format" for query in QUERIES.values() for p in query.parameters)


@pytest.fixture(scope="module")
def with_pages(kg: KnowledgeGraph) -> TestClient:
    async def page(request: Request) -> Response:
        return PlainTextResponse(f"page of {request.url.path}", headers={"Content-Type": "text/html"})

    app = create_app(KnowledgeGraph(ox.Store(), kg.content), Settings(workers=1))
    app.state.service.pages |= {"sparql": page, "question": page}
    return TestClient(app)


@pytest.mark.parametrize("path", ["/sparql", "/query/trials"])
def test_browsers_get_the_page_of_a_route_if_there_is_one(with_pages: TestClient, path: str) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    with with_pages as client:
        assert client.get(path, headers={"Accept": browser}).text == f"page of {path}"
        assert "html" not in client.get(path).headers["content-type"]
        assert "html" not in client.get(path, headers={"Accept": "*/*"}).headers["content-type"]


def test_a_page_can_be_asked_for_by_format(with_pages: TestClient) -> None:
    with with_pages as client:
        assert client.get("/query/trials?format=html").text == "page of /query/trials"
        assert json.loads(client.get("/query/trials?format=json", headers={"Accept": "text/html"}).text)


class Overworked:
    """An evaluator that has no time."""

    async def answer(self, _asked: Asked) -> Answered:
        raise Problem(503, "It has no time.", "Wait.")


def test_what_a_page_shows_for_some_values_is_answered_by_a_worker_and_within_the_same_limits(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/query/drug-targets.html"
    page = client.get(address, params={"drug": "revumenib"})
    assert page.status_code == 200
    assert "menin" in page.text
    assert client.get(address, params={"drug": ["revumenib"] * 201}).status_code == 400
    assert client.get(address, params={"drug": "x" * 301}).status_code == 400
    monkeypatch.setattr(client.app.state.service, "evaluator", Overworked())
    assert client.get(address, params={"drug": "revumenib"}).status_code == 503
    assert client.get(address, params={"drug": "revumenip"}).status_code == 400
    assert client.get(address).status_code == 200


def test_a_stored_query_with_many_alternatives_does_not_go_before_others(client: TestClient) -> None:
    service = client.app.state.service
    assert client.portal is not None
    for count, priority in ((1, STORED), (8, STORED), (9, FREE), (200, FREE)):
        asked = client.portal.call(asked_for, service, "drug-targets", {"drug": ["revumenib"] * count})
        assert asked.priority == priority
