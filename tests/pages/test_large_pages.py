"""What thousands name is shown in part: the first of each property and kind, and how many more there are."""

import pytest
from page_reader import read_page

from iall_kg import show
from iall_kg.names import BASE
from iall_kg.pages import observations
from iall_kg.pages.pictured import pictures
from iall_kg.pages.site import Site
from iall_kg.pages.thing import thing
from iall_kg.pictures import domain_facts, mechanism_facts, survival_facts


def test_a_page_shows_the_first_facts_of_a_property_and_counts_the_others(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = thing(site, BASE + "disease/infant-ALL")
    assert "Not shown" not in whole
    monkeypatch.setattr(show, "MOST_OF_A_PROPERTY", 5)
    # 32 claims in words are about infant ALL, and 22 populations have it.
    assert "27 more with" in (text := read_page(thing(site, BASE + "disease/infant-ALL")).text)
    assert "17 more with" in text


def test_a_table_shows_its_first_rows_and_counts_the_others(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observations, "MOST_ROWS", 2)
    assert "more, which the page does not show" in thing(site, BASE + "trial/Interfant-99")


def test_a_picture_that_nobody_could_read_is_not_drawn(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mechanism_facts, "MOST_EDGES", 3)
    monkeypatch.setattr(survival_facts, "MOST_RESULTS", 3)
    monkeypatch.setattr(domain_facts, "MOST_FUSIONS", 3)
    text = pictures(site)
    assert text.count("too large to draw") == 3
    assert "<svg" not in text
    assert "too large to draw" in thing(site, BASE + "drug/revumenib")
