"""From what a page leaves out one link leads to all of it, as a page, CSV and JSON, and nothing is missing there."""

from collections import Counter
from urllib.parse import parse_qs, urlsplit

import pytest
from page_reader import led_to, read_page
from starlette.testclient import TestClient

from iall_kg import show
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, shorten
from iall_kg.pages import observations
from iall_kg.pages.addresses import page_of, question_page
from iall_kg.pages.around import around
from iall_kg.pages.cells import View
from iall_kg.pages.observation_kinds import Shape
from iall_kg.pages.rest import BELONGING, all_belonging, all_said
from iall_kg.pages.site import Site
from iall_kg.pages.table import Table
from iall_kg.pages.thing import thing
from iall_kg.server.app import create_app
from iall_kg.server.settings import Settings
from iall_kg.show import SAID

# Their pages show what they say or hold, not what names them.
SHOWN_OTHERWISE = ("claim", "passage")


def described(site: Site) -> list[str]:
    return [iri for kind in site.counts if kind not in SHOWN_OTHERWISE for iri in site.of_kind(kind)]


def test_the_rest_of_a_property_holds_every_statement_that_was_counted(
    site: Site, kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = {iri: around(site, iri)[0] for iri in described(site)}
    monkeypatch.setattr(show, "MOST_OF_A_PROPERTY", 2)
    checked = 0
    for iri, sayings in whole.items():
        expected = Counter(shorten(said.predicate) for said in sayings.all)
        for relation in around(site, iri)[1]:
            rest = all_said(iri, relation)
            answer = kg.query(rest.query, **rest.values)
            said = {(row["subject"], row["relation"], row["object"]) for row in answer}
            assert len(said) == expected[relation], (iri, relation)
            checked += 1
    assert checked > 400


def test_the_rest_of_a_table_holds_every_row_that_a_page_would_show(
    site: Site, kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables: list[tuple[str, Shape, list[str]]] = []
    made = observations.table_of_shape

    def noted(view: View, shape: Shape, nodes: list[str], *, more: int = 0) -> Table:
        tables.append((view.thing, shape, nodes))
        return made(view, shape, nodes, more=more)

    monkeypatch.setattr(observations, "table_of_shape", noted)
    for iri in described(site):
        thing(site, iri)
    assert len(tables) > 1000
    for iri, shape, nodes in tables:
        rest = all_belonging(iri, shape.of)
        answer = kg.query(rest.query, **rest.values)
        # The table of a thing of its own kind begins with the thing itself.
        assert set(map(shorten, nodes)) <= {row["item"] for row in answer} | {shorten(iri)}, (iri, shape.title)


def test_one_click_leads_from_a_cut_list_or_table_to_all_rows(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(show, "MOST_OF_A_PROPERTY", 5)
    monkeypatch.setattr(observations, "MOST_ROWS", 2)
    address = "disease/infant-ALL.html"
    page = read_page(thing(Site(kg), BASE + "disease/infant-ALL"))
    links = [link for link in page.links if "?" in link]
    assert {urlsplit(link).path for link in links} == {
        "../query/said-of-thing.html",
        "../query/studies-and-results.html",
    }
    with TestClient(create_app(kg, Settings(workers=1, timeout=10))) as client:
        for link in links:
            target, _ = led_to(address, link)
            values = parse_qs(urlsplit(link).query)
            assert values["thing"] == ["disease:infant-ALL"]
            rows = kg.query(urlsplit(link).path.rpartition("/")[2].removesuffix(".html"), **values)
            answer = client.get(f"/{target}?{urlsplit(link).query}")
            assert answer.status_code == 200
            assert f"<strong>{len(rows)}</strong> rows" in answer.text
            files = [f for f in read_page(answer.text).links if f.startswith("../query/") and "format=csv" in f]
            assert files
            csv = client.get(f"/query/{files[-1].removeprefix('../query/')}").text
            assert len(csv.splitlines()) == len(rows) + 1


def test_in_files_the_rest_is_sought_where_all_rows_are(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(show, "MOST_OF_A_PROPERTY", 5)
    monkeypatch.setattr(observations, "MOST_ROWS", 2)
    iri = BASE + "disease/infant-ALL"
    page = read_page(thing(Site(site.graph, live=False), iri))
    assert not [link for link in page.links if "?" in link]
    targets = {led_to(page_of(iri), link)[0] for link in page.links}
    assert {question_page(SAID), question_page(BELONGING)} <= targets
    assert "they stand among the rows about all things" in page.text


@pytest.mark.parametrize("key", ['a"><script>alert(1)</script>', "a&relation=b", "a b", "ä#x"])
def test_the_link_to_the_rest_is_escaped_whatever_a_thing_is_called(site: Site, key: str) -> None:
    rest = all_said(f"{BASE}drug/{key}", "iall:targets")
    template = site._environment.from_string("{% from 'parts.html' import rest with context %}{{ rest(given) }}")
    page = read_page(template.render(given=rest, root="../", site=site))
    [link] = page.links
    assert not page.faults
    assert parse_qs(urlsplit(link).query) == rest.values


def test_rows_above_the_limit_of_the_server_are_had_in_parts(kg: KnowledgeGraph) -> None:
    with TestClient(create_app(kg, Settings(workers=1, timeout=10, max_rows=3))) as client:
        page = client.get("/query/said-of-thing.html?thing=agegroup:infant", headers={"Accept": "text/html"})
        assert page.status_code == 422
        assert "larger than 3 rows" in page.text
        assert "LIMIT and OFFSET" in page.text
        assert 'href="../sparql#query=' in page.text
