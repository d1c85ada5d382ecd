"""The neighbourhood of a thing shows up to 24 neighbours and counts the others."""

import re

import pytest
from drawn import SVG, parsed, said

from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE
from iall_kg.pictures import Picture, neighbourhood


def of(kg: KnowledgeGraph, thing: str) -> Picture:
    return neighbourhood.draw(kg, lambda iri: "/" + iri.removeprefix(BASE), thing=BASE + thing)


def links(picture: Picture) -> list[tuple[str, str]]:
    return [(link.get("href", ""), " ".join(link.itertext())) for link in parsed(picture.svg).iter(f"{SVG}a")]


def test_a_drug_stands_amidst_its_facts_and_those_that_name_it(kg: KnowledgeGraph) -> None:
    picture = of(kg, "drug/revumenib")
    found = {row[:4] for row in picture.rows}
    assert ("facts of this thing", "member of class", "menin inhibitor", "stated") in found
    assert ("facts of this thing", "disrupts", "menin–KMT2A interaction", "inferred") in found
    assert ("facts that name this thing", "evaluates", "NCT04065399", "stated") in found
    assert "menin–KMT2A interaction (inferred)" in said(picture.svg)
    assert ("/drugclass/menin-inhibitor", "menin inhibitor") in links(picture)
    # A code is a value and no neighbour.
    assert not any(row[2] == "SNDX-5613" for row in picture.rows)


@pytest.mark.parametrize("thing", ["disease/infant-ALL", "fusion/KMT2A", "trial/NCT00557193"])
def test_what_is_not_drawn_is_counted_with_a_link_to_the_list(kg: KnowledgeGraph, thing: str) -> None:
    picture = of(kg, thing)
    more = [
        (address, words) for address, words in links(picture) if "#" in address and not address.startswith("/ontology")
    ]
    drawn = [words for words in links(picture) if not words[0].startswith("/ontology#") and words not in more]
    assert len(drawn) <= neighbourhood.MOST_DRAWN < len(picture.rows)
    assert more
    assert all(address.startswith(f"/{thing}#") for address, _ in more)
    counted = sum(int(re.fullmatch(r"(?:and )?(\d+)(?: more)?", words)[1]) for _, words in more)  # type: ignore[index]
    values = sum(words[0].startswith("/ontology#") for words in links(picture)) - len({row[:2] for row in picture.rows})
    assert len(drawn) + values + counted == len(picture.rows)


def test_each_property_is_drawn_before_one_of_them_fills_the_picture(kg: KnowledgeGraph) -> None:
    picture = of(kg, "disease/infant-ALL")
    found = said(picture.svg)
    assert {row[1] for row in picture.rows} <= set(found)


def test_what_the_inverse_of_a_property_says_is_drawn_once(kg: KnowledgeGraph) -> None:
    rows = of(kg, "fusion/KMT2A").rows
    assert "has subtype" in {row[1] for row in rows}
    assert not [row for row in rows if row[0] == neighbourhood.IN and row[1] == "subtype of"]


def test_what_is_hedged_set_aside_or_read_by_the_curators_says_so(kg: KnowledgeGraph) -> None:
    fusion = {row[1:4] for row in of(kg, "fusion/KMT2A").rows}
    assert ("drives", "leukemogenesis", "hedged") in fusion
    assert ("drives", "abnormal gene expression of KMT2A-rearranged leukemia", "read by the curators") in fusion
    assert "set aside" in {row[3] for row in of(kg, "trial/NCT00557193").rows}
