"""The pages that lead from a statement back to the source: claims, passages, references, conflicts, sources."""

from collections.abc import Callable

import pytest
from page_reader import Page

from iall_kg.names import BASE
from iall_kg.pages.places import place_words, section_words

Read = Callable[[str], Page]
REVIEW = "kulczycka-2024"


def test_a_claim_shows_its_passage_its_references_and_what_it_says(page: Read) -> None:
    claim = page(f"claim/{REVIEW}/s4-7-p2-s4")
    assert claim.headings[0] == (1, "Claim from section 4.7, paragraph 2, sentence 4")
    assert "“It was proven that EFS significantly …”" in claim.text
    # The paragraph cites [74], which is another work: 75 is the azacitidine trial.
    assert "References 75 (printed 74)" in claim.text
    assert "as corrected [75] A Pilot Study of Azacitidine" in claim.text
    assert "stated the passage asserts it" in claim.text
    assert "Curator's note The direction is taken from the next sentence." in claim.text
    assert "factor level of minimal residual disease" in claim.text
    assert "Curated by iall-kg curators on 2026-11-23" in claim.text


def test_a_hedged_claim_says_that_it_is(page: Read) -> None:
    # "… may improve …", the fourth sentence of the abstract.
    assert "hedged the passage hedges it" in page(f"claim/{REVIEW}/abstract-s4").text


def test_a_claim_marks_what_was_set_aside(page: Read) -> None:
    text = page(f"claim/{REVIEW}/table2-r13").text
    assert "trial phase phase 3 set aside" in text
    assert "status Ongoing" in text


def test_a_passage_shows_its_place_its_citations_and_its_claims(page: Read) -> None:
    passage = page(f"passage/{REVIEW}/s4-3-p1-s2")
    assert passage.headings[0] == (1, "Passage: section 4.3, paragraph 1, sentence 2")
    assert "“This interaction is critical for the …”" in passage.text
    assert "Cites as printed [57] The menin inhibitor revumenib" in passage.text
    assert "required for abnormal gene expression of KMT2A-rearranged leukemia" in passage.text
    assert "../../passage/kulczycka-2024/s4-3-p1-s1.html" in passage.links
    assert "Claim 1" in [words.split(" stated")[0] for _, words in passage.headings]


def test_a_passage_without_claims_says_so(page: Read) -> None:
    assert "No claim was read out of this passage." in page(f"passage/{REVIEW}/front-p1").text


def test_a_reference_shows_its_entry_and_what_rests_on_it(page: Read) -> None:
    reference = page(f"reference/{REVIEW}/33")
    # Entry 33 of the reference list.
    assert "Pieters, R.; De Lorenzo, P.; Ancliffe, P." in reference.text
    assert "J. Clin. Oncol. 2019, 37, 2246–2256." in reference.text
    assert "The work itself was not opened." in reference.text
    assert any(row.get("citing") == "cites as printed" and "4.1 [33]" in row["evidence"] for row in reference.rows)
    survival = reference.row(value_as_printed="58.2%", measure="overall survival")
    assert survival["study"] == "Interfant-06"
    assert survival["patients"] == "651"


def test_a_wrong_number_leads_to_the_right_reference(page: Read) -> None:
    citing = [row["citing"] for row in page(f"reference/{REVIEW}/75").rows if "citing" in row]
    assert citing
    assert "cites as corrected" in citing


def test_a_conflict_shows_the_readings_side_by_side(page: Read) -> None:
    conflict = page(f"conflict/{REVIEW}/azacitidine-phase")
    assert "conflict of status settled" in conflict.text
    assert "Printed 3 (Table 2); phase 2 (section 4.7)" in conflict.text
    assert "Read as phase 2" in conflict.text
    assert (3, "section 4.7, paragraph 2, sentence 1 accepted") in conflict.headings
    assert (3, "table 2, row 13 set aside") in conflict.headings
    assert "the table cell is the only place with 3" in conflict.text


def test_an_open_conflict_says_that_nothing_was_decided(page: Read) -> None:
    conflict = page(f"conflict/{REVIEW}/share-of-pediatric-all")
    assert "conflict of value open" in conflict.text
    assert "Read as not decided: the readings stand side by side" in conflict.text
    assert "../../passage/kulczycka-2024/abstract-s1.html" in conflict.links


def test_a_source_can_be_read_along(page: Read) -> None:
    source = page(f"source/{REVIEW}")
    sections = [words for level, words in source.headings if level == 3]
    assert sections[:5] == ["Front matter", "Abstract", "Section 1", "Section 2", "Section 2.1"]
    assert "“Infant acute lymphoblastic leukemia (Infant ALL) …”" in source.text
    assert sum(link.startswith("../passage/kulczycka-2024/") for link in source.links) == 343


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("s4-3-p1-s2", "section 4.3, paragraph 1, sentence 2"),
        ("s4-3-p1-s2-b", "section 4.3, paragraph 1, sentence 2 (b)"),
        ("s1-p1-s3", "section 1, paragraph 1, sentence 3"),
        ("s4-1-heading", "section 4.1, heading"),
        ("abstract-s1", "abstract, sentence 1"),
        ("table2-r8", "table 2, row 8"),
        ("table2-foot", "table 2, foot"),
        ("fig1-s3", "figure 1, sentence 3"),
        ("ref-57", "entry 57 of the reference list"),
        ("r12", "row 12"),
        ("front-p1", "front matter, paragraph 1"),
        ("odd", "passage:x/odd"),
    ],
)
def test_places_are_put_into_words(key: str, words: str) -> None:
    assert place_words(f"{BASE}passage/x/{key}") == words


def test_sections_are_put_into_words() -> None:
    assert [section_words(name) for name in ("4.3", "back", "Table 2")] == ["Section 4.3", "Back matter", "Table 2"]
