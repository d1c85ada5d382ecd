"""The SPARQL page: what it holds with and without the editor from npm, and what the editor completes."""

import html
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from iall_kg.graph import KnowledgeGraph
from iall_kg.pages import editor as editor_module
from iall_kg.pages.editor import completions, editor
from iall_kg.pages.site import Site
from iall_kg.results import Answer
from iall_kg.server.negotiation import GRAPH_FORMS, SOLUTION_FORMS

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
SELECT = (
    "SELECT ?label { <https://w3id.org/iall-kg/drug/revumenib> <http://www.w3.org/2000/01/rdf-schema#label> ?label }"
)


def page(client: TestClient, address: str = "/sparql") -> str:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    return answer.text


def field(text: str) -> str:
    """Return the query that stands in the form of a page."""
    [query] = re.findall(r"<textarea[^>]*>(.*?)</textarea>", text, re.S)
    return html.unescape(query)


def test_a_browser_gets_a_page_and_others_the_description_of_the_service(client: TestClient) -> None:
    assert "<h1>" in page(client)
    assert client.get("/sparql").headers["Content-Type"].startswith("text/turtle")


def test_the_page_lets_nothing_in_from_elsewhere(client: TestClient) -> None:
    policy = client.get("/sparql", headers=BROWSER).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    text = page(client)
    assert not re.findall(r'(?:src|action)="(?:https?:)?//', text)
    assert not re.findall(r"<link[^>]*href=\"(?:https?:)?//", text)
    assert not re.findall(r"<script(?![^>]* src=)", text)


def test_the_page_begins_with_a_query_that_runs(client: TestClient, kg: KnowledgeGraph) -> None:
    answer = kg.sparql(field(page(client)))
    assert isinstance(answer, Answer)
    assert answer.rows


def test_every_stored_question_is_named_in_words_and_opens_in_the_editor(
    client: TestClient, kg: KnowledgeGraph
) -> None:
    text = html.unescape(page(client))
    for query in kg.queries.values():
        assert f'<a href="./sparql?question={query.name}">{query.question}</a>' in text
    shown = field(page(client, "/sparql?question=drug-classes"))
    assert shown.startswith(f"# {kg.queries['drug-classes'].question}\nPREFIX")
    both = kg.sparql(shown), kg.query("drug-classes")
    assert isinstance(both[0], Answer)
    assert both[0].rows == both[1].rows


def test_an_unknown_question_is_not_found(client: TestClient) -> None:
    answer = client.get("/sparql?question=no-such", headers=BROWSER)
    assert answer.status_code == 404
    assert "no-such" in answer.text


def test_links_of_the_page_hold_under_both_addresses(client: TestClient) -> None:
    assert 'src="./static/editor/editor.js"' in page(client)
    assert 'src="../static/editor/editor.js"' in page(client, "/sparql/")
    assert client.get("/static/editor/editor.js").status_code == 200


def test_the_form_offers_each_form_of_an_answer_and_gets_it_from_a_browser(client: TestClient) -> None:
    offered = re.findall(r'<option value="(\w+)">', page(client))
    assert sorted(offered) == sorted([*SOLUTION_FORMS, *GRAPH_FORMS])
    for name, types in SOLUTION_FORMS.items():
        answer = client.get("/sparql", params={"query": SELECT, "format": name}, headers=BROWSER)
        assert answer.headers["Content-Type"].startswith(types[0])
        assert "revumenib" in answer.text
    for name, types in GRAPH_FORMS.items():
        described = {"query": "DESCRIBE <https://w3id.org/iall-kg/drug/revumenib>", "format": name}
        answer = client.get("/sparql", params=described, headers=BROWSER)
        assert answer.headers["Content-Type"].startswith(types[0])


@pytest.mark.parametrize("name", ["", "application/sparql-results+json", "ttl", "text/html"])
def test_a_format_that_does_not_fit_leaves_the_choice_to_the_header(client: TestClient, name: str) -> None:
    sent = {"query": SELECT, "format": name}
    for answer in (
        client.get("/sparql", params=sent, headers={"Accept": "text/csv"}),
        client.post("/sparql", data=sent, headers={"Accept": "text/csv"}),
    ):
        assert answer.text.splitlines() == ["label", "revumenib"]


def test_without_the_editor_the_page_is_a_plain_form(
    kg: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = kg.queries["drug-classes"]
    (tmp_path / "yasqe.js").touch()
    monkeypatch.setattr(editor_module, "VENDOR", tmp_path)
    assert "static/vendor/yasqe.js" in editor(Site(kg), "sparql", example)
    (tmp_path / "yasqe.js").unlink()
    text = editor(Site(kg), "sparql", example)
    assert "vendor" not in text
    assert "YASQE" not in text
    assert "SELECT ?drugclass" in field(text)
    assert '<form id="ask" action="./sparql"' in text


def test_what_is_completed_is_sparql_for_what_the_graph_holds(client: TestClient, kg: KnowledgeGraph) -> None:
    found = client.get("/completions.json").json()
    prefixes = "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in found["prefixes"].items())
    for group in ("class", "property", "thing"):
        names = " ".join(name for name, *_ in found[group])
        # Each name stands somewhere in the graph, so none is misspelled.
        query = f"""{prefixes} SELECT ?x {{ VALUES ?x {{ {names} }}
            FILTER NOT EXISTS {{ {{ ?x ?p ?o }} UNION {{ ?s ?x ?o }} UNION {{ ?s ?p ?x }}
              UNION {{ GRAPH ?g {{ {{ ?x ?p ?o }} UNION {{ ?s ?x ?o }} UNION {{ ?s ?p ?x }} }} }} }} }}"""
        answer = kg.sparql(query)
        assert isinstance(answer, Answer)
        assert answer.rows == []
        assert names


def test_things_are_completed_by_label_and_by_other_names(client: TestClient) -> None:
    found = client.get("/completions.json").json()
    assert ["iall:MeninInhibitor", "menin inhibitor"] in [row[:2] for row in found["class"]]
    assert {"iall:disrupts", "rdfs:label", "iall:fromPassage"} <= {row[0] for row in found["property"]}
    things = {name: (label, others.split(", ")) for name, label, others, _ in found["thing"]}
    assert things["drug:revumenib"][0] == "revumenib"
    assert "SNDX-5613" in things["drug:revumenib"][1]
    assert "MLL" in things["gene:KMT2A"][1]
    assert "fusion:KMT2A--AFF1" in things
    assert "iall:MeninInhibitor" not in things


def test_what_a_property_leads_to_is_told_by_classes(client: TestClient) -> None:
    found = client.get("/completions.json").json()
    ranges = {name: classes for name, _, _, classes in found["property"]}
    assert ranges["iall:disrupts"] == "iall:MolecularInteraction"
    assert ranges["rdfs:label"] == ""
    led_to = {name for name, _, _, classes in found["thing"] if "iall:MolecularInteraction" in classes.split()}
    assert {"interaction:menin--KMT2A", "interaction:KMT2A-fusion--DOT1L"} & led_to == {"interaction:menin--KMT2A"}
    assert all(name.startswith("interaction:") for name in led_to)


def test_a_server_with_another_base_completes_its_own_names(kg: KnowledgeGraph) -> None:
    base = "http://localhost:8080/"
    text = completions(Site(kg, base=base), {"drug": f"{base}drug/"}).decode()
    assert '"drug:revumenib"' in text
    assert f"<{base}ontology#disrupts>" in text
    assert "w3id.org/iall-kg" not in text
    for name in re.findall(r'\["<([^"]+)>"', text):
        ox.NamedNode(name)
