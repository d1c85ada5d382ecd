"""How the tests of the protocol ask, and what every error looks like."""

import httpx2 as httpx
from starlette.testclient import TestClient

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
EXAMPLE = "http://example.org/"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
SELECT = f"SELECT ?s ?o {{ ?s <{EXAMPLE}p> ?o }}"
CONSTRUCT = f"CONSTRUCT {{ ?s <{EXAMPLE}p> ?o }} {{ ?s <{EXAMPLE}p> ?o }}"


def get(client: TestClient, query: str, accept: str | None = None, **more: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query}, headers={"Accept": accept} if accept else None, **more)


def assert_error(answer: httpx.Response, status: int, words: str = "") -> None:
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert set(error) == {"status", "message", "hint"}
    assert error["status"] == status
    assert words in error["message"] + error["hint"]
    assert answer.headers["content-type"] == "application/json"
