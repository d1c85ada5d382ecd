"""The map of mechanisms shows what the review states, hedges, and what was read or inferred, and tells them apart."""

import xml.etree.ElementTree as ET

import pytest
from drawn import SVG, parsed, pointed_at, said

from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE
from iall_kg.pictures import Picture, mechanism
from iall_kg.pictures.grounds import CURATORS, DASHES, HEDGED, INFERRED, STATED

# Read in the review, with the section.
EXPECTED = [
    ("menin inhibitor", "disrupts", "menin–KMT2A interaction", "stated", "4.3"),
    (
        "menin–KMT2A interaction",
        "required for",
        "abnormal gene expression of KMT2A-rearranged leukemia",
        "stated",
        "4.3",
    ),
    ("KMT2A fusion", "drives", "abnormal gene expression of KMT2A-rearranged leukemia", "read by the curators", "4.3"),
    ("KMT2A fusion", "drives", "epigenetic dysregulation", "stated", "2.1"),
    ("KMT2A fusion", "drives", "leukemogenesis", "hedged", "2.1"),
    ("KMT2A fusion protein", "recruits", "DOT1L", "stated", "4.7"),
    ("histone deacetylase inhibitor", "reverses", "H3K79 dimethylation", "hedged", "4.7"),
    ("revumenib", "member of class", "menin inhibitor", "stated", "Table 2"),
    ("NCT04065399", "evaluates", "revumenib", "stated", "Table 2"),
    ("KMT2A::AFF1", "subtype of", "KMT2A fusion", "stated", "Table 1"),
    ("FLT3 inhibitor", "inhibits", "FLT3 (protein)", "stated", "4.5"),
]


@pytest.fixture(scope="module")
def whole(kg: KnowledgeGraph) -> Picture:
    return mechanism.draw(kg, str)


def of(kg: KnowledgeGraph, thing: str) -> Picture:
    return mechanism.draw(kg, str, thing=BASE + thing)


def steps_of(picture: Picture) -> list[ET.Element]:
    return [group for group in parsed(picture.svg).iter(f"{SVG}g") if group.find(f"{SVG}title") is not None]


def test_each_step_stands_as_the_review_has_it(whole: Picture) -> None:
    found = {row[:4]: row[4].split(", ") for row in whole.rows}
    for *fact, section in EXPECTED:
        assert section in found.get(tuple(fact), []), fact


def test_the_line_of_a_step_and_its_words_tell_its_grounds(whole: Picture) -> None:
    steps = steps_of(whole)
    assert len(steps) > 60
    for step in steps:
        told = step.findtext(f"{SVG}title", "")
        status = told.rpartition(": ")[2].partition(" [")[0]
        (way,) = [path for path in step.iter(f"{SVG}path") if path.get("fill") == "none"]
        assert way.get("stroke-dasharray", "") == DASHES[status], told
        words = "".join(text.text or "" for text in step.iter(f"{SVG}text"))
        assert ("(hedged)" in words, "(curators)" in words) == (status == HEDGED, status == CURATORS), told
    assert len({DASHES[status] for status in (STATED, CURATORS, HEDGED, INFERRED)}) == 4


def test_an_arrow_points_to_the_object_of_the_fact(kg: KnowledgeGraph) -> None:
    tips = {}
    for step in steps_of(of(kg, "drug/revumenib")):
        told = step.findtext(f"{SVG}title", "")
        (head,) = [path for path in step.iter(f"{SVG}path") if path.get("fill") == "currentColor"]
        (way,) = [path for path in step.iter(f"{SVG}path") if path.get("fill") == "none"]
        tip = float(head.get("d", "").removeprefix("M").split()[0])
        tips[told.partition(":")[0]] = "left" if tip < float(way.get("d", "").removeprefix("M").split()[0]) else "right"
    assert tips["menin inhibitor disrupts menin–KMT2A interaction"] == "left"
    assert tips["revumenib member of class menin inhibitor"] == "left"
    assert tips["KMT2A fusion drives abnormal gene expression of KMT2A-rearranged leukemia"] == "right"


def test_the_map_of_a_fusion_leads_to_its_drugs_and_trials(kg: KnowledgeGraph) -> None:
    picture = of(kg, "fusion/KMT2A--AFF1")
    found = said(picture.svg)
    assert {"KMT2A fusion", "– KMT2A::AFF1", "menin inhibitor", "revumenib", "NCT04065399", "NCT05761171"} <= set(found)
    assert not {"– KMT2A::MLLT3", "lestaurtinib", "blinatumomab", "venetoclax"} & set(found)


def test_the_map_of_a_drug_leads_back_to_the_fusion(kg: KnowledgeGraph) -> None:
    subjects = {end for row in of(kg, "drug/revumenib").rows for end in (row[0], row[2])}
    assert {"KMT2A fusion", "menin", "menin–KMT2A interaction", "NCT04065399", "NCT05761171"} <= subjects
    assert not {"vorinostat", "DOT1L", "FLT3 inhibitor"} & subjects


def test_what_is_inferred_stands_apart_and_says_so(kg: KnowledgeGraph) -> None:
    picture = of(kg, "drug/revumenib")
    inferred = [row for row in picture.rows if row[3] == INFERRED]
    assert ("revumenib", "targets mechanism of", "KMT2A::AFF1", INFERRED, "", "") in inferred
    assert any(words.startswith("inferred: revumenib targets mechanism of KMT2A fusion") for words in said(picture.svg))
    assert not any("targets mechanism of" in told for told in pointed_at(picture.svg))


def test_a_drug_without_a_mechanism_has_its_trial_only(kg: KnowledgeGraph) -> None:
    assert [row[:4] for row in of(kg, "drug/ziftomenib").rows] == [("NCT05848687", "evaluates", "ziftomenib", STATED)]


def test_a_step_that_leads_from_no_alteration_to_no_trial_is_left_out(whole: Picture) -> None:
    ends = {end for row in whole.rows for end in (row[0], row[2])}
    assert not {"topoisomerase II inhibitor", "mucositis", "H3K4 methylation"} & ends
