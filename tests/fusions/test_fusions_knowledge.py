"""What the graph knows of a fusion: written by hand from the review's Table 1, 2.1, 2.2, 4.1 to 4.7 and Table 2."""

import pytest

from iall_kg.fusions import Annotation, Fusions
from iall_kg.fusions.facts import EVIDENCE, USED
from iall_kg.fusions.knowledge import INFERRED_ONLY, Dossier, evidence_of
from iall_kg.fusions.mechanism import RETAINED_PART, WHOLE_PROTEIN
from iall_kg.fusions.options import FEATURE, IMMUNOPHENOTYPE, MECHANISM, TESTED, TIES, Option
from iall_kg.fusions.wording import frequency, translocation
from iall_kg.graph import KnowledgeGraph


def dossier(fusions: Fusions, name: str) -> Dossier:
    (one,) = fusions.read([name])
    assert isinstance(one, Annotation)
    found = fusions.dossier(one)
    assert found is not None
    return found


def option(fusions: Fusions, label: str, name: str = "KMT2A::AFF1") -> Option:
    return next(o for o in dossier(fusions, name).options if o.label == label)


@pytest.mark.parametrize("name", USED)
def test_the_stored_questions_have_the_columns_that_are_used(name: str, fusions: Fusions) -> None:
    columns = fusions.facts.kg.query(name).columns
    assert set(USED[name].split()) | set(EVIDENCE) <= set(columns)


@pytest.mark.parametrize(
    ("name", "share", "abnormality"),
    [
        ("MLL-AF4", "48% KMT2A::AFF1 in infant acute lymphoblastic leukemia", "t(4;11)(q21;q23)"),
        ("MLL-ENL", "24% KMT2A::MLLT1 in infant acute lymphoblastic leukemia", "t(11;19)(q23;p13.3)"),
        ("MLL-AF9", "16% KMT2A::MLLT3 in infant acute lymphoblastic leukemia", "t(9;11)(p21;q23)"),
        ("MLL-AF10", "6% KMT2A::MLLT10 in infant acute lymphoblastic leukemia", "t(10;11)(p12;q23)"),
        ("KMT2A::ELL", "6% KMT2A fusion with another partner in infant acute lymphoblastic leukemia", ""),
        ("PAX5::ETV6", "20% PAX5 rearrangement in KMT2A-non-rearranged infant acute lymphoblastic leukemia", ""),
    ],
)
def test_the_frequency_says_of_what_it_is(name: str, share: str, abnormality: str, fusions: Fusions) -> None:
    found = dossier(fusions, name)
    assert frequency(found) == share
    assert translocation(found) == abnormality


def test_the_reciprocal_gets_no_frequency_of_its_own(fusions: Fusions) -> None:
    assert frequency(dossier(fusions, "AFF1::KMT2A")).startswith("not stated of the reciprocal")


@pytest.mark.parametrize(
    ("name", "direction"), [("PAX5::ETV6", "adverse"), ("NUTM1::BRD9", "favorable"), ("KMT2A::AFF1", "adverse")]
)
def test_the_prognosis_is_that_of_the_rearrangement(name: str, direction: str, fusions: Fusions) -> None:
    assert {row["directionLabel"] for row in dossier(fusions, name).prognosis} == {direction}


def test_the_chain_leads_from_the_translocation_to_what_the_fusion_drives(fusions: Fusions) -> None:
    steps = {step.text: step for step in dossier(fusions, "KMT2A::AFF1").chain}
    expected = {
        "KMT2A::AFF1 subtype of KMT2A fusion": ("stated", "Table 1"),
        "KMT2A translocation causes KMT2A fusion": ("stated", "2.1"),
        "menin–KMT2A interaction occurs at menin-binding motif": ("read by the curators", "Figure 1"),
        "menin–KMT2A interaction required for abnormal gene expression of KMT2A-rearranged leukemia": ("stated", "4.3"),
        "KMT2A fusion protein recruits DOT1L": ("stated", "4.7"),
        "KMT2A fusion drives epigenetic dysregulation": ("stated", "2.1"),
        "KMT2A fusion drives leukemogenesis": ("hedged", "2.1"),
    }
    assert {text: (steps[text].status, steps[text].section) for text in expected} == expected


def test_agents_cut_the_chain_where_the_source_says(fusions: Fusions) -> None:
    cuts = {(cut.agent, cut.target, cut.stance, cut.section) for cut in dossier(fusions, "KMT2A::AFF1").cuts}
    assert ("drug:revumenib", "interaction:menin--KMT2A", "asserts", "4.3") in cuts
    assert ("drug:vorinostat", "mark:H3K79me2", "hedges", "4.7") in cuts
    assert {agent for agent, *_ in cuts} == {"drug:revumenib", "drug:vorinostat"}


def test_that_revumenib_targets_the_mechanism_is_proved(fusions: Fusions) -> None:
    found = dossier(fusions, "MLL-ENL")
    fusions.knowledge.prove(found)
    (proof,) = found.proofs
    assert (proof.statement, proof.status) == ("revumenib targets mechanism of KMT2A::MLLT1", "inferred")
    assert "menin inhibitor disrupts menin–KMT2A interaction" in proof.text
    assert proof.data["proofs"]


def test_what_is_inferred_for_another_partner_is_marked_so(fusions: Fusions) -> None:
    found = dossier(fusions, "KMT2A::ELL")
    assert found.chain
    for step in found.chain:
        status = found.status_of(step)
        assert status.startswith(INFERRED_ONLY) == (step.basis == RETAINED_PART)
        assert "not reported for this partner" in status
    by_basis = {step.basis: step.text for step in found.chain}
    assert set(by_basis) == {RETAINED_PART, WHOLE_PROTEIN}
    parts = {step.text for step in found.chain if step.basis == RETAINED_PART}
    assert "menin–KMT2A interaction occurs at menin-binding motif" in parts
    assert not any("DOT1L" in text for text in parts)
    assert "not of this partner" in found.options_hold


@pytest.mark.parametrize("name", ["AFF1::KMT2A", "KMT2A::KMT2A", "PAX5::ETV6"])
def test_no_chain_is_offered_where_the_source_states_none(name: str, fusions: Fusions) -> None:
    found = dossier(fusions, name)
    assert (found.chain, found.cuts, found.proofs) == ([], [], [])
    assert found.chain_holds


def test_no_agent_is_named_for_a_rearrangement_of_another_gene(fusions: Fusions) -> None:
    assert dossier(fusions, "PAX5::ETV6").options == []


def test_agents_come_in_the_order_that_the_page_explains(fusions: Fusions) -> None:
    found = dossier(fusions, "KMT2A::AFF1")
    order = [(TIES.index(o.tie), o.label.casefold()) for o in found.options]
    assert order == sorted(order)
    assert "alphabetical" in found.criteria
    ties = {o.label: o.tie for o in found.options}
    expected = {
        "revumenib": MECHANISM,
        "blinatumomab": IMMUNOPHENOTYPE,
        "UCART19": IMMUNOPHENOTYPE,
        "CD19- and CD22-specific CAR T cells": IMMUNOPHENOTYPE,
        "venetoclax": FEATURE,
        "lestaurtinib": FEATURE,
        "clofarabine": FEATURE,
        "ziftomenib": TESTED,
    }
    assert {label: ties[label] for label in expected} == expected


def test_cd22_is_not_claimed_for_the_immunophenotype(fusions: Fusions) -> None:
    texts = [tie.text for tie in option(fusions, "CD19- and CD22-specific CAR T cells").ties]
    assert any("CD19; typical of KMT2A-rearranged infant" in text for text in texts)
    assert any("CD22; not stated for the typical immunophenotype" in text for text in texts)


def test_the_laboratory_finding_of_a_class_stands_with_its_member(fusions: Fusions) -> None:
    (finding,) = option(fusions, "revumenib").preclinical
    assert (finding["agentLabel"], finding["section"], finding["references"]) == ("menin inhibitor", "4.3", "59")


def test_trials_have_phase_status_and_the_date_on_which_it_was_read(fusions: Fusions) -> None:
    trials = {t["nctId"]: t for t in option(fusions, "revumenib").trials}
    assert set(trials) == {"NCT04065399", "NCT05761171"}
    first, second = trials["NCT04065399"], trials["NCT05761171"]
    assert (first["phase"], first["status"], first["readOn"]) == ("phase 1/2", "Ongoing", "2024-02-14")
    assert (second["phase"], second["statusElsewhere"], second["ageLimits"]) == ("phase 2", "in development", "< 6")
    azacitidine = option(fusions, "azacitidine").trials[0]
    assert azacitidine["phaseElsewhere"] == "phase 2"


def test_a_negative_result_stands_with_the_others(fusions: Fusions) -> None:
    lestaurtinib = option(fusions, "lestaurtinib")
    verdicts = {(c["firstValue"], c["secondValue"], c["significanceLabel"]) for c in lestaurtinib.comparisons}
    assert ("36 ± 6%", "39 ± 7%", "not significant") in verdicts
    assert any(o["valueAsPrinted"].startswith("88") and o["size"] for o in lestaurtinib.outcomes)


def test_outcomes_have_population_and_size(fusions: Fusions) -> None:
    outcomes = option(fusions, "blinatumomab").outcomes
    two_years = next(o for o in outcomes if o["valueAsPrinted"] == "81.6%")
    assert (two_years["measureLabel"], two_years["timepointLabel"], two_years["size"]) == (
        "event-free survival",
        "2 years",
        "28",
    )


def test_lineage_switch_is_among_the_risks(fusions: Fusions) -> None:
    for label in ("blinatumomab", "tisagenlecleucel"):
        assert "lineage switch" in {harm["eventLabel"] for harm in option(fusions, label).harms}
    concerns = [row["paraphrase"] for row in dossier(fusions, "KMT2A::AFF1").concerns]
    assert any("lineage switches" in text for text in concerns)


@pytest.mark.parametrize("name", ["KMT2A::AFF1", "KMT2A::ELL", "AFF1::KMT2A", "MLL-PTD", "PAX5::ETV6"])
def test_every_row_of_a_dossier_carries_its_claim(name: str, fusions: Fusions) -> None:
    pairs = list(evidence_of(dossier(fusions, name)))
    assert pairs
    assert all(claim.startswith("claim:") and references for claim, references in pairs)


def test_a_reference_that_the_review_misprints_is_not_cited(fusions: Fusions) -> None:
    numbers = {r.number for r in fusions.references_of([("claim:kulczycka-2024/table2-r13", "75 (printed 74)")])}
    assert numbers == {75}


def test_a_question_without_a_needed_column_is_an_error_that_names_it(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    from iall_kg.errors import BuildError
    from iall_kg.fusions import facts

    monkeypatch.setitem(facts.USED, "frequencies", "observed nosuchcolumn")
    with pytest.raises(BuildError, match="frequencies lacks nosuchcolumn"):
        facts.Facts(kg).rows("frequencies")
