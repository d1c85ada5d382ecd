"""Answers come in the form that the client likes best: section 2.1.5 of the protocol, and HTTP."""

import json

import pyoxigraph as ox
import pytest
from asking import CONSTRUCT, EXAMPLE, JSON, SELECT, XML, assert_error, get
from starlette.testclient import TestClient

ROW = f"{EXAMPLE}in-default,default"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("", JSON),
        (JSON, JSON),
        ("application/json", "application/json"),
        (XML, XML),
        ("application/xml", "application/xml"),
        ("text/xml", "text/xml; charset=utf-8"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("TEXT/CSV", "text/csv; charset=utf-8"),
        ("text/*", "text/csv; charset=utf-8"),
        ("application/*", JSON),
        (f"{JSON};q=0.5, text/csv", "text/csv; charset=utf-8"),
        (f"{JSON};q=0.5, text/csv;q=0.4", JSON),
        (f"{XML};q=0.9, */*;q=0.1", XML),
        (f"*/*, {JSON};q=0", XML),
        ("*/*;q=0.1, application/*;q=0, text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/turtle, text/csv;q=0.1", "text/csv; charset=utf-8"),
        (f"{XML};charset=utf-8;q=0.7, text/html", XML),
        ("nonsense", JSON),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", "application/xml"),
    ],
)
def test_rows_come_in_the_form_that_the_client_likes_best(three: TestClient, accept: str | None, expected: str) -> None:
    answer = get(three, SELECT, accept)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == expected
    assert answer.headers["vary"] == "Accept, Accept-Encoding"


def test_each_form_of_rows_says_the_same(three: TestClient) -> None:
    for form, media_type in (
        (ox.QueryResultsFormat.JSON, JSON),
        (ox.QueryResultsFormat.XML, XML),
        (ox.QueryResultsFormat.TSV, "text/tab-separated-values"),
    ):
        rows = list(ox.parse_query_results(get(three, SELECT, media_type).content, format=form))
        assert [(r["s"].value, r["o"].value) for r in rows] == [(f"{EXAMPLE}in-default", "default")]
    assert get(three, SELECT, "text/csv").text == f"s,o\r\n{ROW}\r\n"


@pytest.mark.parametrize(("accept", "body"), [(JSON, '{"head":{},"boolean":true}'), ("text/csv", "true"), (XML, None)])
def test_truth_values_come_in_all_forms_of_rows(three: TestClient, accept: str, body: str | None) -> None:
    answer = get(three, "ASK {}", accept)
    assert answer.headers["content-type"].startswith(accept)
    if body is None:
        assert "<boolean>true</boolean>" in answer.text
    else:
        assert answer.text == body


@pytest.mark.parametrize("query", [CONSTRUCT, f"DESCRIBE <{EXAMPLE}in-default>"])
@pytest.mark.parametrize(
    ("accept", "expected", "form"),
    [
        (None, "text/turtle", ox.RdfFormat.TURTLE),
        ("text/turtle", "text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", "application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/rdf+xml", "application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("application/ld+json", "application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/json", "application/json", ox.RdfFormat.JSON_LD),
        ("text/turtle;q=0.2, application/rdf+xml;q=0.8", "application/rdf+xml", ox.RdfFormat.RDF_XML),
        (f"{JSON}, application/n-triples;q=0.1", "application/n-triples", ox.RdfFormat.N_TRIPLES),
    ],
)
def test_graphs_come_in_the_form_that_the_client_likes_best(
    three: TestClient, query: str, accept: str | None, expected: str, form: ox.RdfFormat
) -> None:
    answer = get(three, query, accept)
    assert answer.headers["content-type"].split(";")[0] == expected
    triples = [(q.subject.value, q.object.value) for q in ox.parse(answer.content, format=form)]
    assert triples == [(f"{EXAMPLE}in-default", "default")]


@pytest.mark.parametrize("accept", ["image/png", "text/html", "*/*;q=0", "application/pdf, image/*;q=0.5"])
@pytest.mark.parametrize("query", [SELECT, CONSTRUCT, "ASK {}"])
def test_a_client_that_takes_nothing_we_have_is_told_so(three: TestClient, query: str, accept: str) -> None:
    assert_error(get(three, query, accept), 406, "text/csv")


@pytest.mark.parametrize(
    ("query", "accept", "offered"),
    [
        (SELECT, "text/turtle", "text/csv"),
        (CONSTRUCT, "text/csv", "text/turtle"),
        ("ASK {}", "text/turtle", "text/csv"),
    ],
)
def test_a_client_that_takes_only_the_other_kind_of_answer_is_told_so(
    three: TestClient, query: str, accept: str, offered: str
) -> None:
    assert_error(get(three, query, accept), 406, offered)


def test_decimals_stay_exact_in_json_ld(three: TestClient) -> None:
    answer = get(three, "CONSTRUCT { <http://x> <http://x> 36.10 } {}", "application/ld+json")
    [node] = json.loads(answer.text)
    assert node["http://x"][0]["@value"] == "36.10"
