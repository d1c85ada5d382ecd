"""The review is cut into the passages that a count by hand gives, and each cites what is printed."""

from collections import Counter
from itertools import pairwise

import pytest

from iall_kg.curation.segment import Passage, segment


def passage(text: str, place: str) -> Passage:
    return next(p for p in segment(text) if p.place == place)


def test_the_review_has_the_passages_that_a_count_by_hand_gives(review_text: str) -> None:
    kinds = Counter(p.kind for p in segment(review_text))
    assert kinds["Entry"] == 79
    assert kinds["Heading"] == 16  # 1, 2, 2.1, 2.2, 3, 3.1, 3.2, 4, 4.1 to 4.7, 5
    assert kinds["TableRow"] == 6 + 16  # the heads with 5 rows and 15 rows
    assert kinds["TableTitle"] == 2
    assert kinds["Legend"] == 10 + 3 + 3 + 1  # figures 1, 2 and 3, and the foot of table 2
    assert sum(kinds.values()) == 343


def test_no_place_of_the_review_is_given_twice_and_nothing_but_white_space_is_left_out(review_text: str) -> None:
    found = segment(review_text)
    assert len({p.place for p in found}) == len(found)
    gaps = [review_text[one.end : two.start] for one, two in pairwise(found)]
    left_out = "".join(gaps).split()
    labels = ["Abstract:", "Figure", "1.", "Figure", "2.", "Table", "1.", "Figure", "3.", "Table", "2."]
    again = "Table 2. Cont. Drug Class Drug ClinicalTrials.Gov Identifier Phase Completed/Ongoing Responsible Party"
    assert left_out == [*labels, *again.split(), "Key", "Results", "References", "References"]


@pytest.mark.parametrize(
    ("place", "begin", "end"),
    [
        ("s2-1-p1-s1", "KMT2A-r is the most common subtype", "cases [8]"),
        ("s2-1-p1-s2", "It involves a rearrangement", "11q23 [9]."),
        ("s1-p1-s12", "The use of HCT", "benefit from HCT in first remission."),
        ("s3-2-p5-s4", "The treatment hybrid", "three maintenance phases."),
        ("s4-4-p2-s6", "Additionally, three patients", "outcome [65,66]."),
        ("table2-r9", "\tRevumenib in", "[61]"),
        ("table2-r12", "Nucleoside analogues\tClofarabine", "[72]"),
        ("ref-50", "50. Du, J.;", "[CrossRef] [PubMed]"),
    ],
)
def test_a_passage_of_the_review_begins_and_ends_as_printed(place: str, begin: str, end: str, review_text: str) -> None:
    found = passage(review_text, place)
    words = review_text[found.start : found.end]
    assert words.startswith(begin)
    assert words.endswith(end)


@pytest.mark.parametrize(
    ("place", "printed", "context"),
    [
        ("s1-p1-s1", (), (1, 2, 3)),
        ("s1-p1-s7", (1, 2, 3), ()),
        ("s1-p1-s14", (), ()),
        ("s4-1-p1-s3", (36, 37, 38, 39), ()),
        ("s4-7-p1-s1", (), (77, 78, 79)),
        ("table1-r1", (), (10, 11)),
        ("table2-r1", (40, 41), ()),
        ("table2-r11", (66, 69), ()),
    ],
)
def test_a_passage_of_the_review_cites_what_is_printed_in_it_or_next(
    place: str, printed: tuple[int, ...], context: tuple[int, ...], review_text: str
) -> None:
    found = passage(review_text, place)
    assert (found.cites, found.context_cites) == (printed, context)
