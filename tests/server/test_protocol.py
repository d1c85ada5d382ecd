"""The SPARQL 1.1 Protocol: https://www.w3.org/TR/sparql11-protocol/"""

import gzip
from urllib.parse import quote, urlencode

import httpx2 as httpx
import pytest
from asking import EXAMPLE, FORM, QUERY, assert_error, get
from starlette.testclient import TestClient

UPDATE = "application/sparql-update"
EVERYTHING = f"SELECT ?s {{ {{ ?s <{EXAMPLE}p> ?o }} UNION {{ GRAPH ?g {{ ?s <{EXAMPLE}p> ?o }} }} }} ORDER BY ?s"


def names(answer: httpx.Response) -> list[str]:
    """The graphs from which an answer to EVERYTHING took its subjects."""
    assert answer.status_code == 200, answer.text
    rows = answer.json()["results"]["bindings"]
    return [row["s"]["value"].removeprefix(f"{EXAMPLE}in-") for row in rows]


# 2.1.1 to 2.1.3: three ways to send a query


def test_a_query_is_answered_by_get(three: TestClient) -> None:
    assert get(three, "ASK {}").json()["boolean"] is True


def test_a_query_is_answered_by_post_of_a_form(three: TestClient) -> None:
    assert three.post("/sparql", data={"query": "ASK {}"}).json()["boolean"] is True


def test_a_query_is_answered_by_direct_post(three: TestClient) -> None:
    answer = three.post("/sparql", content="ASK {}", headers={"Content-Type": QUERY})
    assert answer.json()["boolean"] is True


@pytest.mark.parametrize("content_type", [f"{QUERY}; charset=UTF-8", f"{QUERY};charset=utf8", QUERY.upper()])
def test_the_content_type_is_read_with_its_parameters_and_in_any_case(three: TestClient, content_type: str) -> None:
    answer = three.post("/sparql", content="ASK {}", headers={"Content-Type": content_type})
    assert answer.json()["boolean"] is True


def test_a_slash_at_the_end_of_the_address_does_not_matter(three: TestClient) -> None:
    assert three.get("/sparql/", params={"query": "ASK {}"}).json()["boolean"] is True


def test_letters_of_any_language_arrive_by_all_ways(three: TestClient) -> None:
    query = 'SELECT ("Żółć – 白血病 𝔸" AS ?x) {}'
    answers = [
        get(three, query),
        three.post("/sparql", data={"query": query}),
        three.post("/sparql", content=query.encode(), headers={"Content-Type": QUERY}),
        three.post("/sparql", content=f"query={query}".encode(), headers={"Content-Type": FORM}),
    ]
    assert {a.json()["results"]["bindings"][0]["x"]["value"] for a in answers} == {"Żółć – 白血病 𝔸"}


def test_percent_signs_are_decoded_once(three: TestClient) -> None:
    query = 'SELECT (STR(<http://example.org/a%20b%2Bc>) AS ?x) ("1+1" AS ?y) {}'
    for answer in (get(three, query), three.post("/sparql", data={"query": query})):
        row = answer.json()["results"]["bindings"][0]
        assert (row["x"]["value"], row["y"]["value"]) == ("http://example.org/a%20b%2Bc", "1+1")


def test_relative_iris_are_resolved_against_the_endpoint(three: TestClient) -> None:
    answer = get(three, "SELECT (STR(<x>) AS ?x) {}")
    assert answer.json()["results"]["bindings"][0]["x"]["value"] == "https://w3id.org/iall-kg/x"


def test_unknown_parameters_are_ignored(three: TestClient) -> None:
    answer = three.get("/sparql", params={"query": "ASK {}", "output": "json", "timeout": "1", "format": "nonsense"})
    assert answer.json()["boolean"] is True


# 2.1.4: the dataset


@pytest.mark.parametrize("way", ["get", "form", "direct", "mixed"])
@pytest.mark.parametrize(
    ("default", "named", "expected"),
    [
        ([], [], ["a", "b", "c", "default"]),
        (["a"], [], ["a"]),
        (["a", "b"], [], ["a", "b"]),
        ([], ["b"], ["b"]),
        ([], ["a", "b"], ["a", "b"]),
        (["a"], ["b", "c"], ["a", "b", "c"]),
        (["a"], ["a"], ["a", "a"]),
        (["nowhere"], [], []),
        ([], ["nowhere"], []),
    ],
)
def test_the_protocol_names_the_dataset(
    three: TestClient, way: str, default: list[str], named: list[str], expected: list[str]
) -> None:
    graphs = [("default-graph-uri", EXAMPLE + name) for name in default]
    graphs += [("named-graph-uri", EXAMPLE + name) for name in named]
    query = [("query", EVERYTHING)]
    if way == "get":
        answer = three.get("/sparql?" + urlencode(query + graphs))
    elif way == "form":
        answer = three.post("/sparql", content=urlencode(query + graphs), headers={"Content-Type": FORM})
    elif way == "mixed":
        answer = three.post("/sparql?" + urlencode(graphs), content=urlencode(query), headers={"Content-Type": FORM})
    else:
        answer = three.post("/sparql?" + urlencode(graphs), content=EVERYTHING, headers={"Content-Type": QUERY})
    assert names(answer) == expected


@pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri"])
def test_the_dataset_of_the_protocol_replaces_that_of_the_query(three: TestClient, parameter: str) -> None:
    query = EVERYTHING.replace("{", f"FROM <{EXAMPLE}b> FROM NAMED <{EXAMPLE}c> {{", 1)
    assert names(get(three, query)) == ["b", "c"]
    assert names(three.get("/sparql", params={"query": query, parameter: EXAMPLE + "a"})) == ["a"]


@pytest.mark.parametrize("iri", ["", "a", "//example.org/a", "http://exa mple.org/", "<http://example.org/a>"])
def test_a_graph_that_is_no_iri_is_refused(three: TestClient, iri: str) -> None:
    assert_error(three.get("/sparql", params={"query": "ASK {}", "default-graph-uri": iri}), 400, "default-graph-uri")


# 2.1.6 and 2.1.7: success and failure


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_with_those_that_are_allowed(three: TestClient, method: str) -> None:
    answer = three.request(method, "/sparql", params={"query": "ASK {}"}, headers={"Content-Type": FORM})
    assert_error(answer, 405)
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_several_queries_are_refused(three: TestClient) -> None:
    assert_error(three.get("/sparql?query=ASK%20%7B%7D&query=SELECT%20*%20%7B%7D"), 400, "2 queries")
    twice = "query=ASK%20%7B%7D&query=ASK%20%7B%7D"
    assert_error(three.post("/sparql", content=twice, headers={"Content-Type": FORM}), 400, "2 queries")
    in_both = three.post("/sparql?query=ASK%20%7B%7D", content="ASK {}", headers={"Content-Type": QUERY})
    assert_error(in_both, 400, "2 queries")


@pytest.mark.parametrize("body", ["", "quary=ASK%20%7B%7D"])
def test_a_form_without_query_is_refused(three: TestClient, body: str) -> None:
    assert_error(three.post("/sparql", content=body, headers={"Content-Type": FORM}), 400, "no query")


def test_a_dataset_without_query_is_refused(three: TestClient) -> None:
    assert_error(three.get("/sparql", params={"default-graph-uri": EXAMPLE + "a"}), 400, "no query")


@pytest.mark.parametrize("query", ["", "  \n "])
def test_an_empty_query_is_refused(three: TestClient, query: str) -> None:
    assert_error(three.get("/sparql", params={"query": query}), 400, "empty")
    assert_error(three.post("/sparql", content=query, headers={"Content-Type": QUERY}), 400, "empty")


@pytest.mark.parametrize("media_type", ["text/plain", "application/json", "application/sparql", "multipart/form-data"])
def test_bodies_of_other_types_are_refused(three: TestClient, media_type: str) -> None:
    answer = three.post("/sparql", content="ASK {}", headers={"Content-Type": media_type})
    assert_error(answer, 415, media_type)
    assert answer.headers["accept-post"] == f"{FORM}, {QUERY}"


@pytest.mark.parametrize("body", ["ASK {}", "query=ASK%20%7B%7D", "update=CLEAR%20ALL", ""])
def test_a_body_without_media_type_is_refused(three: TestClient, body: str) -> None:
    assert_error(three.post("/sparql", content=body), 415, "media type")


@pytest.mark.parametrize("media_type", [FORM, QUERY])
def test_other_encodings_than_utf8_are_refused(three: TestClient, media_type: str) -> None:
    headers = {"Content-Type": f"{media_type}; charset=UTF-16"}
    assert_error(three.post("/sparql", content="ASK {}".encode("utf-16"), headers=headers), 415, "utf-16")
    headers = {"Content-Type": media_type}
    assert_error(three.post("/sparql", content="ASK {}".encode("utf-16"), headers=headers), 400, "UTF-8")
    packed = gzip.compress(b"ASK {}")
    assert_error(three.post("/sparql", content=packed, headers=headers | {"Content-Encoding": "gzip"}), 415)


def test_parameters_that_are_not_utf8_are_refused(three: TestClient) -> None:
    assert_error(three.get("/sparql?query=ASK%20%7B%7D%20%23%FF"), 400, "UTF-8")
    body = "query=ASK%20%7B%7D%20%23%FF"
    assert_error(three.post("/sparql", content=body, headers={"Content-Type": FORM}), 400, "UTF-8")


def test_more_parameters_than_anybody_needs_are_refused(three: TestClient) -> None:
    assert_error(three.get("/sparql?" + "&".join(["a=b"] * 1001)), 400, "parameters")


@pytest.mark.parametrize(
    ("query", "line", "words"),
    [
        ("ASK {", 1, '"}"'),
        ("SELECT *\n{\n  ?s ?p\n}", 4, ""),
        ("SELECT * { ?s a unknown:Thing }", 1, "Prefix not found"),
        ("SELECT ?s ?o { ?s ?p ?o } GROUP BY ?s", 1, "unbound"),
        ("ASK {} ASK {}", 1, ""),
        ("CLEAR XYZ", 1, ""),
    ],
)
def test_a_syntax_error_says_where_it_is(three: TestClient, query: str, line: int, words: str) -> None:
    answer = get(three, query)
    if query.startswith("CLEAR"):
        assert_error(answer, 403)
    else:
        assert_error(answer, 400, f"near line {line}, column ")
        assert_error(answer, 400, words)
        assert "\\u{" not in answer.text, "the engine's classes of characters are no help"


# Updates: https://www.w3.org/TR/sparql11-protocol/#update-operation


@pytest.mark.parametrize("update", ["CLEAR ALL", "INSERT DATA { <http://x> <http://x> 1 }", "LOAD <http://x/>"])
def test_updates_are_refused_by_all_ways(three: TestClient, update: str) -> None:
    answers = [
        three.get("/sparql", params={"update": update}),
        three.post("/sparql", data={"update": update}),
        three.post("/sparql?update=" + quote(update), data={"query": "ASK {}"}),
        three.post("/sparql", content=update, headers={"Content-Type": UPDATE}),
        three.post("/sparql?using-graph-uri=http://x/", content=update, headers={"Content-Type": UPDATE}),
        three.post("/sparql", content=update.encode("utf-16"), headers={"Content-Type": UPDATE + "; charset=UTF-16"}),
        three.post("/sparql", content=f"update={quote(update)}&update={quote(update)}", headers={"Content-Type": FORM}),
        get(three, update),
        three.post("/sparql", content=update, headers={"Content-Type": QUERY}),
    ]
    for answer in answers:
        assert_error(answer, 403, "read-only")
    assert names(get(three, EVERYTHING)) == ["a", "b", "c", "default"]


@pytest.mark.parametrize("path", ["/update", "/data", "/store", "/sparql/update", "/rdf-graphs/service"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_there_is_no_other_way_to_write(three: TestClient, path: str, method: str) -> None:
    assert_error(three.request(method, path, content="<http://x> <http://x> 1 ."), 404)
