"""The answer in the GA4GH way is made of the published models, which take it back, and says what they cannot say."""

import json
import sys
from typing import Any

import pytest

from iall_kg.errors import LoadError
from iall_kg.fusions import Fusions
from iall_kg.fusions.gks import as_ga4gh
from iall_kg.fusions.gks_extensions import NO_JOIN

cat_vrs = pytest.importorskip("ga4gh.cat_vrs.models")
core = pytest.importorskip("ga4gh.va_spec.base.core")
NAMES = ["MLL-AF4", "KMT2A::ELL", "KMT2A::?", "PAX5::ETV6", "BCR::ABL1", "A::B::C"]


@pytest.fixture(scope="module")
def answer(fusions: Fusions) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(json.dumps(as_ga4gh(fusions, fusions.read(NAMES))))
    return data


def test_the_models_take_back_what_was_written(answer: dict[str, Any]) -> None:
    variants = [cat_vrs.CategoricalVariant(**data) for data in answer["categoricalVariants"]]
    statements = [core.Statement(**data) for data in answer["statements"]]
    assert [v.name for v in variants] == ["KMT2A::AFF1", "KMT2A::ELL", "KMT2A::?", "PAX5::ETV6"]
    assert len(statements) > 4


def test_a_fusion_is_two_genes_with_their_identifiers_and_their_order_in_an_extension(answer: dict[str, Any]) -> None:
    variant = answer["categoricalVariants"][0]
    assert variant["id"] == "https://w3id.org/iall-kg/fusion/KMT2A--AFF1"
    genes = [constraint["featureContext"] for constraint in variant["constraints"]]
    assert [(g["name"], g["primaryCoding"]["code"]) for g in genes] == [("KMT2A", "HGNC:7132"), ("AFF1", "HGNC:7135")]
    extension = next(e for e in variant["extensions"] if e["name"] == "fusion")
    assert (extension["value"]["fivePrime"], extension["value"]["threePrime"]) == ("KMT2A", "AFF1")
    assert extension["description"] == NO_JOIN
    assert "C99319" in {m["coding"]["code"].removeprefix("NCIT_") for m in variant["mappings"]}


def test_a_fusion_that_the_source_does_not_describe_bears_no_identifier_of_the_graph(answer: dict[str, Any]) -> None:
    variant = answer["categoricalVariants"][1]
    assert "id" not in variant
    assert "mappings" not in variant
    assert len(answer["categoricalVariants"][2]["constraints"]) == 1


def test_the_prognosis_is_stated_of_the_rearrangement(answer: dict[str, Any]) -> None:
    found = {
        (p["subjectVariant"]["name"], p["predicate"])
        for p in (s["proposition"] for s in answer["statements"])
        if p["type"] == "VariantPrognosticProposition"
    }
    assert found == {
        ("KMT2A rearrangement", "associatedWithWorseOutcomeFor"),
        ("PAX5 rearrangement", "associatedWithWorseOutcomeFor"),
    }


def test_response_is_put_forward_without_a_verdict_of_ours(answer: dict[str, Any]) -> None:
    responses = [s for s in answer["statements"] if s["proposition"]["type"] == "VariantTherapeuticResponseProposition"]
    assert {s["proposition"]["objectTherapeutic"]["name"] for s in responses} == {"revumenib", "vorinostat"}
    assert {s["direction"] for s in responses} == {"neutral"}
    for statement in responses:
        for line in statement["hasEvidenceLines"]:
            assert all(item.startswith("https://w3id.org/iall-kg/claim/") for item in line["hasEvidenceItems"])
            assert line["reportedIn"][0]["urls"] == ["https://doi.org/10.3390/ijms25073721"]


def extension(thing: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = next(e["value"] for e in thing["extensions"] if e["name"] == name)
    return found


def test_what_the_models_cannot_say_stands_in_extensions_with_its_places(answer: dict[str, Any]) -> None:
    described, other_partner, *_ = answer["categoricalVariants"]
    assert [row["said"] for row in extension(described, "cytogenetics")] == ["KMT2A::AFF1: t(4;11)(q21;q23)"]
    steps = {row["said"]: row["holds"] for row in extension(other_partner, "mechanism")}
    assert steps["menin–KMT2A interaction occurs at menin-binding motif"].startswith("inferred, not reported for this")
    assert {row["said"].split()[0].rstrip(",") for row in extension(described, "cutsOfTheMechanism")} == {
        "revumenib",
        "vorinostat",
    }
    agents = {row["agent"]: row for row in extension(described, "agentsOfTheDisease")}
    assert any("not significant" in row["said"] for row in agents["lestaurtinib"]["comparisons"])
    assert any("lineage switch" in row["said"] for row in agents["blinatumomab"]["harms"])
    assert any(row["said"].endswith("n = 28") for row in agents["blinatumomab"]["results"])
    said = [
        row
        for name in ("trials", "results", "comparisons", "harms", "remarks")
        for a in agents.values()
        for row in a.get(name, [])
    ]
    assert all(row["claim"].startswith("claim:") and row["section"] and row["references"] for row in said)


def test_the_breaks_of_the_calls_of_one_fusion_are_listed_with_their_fates_and_counted(fusions: Fusions) -> None:
    names = [
        "KMT2A::AFF1",
        "MLL-AF4",
        "MLL-AF4",
        "KMT2A(p.30)::AFF1",
        *(f"KMT2A(p.{n})::AFF1" for n in range(100, 250)),
    ]
    (variant,) = as_ga4gh(fusions, fusions.read(names))["categoricalVariants"]
    breaks = next(e for e in variant["extensions"] if e["name"] == "breaks")
    assert [(row["calls"], row["break"]) for row in breaks["value"][:2]] == [
        (3, "not given; breakpoint region of the source"),
        (1, "residue 30 (last kept)"),
    ]
    assert breaks["value"][1]["domains"]["menin-binding motif"] == "cut"
    assert len(breaks["value"]) == 100
    assert "52 further calls with other breaks are not listed" in breaks["description"]
    assert variant["aliases"][0] == "MLL-AF4"
    cat_vrs.CategoricalVariant(**variant)


def test_a_statement_is_written_once(fusions: Fusions) -> None:
    statements = as_ga4gh(fusions, fusions.read(["MLL-AF4", "MLL-AF9", "KMT2A::ELL"]))["statements"]
    texts = [json.dumps(statement) for statement in statements]
    assert len(texts) == len(set(texts))


def test_what_was_not_written_is_listed(answer: dict[str, Any]) -> None:
    assert answer["callsOfWhichTheSourceSaysNothing"] == {"BCR::ABL1": 1}
    assert [row["written"] for row in answer["unreadable"]] == ["A::B::C"]


def test_without_the_models_the_error_says_how_to_get_them(fusions: Fusions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ga4gh.cat_vrs", None)
    with pytest.raises(LoadError, match=r"pip install 'iall-kg\[ga4gh\]'"):
        as_ga4gh(fusions, fusions.read(["KMT2A::AFF1"]))
