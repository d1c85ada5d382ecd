"""The SPARQL 1.1 Protocol: https://www.w3.org/TR/sparql11-protocol/"""

import gzip
import json
from urllib.parse import quote, urlencode

import httpx2 as httpx
import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
EXAMPLE = "http://example.org/"
EVERYTHING = f"SELECT ?s {{ {{ ?s <{EXAMPLE}p> ?o }} UNION {{ GRAPH ?g {{ ?s <{EXAMPLE}p> ?o }} }} }} ORDER BY ?s"


def get(client: TestClient, query: str, accept: str | None = None, **more: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query}, headers={"Accept": accept} if accept else None, **more)


def names(answer: httpx.Response) -> list[str]:
    """The graphs from which an answer to EVERYTHING took its subjects."""
    assert answer.status_code == 200, answer.text
    rows = answer.json()["results"]["bindings"]
    return [row["s"]["value"].removeprefix(f"{EXAMPLE}in-") for row in rows]


def assert_error(answer: httpx.Response, status: int, words: str = "") -> None:
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert set(error) == {"status", "message", "hint"}
    assert error["status"] == status
    assert words in error["message"] + error["hint"]
    assert answer.headers["content-type"] == "application/json"


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


# 2.1.5: content negotiation

SELECT = f"SELECT ?s ?o {{ ?s <{EXAMPLE}p> ?o }}"
CONSTRUCT = f"CONSTRUCT {{ ?s <{EXAMPLE}p> ?o }} {{ ?s <{EXAMPLE}p> ?o }}"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
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
    ("query", "accept"), [(SELECT, "text/turtle"), (CONSTRUCT, "text/csv"), ("ASK {}", "text/turtle")]
)
def test_a_client_that_takes_only_the_other_kind_of_answer_is_told_so(
    three: TestClient, query: str, accept: str
) -> None:
    assert_error(get(three, query, accept), 406)


def test_decimals_stay_exact_in_json_ld(three: TestClient) -> None:
    answer = get(three, "CONSTRUCT { <http://x> <http://x> 36.10 } {}", "application/ld+json")
    [node] = json.loads(answer.text)
    assert node["http://x"][0]["@value"] == "36.10"


# HTTP


def test_head_gives_the_headers_of_get_and_no_body(three: TestClient) -> None:
    params = {"query": SELECT}
    head, whole = three.head("/sparql", params=params), three.get("/sparql", params=params)
    assert head.content == b""
    assert {k: v for k, v in head.headers.items() if k != "date"} == dict(whole.headers)
    assert three.head("/sparql", params={"query": "ASK {"}).status_code == 400


def test_options_tell_the_methods_to_any_origin(three: TestClient) -> None:
    headers = {
        "Origin": "https://example.com",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    for answer in (three.options("/sparql"), three.options("/sparql", headers=headers)):
        assert answer.status_code == 204
        assert answer.content == b""
        assert answer.headers["allow"] == answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS, POST"
        assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-headers"] == "content-type"


def test_errors_and_answers_may_be_read_by_any_origin(three: TestClient) -> None:
    for query in ("ASK {}", "ASK {"):
        assert get(three, query).headers["access-control-allow-origin"] == "*"


def test_an_answer_that_the_client_has_is_not_sent_again(three: TestClient) -> None:
    first = get(three, SELECT)
    tag = first.headers["etag"]
    for given in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
        again = three.get("/sparql", params={"query": SELECT}, headers={"If-None-Match": given})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == tag
        assert again.headers["vary"] == first.headers["vary"]
    assert three.get("/sparql", params={"query": SELECT}, headers={"If-None-Match": '"other"'}).status_code == 200


def test_each_query_form_and_dataset_has_a_tag_of_its_own(three: TestClient, client: TestClient) -> None:
    answers = [
        get(three, SELECT),
        get(three, SELECT + " "),
        get(three, SELECT, "text/csv"),
        get(client, SELECT),
        three.get("/sparql", params={"query": SELECT, "default-graph-uri": EXAMPLE + "a"}),
    ]
    assert len({answer.headers["etag"] for answer in answers}) == len(answers)


def test_what_is_asked_again_is_answered_from_what_was_kept(three: TestClient) -> None:
    def kept() -> int:
        lines = three.get("/metrics").text.splitlines()
        return sum(int(line.split()[-1]) for line in lines if 'outcome="kept"' in line)

    before = kept()
    answers = [three.post("/sparql", data={"query": SELECT + " # kept"}) for _ in range(3)]
    assert kept() == before + 2
    assert len({(a.content, a.headers["content-type"]) for a in answers}) == 1
    other = three.post("/sparql", data={"query": SELECT + " # kept"}, headers={"Accept": "text/csv"})
    assert other.headers["content-type"] == "text/csv; charset=utf-8"
    elsewhere = three.post("/sparql", data={"query": SELECT + " # kept", "default-graph-uri": EXAMPLE + "a"})
    assert elsewhere.content != answers[0].content
    for _ in range(2):
        assert three.post("/sparql", data={"query": "ASK { # never kept"}).status_code == 400
    assert kept() == before + 2


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "uuid()", "StrUUID()"])
def test_an_answer_that_changes_has_no_tag(three: TestClient, function: str) -> None:
    answer = get(three, f"SELECT ({function} AS ?x) {{}}")
    assert answer.status_code == 200
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


def test_errors_are_not_kept(three: TestClient) -> None:
    answer = get(three, "ASK {")
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [("gzip", True), ("gzip, deflate, br", True), ("*", True), ("gzip;q=0", False), ("identity", False), ("", False)],
)
def test_long_answers_are_packed_for_clients_that_take_it(client: TestClient, accepted: str, packed: bool) -> None:
    params = {"query": "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 200"}
    answer = client.get("/sparql", params=params, headers={"Accept-Encoding": accepted})
    assert (answer.headers.get("content-encoding") == "gzip") is packed
    assert len(answer.json()["results"]["bindings"]) == 200


# Limits of size


def test_a_query_that_is_too_long_is_refused(three: TestClient) -> None:
    long = "ASK {} #" + "x" * 131_072
    assert_error(three.post("/sparql", data={"query": long}), 413, "131,072")
    assert_error(three.post("/sparql", content=long, headers={"Content-Type": QUERY}), 413)
    assert_error(three.post("/sparql", content="x" * 3_000_000, headers={"Content-Type": FORM}), 413)
    assert three.post("/sparql", data={"query": long[:131_072]}).status_code == 200


@pytest.mark.parametrize("accept", [JSON, XML, "text/csv", "text/tab-separated-values"])
def test_more_rows_than_the_limit_are_an_error_that_says_so(three: TestClient, accept: str) -> None:
    values = " ".join(rf'"{n}\r\n,\t"' for n in range(50))
    query = f"SELECT ?x {{ VALUES ?x {{ {values} %s }} }}"
    assert get(three, query % "", accept).status_code == 200
    assert_error(get(three, query % '"one more"', accept), 422, "50 rows")


def test_more_triples_than_the_limit_are_an_error_that_says_so(three: TestClient) -> None:
    values = " ".join(map(str, range(50)))
    query = f"CONSTRUCT {{ <http://x> <http://x> ?x }} {{ VALUES ?x {{ {values} %s }} }}"
    assert get(three, query % "").status_code == 200
    assert_error(get(three, query % "50"), 422, "50 rows")


@pytest.mark.parametrize("brackets", ["{}", "()", "[]"])
def test_a_query_that_nests_too_deep_is_refused(three: TestClient, brackets: str) -> None:
    opening, closing = brackets
    inner = {"{": "?s ?p ?o", "(": "1", "[": "1"}[opening]
    outer = {"{": "ASK { %s }", "(": "ASK { FILTER(%s) }", "[": "ASK { ?s ?p %s }"}[opening]
    step = opening if opening != "[" else "[ ?p "
    deep = outer % (step * 120 + inner + closing * 120)
    assert_error(get(three, deep), 400, "nests")
    flat = outer % (step * 9 + inner + closing * 9)
    assert get(three, flat).status_code == 200
    many = "ASK {" + "{ ?s ?p ?o FILTER(?o > 1) } UNION" * 200 + "{ ?s ?p ?o } }"
    assert get(three, many).status_code == 200
    quoted = f'ASK {{ FILTER("{opening * 200}" = "") }} # {opening * 200}'
    assert get(three, quoted).status_code == 200
