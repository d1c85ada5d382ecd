"""The endpoint as a good citizen of HTTP: HEAD, OPTIONS, CORS, tags, packing, and limits of size."""

import pytest
from asking import EXAMPLE, FORM, JSON, QUERY, SELECT, XML, assert_error, get
from starlette.testclient import TestClient


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


@pytest.mark.parametrize(("query", "status"), [("ASK {", 400), ("CLEAR ALL", 403), (SELECT, 406)])
def test_whoever_has_anything_is_still_told_of_an_error(three: TestClient, query: str, status: int) -> None:
    accept = "text/turtle" if status == 406 else JSON
    headers = {"If-None-Match": "*", "Accept": accept}
    assert_error(three.get("/sparql", params={"query": query}, headers=headers), status)
    assert three.post("/sparql", data={"query": SELECT}, headers={"If-None-Match": "*"}).status_code == 200


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
