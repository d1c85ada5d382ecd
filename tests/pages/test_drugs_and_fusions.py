"""What the pages of drugs, classes and fusions say, against what the review prints."""

from collections.abc import Callable

import pytest
from page_reader import Page

from iall_kg.names import BASE
from iall_kg.pages.site import Site

Read = Callable[[str], Page]


def test_a_drug_is_shown_with_its_class_codes_and_what_follows_from_the_class(page: Read) -> None:
    revumenib = page("drug/revumenib")
    assert revumenib.headings[0] == (1, "revumenib")
    assert "Also called SNDX-5613." in revumenib.text
    # Row 8 and 9 of Table 2, section 4.3.
    assert "member of class menin inhibitor Table 2 [60] Table 2 [61]" in revumenib.text
    assert "disrupts menin–KMT2A interaction inferred" in revumenib.text
    assert "menin inhibitor disrupts menin–KMT2A interaction 4.3 [57, 58 (end of paragraph)]" in revumenib.text


def test_the_mechanism_of_a_drug_ends_at_the_fusions_that_drive_it(page: Read) -> None:
    text = page("drug/revumenib").text
    steps = text[text.index("Mechanism, step by step") :]
    assert "disrupts menin–KMT2A interaction" in steps
    assert "required for abnormal gene expression of KMT2A-rearranged leukemia 4.3 [57, 58]" in steps
    assert "which is driven by KMT2A fusion 4.3 [57, 58]" in steps


def test_the_trials_of_a_drug_show_phase_and_status_as_read(page: Read) -> None:
    revumenib = page("drug/revumenib")
    first = revumenib.row(study="NCT04065399", phase="phase 1/2")
    assert first["status as read"] == "Ongoing"
    assert first["read on"] == "2024-02-14"
    assert first["by"] == "Syndax Pharmaceuticals"
    # The table lets the second one go on; the text calls it in development.
    second = revumenib.row(study="NCT05761171", phase="phase 2")
    assert second["status as read"] == "in development Ongoing"


def test_a_drug_without_results_says_so(page: Read) -> None:
    assert "The source reports no outcome of these studies." in page("drug/revumenib").text
    assert "The source reports no outcome of these studies." not in page("drug/venetoclax").text


def test_outcomes_of_a_drug_stand_with_their_patients(page: Read) -> None:
    venetoclax = page("drug/venetoclax")
    # Section 4.4: 11 children with ALL; ORR 27%; two patients with CRi; three MRD negative.
    response = venetoclax.row(measure="objective response rate")
    assert response["value as printed"] == "27%"
    assert response["in whom"] == "children with ALL of the venetoclax trial NCT03236857"
    assert response["patients"] == "11"
    remission = venetoclax.row(measure="complete remission with incomplete marrow recovery")
    assert remission["value as printed"] == "two patients (2)"
    assert remission["patients"] == "not stated"


def test_adverse_events_and_findings_of_a_drug_are_listed(page: Read) -> None:
    venetoclax = page("drug/venetoclax")
    events = {row["event"] for row in venetoclax.rows if "event" in row}
    named = {"vomiting", "diarrhea", "hypokalemia", "increased ALT", "febrile neutropenia", "anemia"}
    assert events >= named
    finding = venetoclax.row(finding="venetoclax in infant patient-derived xenografts")
    assert finding["evidence"] == "4.4 [63, 64]"


def test_a_negative_result_stands_as_plainly_as_a_positive_one(page: Read) -> None:
    lestaurtinib = page("drug/lestaurtinib")
    # Section 4.5: 36 ± 6% in 67 against 39 ± 7% in 54, p = 0.67.
    null = lestaurtinib.row(comparison="3-year EFS with against without lestaurtinib")
    assert "36 ± 6%" in null["first"]
    assert "patients: 67" in null["first"]
    assert "39 ± 7%" in null["against"]
    assert "patients: 54" in null["against"]
    assert null["p"] == "0.67"
    assert "not significant" in null["verdict"]


@pytest.mark.parametrize(
    ("fusion", "translocation", "share"),
    [("KMT2A--AFF1", "t(4;11)(q21;q23)", "48%"), ("KMT2A--MLLT1", "t(11;19)(q23;p13.3)", "24%")],
)
def test_a_fusion_is_shown_with_its_translocation_and_its_share(
    page: Read, fusion: str, translocation: str, share: str
) -> None:
    read = page(f"fusion/{fusion}")
    assert f"translocation {translocation} Table 1" in read.text
    assert read.row(among="infant acute lymphoblastic leukemia")["as printed"] == share


def test_a_fusion_shows_what_is_kept_and_lost_and_by_what_right(page: Read) -> None:
    text = page("fusion/KMT2A--AFF1").text
    fates = text[text.index("Fates of domains and subunits") : text.index("Drugs that act on its mechanism")]
    assert "KMT2AN menin-binding motif retained inferred why: from" in fates
    assert "KMT2AC SET domain lost inferred why: from" in fates
    # Stated of KMT2A fusions as a whole, not of this one.
    assert "of KMT2A fusion" in fates
    assert fates.index("menin-binding motif retained") < fates.index("SET domain lost")


def test_a_fusion_leads_to_the_drugs_that_act_on_it_and_their_trials(page: Read) -> None:
    read = page("fusion/KMT2A--MLLT3")
    assert "Drugs that act on its mechanism" in [words for _, words in read.headings]
    assert (3, "revumenib") in read.headings
    assert read.row(study="NCT04065399")["phase"] == "phase 1/2"


def test_conflicts_stand_at_the_top_open_ones_first(page: Read) -> None:
    text = page("drug/venetoclax").text
    conflicts = text[: text.index("What it is and does")]
    assert "3 conflicts in the source" in conflicts
    assert conflicts.index("27% in both parts open") < conflicts.index("Reference of the venetoclax row settled")


def test_a_disease_shows_results_in_its_patients_and_what_is_only_hedged(page: Read) -> None:
    disease = page("disease/KMT2A-r-infant-ALL")
    # Section 4.7: 34.2% in 53 infants given azacitidine.
    assert disease.row(measure="event-free survival", value_as_printed="34.2%")["patients"] == "53"
    # Section 2.1 only suggests that PI3K-RAS mutations are an independent factor.
    assert disease.row(factor="PI3K-RAS mutation")["standing"] == "hedged"
    assert disease.row(factor="very high white blood cell count").get("standing", "") == ""


def test_a_fusion_marks_only_the_diseases_that_are_characterized_by_it_or_a_wider_one(site: Site) -> None:
    found = {str(row["disease"]) for row in site.rows("disease-of-fusion", BASE + "fusion/KMT2A--AFF1")}
    # Infant leukemia as such is characterized by high-risk cytogenetics, not by the fusion.
    assert found == {f"<{BASE}disease/KMT2A-r-infant-ALL>"}
