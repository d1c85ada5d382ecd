"""Every statement says how it came here: its claims, or its proof from them, as text, JSON and RDF."""

import json
from dataclasses import replace

import pytest
import rdflib

from iall_kg.build import build
from iall_kg.cli import main
from iall_kg.content import Content
from iall_kg.errors import DoesNotHoldError, UnknownNameError
from iall_kg.graph import KnowledgeGraph
from iall_kg.load import Sources
from iall_kg.names import BASE, IALL
from iall_kg.reasoning.explain import Step
from iall_kg.reasoning.explain_text import as_text
from iall_kg.reasoning.proof_rdf import as_turtle

REVUMENIB = ("revumenib", "targetsMechanismOf", "KMT2A::AFF1")


@pytest.fixture(autouse=True)
def _one_graph_for_all(kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iall_kg.cli.explain.open_graph", lambda **_: kg)


# --- What a person gets -------------------------------------------------------------------------


def leaves_of(step: Step) -> list[Step]:
    return [leaf for premise in step.premises for leaf in leaves_of(premise)] if step.premises else [step]


def test_the_proof_that_revumenib_targets_the_mechanism_of_a_fusion_is_the_one_that_the_review_supports(
    kg: KnowledgeGraph,
) -> None:
    # Written from section 4.3, Table 1 (row AFF1) and Table 2 (rows of SNDX-5613) of the review.
    explanation = kg.explain(*REVUMENIB)
    assert explanation.status == "inferred"
    assert explanation.witnesses == []
    [proof] = explanation.proofs
    stated = {leaf.text: {w.section for w in leaf.witnesses} for leaf in leaves_of(proof.conclusion) if leaf.witnesses}
    pattern = "abnormal gene expression of KMT2A-rearranged leukemia"
    assert stated == {
        "revumenib member of class menin inhibitor": {"Table 2"},
        "menin inhibitor disrupts menin–KMT2A interaction": {"4.3"},
        f"menin–KMT2A interaction required for {pattern}": {"4.3"},
        f"KMT2A fusion drives {pattern}": {"4.3"},
        "KMT2A::AFF1 subtype of KMT2A fusion": {"Table 1"},
    }
    assert proof.facts == 5
    references = {w.references for leaf in leaves_of(proof.conclusion) for w in leaf.witnesses}
    assert {"57, 58", "60", "61"} <= references


@pytest.mark.parametrize(
    "names",
    [
        ("SNDX-5613", "targets mechanism of", "MLL-AF4"),
        ("drug:revumenib", "iall:targetsMechanismOf", "fusion:KMT2A--AFF1"),
        (f"{BASE}drug/revumenib", IALL.targetsMechanismOf.value, f"<{BASE}fusion/KMT2A--AFF1>"),
        ("Revumenib", "TargetsMechanismOf", "kmt2a/aff1"),
        ("revumenib", "targetsMechanismOf", "AFF1"),
    ],
)
def test_labels_synonyms_curies_and_iris_mean_the_same(names: tuple[str, str, str], kg: KnowledgeGraph) -> None:
    assert kg.explain(*names) == kg.explain(*REVUMENIB)


@pytest.mark.parametrize("membership", ["a", "type", "is a", "rdf:type"])
def test_membership_in_a_class_is_explained(membership: str, kg: KnowledgeGraph) -> None:
    explanation = kg.explain("revumenib", membership, "menin inhibitor")
    assert explanation.triple == ("drug:revumenib", "rdf:type", "iall:MeninInhibitor")
    text = as_text(explanation)
    assert "by definition: drug and (disrupts some (protein interaction and (has participant value menin)))" in text
    assert "menin–KMT2A interaction has participant menin  [stated]" in text


@pytest.mark.parametrize(
    ("names", "status", "place"),
    [
        (("venetoclax", "memberOfClass", "BCL-2 inhibitor"), "stated", "4.4"),
        (("lestaurtinib plus chemotherapy arm", "sampleSize", "67"), "stated", "4.5"),
        (("mucositis", "causes", "infection"), "hedged", "4"),
        (("NCT02828358", "hasTrialPhase", "phase 3"), "set aside", "Table 2"),
        (("revumenib", "a", "drug"), "given", None),
        (("MeninInhibitor", "rdfs:subClassOf", "Drug"), "given", None),
    ],
)
def test_how_a_statement_stands_in_the_text_is_always_said(
    names: tuple[str, str, str], status: str, place: str | None, kg: KnowledgeGraph
) -> None:
    explanation = kg.explain(*names)
    assert explanation.status == status
    assert explanation.holds == (status in ("stated", "given"))
    assert (place in {witness.section for witness in explanation.witnesses}) == (place is not None)


def test_a_conflict_that_set_a_statement_aside_is_named(kg: KnowledgeGraph) -> None:
    [conflict] = kg.explain("NCT02828358", "hasTrialPhase", "phase 3").conflicts
    assert conflict.startswith("Phase of the azacitidine trial: settled. ")


def test_a_stated_fact_tells_when_it_also_follows_from_others(kg: KnowledgeGraph) -> None:
    explanation = kg.explain("fusion:KMT2A", "losesDomain", "SET")
    assert explanation.status == "stated"
    assert {witness.claim for witness in explanation.witnesses} == {"claim:kulczycka-2024/s2-1-p4-s4"}
    assert all(leaf.triple != explanation.triple for leaf in leaves_of(explanation.proofs[0].conclusion))
    assert "It follows also from" in as_text(explanation)


def test_what_the_curator_read_is_told_from_what_a_passage_says(kg: KnowledgeGraph) -> None:
    text = as_text(kg.explain("fusion:KMT2A", "losesDomain", "SET"))
    assert "KMT2A breakpoint cluster region N-terminal to bromodomain  [read from the text]" in text
    assert "KMT2A fusion breaks within KMT2A breakpoint cluster region  [stated]" in text


def test_what_is_inferred_and_hedged_is_told_from_what_no_passage_says(kg: KnowledgeGraph) -> None:
    inferred, hedged = kg.explain(*REVUMENIB), kg.explain("mucositis", "causes", "infection")
    assert as_text(inferred).splitlines()[1] == "  inferred: no passage states it"
    both = as_text(replace(inferred, witnesses=hedged.witnesses)).splitlines()
    assert both[1] == "  inferred; what the text itself says of it was not taken as a fact"
    assert "(hedges, claim:" in both[2]


def test_further_proofs_stand_on_other_facts_and_are_not_smaller(kg: KnowledgeGraph) -> None:
    several = kg.explain("Interfant-06", "a", "infant trial", proofs=3)
    sizes = [(proof.facts, proof.steps) for proof in several.proofs]
    assert sizes == sorted(sizes)
    assert len({frozenset(kg.explainer.prover.stated(proof.proof)) for proof in several.proofs}) == 3
    assert as_text(several).count("Another proof, from ") == 2
    assert kg.explainer.explain(several.statement, 0).proofs == []


@pytest.mark.parametrize(
    ("names", "nearest"),
    [
        (("revumenip", "disrupts", "menin-KMT2A"), "revumenib"),
        (("revumenib", "disrupt", "menin-KMT2A"), "disrupts"),
        (("revumenib", "disrupts", "menim-KMT2A"), "menin–KMT2A interaction"),
        (("revumenib", "a", "menin inhibiter"), "menin inhibitor"),
        (("KMT2A", "drives", "epigenetic dysregulation"), "fusion:KMT2A iall:drives process:epigenetic-dysregulation"),
    ],
)
def test_a_name_that_names_nothing_or_too_much_is_an_error_with_the_nearest(
    names: tuple[str, str, str], nearest: str, kg: KnowledgeGraph, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UnknownNameError) as error:
        kg.explain(*names)
    assert nearest in error.value.nearest
    assert main(["explain", *names]) == 2
    assert nearest in capsys.readouterr().err


@pytest.mark.parametrize(
    ("names", "nearest"),
    [
        (("revumenib", "inhibits", "BCL2"), "venetoclax inhibits BCL-2 (inferred)"),
        (("menin-KMT2A", "disrupts", "revumenib"), "revumenib disrupts menin–KMT2A interaction (inferred)"),
        (
            ("lestaurtinib plus chemotherapy arm", "sampleSize", "68"),
            "lestaurtinib plus chemotherapy arm sample size 67 (stated)",
        ),
    ],
)
def test_what_is_neither_stated_nor_inferred_is_an_error_with_the_nearest_facts(
    names: tuple[str, str, str], nearest: str, kg: KnowledgeGraph, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(DoesNotHoldError, match="neither stated nor inferred") as error:
        kg.explain(*names)
    assert nearest in error.value.nearest
    assert main(["explain", *names]) == 1
    assert nearest in capsys.readouterr().err


# --- Forms --------------------------------------------------------------------------------------


def test_the_command_prints_the_tree_and_says_by_its_exit_code_whether_the_statement_holds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["explain", *REVUMENIB]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].strip() == "inferred: no passage states it"
    assert "  ├─ revumenib disrupts menin–KMT2A interaction  [inferred]" in lines
    assert main(["explain", "mucositis", "causes", "infection"]) == 1
    assert "hedged only" in capsys.readouterr().out


def test_json_holds_the_whole_proof(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", *REVUMENIB, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["status"], found["holds"], found["proofs"][0]["facts"]) == ("inferred", True, 5)

    def kinds(step: dict) -> set[str]:
        return {step["kind"]}.union(*(kinds(premise) for premise in step["premises"]))

    assert kinds(found["proofs"][0]["conclusion"]) == {"inferred", "stated", "axiom"}


def test_rdf_holds_the_whole_proof_and_names_the_claims(kg: KnowledgeGraph) -> None:
    explanation = kg.explain(*REVUMENIB)
    graph = rdflib.Graph().parse(data=as_turtle(explanation), format="turtle")
    prov = rdflib.Namespace("http://www.w3.org/ns/prov#")
    proof = explanation.proofs[0].proof
    activities = set(graph.subjects(rdflib.RDF.type, prov.Activity))
    assert len(activities) == explanation.proofs[0].steps
    reified = {
        tuple(str(graph.value(node, part)) for part in (rdflib.RDF.subject, rdflib.RDF.predicate, rdflib.RDF.object))
        for node in graph.subjects(rdflib.RDF.type, rdflib.RDF.Statement)
        if graph.value(node, rdflib.URIRef(IALL.statedIn.value))
    }
    assert reified == {tuple(part.value for part in leaf) for leaf in kg.explainer.prover.stated(proof)}
    [root] = set(graph.subjects(prov.wasDerivedFrom)) - set(graph.objects(None, prov.wasDerivedFrom))
    assert str(graph.value(root, rdflib.RDFS.label)) == "revumenib targets mechanism of KMT2A::AFF1"


@pytest.mark.parametrize("names", [REVUMENIB, ("revumenib", "a", "menin inhibitor")], ids=lambda n: n[2])
def test_every_form_is_the_same_in_every_run(
    names: tuple[str, str, str], kg: KnowledgeGraph, sources: Sources, content: Content
) -> None:
    # A new build names its blank nodes anew.
    again = KnowledgeGraph(build(sources, content).store, content)
    one, other = kg.explain(*names, proofs=3), again.explain(*names, proofs=3)
    assert as_turtle(one) == as_turtle(other)
    assert as_text(one) == as_text(other)
    assert one.as_dict() == other.as_dict()


def test_show_says_in_which_sections_the_facts_stand_from_which_a_fact_is_inferred(kg: KnowledgeGraph) -> None:
    facts = {fact.text: fact for fact in kg.show("revumenib").facts}
    assert facts["revumenib disrupts menin–KMT2A interaction"].inferred_from == ["Table 2", "4.3"]
    assert facts["revumenib member of class menin inhibitor"].inferred_from == []
