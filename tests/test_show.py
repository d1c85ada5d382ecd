"""All about a thing is shown with its evidence, and what is no stated fact says so."""

import json
import shlex
from collections.abc import Callable

import pyoxigraph as ox
import pytest

from iall_kg import show
from iall_kg.build import build
from iall_kg.cli import main
from iall_kg.content import Content
from iall_kg.graph import KnowledgeGraph
from iall_kg.load import load
from iall_kg.names import BASE, FOREIGN_PREFIXES
from iall_kg.results import Answer
from iall_kg.show import MOST_OF_A_PROPERTY, Description, Evidence, Fact, as_text, describe

KEY = "author-2024"
PREFIXES = "\n".join(
    f"@prefix {prefix}: <{namespace}> ."
    for prefix, namespace in (
        FOREIGN_PREFIXES
        | {kind: f"{BASE}{kind}/" for kind in ("drug", "trial", "disease", "protein", "graph")}
        | {kind: f"{BASE}{kind}/{KEY}/" for kind in ("claim", "passage", "conflict", "ref")}
    ).items()
)
THINGS = f"""{PREFIXES}
drug:a a iall:Drug ; rdfs:label "drug A"@en ; skos:altLabel "synonym"@en , "another"@en ;
  skos:exactMatch <http://identifiers.org/mesh/D1> ; skos:broadMatch <http://identifiers.org/mesh/D2> .
protein:x a iall:Protein ; rdfs:label "protein X"@en .
protein:y a iall:Protein ; rdfs:label "protein Y"@en .
trial:t a iall:ClinicalTrial ; rdfs:label "trial T"@en .
"""
PASSAGES = """
passage:p1 iall:section "4.1" ; iall:passageKind "Sentence" ; iall:citesAsPrinted ref:5 .
passage:p2 iall:section "4.3" ; iall:passageKind "Sentence" ; iall:citesInContext ref:7 .
"""
CONFLICT = """conflict:phase a iall:Conflict ; rdfs:label "Phase of T"@en ; iall:conflictSubject trial:t ;
  iall:conflictProperty iall:hasTrialPhase ; iall:conflictBetween claim:c1 , claim:c2 ; iall:acceptedClaim claim:c1 ;
  iall:resolution iall:Settled ; iall:asPrinted "2; 3" ; iall:asRead "2" ; iall:rationale "The text says so."@en ."""


@pytest.fixture
def tiny(make_content: Callable[[dict[str, str]], Content], content: Content) -> Callable[..., KnowledgeGraph]:
    """Return a maker of small graphs: a claim for each stance, passage and facts."""

    def make(*stated: tuple[str, str, str], curation: str = "") -> KnowledgeGraph:
        text = [PREFIXES, PASSAGES]
        for number, (stance, passage, facts) in enumerate(stated, 1):
            claim = f"claim:c{number}"
            text.append(
                f"{claim} a iall:Claim ; iall:fromPassage passage:{passage} ; iall:stance iall:{stance} ; "
                f'iall:curatorNote "Note {number}."@en . {claim} {{ {facts} }}'
            )
        files = {
            "ontology/iall.ttl": (content.ontology / "iall.ttl").read_text(encoding="utf-8"),
            "data/things.ttl": THINGS,
            f"data/sources/{KEY}/s1.trig": "\n".join(text),
            f"data/sources/{KEY}/conflicts.ttl": f"{PREFIXES}\n{curation}",
        }
        small = make_content(files)
        return KnowledgeGraph(build(load(small), small).store, small)

    return make


def facts_of(thing: Description) -> dict[str, str]:
    return {fact.text: fact.status for fact in thing.facts}


def test_a_thing_is_shown_with_its_names_classes_and_identifiers(tiny: Callable[..., KnowledgeGraph]) -> None:
    thing = tiny().show("synonym")
    assert (thing.iri, thing.label) == (BASE + "drug/a", "drug A")
    assert thing.names == ["another", "synonym"]
    assert thing.identifiers == ["http://identifiers.org/mesh/D1 (exact)", "http://identifiers.org/mesh/D2 (broad)"]
    assert "iall:Drug" in thing.types
    assert (thing.facts, thing.neighbours, thing.conflicts) == ([], [], [])
    lines = as_text(thing).splitlines()
    assert lines[0] == "drug A  (drug:a)"
    assert lines[2] == "  also: another, synonym"
    assert "Facts" not in lines


def test_a_term_of_the_ontology_is_shown_with_its_definition(kg: KnowledgeGraph) -> None:
    thing = kg.show("iall:Hedges")
    assert thing.definition == "The passage offers it as possible, assumed or expected."
    assert f"  {thing.definition}" in as_text(thing).splitlines()


def test_a_stated_fact_carries_every_claim_behind_it(tiny: Callable[..., KnowledgeGraph]) -> None:
    fact = "drug:a iall:targets protein:x ."
    thing = tiny(("Asserts", "p2", fact), ("Asserts", "p1", fact)).show("drug A")
    assert thing.facts == [
        Fact(
            "drug:a",
            "iall:targets",
            "protein:x",
            "drug A targets protein X",
            "stated",
            [
                Evidence(f"claim:{KEY}/c1", "4.3", "7 (end of paragraph)", "asserts", "Note 1."),
                Evidence(f"claim:{KEY}/c2", "4.1", "5", "asserts", "Note 2."),
            ],
        )
    ]
    assert "  drug A targets protein X  [4.3 [7 (end of paragraph)]; 4.1 [5]]" in as_text(thing).splitlines()


def test_a_thing_is_shown_from_the_side_of_the_object_too(tiny: Callable[..., KnowledgeGraph]) -> None:
    thing = tiny(("Asserts", "p1", "drug:a iall:targets protein:x .")).show("protein X")
    assert thing.facts == []
    assert [fact.text for fact in thing.neighbours] == ["drug A targets protein X"]
    assert "Named by" in as_text(thing).splitlines()


@pytest.mark.parametrize(("stance", "status"), [("Hedges", "hedged"), ("Denies", "denied")])
def test_what_is_hedged_or_denied_says_so(stance: str, status: str, tiny: Callable[..., KnowledgeGraph]) -> None:
    thing = tiny((stance, "p1", "drug:a iall:targets protein:x .")).show("drug A")
    assert facts_of(thing) == {"drug A targets protein X": status}
    assert f"  drug A targets protein X  [{status}, 4.1 [5]]" in as_text(thing).splitlines()


def test_what_is_hedged_here_and_asserted_there_is_stated(tiny: Callable[..., KnowledgeGraph]) -> None:
    fact = "drug:a iall:targets protein:x ."
    thing = tiny(("Hedges", "p1", fact), ("Asserts", "p2", fact)).show("drug A")
    assert facts_of(thing) == {"drug A targets protein X": "stated"}


def test_an_inferred_fact_says_so_and_a_stated_one_is_not_shown_twice(tiny: Callable[..., KnowledgeGraph]) -> None:
    kg = tiny(("Asserts", "p1", "drug:a iall:losesDomain protein:x ; iall:losesAtLeastPartOf protein:y ."))
    thing = kg.show("drug A")
    # What a fusion loses it loses at least in part; the names of the things here do not matter.
    assert facts_of(thing) == {
        "drug A loses domain protein X": "stated",
        "drug A loses at least part of protein Y": "stated",
        "drug A loses at least part of protein X": "inferred",
    }
    assert "  drug A loses at least part of protein X  [inferred" in as_text(thing)
    assert [fact.text for fact in thing.facts] == [
        "drug A loses at least part of protein Y",
        "drug A loses at least part of protein X",
        "drug A loses domain protein X",
    ]


def test_what_is_hedged_here_and_follows_from_what_is_asserted_there_is_inferred(
    tiny: Callable[..., KnowledgeGraph],
) -> None:
    kg = tiny(
        ("Hedges", "p1", "drug:a iall:losesAtLeastPartOf protein:x ."),
        ("Asserts", "p2", "drug:a iall:losesDomain protein:x ."),
    )
    (hedged, _) = facts = kg.show("drug A").facts
    assert [(fact.text, fact.status) for fact in facts] == [
        ("drug A loses at least part of protein X", "inferred"),
        ("drug A loses domain protein X", "stated"),
    ]
    assert [e.stance for e in hedged.evidence] == ["hedges"]


PHASES = (
    ("Asserts", "p1", "trial:t iall:hasTrialPhase iall:Phase2 ."),
    ("Asserts", "p2", "trial:t iall:hasTrialPhase iall:Phase3 ."),
)


def test_the_losing_side_of_a_conflict_is_shown_as_set_aside(tiny: Callable[..., KnowledgeGraph]) -> None:
    thing = tiny(*PHASES, curation=CONFLICT).show("trial T")
    assert facts_of(thing) == {
        "trial T has trial phase phase 2": "stated",
        "trial T has trial phase phase 3": "set aside",
    }
    assert "  trial T has trial phase phase 3  [set aside, 4.3 [7 (end of paragraph)]]" in as_text(thing).splitlines()


def test_a_conflict_is_shown_as_printed_and_as_read(tiny: Callable[..., KnowledgeGraph]) -> None:
    thing = tiny(*PHASES, curation=CONFLICT).show("trial T")
    assert thing.conflicts == [
        {
            "conflict": f"conflict:{KEY}/phase",
            "label": "Phase of T",
            "asPrinted": "2; 3",
            "asRead": "2",
            "resolution": "settled",
            "rationale": "The text says so.",
        }
    ]
    lines = as_text(thing).splitlines()
    assert lines[-3:] == [
        "Conflicts of the source",
        "  Phase of T — printed: 2; 3; read as: 2 (settled)",
        "    The text says so.",
    ]


def test_an_open_conflict_is_shown_without_a_reading(tiny: Callable[..., KnowledgeGraph]) -> None:
    still = CONFLICT.replace("; iall:acceptedClaim claim:c1", "").replace("iall:Settled", "iall:Open")
    still = still.replace('iall:asRead "2" ;', "")
    thing = tiny(*PHASES, curation=still).show("trial T")
    assert set(facts_of(thing).values()) == {"stated"}
    assert "  Phase of T — printed: 2; 3 (open)" in as_text(thing).splitlines()


def test_of_what_thousands_say_some_is_shown_and_the_others_are_counted(tiny: Callable[..., KnowledgeGraph]) -> None:
    most = MOST_OF_A_PROPERTY
    facts = " ".join(f"drug:n{number:04} iall:targets protein:x ." for number in range(most + 23))
    thing = tiny(("Asserts", "p1", f"{facts} drug:a iall:binds protein:x .")).show("protein X")
    assert [fact.subject for fact in thing.neighbours if fact.predicate == "iall:targets"] == [
        f"drug:n{number:04}" for number in range(most)
    ]
    assert thing.left_out == {"iall:targets": 23}
    assert "drug A binds protein X" in {fact.text for fact in thing.neighbours}
    lines = as_text(thing).splitlines()
    assert lines[lines.index("  23 more with iall:targets") + 1].strip() == (
        "iall-kg query said-of-thing -p thing=protein:x -p relation=iall:targets"
    )


def test_a_value_is_shown_as_text(tiny: Callable[..., KnowledgeGraph]) -> None:
    thing = tiny(("Asserts", "p1", 'trial:t iall:nctId "NCT00000001" .')).show("trial T")
    assert [(f.object, f.text) for f in thing.facts] == [("NCT00000001", "trial T NCT identifier NCT00000001")]


def test_a_thing_that_nothing_is_known_of_is_shown_empty() -> None:
    thing = describe(ox.Store(), BASE + "drug/none")
    assert (thing.label, thing.types, thing.facts) == ("drug:none", [], [])


# The review.


def test_the_command_for_what_is_not_shown_gives_all_of_it(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(show, "MOST_OF_A_PROPERTY", 5)
    assert main(["show", "agegroup:infant"]) == 0
    printed = capsys.readouterr().out.splitlines()
    [command] = [line.strip() for line in printed if line.endswith("relation=iall:ageGroup")]
    assert main([*shlex.split(command)[1:], "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    group, infants = "https://w3id.org/iall-kg/ontology#ageGroup", "https://w3id.org/iall-kg/agegroup/infant"
    named = kg.sparql(f"SELECT ?s {{ GRAPH ?claim {{ ?s <{group}> <{infants}> }} }}")
    assert isinstance(named, Answer)
    assert len(rows["results"]["bindings"]) == len(named)
    assert "--store 'a store'" in as_text(kg.show("agegroup:infant"), "a store")


def test_a_drug_of_the_review_is_shown_with_old_code_class_trials_and_what_follows(kg: KnowledgeGraph) -> None:
    thing = kg.show("SNDX-5613")
    assert thing.label == "revumenib"
    assert "iall:MeninInhibitor" in thing.types
    facts = {fact.text: fact for fact in thing.facts}
    assert facts["revumenib drug code SNDX-5613"].status == "stated"
    assert facts["revumenib disrupts menin–KMT2A interaction"].status == "inferred"
    assert facts["revumenib disrupts menin–KMT2A interaction"].evidence == []
    # Section 4.3 and table 2 both say which trials test it.
    trial = next(f for f in thing.neighbours if f.text == "NCT05761171 evaluates revumenib")
    assert {(e.section, e.references) for e in trial.evidence} == {("4.3", "61"), ("Table 2", "61")}


def test_a_trial_of_the_review_is_shown_with_the_phase_that_table_2_prints_set_aside(kg: KnowledgeGraph) -> None:
    thing = kg.show("NCT02828358")
    phases = {fact.object: fact.status for fact in thing.facts if fact.predicate == "iall:hasTrialPhase"}
    assert phases == {"iall:Phase2": "stated", "iall:Phase3": "set aside"}
    assert any("phase" in conflict["label"].lower() for conflict in thing.conflicts)
    assert all(conflict["asPrinted"] and conflict["rationale"] for conflict in thing.conflicts)


def test_every_statement_shown_of_any_thing_has_evidence_or_is_inferred(kg: KnowledgeGraph) -> None:
    for name in ("gene:KMT2A", "drug:blinatumomab", "trial:Interfant-06", "disease:infant-ALL"):
        thing = kg.show(name)
        assert len(thing.facts) + len(thing.neighbours) > 5
        for fact in thing.facts + thing.neighbours:
            assert fact.status in ("stated", "hedged", "set aside", "inferred"), fact
            assert (fact.evidence == []) is (fact.status == "inferred"), fact
            assert all(e.section and e.references and e.stance for e in fact.evidence), fact


def test_a_description_as_json_holds_all_of_it(kg: KnowledgeGraph) -> None:
    thing = kg.show("NCT02828358")
    found = json.loads(json.dumps(thing.as_dict(), ensure_ascii=False))
    parts = "iri label types names identifiers definition facts neighbours left_out conflicts"
    assert set(found) == set(parts.split())
    assert len(found["facts"]) == len(thing.facts)
    assert found["facts"][0]["evidence"][0]["claim"] == thing.facts[0].evidence[0].claim
    assert found["conflicts"] == thing.conflicts


def test_showing_twice_gives_the_same_text(kg: KnowledgeGraph) -> None:
    assert as_text(kg.show("blinatumomab")) == as_text(kg.show("drug:blinatumomab"))
