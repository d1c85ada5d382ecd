"""A search tolerates spelling, puts the best first, and finds nothing where nothing is alike."""

import re

import pytest

from iall_kg.errors import UnknownNameError
from iall_kg.graph import KnowledgeGraph
from iall_kg.lookup import LONGEST, fold_name
from iall_kg.names import shorten


def found(kg: KnowledgeGraph, text: str, limit: int = 20) -> list[str]:
    return [shorten(hit.iri) for hit in kg.search(text, limit)]


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("blinatumumab", "drug:blinatumomab"),
        ("revumenb", "drug:revumenib"),
        ("venetoclaks", "drug:venetoclax"),
        ("lestaurtinab", "drug:lestaurtinib"),
        ("menin KMT2A", "interaction:menin--KMT2A"),
        ("menin-KMT2A", "interaction:menin--KMT2A"),
        ("Interfant 99", "trial:Interfant-99"),
        ("SNDX5613", "drug:revumenib"),
        ("AF4", "gene:AFF1"),
        ("MLL", "gene:KMT2A"),
        ("OS", "measure:OS"),
        ("NCT0406", "trial:NCT04065399"),
        ("7132", "gene:KMT2A"),
    ],
)
def test_search_tolerates_spelling_and_puts_the_best_first(text: str, thing: str, kg: KnowledgeGraph) -> None:
    assert found(kg, text)[0] == thing


def test_search_finds_a_fusion_by_either_partner(kg: KnowledgeGraph) -> None:
    assert "fusion:KMT2A--AFF1" in found(kg, "AF4")
    assert "fusion:KMT2A--AFF1" in found(kg, "MLL", 1000)


@pytest.mark.parametrize("text", ["", " ", "\n", "-", "*", ".", "(", "–", "/", "::", "$", "\\"])
def test_search_for_nothing_finds_nothing(text: str, kg: KnowledgeGraph) -> None:
    assert kg.search(text, 10_000) == []


@pytest.mark.parametrize("text", ["a", "e", "al", "in", "B", "1"])
def test_a_short_text_finds_whole_words_only(text: str, kg: KnowledgeGraph) -> None:
    hits = kg.search(text, 10_000)
    assert len(hits) < len(kg.names.labels) / 4
    assert [hit for hit in hits if not re.search(rf"\b{text.lower()}\b", fold_name(hit.name))] == []


@pytest.mark.parametrize("text", ["xyzzyqw", "quetiapinol", "zzzz"])
def test_search_for_what_resembles_no_name_finds_nothing(text: str, kg: KnowledgeGraph) -> None:
    assert kg.search(text) == []


def test_a_search_gives_each_thing_once_ordered_by_score_and_no_more_than_asked_for(kg: KnowledgeGraph) -> None:
    hits = kg.search("infant", 10_000)
    assert len(hits) > 50
    assert len({hit.iri for hit in hits}) == len(hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert kg.search("infant", 3) == hits[:3]
    assert kg.search("infant", 0) == kg.search("infant", -1) == []


def test_a_hit_says_which_name_matched(kg: KnowledgeGraph) -> None:
    hit = kg.search("SNDX-5613")[0]
    assert (hit.label, hit.name, hit.score) == ("revumenib", "SNDX-5613", 100.0)


def test_a_text_longer_than_any_name_is_not_compared_with_all_of_them(kg: KnowledgeGraph) -> None:
    assert max(map(len, kg.names.labels.values())) < LONGEST
    assert kg.search("x y " * LONGEST) == []
    with pytest.raises(UnknownNameError):  # would take minutes
        kg.names.resolve("KMT2A " * 20_000)
