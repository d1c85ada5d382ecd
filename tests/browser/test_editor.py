"""A reader writes, completes, runs and shares queries on the SPARQL page."""

from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect
from watching import Watched

from iall_kg.pages.editor import VENDOR
from running_server import Served

QUERY = (
    "PREFIX iall: <https://w3id.org/iall-kg/ontology#> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "SELECT ?drug ?label { ?drug a iall:MeninInhibitor ; rdfs:label ?label }"
)
# The errors that a test means to see are no errors of the page.
EXPECTED_ERROR = "Failed to load resource: the server responded with a status of 400 (Bad Request)"
# Milliseconds between keys. Keys that come all at once may outrun what is offered for them; then nothing is offered.
A_FAST_TYPIST = 40

# While offers are renewed after a key, CodeMirror takes Enter and does nothing: its list has no other keys then.
RENEWED = "'Up' in (document.querySelector('.CodeMirror').CodeMirror.state.completionActive?.widget?.keyMap ?? {})"

needs_editor = pytest.mark.skipif(
    not (VENDOR / "yasqe.js").is_file(), reason="the package was built without npm, so it has no YASQE"
)


def written(page: Page) -> str:
    """Return the query that stands in the editor."""
    return page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")


def write(page: Page, text: str) -> None:
    """Put text in place of all that stands in the editor, key by key."""
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def take_offer(page: Page, text: str) -> None:
    """Take the first offer by its key, when it is one for all that was typed."""
    expect(page.locator(".CodeMirror-hint").first).to_contain_text(text)
    page.wait_for_function(RENEWED)
    page.keyboard.press("Enter")


def rows(page: Page) -> list[str]:
    page.wait_for_selector("#rows > *")
    return page.locator("#rows tbody tr").all_inner_texts()


@needs_editor
def test_a_query_that_is_typed_is_run_by_a_key_and_its_things_lead_to_their_pages(watched: Watched) -> None:
    page = watched.open("/sparql")
    write(page, QUERY.replace("{", "{ ").replace("iall:MeninInhibitor", "iall:MeninInhibitor "))
    page.keyboard.press("Control+Enter")
    assert [row.split("\t") for row in rows(page)] == [["drug:revumenib", "revumenib"]]
    expect(page.locator("#rows")).to_contain_text("1 row")
    page.get_by_role("link", name="drug:revumenib").click()
    page.wait_for_url("**/drug/revumenib.html")
    expect(page.locator("h1")).to_contain_text("revumenib")


@needs_editor
def test_a_class_a_property_and_a_thing_are_completed_by_name_and_their_prefixes_added(watched: Watched) -> None:
    page = watched.open("/sparql")
    with page.expect_response("**/completions.json"):
        page.reload()
    write(page, "SELECT * {\n?drug a menin inh"[:-4])
    take_offer(page, "iall:MeninInhibitor")
    page.keyboard.type(" ; disrup", delay=A_FAST_TYPIST)
    take_offer(page, "iall:disrupts")
    page.keyboard.type(" ?i . ?fusion iall:fivePrimePartner MLL", delay=A_FAST_TYPIST)
    page.keyboard.press("Control+Space")  # as who sees no offer would
    take_offer(page, "gene:KMT2A")
    page.keyboard.type(" }")
    lines = written(page).splitlines()
    assert "PREFIX iall: <https://w3id.org/iall-kg/ontology#>" in lines
    assert "PREFIX gene: <https://w3id.org/iall-kg/gene/>" in lines
    assert (
        lines[-1].strip()
        == "?drug a iall:MeninInhibitor ; iall:disrupts ?i . ?fusion iall:fivePrimePartner gene:KMT2A }"
    )
    page.click("#run")
    assert len(rows(page)) >= 6


@needs_editor
def test_what_a_property_leads_to_is_offered_before_a_word_is_typed(watched: Watched) -> None:
    page = watched.open("/sparql")
    write(page, "SELECT * {\n?trial iall:hasTrialPhase ")
    page.keyboard.press("Control+Space")
    offers = page.locator(".CodeMirror-hint")
    expect(offers.first).to_contain_text("iall:Phase1")
    assert all("iall:Phase" in offer for offer in offers.all_inner_texts())
    page.keyboard.press("Enter")
    assert written(page).endswith("?trial iall:hasTrialPhase iall:Phase1")


@needs_editor
def test_nothing_is_offered_to_who_only_points_at_a_word(watched: Watched) -> None:
    page = watched.open("/sparql")
    page.locator(".cm-string-2", has_text="iall:disrupts").first.click()
    page.wait_for_timeout(300)
    assert page.locator(".CodeMirror-hint").count() == 0
    page.keyboard.press("Control+Space")
    expect(page.locator(".CodeMirror-hint").first).to_contain_text("iall:disrupts")


@needs_editor
def test_the_editor_does_not_hold_the_keyboard(watched: Watched) -> None:
    page = watched.open("/sparql")
    page.locator(".CodeMirror").click()
    before = written(page)
    for keys, place in (("Tab", "run"), ("Shift+Tab", "query-editor"), ("Escape", ""), ("Tab", "run")):
        page.keyboard.press(keys)
        assert page.evaluate("document.activeElement.id") == place, keys
    assert written(page) == before


@needs_editor
def test_a_line_that_is_no_sparql_is_said_in_words_and_pointing_at_its_sign_breaks_no_policy(watched: Watched) -> None:
    page = watched.open("/sparql")
    write(page, "SELECT * {\n} }")
    expect(page.locator("#syntax")).to_have_text("Line 2 is not SPARQL yet.")
    page.locator(".parseErrorIcon").hover()
    write(page, "SELECT * { }")
    expect(page.locator("#syntax")).to_have_text("")


def test_a_stored_question_is_picked_and_run(watched: Watched) -> None:
    page = watched.open("/sparql")
    page.locator("summary", has_text="mechanism").click()
    page.get_by_role("link", name="Which drugs disrupt a molecular interaction, and which trials test them?").click()
    page.wait_for_url("**/sparql?question=drugs-targeting-interaction")
    page.click("#run")
    assert any("revumenib" in row for row in rows(page))
    page.get_by_role("button", name="drugLabel").click()
    expect(page.get_by_role("columnheader", name="drugLabel")).to_have_attribute("aria-sort", "ascending")


def test_a_link_with_a_query_opens_with_it_and_the_address_follows_what_is_run(watched: Watched) -> None:
    page = watched.open(f"/sparql#query={quote(QUERY)}")
    page.click("#run")
    assert len(rows(page)) == 1
    page.evaluate("location.hash = '#query=' + encodeURIComponent('ASK { ?s ?p 1 + }'.replace(' +', ''))")
    page.click("#run")
    expect(page.locator("#rows")).to_contain_text("Yes")
    assert page.url.endswith("#query=" + quote("ASK { ?s ?p 1 }"))
    page.reload()
    page.click("#run")
    expect(page.locator("#rows")).to_contain_text("Yes")


def test_a_graph_is_shown_as_turtle(watched: Watched) -> None:
    page = watched.open(f"/sparql#query={quote('DESCRIBE <https://w3id.org/iall-kg/gene/KMT2A>')}")
    page.click("#run")
    expect(page.locator("#rows pre")).to_contain_text("gene:KMT2A")


def test_what_a_query_makes_up_is_neither_markup_nor_a_link_that_runs(watched: Watched) -> None:
    query = 'SELECT ("<img src=x onerror=alert(1)>" AS ?text) (IRI("javascript:alert(1)") AS ?iri) {}'
    page = watched.open(f"/sparql#query={quote(query)}")
    page.click("#run")
    assert rows(page) == ["<img src=x onerror=alert(1)>\tjavascript:alert(1)"]
    assert page.locator("#rows img, #rows tbody a").count() == 0


def test_a_query_that_takes_long_is_stopped(watched: Watched) -> None:
    everything = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f) }"
    page = watched.open(f"/sparql#query={quote(everything)}")
    page.click("#run")
    page.click("#stop")
    expect(page.get_by_role("alert")).to_have_text("Stopped.")
    expect(page.locator("#stop")).to_be_disabled()


def test_a_link_to_the_query_is_copied(watched: Watched) -> None:
    page = watched.open("/sparql?question=drug-classes")
    page.click("#share")
    expect(page.locator("#share")).not_to_have_text("Copy link")
    page.goto(page.url.replace("?question=drug-classes", ""))
    page.click("#run")
    assert any("revumenib" in row for row in rows(page))


def test_an_error_is_said_with_what_to_do(browser: Browser, site: Served) -> None:
    page = browser.new_page(base_url=site.url)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"/sparql#query={quote('SELECT * { ?s ?p }')}")
    page.click("#run")
    expect(page.get_by_role("alert")).to_contain_text("The query does not parse near line 1")
    assert said == [EXPECTED_ERROR]
    page.close()


def test_the_answer_is_had_as_a_file_in_the_chosen_form(watched: Watched) -> None:
    page = watched.open(f"/sparql#query={quote(QUERY)}")
    page.select_option("#format", "csv")
    with page.expect_download() as had:
        page.click("text=Get")
    assert had.value.path().read_text("utf-8").splitlines() == [
        "drug,label",
        "https://w3id.org/iall-kg/drug/revumenib,revumenib",
    ]


def test_the_page_works_without_javascript(browser: Browser, site: Served) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sparql?question=drug-classes")
    assert not page.locator("#run").is_visible()
    assert "SELECT ?drugclass" in page.get_by_label("Query", exact=True).input_value()
    page.get_by_label("Query", exact=True).fill(QUERY)
    page.select_option("#format", "json")
    page.click("text=Get")
    assert '"value":"revumenib"' in page.content()
    context.close()


def test_the_page_works_with_javascript_and_without_yasqe(watched: Watched) -> None:
    watched.page.route("**/static/vendor/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page = watched.open("/sparql")
    page.get_by_label("Query", exact=True).fill(QUERY)
    page.keyboard.press("Control+Enter")
    assert [row.split("\t") for row in rows(page)] == [["drug:revumenib", "revumenib"]]


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_window(watched: Watched, width: int) -> None:
    watched.page.set_viewport_size({"width": width, "height": 800})
    page = watched.open("/sparql?question=drug-classes")
    page.click("#run")
    assert len(rows(page)) > 5
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_phone_shows_the_name_of_its_column_before_each_value(watched: Watched) -> None:
    watched.page.set_viewport_size({"width": 390, "height": 800})
    page = watched.open(f"/sparql#query={quote(QUERY)}")
    page.get_by_role("button", name="Run").click()
    page.wait_for_selector("#rows td")
    shown = "cells => cells.map(cell => getComputedStyle(cell, '::before').content)"
    assert page.locator("#rows td").evaluate_all(shown) == ['"drug"', '"label"']
