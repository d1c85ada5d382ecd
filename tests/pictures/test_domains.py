"""The picture of the domains says what Figure 1, Figure 2 and section 2.1 of the review say, and what is inferred."""

import pytest
from drawn import SVG, parsed, pointed_at, said

from iall_kg.fate_words import CUT, DISAGREE, LOST, RETAINED, UNDECIDED
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE
from iall_kg.pictures import Picture, domains, fate_boxes

# Figure 1, in its order.
ORDER = ["MBM", "LBD", "AT hooks", "CxxC", "SNL1", "SNL2", "RD2", "PHD ×4", "BRD", "FYRN", "TAD", "FYRC", "SET"]
# Section 2.1 names MBM, AT hook and CxxC as retained, and SET as lost; Figure 2 lists the others that are kept.
STATED = {"menin-binding motif": "retained", "AT hooks": "retained", "CxxC domain": "retained", "SET domain": "lost"}
FIGURE = {"LEDGF-binding domain", "subnuclear localization domain 1", "subnuclear localization domain 2"}
# The text says of these only that they are not included "partially or completely".
IN_PART = {"repression domain 2": "cut", "plant homeodomain fingers": "cut", "bromodomain": "lost"}
INFERRED = {"FYRN domain": "lost", "transactivation domain": "lost", "FYRC domain": "lost"}


@pytest.fixture(scope="module")
def one(kg: KnowledgeGraph) -> Picture:
    return domains.draw(kg, str, thing=f"{BASE}fusion/KMT2A--AFF1")


@pytest.fixture(scope="module")
def whole(kg: KnowledgeGraph) -> Picture:
    return domains.draw(kg, str)


def test_the_domains_stand_in_the_order_of_the_figure(whole: Picture) -> None:
    found = " ".join(said(whole.svg))
    at = [found.index(f" {name.split()[0]} ") for name in ORDER]
    assert at == sorted(at)


def test_each_fusion_of_the_review_has_a_row_with_its_partner(whole: Picture) -> None:
    # Table 1: partners and translocations; section 3 speaks of none other. EPS15 stands in no table of the review.
    found = said(whole.svg)
    for partner, translocation in (
        ("AFF1", "t(4;11)(q21;q23)"),
        ("MLLT1", "t(11;19)(q23;p13.3)"),
        ("MLLT3", "t(9;11)(p21;q23)"),
        ("MLLT10", "t(10;11)(p12;q23)"),
    ):
        assert found[found.index(f"KMT2A::{partner}") + 1] == translocation
        assert partner in found


def test_what_is_stated_is_told_from_what_is_read_from_a_figure_or_inferred(one: Picture) -> None:
    told = [row[3:6] for row in one.rows if row[0] == "KMT2A::AFF1"]
    expected = [(domain, fate, "stated in text") for domain, fate in STATED.items()]
    expected += [(domain, "retained", "read from a figure") for domain in FIGURE]
    expected += [(domain, "lost at least in part", "stated in text") for domain in IN_PART]
    expected += [(domain, fate, "inferred") for domain, fate in (IN_PART | INFERRED).items()]
    assert sorted(told) == sorted(expected)


def test_each_box_says_its_fate_and_its_grounds_in_words(one: Picture) -> None:
    told = pointed_at(one.svg)
    assert "SET domain: lost, stated in text" in told
    assert "LEDGF-binding domain: retained, read from a figure" in told
    assert "FYRN domain: lost, inferred" in told
    assert "bromodomain: lost, inferred; lost at least in part, stated in text" in told
    found = said(one.svg)
    assert [found.count(word) for word in ("stated", "figure", "inferred", "inferred*")] == [4, 3, 4, 3]
    assert "* RD2, PHD, BRD: “lost at least in part” is stated in text; what the box says is more exact." in found


def test_the_border_of_a_box_tells_its_grounds_too(one: Picture) -> None:
    dashes = {
        title.text: group[1].get("stroke-dasharray", "")
        for group in parsed(one.svg).iter(f"{SVG}g")
        if (title := group.find(f"{SVG}title")) is not None
    }
    assert dashes["SET domain: lost, stated in text"] == ""
    figure = dashes["LEDGF-binding domain: retained, read from a figure"]
    inferred = dashes["FYRN domain: lost, inferred"]
    assert len({"", figure, inferred}) == 3


def test_a_fate_that_is_said_of_all_fusions_says_so(one: Picture) -> None:
    assert {row[6] for row in one.rows if row[0] == "KMT2A::AFF1"} == {"KMT2A fusion"}
    assert "What is said of KMT2A fusion holds for each of its subtypes." in said(one.svg)


def test_the_break_lies_where_the_curators_read_it_and_the_cleavage_site_between_the_subunits(one: Picture) -> None:
    found = said(one.svg)
    assert "KMT2A breakpoint cluster region: exons 9–14" in found
    assert "cleaved by TASPASE1" in found
    root = parsed(one.svg)
    boxes = {
        title.text: group[1]
        for group in root.iter(f"{SVG}g")
        if (title := group.find(f"{SVG}title")) is not None and group[1].tag == f"{SVG}rect"
    }
    (band,) = [shape for shape in root.iter(f"{SVG}rect") if shape.get("fill-opacity")]
    start, end = float(band.get("x", "0")), float(band.get("x", "0")) + float(band.get("width", "0"))
    within = {name for name, box in boxes.items() if start < float(box.get("x", "0")) < end}
    assert {"repression domain 2", "plant homeodomain fingers, 4 of them"} <= within
    assert not {"subnuclear localization domain 2", "bromodomain"} & within
    (site,) = [line for line in root.iter(f"{SVG}line") if line.get("stroke-dasharray") == "5 3"]
    assert (
        float(boxes["FYRN domain"].get("x", "0"))
        < float(site.get("x1", "0"))
        < float(boxes["transactivation domain"].get("x", "0"))
    )


def test_what_a_domain_binds_and_does_is_listed_as_stated(one: Picture) -> None:
    found = said(one.svg)
    assert "menin-binding motif: binds menin" in found
    assert "LEDGF-binding domain: binds LEDGF" in found
    assert "FYRC domain: required for KMT2AN–KMT2AC interaction, subnuclear localization" in found
    assert any("H3K4 methyltransferase activity (read by the curators)" in words for words in found)
    rows = {row[3:6] for row in one.rows if row[0] == "KMT2A protein"}
    assert ("CxxC domain", "has function transcriptional repression", "stated") in rows
    assert ("SET domain", "has function H3K4 methyltransferase activity", "read by the curators") in rows


def test_the_description_tells_each_fusion_in_words(one: Picture) -> None:
    description = parsed(one.svg).findtext(f"{SVG}desc", "")
    assert (
        "KMT2A::AFF1: retained MBM, LBD, AT hooks, CxxC, SNL1, SNL2; cut RD2, PHD; lost BRD, FYRN, TAD, FYRC, SET."
        in description
    )


def test_fates_are_told_apart_in_a_print_without_colour() -> None:
    hatched = {fate: fate_boxes.HATCHED.get(fate) for fate in (RETAINED, CUT, LOST, DISAGREE)}
    assert len(set(hatched.values())) == len(hatched)
    assert "stroke-dasharray" in fate_boxes.box((0, 0, 1, 1), UNDECIDED, "h")
