"""The draft of a source lists what a curator may want to state, states nothing, and copies no more than a few words."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from iall_kg.content import Content
from iall_kg.curation.draft import CURATED, draft
from iall_kg.curation.recognize import Mention, Quantity, mentions, quantities
from iall_kg.curation.segment import segment
from iall_kg.curation.source_check import check_source
from iall_kg.curation.source_new import lay_out
from iall_kg.graph import KnowledgeGraph
from iall_kg.load import Sources, read_quads, source_files
from iall_kg.lookup import NamesInMemory
from iall_kg.validate import validate

HERE = Path(__file__).parent
INVENTED = HERE / "growth" / "sources" / "invented-2026"
TEXT = (HERE / "growth" / "invented-2026.txt").read_text(encoding="utf-8")


def named(text: str, kg: KnowledgeGraph) -> dict[str, tuple[str, ...]]:
    return {found.words: found.things for found in mentions(text, kg.names)}


@pytest.mark.parametrize(
    ("text", "words", "thing"),
    [
        ("Revumenib was given.", "Revumenib", "drug:revumenib"),
        ("They had SNDX-5613 (orally).", "SNDX-5613", "drug:revumenib"),
        ("of MLL–AF4 leukemia", "MLL–AF4", "fusion:KMT2A--AFF1"),
        ("The KMT2A::AFF1 fusion", "KMT2A::AFF1", "fusion:KMT2A--AFF1"),
        ("two menin inhibitors,", "menin inhibitors", "drugclass:menin-inhibitor"),
        ("with t(4;11)(q21;q23).", "t(4;11)(q21;q23)", "alteration:t-4-11-q21-q23"),
        ("after ALL relapsed", "ALL", "disease:ALL"),
    ],
)
def test_a_thing_is_recognized_by_any_of_its_names(text: str, words: str, thing: str, kg: KnowledgeGraph) -> None:
    assert thing in named(text, kg)[words]


@pytest.mark.parametrize("text", ["all of them", "It was set here.", "unheard of", ""])
def test_small_words_are_no_abbreviations(text: str, kg: KnowledgeGraph) -> None:
    assert mentions(text, kg.names) == []


def test_of_two_names_in_one_place_the_longer_is_taken(kg: KnowledgeGraph) -> None:
    found = named("infant acute lymphoblastic leukemia", kg)
    assert found == {"infant acute lymphoblastic leukemia": ("disease:infant-ALL",)}


def test_without_names_nothing_is_recognized() -> None:
    assert mentions("Revumenib was given.", NamesInMemory(ox.Store())) == []
    assert Mention("a", ()) == Mention("a", ())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("EFS was 41.2% [12].", [Quantity("41.2", "%", "EFS was", (12,))]),
        ("in 5 of 12 patients [1,2], then 7 [3]", [("5", "", (1, 2)), ("12", "patients", (1, 2)), ("7", "", (3,))]),
        ("within two cycles", [("two", "cycles", (9,))]),
        ("a dose of 1,000 mg/m2", [("1,000", "mg/m2", (9,))]),
        ("36 ± 6% at 4-year", [("36 ± 6", "%", (9,)), ("4", "year", (9,))]),
        ("CD19, INV-1, t4, Table 3 and v1.2.3", []),
    ],
)
def test_a_number_has_its_unit_and_the_citation_beside_it(text: str, found: list[object]) -> None:
    read = list(quantities(text, (9,)))
    assert [
        q if isinstance(f, Quantity) else (q.number, q.unit, q.cites) for q, f in zip(read, found, strict=True)
    ] == found


@pytest.fixture(scope="module")
def written(kg: KnowledgeGraph) -> str:
    return draft("invented-2026", segment(TEXT), TEXT, kg.names)


def test_every_passage_that_may_bear_claims_has_its_part_and_its_head_of_a_claim(written: str) -> None:
    places = [passage.place for passage in segment(TEXT) if passage.kind in CURATED]
    assert re.findall(r"^### (\S+)$", written, re.M) == places
    assert re.findall(r"^claim:(\S+) a iall:Claim", written, re.M) == places
    assert "- [4] An invented mechanism" in written


def test_the_heads_of_claims_are_turtle_with_the_prefixes_of_the_draft(written: str) -> None:
    blocks = re.findall(r"```turtle\n(.*?)```", written, re.S)
    quads = list(ox.parse("\n".join(blocks), format=ox.RdfFormat.TRIG))
    assert len({quad.subject for quad in quads}) == sum(1 for p in segment(TEXT) if p.kind in CURATED)
    assert all(isinstance(quad.graph_name, ox.DefaultGraph) for quad in quads)


def test_no_line_of_the_draft_copies_more_than_a_few_words(written: str) -> None:
    text = " ".join(re.sub(r"\[[\d,–]+\]", "", TEXT).split())
    for line in written.split("## References", maxsplit=1)[0].splitlines():
        words = re.sub(r"[*…]", "", line).split()
        runs = [" ".join(words[n : n + 12]) for n in range(len(words) - 11)]
        assert not any(run in text for run in runs), line


# --- The invented section, curated -------------------------------------------------------------


@pytest.fixture(scope="module")
def curated(content: Content) -> Sources:
    files = [*source_files(content), *sorted(INVENTED.iterdir())]
    store = ox.Store()
    for path in files:
        store.extend(read_quads(path, content.root))
    return Sources(store, files, content.root)


def test_what_was_curated_from_the_invented_section_holds_and_conforms(curated: Sources, content: Content) -> None:
    report = check_source(curated, "invented-2026", TEXT)
    assert (report.passages, report.exceptions) == (27, [])
    assert report.values > 30
    assert validate(curated, content, sorted(INVENTED.iterdir())).faults == []


def test_the_passages_of_the_invented_section_are_those_of_its_text() -> None:
    files = lay_out("invented-2026", TEXT, NamesInMemory(ox.Store()), "https://example.org/invented-2026")
    for name in ("passages.ttl", "references.ttl", "source.ttl"):
        assert files[name] == (INVENTED / name).read_bytes(), name
