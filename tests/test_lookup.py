"""Things are found by whatever people call them, and a name that is unknown says what is near."""

import re
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest

from iall_kg.errors import UnknownNameError
from iall_kg.graph import KnowledgeGraph
from iall_kg.lookup import UNNAMED_KINDS, LabelsFirst, Names, NamesInMemory, fold_name
from iall_kg.lookup.on_disk import NamesOnDisk
from iall_kg.lookup.write import NAMES, write_names
from iall_kg.names import BASE, FOREIGN_PREFIXES, RDFS, SKOS, expand, kind_of, shorten
from iall_kg.statements import types_of


def resolved(kg: KnowledgeGraph, name: str, *kinds: str) -> list[str]:
    return [shorten(iri) for iri in kg.names.resolve(name, kinds)]


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("KMT2A", "gene:KMT2A"),
        ("MLL", "gene:KMT2A"),
        ("AF4", "gene:AFF1"),
        ("ENL", "gene:MLLT1"),
        ("AF9", "gene:MLLT3"),
        ("AF10", "gene:MLLT10"),
        ("SNDX-5613", "drug:revumenib"),
        ("CTL019", "drug:tisagenlecleucel"),
        ("KMT2A::AFF1", "fusion:KMT2A--AFF1"),
        ("KMT2A-AFF1", "fusion:KMT2A--AFF1"),
        ("KMT2A–AFF1", "fusion:KMT2A--AFF1"),
        ("KMT2A/AFF1", "fusion:KMT2A--AFF1"),
        ("MLL::AFF1", "fusion:KMT2A--AFF1"),
        ("menin-KMT2A", "interaction:menin--KMT2A"),
        ("menin – KMT2A", "interaction:menin--KMT2A"),
        ("menin KMT2A", "interaction:menin--KMT2A"),
        ("NCT04065399", "trial:NCT04065399"),
        ("nct04065399", "trial:NCT04065399"),
        ("Interfant-21", "trial:NCT05327894"),
        ("NCT05327894", "trial:NCT05327894"),
        ("HGNC:7132", "gene:KMT2A"),
        ("hgnc:7132", "gene:KMT2A"),
        ("NCIT:C99319", "fusion:KMT2A--AFF1"),
        ("http://identifiers.org/hgnc/7132", "gene:KMT2A"),
        ("revumenib", "drug:revumenib"),
        (" Revumenib\n", "drug:revumenib"),
        ("*KMT2A*", "gene:KMT2A"),
        ("drug:revumenib", "drug:revumenib"),
        (" drug:revumenib ", "drug:revumenib"),
        (BASE + "drug/revumenib", "drug:revumenib"),
        (f"<{BASE}drug/revumenib>", "drug:revumenib"),
        (f" {BASE}drug/revumenib\n", "drug:revumenib"),
        ("iall:Hedges", "iall:Hedges"),
        ("reference:kulczycka-2024/57", "reference:kulczycka-2024/57"),
    ],
)
def test_a_thing_is_resolved_by_what_people_call_it(name: str, thing: str, kg: KnowledgeGraph) -> None:
    assert resolved(kg, name) == [thing]


@pytest.mark.parametrize(
    ("name", "kinds", "things"),
    [
        ("AF4", ["fusion"], ["fusion:KMT2A--AFF1"]),
        ("AFF1", ["fusion"], ["fusion:KMT2A--AFF1"]),
        ("HGNC:7135", ["fusion"], ["fusion:KMT2A--AFF1"]),
        ("ENL", ["fusion"], ["fusion:KMT2A--MLLT1"]),
        ("AF4", ["gene", "fusion"], ["gene:AFF1"]),
        ("AF4", ["gene"], ["gene:AFF1"]),
        ("open", ["ontology"], ["iall:Open"]),
        ("iall:Open", ["ontology"], ["iall:Open"]),
    ],
)
def test_a_name_is_resolved_among_the_kinds_that_are_asked_for(
    name: str, kinds: Sequence[str], things: list[str], kg: KnowledgeGraph
) -> None:
    assert resolved(kg, name, *kinds) == things


@pytest.mark.parametrize("name", ["KMT2A", "MLL", "HRX", "gene:KMT2A"])
def test_the_first_partner_finds_every_fusion_as_the_second_does(name: str, kg: KnowledgeGraph) -> None:
    if name.startswith("gene:"):
        name = "HGNC:7132"
    fusions = resolved(kg, name, "fusion")
    assert {"fusion:KMT2A--AFF1", "fusion:KMT2A--MLLT1", "fusion:KMT2A--MLLT3", "fusion:KMT2A--MLLT10"} <= set(fusions)
    assert all(fusion.startswith("fusion:") for fusion in fusions)


@pytest.mark.parametrize(
    ("name", "kinds", "near"),
    [
        ("blinatumumab", ["drug"], "blinatumomab"),
        ("revumenb", [], "revumenib"),
        ("KMT2A::AFF2", ["fusion"], "KMT2A::AFF1"),
        ("Interfant-07", ["trial"], "Interfant-06"),
    ],
)
def test_an_unknown_name_is_an_error_with_the_nearest_names(
    name: str, kinds: list[str], near: str, kg: KnowledgeGraph
) -> None:
    with pytest.raises(UnknownNameError) as caught:
        kg.names.resolve(name, kinds)
    assert near in caught.value.nearest
    assert near in str(caught.value)
    assert name in str(caught.value)
    assert 0 < len(caught.value.nearest) <= 5
    assert len(set(caught.value.nearest)) == len(caught.value.nearest)


def test_a_thing_of_another_kind_is_unknown_even_by_its_address(kg: KnowledgeGraph) -> None:
    for name in ("drug:revumenib", BASE + "drug/revumenib", "revumenib"):
        with pytest.raises(UnknownNameError, match="No trial is called"):
            kg.names.resolve(name, ["trial"])


@pytest.mark.parametrize(
    "name", ["", " ", "*", "drug:no-such-drug", BASE + "drug/none", "http://example.org/x", "\x00"]
)
def test_what_names_nothing_is_an_error(name: str, kg: KnowledgeGraph) -> None:
    with pytest.raises(UnknownNameError):
        kg.names.resolve(name)


def test_an_empty_name_is_near_to_nothing(kg: KnowledgeGraph) -> None:
    assert kg.names.nearest("") == []


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("menin–KMT2A", "menin-KMT2A"),
        ("menin − KMT2A", "Menin KMT2A"),
        ("KMT2A::AFF1", "kmt2a--aff1"),
        ("KMT2A/AFF1", "KMT2A – AFF1"),
        ("B  cell", "b-cell"),
        ("<i>KMT2A</i>", "*KMT2A*"),
        ("O’Brien", "O'Brien"),
        ("ＫＭＴ２Ａ", "KMT2A"),
    ],
)
def test_case_spacing_and_the_kind_of_dash_do_not_count(one: str, two: str) -> None:
    assert fold_name(one) == fold_name(two)


@pytest.mark.parametrize(
    ("one", "two"), [("AF4", "AF9"), ("CD10", "CD10-"), ("KMT2A", "KMT2AN"), ("phase 1", "phase 1/2")]
)
def test_everything_else_counts(one: str, two: str) -> None:
    assert fold_name(one) != fold_name(two)


def test_every_label_and_address_of_a_thing_resolves_to_it(kg: KnowledgeGraph) -> None:
    assert len(kg.names.labels) > 1000
    for iri, label in kg.names.labels.items():
        assert kg.names.resolve(iri) == [iri]
        assert kg.names.resolve(shorten(iri)) == [iri]
        if not iri.startswith(BASE + "reference/"):
            assert iri in kg.names.resolve(label)


def names(turtle: str) -> Names:
    prefixes = FOREIGN_PREFIXES | {kind: f"{BASE}{kind}/" for kind in ("drug", "gene", "fusion", "claim", "graph")}
    head = "\n".join(f"@prefix {prefix}: <{namespace}> ." for prefix, namespace in prefixes.items())
    store = ox.Store()
    for text in (turtle, f"graph:things {{ {turtle} }}"):
        store.bulk_load(f"{head}\n{text}".encode(), format=ox.RdfFormat.TRIG)
    return NamesInMemory(store)


def test_a_label_wins_over_a_synonym_and_a_synonym_over_an_identifier() -> None:
    known = names(
        """drug:a rdfs:label "X" . drug:b rdfs:label "b" ; skos:altLabel "X" , "Y" .
        drug:c rdfs:label "c" ; skos:hiddenLabel "Y" , "Z" . drug:d rdfs:label "d" ; iall:abbreviation "W" .
        drug:e rdfs:label "e" ; iall:formerSymbol "W" ."""
    )
    assert known.resolve("x") == [BASE + "drug/a"]
    assert known.resolve("y") == [BASE + "drug/b"]
    assert known.resolve("z") == [BASE + "drug/c"]
    assert known.resolve("w") == [BASE + "drug/d", BASE + "drug/e"]


@pytest.mark.parametrize(
    ("match", "identifier"),
    [
        ("http://purl.obolibrary.org/obo/NCIT_C99319", "NCIT:C99319"),
        ("http://identifiers.org/hgnc/7132", "hgnc:7132"),
        ("http://identifiers.org/fplx/Histone_H3", "fplx:Histone_H3"),
        ("http://www.w3.org/ns/prov#Agent", "prov:Agent"),
        ("urn:x:y", "urn:x:y"),
    ],
)
def test_a_thing_is_found_by_its_identifier_elsewhere(match: str, identifier: str) -> None:
    known = names(f'drug:a rdfs:label "a" ; skos:exactMatch <{match}> .')
    assert known.resolve(identifier) == [BASE + "drug/a"]
    assert known.resolve(match) == [BASE + "drug/a"]


def test_a_fusion_without_a_label_breaks_no_search() -> None:
    known = names('gene:A rdfs:label "AF4" . fusion:x iall:threePrimePartner gene:A .')
    assert [hit.iri for hit in known.search("AF4")] == [BASE + "gene/A"]


def test_passages_claims_and_references_are_no_names_to_search_by() -> None:
    known = names('claim:a rdfs:label "claimed" .')
    assert known.search("claimed") == []
    assert known.resolve("claim:a") == [BASE + "claim/a"]


def test_the_classes_of_a_thing_are_told_sorted(kg: KnowledgeGraph) -> None:
    classes = types_of(kg.store, expand("drug:revumenib") or "")
    assert {"iall:Drug", "iall:MeninInhibitor", "iall:TherapeuticAgent"} <= set(classes)
    assert classes == sorted(set(classes))
    assert types_of(kg.store, "http://example.org/none") == []


def test_labels_and_addresses_are_found_without_an_index_and_lead_to_the_same(kg: KnowledgeGraph) -> None:
    def no_index() -> Names:
        raise AssertionError("the index was made")

    quick = LabelsFirst(kg.store, no_index)
    assert len(kg.names.labels) > 1000
    for iri, label in kg.names.labels.items():
        kinds = ["ontology" if "#" in iri else kind_of(iri)]
        # Titles of references are in no language, and name nothing.
        names = () if kind_of(iri) in UNNAMED_KINDS else (label, f"  {label} ")
        for name in (*names, iri, shorten(iri)):
            assert quick.resolve(name, kinds) == kg.names.resolve(name, kinds), name


@pytest.mark.parametrize("name", ["MLL", "af4", "http://a b", "drug:", "x:y z", "\ud800"])
def test_other_names_are_found_or_not_found_by_the_index(kg: KnowledgeGraph, name: str) -> None:
    quick = LabelsFirst(kg.store, lambda: kg.names)
    try:
        known = kg.names.resolve(name, ["gene"])
    except UnknownNameError as error:
        with pytest.raises(UnknownNameError, match=re.escape(str(error))):
            quick.resolve(name, ["gene"])
    else:
        assert quick.resolve(name, ["gene"]) == known


@pytest.mark.parametrize("order", [1, -1])
def test_of_several_spellings_the_best_is_shown_whatever_comes_first(order: int, tmp_path: Path) -> None:
    drug, gene = (ox.NamedNode(f"{BASE}{name}") for name in ("drug/x", "gene/y"))
    said = [
        ox.Quad(drug, RDFS.label, ox.Literal("something else")),
        ox.Quad(drug, SKOS.altLabel, ox.Literal("a-B")),
        ox.Quad(drug, SKOS.altLabel, ox.Literal("A/B")),
        ox.Quad(gene, SKOS.altLabel, ox.Literal("A-B")),
        ox.Quad(gene, RDFS.label, ox.Literal("a  c")),
        ox.Quad(drug, SKOS.altLabel, ox.Literal("A-C")),
    ]
    store = ox.Store()
    for quad in said[::order]:
        store.add(quad)
    write_names(store, tmp_path / NAMES)
    for found in (NamesInMemory(store), NamesOnDisk(tmp_path / NAMES)):
        shown = {name for name, iri in found.all_names() if iri == drug.value}
        assert {name for name in shown if fold_name(name) in {"a-b", "a-c"}} == {"A-B", "a  c"}
