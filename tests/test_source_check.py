"""What claims assert is held against the text: what it does not print or name, a curator has to explain."""

from collections.abc import Callable

import pyoxigraph as ox
import pytest

from iall_kg.content import Content
from iall_kg.curation.source_check import SourceReport, check_source, occurs
from iall_kg.curation.source_new import lay_out, write_source
from iall_kg.folding import normalize
from iall_kg.load import Sources, load
from iall_kg.lookup import NamesInMemory
from iall_kg.names import BASE, FOREIGN_PREFIXES

KEY = "author-2024"
TEXT = """1. Introduction

Of 28 infants given blinatumomab, 54% responded (OS 93.0%) [19].

References

19. Brown, P. One. *Blood* **2019**, *133*, 205–214.
"""
PREFIXES = "\n".join(
    f"@prefix {prefix}: <{namespace}> ."
    for prefix, namespace in (
        FOREIGN_PREFIXES
        | {kind: f"{BASE}{kind}/" for kind in ("drug", "outcome", "trial", "measure", "graph")}
        | {kind: f"{BASE}{kind}/{KEY}/" for kind in ("claim", "passage")}
    ).items()
)
THINGS = f"""{PREFIXES}
drug:blinatumomab a iall:Drug ; rdfs:label "Blinatumomab"@en ; skos:altLabel "MT103"@en .
drug:other a iall:Drug ; rdfs:label "lestaurtinib"@en .
drug:part a iall:Drug ; rdfs:label "respon"@en ; skos:altLabel "*"@en .
measure:OS a iall:Measure ; rdfs:label "overall survival"@en ; iall:abbreviation "OS" ; skos:altLabel "OS"@en .
measure:dose a iall:Measure ; rdfs:label "respond"@en .
"""
Check = Callable[..., SourceReport]


@pytest.fixture
def check(make_content: Callable[[dict[str, str]], Content]) -> Check:
    """Return a check of one claim on the only sentence of a small source."""

    def run(facts: str, about: str = "", text: str = TEXT) -> SourceReport:
        content = make_content({"data/things.ttl": THINGS})
        write_source(content.data / "sources" / KEY, lay_out(KEY, TEXT, NamesInMemory(ox.Store())))
        claim = f"claim:s1-p1-s1 a iall:Claim ; iall:fromPassage passage:s1-p1-s1 {about} .\n"
        section = f"{PREFIXES}\n{claim}claim:s1-p1-s1 {{ {facts} }}\n"
        (content.data / "sources" / KEY / "s1.trig").write_text(section, encoding="utf-8")
        return check_source(load(content), KEY, text)

    return run


def problems(report: SourceReport) -> list[str]:
    return [fault.problem.split(";")[0] for fault in report.exceptions]


def test_a_claim_that_the_passage_prints_and_names_holds(check: Check) -> None:
    report = check(
        "outcome:x iall:ofDrug drug:blinatumomab ; iall:value 93.0 ; iall:sampleSize 28 ; iall:measure measure:OS ."
    )
    assert report.exceptions == []
    assert (report.passages, report.values, report.names, report.explained) == (3, 2, 2, 0)
    assert report.rate == 100.0


def test_a_number_that_is_not_printed_is_an_exception_with_its_place(check: Check) -> None:
    report = check("outcome:x iall:value 81.6 ; iall:sampleSize 28 .")
    (fault,) = report.exceptions
    assert fault.place == f"passage:{KEY}/s1-p1-s1"
    assert fault.claim == f"claim:{KEY}/s1-p1-s1"
    assert fault.problem == "iall:value '81.6' is not printed in the passage; explain it in curatorNote"
    assert fault.where.startswith(f"data/sources/{KEY}/s1.trig:")
    assert report.rate == pytest.approx(100 * 4 / 5)


def test_a_curators_note_explains_a_number(check: Check) -> None:
    report = check("outcome:x iall:value 81.6 .", '; iall:curatorNote "Computed: 81.6."@en')
    assert report.exceptions == []
    assert report.explained == 1


def test_a_note_on_another_number_explains_nothing(check: Check) -> None:
    assert len(check("outcome:x iall:value 81.6 .", '; iall:curatorNote "See 81.65 and 1816."@en').exceptions) == 1


def test_a_thing_that_is_not_named_is_an_exception(check: Check) -> None:
    assert problems(check("outcome:x iall:ofDrug drug:other .")) == ["drug:other is not named in the passage"]


def test_a_thing_that_is_carried_over_is_explained(check: Check) -> None:
    report = check("outcome:x iall:ofDrug drug:other .", "; iall:carriedOver drug:other")
    assert report.exceptions == []
    assert report.explained == 1


def test_part_of_another_word_names_nothing_and_an_inflected_name_does(check: Check) -> None:
    assert check("outcome:x iall:measure measure:dose .").exceptions == []  # respond, in responded
    assert problems(check("outcome:x iall:ofDrug drug:part .")) == ["drug:part is not named in the passage"]


def test_a_thing_without_any_name_is_an_exception(check: Check) -> None:
    assert problems(check("outcome:x iall:ofDrug drug:unheard-of .")) == ["drug:unheard-of is not named in the passage"]


def test_a_name_as_short_as_os_is_not_found_inside_other_words(check: Check) -> None:
    text = TEXT.replace("(OS 93.0%)", "(dose 93.0%)")
    report = check("outcome:x iall:measure measure:OS .", text=text)
    assert problems(report)[-1] == "measure:OS is not named in the passage"


@pytest.mark.parametrize(
    ("fact", "holds"),
    [
        ('iall:valueAsPrinted "93.0%"', True),
        ('iall:valueAsPrinted "3.0%"', False),
        ('iall:valueAsPrinted "93%"', False),
        ('iall:abbreviation "OS"', True),
        ('iall:abbreviation "O"', False),
        ('iall:paraphrase "Anything goes."@en', True),
    ],
)
def test_what_is_given_as_printed_has_to_be_printed(fact: str, holds: bool, check: Check) -> None:
    assert (check(f"outcome:x {fact} .").exceptions == []) is holds


def test_a_passage_that_is_not_at_its_offsets_is_an_exception(check: Check) -> None:
    report = check("outcome:x iall:sampleSize 28 .", text="x" + TEXT)
    assert len(report.exceptions) == 3
    assert {fault.claim for fault in report.exceptions} == {""}
    assert all("hash differs" in fault.problem for fault in report.exceptions)
    assert report.exceptions[0].where.startswith(f"data/sources/{KEY}/passages.ttl:")


def test_white_space_alone_does_not_displace_a_passage(check: Check) -> None:
    assert check("outcome:x iall:sampleSize 28 .", text=TEXT.replace("Of 28", "Of\n28")).exceptions == []


def test_a_source_of_another_key_is_not_checked(make_content: Callable[[dict[str, str]], Content]) -> None:
    content = make_content({"data/things.ttl": THINGS})
    write_source(content.data / "sources" / KEY, lay_out(KEY, TEXT, NamesInMemory(ox.Store())))
    report = check_source(load(content), "author-20", TEXT)
    assert (report.passages, report.rate) == (0, 0.0)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("36.0", "36 ± 6%"),
        ("36", "n = 67. 36 ± 6"),
        ("15.5", "of 15.5%, compared"),
        ("93.0", "reached 93.0%."),
        ("300000", "≥ 300,000/μl"),
        ("10.0", "10%"),
        ("0.67", "p = 0.67)"),
        ("2", "two infants"),
        ("1", "a single agent"),
        ("0", "no results"),
        ("100", "all patients"),
        ("100", "a 100% response"),
        ("18", "17/18 subjects"),
        ("4", "aged 0-4 months"),
        ("6", "6-week cycles"),
    ],
)
def test_a_number_is_found_as_digits_or_as_a_word(number: str, text: str) -> None:
    assert occurs(number, text)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("46", "46.1%"),
        ("6.1", "46.1%"),
        ("46.1", "46.15%"),
        ("5", "15 or 51"),
        ("19", "cd19 and as shown [19]"),
        ("3", "in p9403 and h3k4"),
        ("1540", "days 15,40"),
        ("3000", "300,00"),
        ("2", "twofold, network"),
        ("1", "none, alone"),
        ("100", "small, overall"),
        ("7", ""),
    ],
)
def test_a_number_is_not_found_inside_another_number_name_or_citation(number: str, text: str) -> None:
    assert not occurs(number, text)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("*KMT2A*-rearranged", "kmt2a-rearranged"),
        ("<i>AFF1</i>", "aff1"),
        ("menin – KMT2A", "menin-kmt2a"),
        (r"$\geq 300,000/\mu\text{L}$", "≥ 300,000/μl"),
        ("88 ± 8 %", "88±8%"),
        ("O’Brien", "o'brien"),
        ("a ( b ) , c", "a (b), c"),
        ("½ ﬁ", "1⁄2 fi"),
    ],
)
def test_texts_are_compared_without_type_setting(text: str, normal: str) -> None:
    assert normalize(text) == normal


def test_all_claims_of_the_review_hold_on_its_text(sources: Sources, review_text: str) -> None:
    report = check_source(sources, "kulczycka-2024", review_text)
    assert report.exceptions == []
    assert report.passages == 343
    assert report.values > 500
    assert report.names > 1300
    assert 0 < report.explained < (report.values + report.names) / 3


def test_a_number_may_be_printed_with_zeros_that_it_does_not_have() -> None:
    assert occurs("0.4", "p = 0.40")
    assert occurs("36", "36.0%")
    assert not occurs("0.4", "p = 0.41")
    assert not occurs("36", "360")
