"""The pages that a server sends: whole, with a strict policy, quickly found again, and escaped."""

import asyncio
import json
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from starlette.testclient import TestClient

from iall_kg.graph import KnowledgeGraph
from iall_kg.pages import fixed
from iall_kg.pages.editor import completions
from iall_kg.pages.site import Site
from iall_kg.server.app import create_app
from iall_kg.server.made_pages import MadePages
from iall_kg.server.problems import Problem
from iall_kg.server.settings import Settings

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PAGES = [
    "/",
    "/index.html",
    "/about.html",
    "/things.html",
    "/search.html?q=MLL-AF4",
    "/drug/index.html",
    "/query/drugs-targeting-interaction.html",
    "/drug/revumenib.html",
    "/pictures.html",
    "/fusions",
]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_lets_in_nothing_from_elsewhere(client: TestClient, address: str) -> None:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    loaded = re.findall(r'(?:src|<link[^>]*href)="([^"]+)"', answer.text)
    assert not [address for address in loaded if address.startswith(("http:", "https:", "//"))]


def test_a_page_is_not_sent_twice_to_who_has_it(client: TestClient) -> None:
    first = client.get("/", headers=BROWSER)
    again = client.get("/", headers={**BROWSER, "If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert not again.content


def test_the_home_page_says_what_this_is_and_lists_every_question(client: TestClient, kg: KnowledgeGraph) -> None:
    text = client.get("/").text
    assert "not medical advice" in text
    for query in kg.queries.values():
        assert f'href="query/{query.name}.html"' in text


@pytest.mark.parametrize("text", ["MLL-AF4", "af4/mll", "KMT2A::AFF1", "mll af4"])
def test_search_finds_a_fusion_by_its_old_names(client: TestClient, text: str) -> None:
    page = client.get("/search.html", params={"q": text}).text
    assert ('href="./fusion/KMT2A--AFF1.html"' in page) == (text != "af4/mll")


def test_a_search_text_is_escaped(client: TestClient) -> None:
    page = client.get("/search.html", params={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page
    assert client.get("/search.html", params={"q": "x" * 301}).status_code == 400


def test_a_question_is_a_page_for_browsers_and_data_for_programs(client: TestClient) -> None:
    address = "/query/drugs-targeting-interaction?interaction=menin-KMT2A"
    page = client.get(address, headers=BROWSER)
    assert page.headers["content-type"].startswith("text/html")
    # Section 4.3 and row 8 of Table 2 name this trial of revumenib.
    assert 'href="../trial/NCT04065399.html">NCT04065399</a>' in page.text
    assert 'class="evidence" href="../claim/kulczycka-2024/table2-r8.html">Table 2 [60]</a>' in page.text
    assert 'value="menin-KMT2A"' in page.text
    assert client.get(address).headers["content-type"] == "application/sparql-results+json"
    assert client.get(f"{address}&format=html").headers["content-type"].startswith("text/html")


def test_a_value_that_names_nothing_is_said_on_the_page_with_the_nearest(client: TestClient) -> None:
    page = client.get("/query/drugs-targeting-interaction.html?interaction=menon-KMT2A", headers=BROWSER)
    assert page.status_code == 400
    assert 'role="alert"' in page.text
    assert "menin–KMT2A interaction" in page.text
    hostile = client.get('/query/trials.html?trial="><script>alert(1)</script>', headers=BROWSER)
    assert "<script>alert" not in hostile.text


def test_a_parameter_offers_the_values_that_give_rows(client: TestClient) -> None:
    page = client.get("/query/trials.html").text
    # Table 2 has these phases and no other values of phase.
    offered = re.search(r'<datalist id="l-phase">(.*?)</datalist>', page)
    assert offered
    assert re.findall(r'value="([^"]+)"', offered[1]) == ["phase 1", "phase 1/2", "phase 2", "phase 3"]


def test_a_long_answer_is_shown_in_part_and_says_so(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iall_kg.pages.question.MOST_ROWS", 5)
    page = client.get("/query/trials.html?status=Ongoing").text
    assert page.count("<tr>") == 6
    assert "The first 5 are shown" in page


def test_browsers_get_errors_as_pages_and_programs_as_json(client: TestClient) -> None:
    page = client.get("/nowhere", headers=BROWSER)
    assert page.status_code == 404
    assert "<h1>" in page.text
    assert client.get("/nowhere").json()["error"]["status"] == 404
    assert client.get("/query/odd", headers=BROWSER).status_code == 404
    assert client.get("/query/", headers=BROWSER).status_code == 404


@pytest.mark.parametrize("path", ["table.js", "search.js", "iall-kg.css", "icon.svg"])
def test_static_files_are_served(client: TestClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 200


@pytest.mark.parametrize("path", ["../graph.py", "..%2fgraph.py", "nothing.css", "", "table", "%2e%2e/__init__.py"])
def test_nothing_else_is_served_as_a_file(client: TestClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404


def test_the_list_of_a_kind_names_all_its_things(client: TestClient, kg: KnowledgeGraph) -> None:
    text = client.get("/trial/").text
    trials = [iri for iri in kg.names.labels if "/trial/" in iri]
    assert len(trials) > 20
    for iri in trials:
        assert f'href="../trial/{iri.rpartition("/")[2]}.html"' in text


def test_names_for_search_in_a_browser_hold_old_symbols(client: TestClient) -> None:
    rows = client.get("/names.json").json()
    assert ["MLL-AF4", "KMT2A::AFF1", "fusion/KMT2A--AFF1.html", "fusion"] in rows


def test_more_names_than_a_browser_can_hold_are_offered_by_none(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(kg)
    assert len(json.loads(fixed.names(site))) > 3000
    assert json.loads(completions(site, {}))["thing"]
    monkeypatch.setattr(fixed, "MOST_OFFERED", 100)
    assert fixed.names(site) == b"[]"
    completed = json.loads(completions(site, {}))
    assert completed["thing"] == []
    assert len(completed["property"]) > 50
    assert "revumenib" in fixed.search(site, "revumenb")


def test_pages_of_a_graph_that_holds_next_to_nothing_can_be_read(three: TestClient) -> None:
    for address in ("/", "/about.html", "/things.html", "/search.html?q=nothing", "/query/trials.html"):
        assert three.get(address, headers=BROWSER).status_code == 200


def test_in_a_large_graph_the_page_of_a_question_asks_for_a_value(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fixed, "MOST_OFFERED", 100)
    with TestClient(create_app(kg, Settings(workers=1, timeout=10))) as client:
        asked = client.get("/query/trials.html", headers=BROWSER)
        assert asked.status_code == 200
        assert "takes too long" in asked.text
        assert "trials.html?drug=SNDX-5613" in asked.text
        answered = client.get("/query/trials.html?drug=SNDX-5613", headers=BROWSER).text
        assert "takes too long" not in answered
        assert "<strong>2</strong> rows" in answered


def test_an_answer_above_the_limit_of_rows_is_no_fault_of_the_page(kg: KnowledgeGraph) -> None:
    with TestClient(create_app(kg, Settings(workers=1, timeout=10, max_rows=3))) as client:
        asked = client.get("/query/trials.html", headers=BROWSER)
        assert asked.status_code == 200
        assert "All rows are too many" in asked.text


def test_nobody_waits_longer_for_a_page_than_the_limit_of_the_server(kg: KnowledgeGraph) -> None:
    made, begun = MadePages(kg, Settings(timeout=0.5)), Event()

    async def ask() -> None:
        with pytest.raises(Problem, match=r"longer than 0\.5 seconds"):
            await made.made(lambda: begun.wait(20))
        begun.set()
        # Its place is free again as soon as it ends.
        assert await made.made(lambda: "made") == "made"

    # In a thread, because the tests in a browser keep a loop in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(ask())).result()


def test_a_long_list_is_shown_in_part_and_says_so(kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fixed, "MOST_LISTED", 5)
    text = fixed.things_of_kind(Site(kg), "trial")
    assert "The first 5 are listed" in text
    assert text.count('<li><a href="../trial/') == 5
