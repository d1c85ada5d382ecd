"""Entries of a reference list are read into their parts, each as printed."""

from datetime import date

import pytest

from iall_kg.curation.reference_list import Entry, parse_entry
from iall_kg.curation.segment import segment

WEB = {45, 46, 60, 61, 73, 78, 79}


@pytest.fixture(scope="module")
def entries(review_text: str) -> dict[int, Entry]:
    found = [parse_entry(review_text[p.start : p.end]) for p in segment(review_text) if p.kind == "Entry"]
    return {entry.number: entry for entry in found}


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        (
            "3. Brown, P.; Pieters, R.; Biondi, A. How I treat it. *Blood* **2019**, *133*, 205–214. [CrossRef]",
            Entry(3, "Brown, P.; Pieters, R.; Biondi, A.", "How I treat it", "Blood", 2019, "133", "205–214"),
        ),
        (
            "4. Brown, P.A.; et al. B-ALL: A report. Part 1. *Int. J. Mol. Sci.* **2023**, *24*, 13207.",
            Entry(4, "Brown, P.A.; et al.", "B-ALL: A report. Part 1", "Int. J. Mol. Sci.", 2023, "24", "13207"),
        ),
        (
            "5. García, J.-P.; Cavé, É. On T,\n  B and X. *Blood* **2019**, *1*, E439–E443.",
            Entry(5, "García, J.-P.; Cavé, É.", "On T, B and X", "Blood", 2019, "1", "E439–E443"),
        ),
        (
            "6. Triche, T., Jr. A landscape. *Nat. Med.* **2018**, *24*, 103–112.",
            Entry(6, "Triche, T., Jr.", "A landscape", "Nat. Med.", 2018, "24", "103–112"),
        ),
        (
            "7. Brown, P. Effects *in vitro*. *X* **2020**, *1*, 2.",
            Entry(7, "Brown, P.", "Effects *in vitro*", "X", 2020, "1", "2"),
        ),
        ("8. A title without anybody.", Entry(8, "", "A title without anybody")),
        (
            "9. Available online: <https://x.org/NCT1> (accessed on 14 February 2024).",
            Entry(9, "", "https://x.org/NCT1", url="https://x.org/NCT1", accessed_on=date(2024, 2, 14)),
        ),
        (
            "10. Available online: <https://x.org> (accessed on 31 February 2024).",
            Entry(10, "", "https://x.org", url="https://x.org"),
        ),
    ],
)
def test_an_entry_is_read_into_its_parts(text: str, entry: Entry) -> None:
    assert parse_entry(text) == entry


@pytest.mark.parametrize("text", ["", "Brown, P. One.", "[3] Brown, P. One.", "3 Brown"])
def test_an_entry_without_a_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="begins with its number"):
        parse_entry(text)


def test_all_79_entries_of_the_review_are_read(entries: dict[int, Entry]) -> None:
    assert list(entries) == list(range(1, 80))


def test_every_paper_of_the_review_has_all_its_parts(entries: dict[int, Entry]) -> None:
    papers = [entry for number, entry in entries.items() if number not in WEB]
    assert len(papers) == 72
    for entry in papers:
        assert all([entry.authors, entry.title, entry.journal, entry.volume, entry.pages]), entry
        assert entry.year in range(1973, 2025), entry
        assert entry.authors.endswith("."), entry
        assert not set("*[]") & set(entry.authors + entry.title + entry.journal), entry
        assert (entry.url, entry.accessed_on) == ("", None), entry


def test_every_web_page_of_the_review_has_its_address_and_date(entries: dict[int, Entry]) -> None:
    pages = {number: entry for number, entry in entries.items() if entry.url}
    assert set(pages) == WEB
    assert all(entry.accessed_on == date(2024, 2, 14) for entry in pages.values())
    assert all("/NCT" in entry.url for entry in pages.values())


@pytest.mark.parametrize(
    "entry",
    [
        Entry(
            1,
            "Ibrahimova, A.; Pommert, L.; Breese, E.H.",
            "Acute Leukemia in Infants",
            "Curr. Oncol. Rep.",
            2021,
            "23",
            "27",
        ),
        Entry(
            24,
            "George, S.L.; Fernbach, D.J.; Vietti, T.J.; Sullivan, M.P.; Lane, D.M.; Haggard, M.E.; Berry, D.H.; "
            "Lonsdale, D.; Komp, D.",
            "Factors influencing survival in pediatric acute leukemia. The SWCCSG experience, 1958–1970",
            "Cancer",
            1973,
            "32",
            "1542–1553",
        ),
        Entry(
            50,
            "Du, J.; Chisholm, K.M.; Tsuchiya, K.; Leger, K.; Lee, B.M.; Rutledge, J.C.; Paschal, C.R.; Summers, C.; "
            "Xu, M.",
            "Lineage switch in an infant B-lymphoblastic leukemia with t (1; 11)(p32; q23); KMT2A/EP515, following "
            "blinatumomab therapy",
            "Pediatr. Dev. Pathol.",
            2021,
            "24",
            "378–382",
        ),
        Entry(
            67,
            "Bolouri, H.; Farrar, J.E.; Triche, T., Jr.; Ries, R.E.; Lim, E.L.; Alonzo, T.A.; Ma, Y.; Moore, R.; "
            "Mungall, A.J.; Marra, M.A.; et al.",
            "The molecular landscape of pediatric acute myeloid leukemia reveals recurrent structural alterations and "
            "age-specific mutational interactions",
            "Nat. Med.",
            2018,
            "24",
            "103–112",
        ),
    ],
    ids=lambda e: str(e.number),
)
def test_an_entry_of_the_review_is_read_as_printed(entry: Entry, entries: dict[int, Entry]) -> None:
    assert entries[entry.number] == entry


@pytest.mark.parametrize(
    ("number", "pages"), [(16, "e785"), (25, "e200"), (49, "E439–E443"), (51, "eaaj2013"), (52, "1271"), (34, "49–54")]
)
def test_pages_that_are_no_plain_range_are_read(number: int, pages: str, entries: dict[int, Entry]) -> None:
    assert entries[number].pages == pages


@pytest.mark.parametrize(
    ("entry", "read"),
    [
        (
            "3. Doe J, Roe R. An invented title: part 1. J Ex. 2019;133(3):205-14.",
            Entry(3, "Doe J, Roe R", "An invented title: part 1", "J Ex", 2019, "133", "205-14"),
        ),
        (
            "4. Doe J, Roe R, Poe P, et al. Does it work? J Ex Med. 2021 Feb 4;12:e77. doi:10.1000/x",
            Entry(4, "Doe J, Roe R, Poe P, et al", "Does it work?", "J Ex Med", 2021, "12", "e77"),
        ),
    ],
)
def test_an_entry_in_the_style_of_vancouver_is_read_into_the_same_parts(entry: str, read: Entry) -> None:
    assert parse_entry(entry) == read
