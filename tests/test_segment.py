"""A source's text is cut into passages where a reader would cut it."""

import random
import re
from itertools import pairwise

import pytest

from iall_kg.curation.segment import citation_numbers, segment

PAPER = """A title of the paper

Abstract: It is short. It has two sentences.

1. Introduction

First sentence without citation. Second one cites [1]. Third has none. Fourth cites [2,4–6].

Another paragraph stands alone.

1.1. Details

Infants (e.g., newborns) were seen by Brown et al. Blood was drawn. Doses (vs. none) of drug A. B cells fell.

Figure 1. A picture. It shows cells [3].

Table 1. Drugs of St. Jude.

Drug\tDose
A\t1 [1]
B\t2

Table 1. Cont.

Drug\tDose
C\t3

Abbr—abbreviation; OS—overall survival.

2. Summary

All is said.

Author Contributions: M.L. wrote. All agreed.

Funding: None.

References

1. Brown, P. One. *Blood* **2019**, *133*, 205–214.
2. Pieters, R. Two, a title
that goes on. *Blood* **2020**, *1*, 2.

3. Biondi, A. Three. *Blood* **2021**, *1*, 3.

Disclaimer: nobody is liable.
"""


def texts(text: str) -> dict[str, str]:
    return {p.place: " ".join(text[p.start : p.end].split()) for p in segment(text)}


def sentences(paragraph: str) -> list[str]:
    text = f"1. Introduction\n\n{paragraph}"
    return [words for place, words in texts(text).items() if place.startswith("s1-p")]


def test_a_small_paper_is_cut_into_all_its_passages() -> None:
    assert texts(PAPER) == {
        "front-p1": "A title of the paper",
        "abstract-s1": "It is short.",
        "abstract-s2": "It has two sentences.",
        "s1-heading": "1. Introduction",
        "s1-p1-s1": "First sentence without citation.",
        "s1-p1-s2": "Second one cites [1].",
        "s1-p1-s3": "Third has none.",
        "s1-p1-s4": "Fourth cites [2,4–6].",
        "s1-p2-s1": "Another paragraph stands alone.",
        "s1-1-heading": "1.1. Details",
        "s1-1-p1-s1": "Infants (e.g., newborns) were seen by Brown et al. Blood was drawn.",
        "s1-1-p1-s2": "Doses (vs. none) of drug A. B cells fell.",
        "fig1-s1": "A picture.",
        "fig1-s2": "It shows cells [3].",
        "table1-s1": "Drugs of St. Jude.",
        "table1-head": "Drug Dose",
        "table1-r1": "A 1 [1]",
        "table1-r2": "B 2",
        "table1-r3": "C 3",
        "table1-foot": "Abbr—abbreviation; OS—overall survival.",
        "s2-heading": "2. Summary",
        "s2-p1-s1": "All is said.",
        "back-p1": "Author Contributions: M.L. wrote. All agreed.",
        "back-p2": "Funding: None.",
        "ref-1": "1. Brown, P. One. *Blood* **2019**, *133*, 205–214.",
        "ref-2": "2. Pieters, R. Two, a title that goes on. *Blood* **2020**, *1*, 2.",
        "ref-3": "3. Biondi, A. Three. *Blood* **2021**, *1*, 3.",
        "back-p3": "Disclaimer: nobody is liable.",
    }


def test_each_passage_knows_its_section_and_kind() -> None:
    found = {p.place: (p.section, p.kind) for p in segment(PAPER)}
    assert found["abstract-s1"] == ("Abstract", "Sentence")
    assert found["s1-1-heading"] == ("1.1", "Heading")
    assert found["s1-1-p1-s1"] == ("1.1", "Sentence")
    assert found["fig1-s1"] == ("Figure 1", "Legend")
    assert found["table1-s1"] == ("Table 1", "TableTitle")
    assert found["table1-r3"] == ("Table 1", "TableRow")
    assert found["table1-foot"] == ("Table 1", "Legend")
    assert found["back-p1"] == ("back", "Text")
    assert found["ref-2"] == ("References", "Entry")


def test_a_sentence_without_citation_takes_that_of_the_next_one_in_its_paragraph() -> None:
    found = {p.place: (p.cites, p.context_cites) for p in segment(PAPER)}
    assert found["s1-p1-s1"] == ((), (1,))
    assert found["s1-p1-s2"] == ((1,), ())
    assert found["s1-p1-s3"] == ((), (2, 4, 5, 6))
    assert found["s1-p2-s1"] == ((), ())
    assert found["fig1-s1"] == ((), ())
    assert found["table1-r1"] == ((1,), ())


def test_a_table_without_citations_takes_those_beside_its_call() -> None:
    text = PAPER.replace("Second one cites [1].", "Drugs are shown in Table 1 [7,8].")
    found = {p.place: (p.cites, p.context_cites) for p in segment(text)}
    assert found["table1-s1"] == found["table1-r2"] == found["table1-foot"] == ((), (7, 8))
    assert found["table1-r1"] == ((1,), ())
    assert found["fig1-s1"] == found["s1-heading"] == ((), ())


def test_a_citation_does_not_reach_back_into_the_paragraph_before() -> None:
    text = "1. One\n\nNo citation here.\n\nNor here. But here [5]."
    assert [(p.place, p.context_cites) for p in segment(text)[1:]] == [
        ("s1-p1-s1", ()),
        ("s1-p2-s1", (5,)),
        ("s1-p2-s2", ()),
    ]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("as shown [1–3].", (1, 2, 3)),
        ("as shown [1-3].", (1, 2, 3)),
        ("as shown [ 1 ].", ()),
        ("as shown [3, 7].", (3, 7)),
        ("as shown [40,41]; and [5,40].", (40, 41, 5)),
        ("as shown [1,3–5, 8].", (1, 3, 4, 5, 8)),
        ("as shown [3–1].", (3, 1)),
        ("as shown [7–7].", (7,)),
        ("no [araC] here, nor (5), nor [a1].", ()),
        ("", ()),
    ],
)
def test_citations_are_read_with_their_ranges(text: str, numbers: tuple[int, ...]) -> None:
    assert citation_numbers(text) == numbers


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("It is common [8] It involves a gene [9].", ["It is common [8]", "It involves a gene [9]."]),
        (
            "It is common [11,12,13,14,15,16,17,18] It involves a gene.",
            ["It is common [11,12,13,14,15,16,17,18]", "It involves a gene."],
        ),
        ("Cytarabine [araC] Daunorubicin were given.", ["Cytarabine [araC] Daunorubicin were given."]),
        ("As said in [5] (Figure 1) it fell.", ["As said in [5] (Figure 1) it fell."]),
        ("Is it so? *KMT2A* is. (It was.)", ["Is it so?", "*KMT2A* is.", "(It was.)"]),
        ("It fell. Étienne saw it.", ["It fell.", "Étienne saw it."]),
        ("It fell by 3.5 points. 5-year survival rose.", ["It fell by 3.5 points. 5-year survival rose."]),
        ("It was given i.e. twice. Then not.", ["It was given i.e. twice.", "Then not."]),
        ("At St. Jude it rose. See Fig. A for more.", ["At St. Jude it rose.", "See Fig. A for more."]),
        ("Triche, T., Jr. Saw it.", ["Triche, T., Jr. Saw it."]),
    ],
)
def test_a_paragraph_is_split_where_its_sentences_end(paragraph: str, expected: list[str]) -> None:
    assert sentences(paragraph) == expected


LONG = "The use of transplantation in infants with leukemia is according to most of the groups that treat them"


def test_a_paragraph_cut_by_a_page_break_is_joined() -> None:
    assert sentences(f"{LONG}\n\nuncertain. Then more.") == [f"{LONG} uncertain.", "Then more."]


@pytest.mark.parametrize(
    "block", ["1.1. Heading", "Figure 1. A legend.", "Table 1. A title.", "References\n\n1. Brown, P. One."]
)
def test_a_paragraph_without_full_stop_does_not_swallow_what_begins_anew(block: str) -> None:
    assert sentences(f"{LONG}\n\n{block}") == [LONG]


def test_a_dash_in_the_first_word_is_a_table_foot_only_right_below_a_table() -> None:
    text = PAPER.replace("All is said.", "Infant—all is said.")
    assert texts(text)["s2-p1-s1"] == "Infant—all is said."
    assert texts("1. One\n\nFigure 1. A picture.\n\nInfant—it is said.")["s1-p1-s1"] == "Infant—it is said."


def test_a_tab_outside_a_table_makes_no_row() -> None:
    assert texts("Some\ttabbed words") == {"front-p1": "Some tabbed words"}
    assert texts("1. One\n\nFigure 1. A picture.\n\nSome\ttabbed words.")["s1-p1-s1"] == "Some tabbed words."


def test_a_second_table_counts_its_rows_anew() -> None:
    text = PAPER.replace("2. Summary", "Table 2. More.\n\nDrug\tDose\nD\t4\n\n2. Summary")
    assert texts(text)["table2-head"] == "Drug Dose"
    assert texts(text)["table2-r1"] == "D 4"


def test_a_figure_between_the_two_parts_of_a_table_does_not_restart_its_rows() -> None:
    text = PAPER.replace("Table 1. Cont.", "Figure 2. Another.\n\nTable 1. Cont.")
    assert texts(text)["table1-r3"] == "C 3"


def test_an_empty_text_has_no_passages() -> None:
    assert segment("") == []
    assert segment(" \n\n \n") == []


def test_whatever_the_order_of_blocks_passages_are_disjoint_sorted_and_cover_what_they_name() -> None:
    chance = random.Random(7)
    blocks = [b for b in PAPER.split("\n\n") if b.strip()]
    for _ in range(40):
        text = "\n\n".join(chance.sample(blocks, k=len(blocks)))
        found = segment(text)
        assert all(text[p.start : p.end].strip() == text[p.start : p.end] != "" for p in found)
        assert all(one.end <= two.start for one, two in pairwise(found))
        assert all(re.fullmatch(r"[\w-]+", p.place) for p in found)


def test_rows_are_covered_by_a_sentence_that_begins_with_their_table_and_cites() -> None:
    text = "1. One\n\nTable 1 shows survival by group [3,4]. More is in Table 2, which is long [5].\n\n"
    tables = "Table 1. A.\n\nh\tx\na\t1\n\nTable 2. B.\n\nh\tx\nb\t2\n"
    covering = {p.place: p.context_cites for p in segment(text + tables)}
    assert covering["table1-r1"] == (3, 4)
    assert covering["table2-r1"] == ()
