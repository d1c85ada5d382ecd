"""What the pages of trials and studies say, against what the review prints in Table 2 and in its text."""

from collections.abc import Callable

import pytest
from page_reader import Page

Read = Callable[[str], Page]


def test_a_trial_shows_phase_and_status_with_the_day_of_reading(page: Read) -> None:
    assert "phase 1/2 · Ongoing as read on 2024-02-14" in page("trial/NCT04065399").text
    assert "phase 1/2 · Completed as the source states it, day of reading not stated" in page("trial/NCT01471782").text


def test_table_and_text_stand_side_by_side_where_they_differ(page: Read) -> None:
    azacitidine = page("trial/NCT02828358")
    # Table 2 prints phase 3, section 4.7 "a phase 2, single-arm, pilot trial".
    phase = azacitidine.row(what="trial phase")
    assert phase["the table"].startswith("phase 3")
    assert phase["the text"].startswith("phase 2")
    assert phase["together"] == "they differ"
    results = azacitidine.row(what="results")
    assert "34.2%" in results["the table"]
    assert "20.6%" not in results["the table"]
    assert "20.6%" in results["the text"]
    assert results["together"] == "the text says more"
    # What was set aside is shown as such.
    assert "phase 2 / phase 3 set aside" in azacitidine.text


def test_table_and_text_stand_side_by_side_where_they_agree(page: Read) -> None:
    blinatumomab = page("trial/NCT01471782")
    assert blinatumomab.row(what="trial phase")["together"] == "the same"
    assert blinatumomab.row(what="status")["together"] == "only the table says it"
    results = blinatumomab.row(what="results")
    assert "overall survival, 24 months: 40%" in results["the table"]
    assert "patients: not stated" in results["the table"]
    assert "complete remission, within two cycles: 60%" in results["the text"]
    assert "patients: 10" in results["the text"]


def test_a_study_of_the_text_alone_has_no_such_table(page: Read) -> None:
    assert "What the table and the text each say" not in page("trial/Interfant-06").text


def test_groups_of_a_study_come_with_size_and_criteria(page: Read) -> None:
    interfant = page("trial/Interfant-06")
    assert interfant.row(group="infants enrolled in Interfant-06")["patients"] == "651"
    low = interfant.row(group="low-risk group of Interfant-06")
    assert low["criteria"] == "non-rearranged KMT2A"
    arm = interfant.row(group="lymphoid course (IB) arm")
    assert arm["received"] == "IB"
    assert interfant.headings.index((2, "Patients and arms")) < interfant.headings.index((2, "Outcomes"))


@pytest.mark.parametrize(
    ("measure", "time", "value", "patients"),
    [
        ("event-free survival", "6 years", "46.1%", "651"),
        ("overall survival", "6 years", "58.2%", "651"),
        ("event-free survival", "2 years", "49.4%", "not stated"),
        ("overall survival", "2 years", "65.8%", "not stated"),
    ],
)
def test_outcomes_of_a_study_name_time_value_and_patients(
    page: Read, measure: str, time: str, value: str, patients: str
) -> None:
    row = page("trial/Interfant-06").row(measure=measure, time_point=time, value_as_printed=value)
    assert row["patients"] == patients


def test_uncertainty_is_shown_with_its_kind(page: Read) -> None:
    row = page("trial/NCT00557193").row(value_as_printed="36 ± 6%", in_whom="lestaurtinib plus chemotherapy arm")
    assert row["value as printed"] == "36 ± 6% (kind of uncertainty not stated)"
    assert row["patients"] == "67"


def test_a_comparison_shows_both_sides_and_its_verdict(page: Read) -> None:
    row = page("trial/Interfant-06").row(comparison="6-year EFS of Interfant-06 against Interfant-99")
    assert row["first"] == "46.1% infants enrolled in Interfant-06, patients: 651"
    assert row["against"] == "46.1% infants enrolled in Interfant-99, patients: 482"
    assert "not significant" in row["verdict"]


def test_conflicts_about_the_results_of_a_trial_stand_on_its_page(page: Read) -> None:
    text = page("trial/NCT00557193").text
    assert "Key result of the lestaurtinib row settled on 3-year EFS, lestaurtinib, Table 2" in text
    assert "Status of the lestaurtinib trial open" in text
