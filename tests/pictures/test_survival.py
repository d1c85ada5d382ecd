"""The picture of survival shows what the review prints, and no value without its population and the size of it."""

import re

import pyoxigraph as ox
import pytest
from drawn import SVG, parsed, pointed_at, said, texts

from iall_kg.content import Content
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, IALL, XSD
from iall_kg.pictures import Picture, survival

# Read in the review: study, size of the population, measure, time, value as printed, section.
PRINTED = [
    ("AALL0631", "67", "event-free survival", "3 years", "36 ± 6%", "4.5"),
    ("AALL0631", "54", "event-free survival", "3 years", "39 ± 7%", "4.5"),
    ("AALL0631", "17", "event-free survival", "3 years", "88 ± 8%", "4.5"),
    ("AALL0631", "size not stated", "event-free survival", "3 years", "88 ± 8%", "Table 2"),
    ("Interfant-06", "651", "event-free survival", "6 years", "46.1%", "3.2"),
    ("Interfant-06", "651", "overall survival", "6 years", "58.2%", "4.1"),
    ("Interfant-99", "482", "event-free survival", "5 years", "46.1%", "3.2"),
    ("Interfant-99", "482", "overall survival", "5 years", "55.2%", "3.2"),
    ("P9407", "size not stated", "event-free survival", "5 years", "15.5%", "3.2"),
    ("P9407", "size not stated", "event-free survival", "time point not stated", "less than 50%", "3.2"),
    ("MLL03", "size not stated", "event-free survival", "4 years", "43.2%", "3.2"),
    ("MLL96, MLL98", "size not stated", "event-free survival", "3 years after transplantation", "64.4%", "3.2"),
    ("MLL-10", "size not stated", "event-free survival", "time point not stated", "66.2%", "3.2"),
    ("tisagenlecleucel in 13 infants", "13", "relapse-free survival", "2 years", "67%", "4.2"),
    ("St. Jude Total Therapy Study 16", "9", "event-free survival", "5 years", "44.4% (estimated)", "4.6, Table 2"),
    ("St. Jude Total Therapy Study 16", "9", "death", "time of publication", "four died", "4.6"),
    ("blinatumomab added to Interfant-06 (phase 2)", "28", "event-free survival", "2 years", "81.6%", "4.1"),
    ("infant report of PLAT-02 and PLAT-05", "16", "leukemia-free survival", "1 year", "66.7% (estimated)", "4.2"),
]


@pytest.fixture(scope="module")
def whole(kg: KnowledgeGraph) -> Picture:
    return survival.draw(kg, str)


def of(kg: KnowledgeGraph, thing: str) -> Picture:
    return survival.draw(kg, str, thing=BASE + thing)


def results(picture: Picture) -> list[tuple[str, ...]]:
    """Return the rows of single results, those of comparisons left out."""
    return [row for row in picture.rows if " against " not in row[5]]


def marks(picture: Picture) -> dict[str, list[str]]:
    """Return the kinds of shapes that are drawn for each result, by its words."""
    return {
        title.text or "": [shape.tag.removeprefix(SVG) for shape in group if shape.tag != f"{SVG}title"]
        for group in parsed(picture.svg).iter(f"{SVG}g")
        if (title := group.find(f"{SVG}title")) is not None
    }


def test_each_result_stands_as_the_review_prints_it(whole: Picture) -> None:
    found = [(row[0], row[2], row[3], row[4], row[5], row[8]) for row in results(whole)]
    assert [printed for printed in PRINTED if printed not in found] == []


def test_every_result_is_drawn_once(whole: Picture, kg: KnowledgeGraph) -> None:
    asked = kg.sparql(f"SELECT DISTINCT ?o {{ ?o a <{BASE}ontology#SurvivalOutcome> ; <{BASE}ontology#ofStudy> ?s }}")
    assert len(results(whole)) == len(asked.rows) == 38  # type: ignore[union-attr]


def test_no_value_stands_without_its_population_and_its_size(whole: Picture) -> None:
    patients = re.compile("n\u00a0=\u00a0\\d+|size not stated")
    found = list(texts(parsed(whole.svg)))
    beside = [words for words in found if patients.fullmatch(words.said)]
    printed = [row[5] for row in results(whole)]
    values = [words for words in found if words.left == survival.VALUE and words.said in printed]
    assert len(beside) == len(results(whole)) == len(values)
    for value in values:
        assert [words for words in beside if words.bottom == value.bottom], value
        assert [words for words in found if words.left == survival.POPULATION and words.bottom == value.bottom], value
    assert all(re.search("n\u00a0=\u00a0\\d+: |size not stated: ", told) for told in pointed_at(whole.svg))


def test_every_value_in_the_tables_has_a_population_and_a_size(whole: Picture) -> None:
    for row in whole.rows:
        populations, sizes = row[1].split(" against "), row[2].split(" against ")
        assert all(populations)
        assert len(populations) == len(sizes)
        assert all(size.isdecimal() or size == "size not stated" for size in sizes)


def test_a_comparison_stands_in_the_table_with_both_sides(whole: Picture) -> None:
    (row,) = [row for row in whole.rows if "p = " in row[5]]
    assert row[0] == "AALL0631"
    assert row[1] == "lestaurtinib plus chemotherapy arm against chemotherapy alone arm of the lestaurtinib trial"
    assert row[2] == "67 against 54"
    assert row[5] == "36 ± 6% against 39 ± 7%: no difference; not significant, p = 0.67"


def test_a_dot_stands_at_its_percent(kg: KnowledgeGraph) -> None:
    (circle,) = [
        shape
        for shape in parsed(of(kg, "trial/MLL03").svg).iter(f"{SVG}circle")
        if float(shape.get("cy", "0")) and float(shape.get("cx", "0")) > 100
    ]
    axis = {
        words.said: (words.left + words.right) / 2
        for words in texts(parsed(of(kg, "trial/MLL03").svg))
        if words.said in {"0%", "100%"}
    }
    percent = 100 * (float(circle.get("cx", "0")) - axis["0%"]) / (axis["100%"] - axis["0%"])
    assert percent == pytest.approx(43.2, abs=0.1)


def test_a_whisker_is_drawn_only_where_an_uncertainty_is_printed_and_says_its_kind(whole: Picture) -> None:
    drawn = marks(whole)
    assert {told for told, shapes in drawn.items() if shapes.count("line") == 3} == {
        told for told in drawn if "±" in told
    }
    assert len([told for told in drawn if "±" in told]) == 4
    assert said(whole.svg).count("±: kind of uncertainty not stated") == 4
    assert {row[6] for row in results(whole)} == {
        "",
        "± 6%, kind of uncertainty not stated",
        "± 7%, kind of uncertainty not stated",
        "± 8%, kind of uncertainty not stated",
    }


def test_less_than_is_an_arrow_to_the_left(whole: Picture) -> None:
    drawn = marks(whole)
    (arrow,) = [told for told, shapes in drawn.items() if shapes == ["line", "path", "circle"]]
    assert arrow.endswith("less than 50%")
    assert "the value lies on this side" in said(whole.svg)


def test_what_is_printed_without_a_percent_has_no_dot(whole: Picture) -> None:
    assert not [told for told in marks(whole) if told.endswith(("five patients", "four died"))]
    assert "five patients" in said(whole.svg)


def test_a_result_of_two_studies_stands_once_under_both(whole: Picture) -> None:
    assert "MLL96, MLL98" in said(whole.svg)
    assert [row[0] for row in results(whole)].count("MLL96, MLL98") == 1


def test_a_page_of_a_trial_shows_its_results_only(kg: KnowledgeGraph) -> None:
    assert {row[0] for row in results(of(kg, "trial/NCT00557193"))} == {"AALL0631"}
    assert {row[0] for row in results(of(kg, "trial/Interfant-99"))} == {"Interfant-99"}
    # A report of two trials belongs to both.
    assert {row[0] for row in results(of(kg, "trial/NCT02028455"))} == {
        "PLAT-02",
        "infant report of PLAT-02 and PLAT-05",
    }


def test_a_page_of_a_drug_or_class_shows_the_studies_that_test_it(kg: KnowledgeGraph) -> None:
    tested = {
        "NCT01471782",
        "NCT05848687",
        "blinatumomab added to Interfant-06 (phase 2)",
        "retrospective analysis of blinatumomab in infants",
    }
    assert {row[0] for row in results(of(kg, "drug/blinatumomab"))} == tested
    assert "tisagenlecleucel in 13 infants" in {row[0] for row in results(of(kg, "drugclass/CAR-T"))}
    assert of(kg, "drug/revumenib") == Picture()


def test_comparisons_give_p_value_and_verdict_and_the_size_of_both_sides(kg: KnowledgeGraph) -> None:
    found = " ".join(said(of(kg, "trial/NCT00557193").svg)).replace("\u00a0", " ")
    assert (
        "36 ± 6% of lestaurtinib plus chemotherapy arm (n = 67), against 39 ± 7% of chemotherapy alone arm of the "
        "lestaurtinib trial (n = 54): no difference; not significant, p = 0.67 [4.5]"
    ) in found
    blinatumomab = " ".join(said(of(kg, "drug/blinatumomab").svg)).replace("\u00a0", " ")
    assert (
        "against 49.4% of Interfant-06 patients as historical control of the blinatumomab study (size not stated)"
        in blinatumomab
    )


def test_an_open_conflict_is_marked_at_the_value_and_named_below(kg: KnowledgeGraph) -> None:
    picture = of(kg, "trial/Interfant-99")
    assert {row[7] for row in results(picture) if row[4] == "6 years"} == {"46.1% as 5-year and as 6-year EFS (open)"}
    assert "46.1% as 5-year and as 6-year EFS (open)" in said(picture.svg)


def changed(kg: KnowledgeGraph, content: Content, **facts: ox.Literal | ox.NamedNode) -> Picture:
    """Return the picture of MLL03 with other facts about its one result."""
    outcome, store = ox.NamedNode(f"{BASE}outcome/MLL03-EFS-4y"), ox.Store()
    store.extend(kg.store)
    for name, value in facts.items():
        store.add(ox.Quad(outcome, getattr(IALL, name), value))
    return survival.draw(KnowledgeGraph(store, content), str, thing=f"{BASE}trial/MLL03")


def percent(value: str) -> ox.Literal:
    return ox.Literal(value, datatype=XSD.decimal)


def test_more_than_is_an_arrow_to_the_right_from_a_hollow_dot(kg: KnowledgeGraph, content: Content) -> None:
    picture = changed(kg, content, valueQualifier=IALL.MoreThan)
    (group,) = [group for group in parsed(picture.svg).iter(f"{SVG}g") if group.find(f"{SVG}title") is not None]
    shaft, dot = group.find(f"{SVG}line"), group.find(f"{SVG}circle")
    assert shaft is not None
    assert dot is not None
    assert float(shaft.get("x2", "0")) > float(shaft.get("x1", "0")) == float(dot.get("cx", "0"))
    assert dot.get("fill") == "#fff"
    assert "43.2% (more than)" in said(picture.svg)


def test_a_range_is_a_bar_between_its_bounds(kg: KnowledgeGraph, content: Content) -> None:
    picture = changed(kg, content, lowerBound=percent("40"), upperBound=percent("50"))
    (bar,) = [line for line in parsed(picture.svg).iter(f"{SVG}line") if line.get("stroke-width") == "4"]
    assert float(bar.get("x2", "0")) - float(bar.get("x1", "0")) == pytest.approx(10 * survival.SCALE)


def test_an_uncertainty_does_not_leave_the_scale(kg: KnowledgeGraph, content: Content) -> None:
    facts = {"uncertainty": percent("60"), "uncertaintyKind": IALL.UncertaintyNotStated}
    picture = changed(kg, content, **facts)
    ends = [float(line.get(end, "0")) for line in parsed(picture.svg).iter(f"{SVG}line") for end in ("x1", "x2")]
    assert max(end for end in ends if end != survival.WIDTH) == survival.PLOT + 100 * survival.SCALE
    assert "±: kind of uncertainty not stated" in said(picture.svg)


def test_two_values_that_an_open_conflict_leaves_are_both_drawn(kg: KnowledgeGraph, content: Content) -> None:
    picture = changed(kg, content, value=percent("34.2"), valueAsPrinted=ox.Literal("34.2%"))
    ((told, shapes),) = [each for each in marks(picture).items() if "MLL03" in each[0]]
    assert shapes == ["circle", "circle"]
    assert "43.2%" in told
    assert "34.2%" in told
