"""The main paths of the site, clicked in a browser."""

import pytest
from playwright.sync_api import Browser, expect
from watching import Watched, watch

from running_server import Served

# The contrast of a page's text with its ground, as WCAG 2 defines it.
CONTRAST = """() => {
  const style = getComputedStyle(document.body);
  const light = (color) => {
    const parts = color.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255);
    const linear = parts.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const [low, high] = [light(style.color), light(style.backgroundColor)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}"""
WIDTHS = {"phone": 390, "desktop": 1280}


def test_a_reader_comes_from_the_home_page_to_an_answer_and_its_evidence(watched: Watched) -> None:
    page = watched.open("/")
    page.get_by_role("link", name="Which drugs hit the menin–KMT2A interaction?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Drugs targeting an interaction")
    assert page.locator("tbody tr").count() == 4
    page.get_by_role("link", name="Table 2 [60]").first.click()
    expect(page).to_have_url(f"{watched.url}/claim/kulczycka-2024/table2-r8.html")


def test_search_offers_things_while_one_types_and_the_arrows_reach_them(watched: Watched) -> None:
    page = watched.open("/")
    field = page.get_by_role("searchbox").first
    field.fill("mll/af4")
    offer = page.locator(".offers a").first
    expect(offer).to_have_text("KMT2A::AFF1")
    field.press("ArrowDown")
    expect(offer).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{watched.url}/fusion/KMT2A--AFF1.html")


def test_escape_closes_the_offers(watched: Watched) -> None:
    page = watched.open("/about.html")
    field = page.get_by_role("searchbox").first
    field.fill("revumenib")
    expect(page.locator(".offers")).to_be_visible()
    field.press("Escape")
    expect(page.locator(".offers")).to_be_hidden()
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")
    expect(page.locator(".hits a").first).to_have_text("revumenib")


def test_a_question_is_asked_with_another_value(watched: Watched) -> None:
    page = watched.open("/query/drugs-targeting-interaction.html")
    page.get_by_label("interaction", exact=True).fill("menin-KMT2A")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("tbody tr")).to_have_count(4)
    assert "interaction=menin-KMT2A" in page.url


def test_a_table_is_sorted_both_ways_and_filtered(watched: Watched) -> None:
    page = watched.open("/query/trials.html")
    head = page.get_by_role("columnheader").first
    cells = page.locator("tbody tr:not([hidden]) td:first-child")
    head.get_by_role("button").click()
    ascending = cells.all_inner_texts()
    assert head.get_attribute("aria-sort") == "ascending"
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert cells.all_inner_texts() != ascending
    assert sorted(cells.all_inner_texts()) == sorted(ascending)
    page.get_by_role("searchbox", name="Rows with").fill("revumenib")
    assert 0 < cells.count() < len(ascending)


def test_the_first_tab_skips_to_the_content(watched: Watched) -> None:
    page = watched.open("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("path", ["/", "/query/trials.html", "/drug/revumenib.html", "/about.html", "/trial/"])
def test_no_page_is_wider_than_the_screen(browser: Browser, site: Served, path: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    watched = watch(context.new_page(), site.url)
    page = watched.open(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    watched.check()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_in_light_and_in_dark(browser: Browser, site: Served, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(site.url)
    assert page.evaluate(CONTRAST) >= 7
    context.close()


def test_the_site_works_without_javascript(browser: Browser, site: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/query/drugs-targeting-interaction.html?interaction=menin-KMT2A")
    assert page.locator("tbody tr").count() == 4
    page.get_by_role("searchbox").first.fill("revumenib")
    page.keyboard.press("Enter")
    expect(page.locator(".hits a").first).to_have_text("revumenib")
    context.close()
