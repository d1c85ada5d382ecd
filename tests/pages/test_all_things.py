"""Every thing of the graph has a page that is whole, leads only to pages that exist, and shows no value by itself."""

import re
from functools import partial
from itertools import pairwise
from urllib.parse import unquote

import pytest
from page_reader import Page, led_to, read_page

from iall_kg.graph import KnowledgeGraph
from iall_kg.pages import fixed
from iall_kg.pages.addresses import HOME, SEARCH, TERMS, kind_page, page_of, question_page
from iall_kg.pages.pictured import PICTURES, pictures
from iall_kg.pages.site import Site
from iall_kg.pages.thing import thing
from iall_kg.pages.thing_parts import FORMS
from iall_kg.term_page import term_page

ANSWERED_BY_A_SERVER = {"fusions", "sparql"}


@pytest.fixture(scope="module")
def pages(site: Site) -> dict[str, Page]:
    """The pages of all things, by their addresses."""
    return {page_of(iri): read_page(thing(site, iri)) for kind in site.counts for iri in site.of_kind(kind)}


@pytest.fixture(scope="module")
def terms(kg: KnowledgeGraph) -> set[str]:
    written = term_page(kg.store, (kg.content.ontology / "iall.ttl").read_text(encoding="utf-8"))
    return set(read_page(written).ids)


def test_all_kinds_of_things_have_pages(pages: dict[str, Page]) -> None:
    assert len(pages) > 1900
    assert {address.partition("/")[0] for address in pages} >= {"drug", "fusion", "trial", "claim", "passage", "source"}


def test_every_page_is_well_formed_and_without_style_or_script_of_its_own(pages: dict[str, Page]) -> None:
    assert not {address: page.faults for address, page in pages.items() if page.faults}


def test_every_page_has_one_title_and_its_headings_in_order(pages: dict[str, Page]) -> None:
    for address, page in pages.items():
        levels = [level for level, _ in page.headings]
        assert levels[0] == 1, address
        assert levels.count(1) == 1, address
        assert all(after <= before + 1 for before, after in pairwise(levels)), (address, page.headings)


def test_no_page_names_a_place_twice(pages: dict[str, Page]) -> None:
    for address, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), (address, sorted(page.ids))


def test_every_link_leads_to_a_page_that_exists(pages: dict[str, Page], site: Site, terms: set[str]) -> None:
    known = {unquote(address) for address in pages}
    known |= {f"{unquote(address).removesuffix('.html')}.{ending}" for address in pages for ending in FORMS}
    known |= {HOME, SEARCH, TERMS, fixed.ABOUT, fixed.THINGS, PICTURES, *ANSWERED_BY_A_SERVER}
    known |= {kind_page(kind) for kind in site.counts} | {question_page(name) for name in site.graph.queries}
    checked = 0
    for address, page in (*pages.items(), (PICTURES, read_page(pictures(site)))):
        for link in page.links:
            if re.match(r"https?://", link):
                assert not link.startswith("https://w3id.org/iall-kg/"), (address, link)
                continue
            target, fragment = led_to(address, link)
            assert target in known or target.startswith("static/"), (address, link)
            if target == TERMS and fragment:
                assert fragment in terms, (address, link)
            if target == unquote(address) and fragment:
                assert fragment in page.ids, (address, link)
            checked += 1
    assert checked > 50_000


def test_no_outcome_is_shown_without_the_patients_in_whom_it_was_found(pages: dict[str, Page]) -> None:
    values = [
        (address, row)
        for address, page in pages.items()
        for row in page.rows
        if row.get("value as printed", "").strip()
    ]
    assert len(values) > 500
    for address, row in values:
        # On the page of a population the column would only repeat its name; the number stays.
        assert row.get("in whom") or address.startswith(("population/", "riskgroup/")), (address, row)
        assert row.get("patients"), (address, row)


def test_the_page_of_terms_leads_to_pages_beside_it_and_to_the_start(kg: KnowledgeGraph, site: Site) -> None:
    written = term_page(
        kg.store, (kg.content.ontology / "iall.ttl").read_text(encoding="utf-8"), partial(site.lead, "")
    )
    addresses = {page_of(iri) for kind in site.counts for iri in site.of_kind(kind)} | {HOME}
    led = {link for link in re.findall(r'href="([^"#]+)"', written) if not link.startswith("http")}
    assert {HOME, "gene/KMT2A.html"} <= led <= addresses
    assert "w3id.org/iall-kg/gene" not in written


def test_kinds_are_listed_by_the_words_that_are_shown(site: Site) -> None:
    words = re.findall(r'index.html">([^<]+)</a> <span', fixed.things(site))
    assert {"frequencies", "criteria", "clinical trials"} <= set(words)
    assert words == sorted(words)


def test_no_page_shows_the_address_of_a_thing_in_place_of_its_name(pages: dict[str, Page]) -> None:
    for address, page in pages.items():
        said = page.text.partition("Take it along")[0]
        assert "https://w3id.org/iall-kg/" not in said, address
