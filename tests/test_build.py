"""The release holds what passages assert, once, and what follows from it; the rest stays in its claim."""

import os
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from iall_kg.build import Release, build, write_whole
from iall_kg.content import Content
from iall_kg.load import load
from iall_kg.names import BASE, FOREIGN_PREFIXES, IALL, INFERRED_GRAPH, RDF, expand

KEY = "author-2024"
DEFAULT = ox.DefaultGraph()
PREFIXES = "\n".join(
    f"@prefix {prefix}: <{namespace}> ."
    for prefix, namespace in (
        FOREIGN_PREFIXES
        | {kind: f"{BASE}{kind}/" for kind in ("drug", "drugclass", "trial", "phase", "graph")}
        | {kind: f"{BASE}{kind}/{KEY}/" for kind in ("claim", "passage", "conflict", "ref")}
    ).items()
)
ONTOLOGY = f"""{PREFIXES}
iall:targets rdfs:domain iall:Agent ; rdfs:range iall:Target .
iall:targets a owl:ObjectProperty .
iall:Inhibitor owl:equivalentClass [ owl:onProperty iall:memberOfClass ; owl:hasValue drugclass:inhibitor ] .
"""
THINGS = f'{PREFIXES}\ndrug:a a iall:Drug ; rdfs:label "a" .\n'


def claims(*stated: str, curation: str = "") -> dict[str, str]:
    """Return the files of a small source: claims c1, c2 … with a stance and their facts."""
    text = [PREFIXES, 'passage:p1 iall:section "1" ; iall:citesAsPrinted ref:7 .']
    for number, words in enumerate(stated, 1):
        stance, facts = words.split(" ", 1)
        name = f"claim:c{number}"
        text.append(
            f"{name} a iall:Claim ; iall:fromPassage passage:p1 ; iall:stance iall:{stance} .\n{name} {{ {facts} }}"
        )
    return {
        "ontology/iall.ttl": ONTOLOGY,
        "data/things.ttl": THINGS,
        f"data/sources/{KEY}/s1.trig": "\n".join(text),
        f"data/sources/{KEY}/conflicts.ttl": f"{PREFIXES}\n{curation}",
    }


Make = Callable[..., Release]


@pytest.fixture
def make(make_content: Callable[[dict[str, str]], Content]) -> Make:
    def run(*stated: str, curation: str = "") -> Release:
        content = make_content(claims(*stated, curation=curation))
        return build(load(content), content)

    return run


def holds(release: Release, statement: str, graph: str = "") -> bool:
    """Tell whether three CURIEs are a statement of a graph, or of the default graph."""
    subject, predicate, target = (ox.NamedNode(expand(part) or "") for part in statement.split())
    return ox.Quad(subject, predicate, target, ox.NamedNode(expand(graph) or "") if graph else DEFAULT) in release.store


def test_what_a_claim_asserts_is_a_fact_and_stays_in_its_claim(make: Make) -> None:
    release = make("Asserts drug:a iall:targets drug:b .")
    assert holds(release, "drug:a iall:targets drug:b")
    assert holds(release, "drug:a iall:targets drug:b", f"claim:{KEY}/c1")


def test_two_claims_of_one_fact_make_one_fact(make: Make) -> None:
    release = make("Asserts drug:a iall:targets drug:b .", "Asserts drug:a iall:targets drug:b .")
    assert (release.claims, release.facts) == (2, 1)
    statement = (ox.NamedNode(BASE + "drug/a"), IALL.targets, None)
    assert len(list(release.store.quads_for_pattern(*statement, DEFAULT))) == 1
    assert len(list(release.store.quads_for_pattern(*statement, None))) == 3


@pytest.mark.parametrize("stance", ["Hedges", "Denies", "Unheard"])
def test_what_is_hedged_or_denied_is_no_fact_and_nothing_follows_from_it(stance: str, make: Make) -> None:
    release = make(f"{stance} drug:a iall:targets drug:b .")
    assert not holds(release, "drug:a iall:targets drug:b")
    assert not holds(release, "drug:a rdf:type iall:Agent")
    assert holds(release, "drug:a iall:targets drug:b", f"claim:{KEY}/c1")
    assert (release.claims, release.facts) == (1, 0)


def test_a_statement_hedged_here_and_asserted_there_is_a_fact(make: Make) -> None:
    assert holds(
        make("Hedges drug:a iall:targets drug:b .", "Asserts drug:a iall:targets drug:b ."),
        "drug:a iall:targets drug:b",
    )


PHASES = ("Asserts trial:t iall:hasTrialPhase phase:2 .", "Asserts trial:t iall:hasTrialPhase phase:3 .")
CONFLICT = """conflict:x a iall:Conflict ; iall:conflictSubject trial:t ; iall:conflictProperty iall:hasTrialPhase ;
  iall:conflictBetween claim:c1 , claim:c2 """


def test_the_losing_side_of_a_settled_conflict_is_no_fact_and_stays_in_its_claim(make: Make) -> None:
    release = make(*PHASES, curation=CONFLICT + "; iall:acceptedClaim claim:c1 .")
    assert holds(release, "trial:t iall:hasTrialPhase phase:2")
    assert not holds(release, "trial:t iall:hasTrialPhase phase:3")
    assert holds(release, "trial:t iall:hasTrialPhase phase:3", f"claim:{KEY}/c2")


def test_both_sides_of_an_open_conflict_are_facts(make: Make) -> None:
    release = make(*PHASES, curation=CONFLICT + ".")
    assert holds(release, "trial:t iall:hasTrialPhase phase:2")
    assert holds(release, "trial:t iall:hasTrialPhase phase:3")


@pytest.mark.parametrize(
    "other",
    [
        "Asserts trial:t iall:evaluates drug:a .",  # another property of the same subject
        "Asserts trial:u iall:hasTrialPhase phase:3 .",  # another subject of the same property
    ],
)
def test_a_settled_conflict_takes_away_nothing_else_of_the_losing_claim(other: str, make: Make) -> None:
    losing = PHASES[1] + other.removeprefix("Asserts")
    release = make(PHASES[0], losing, curation=CONFLICT + "; iall:acceptedClaim claim:c1 .")
    assert holds(release, other.removeprefix("Asserts ").removesuffix(" ."))
    assert not holds(release, "trial:t iall:hasTrialPhase phase:3")


def test_a_claim_outside_the_conflict_keeps_its_value(make: Make) -> None:
    release = make(*PHASES, PHASES[1], curation=CONFLICT + "; iall:acceptedClaim claim:c1 .")
    assert holds(release, "trial:t iall:hasTrialPhase phase:3")


def test_a_value_that_both_sides_of_a_settled_conflict_state_stays_a_fact(make: Make) -> None:
    both = PHASES[0] + PHASES[1].removeprefix("Asserts")
    release = make(PHASES[0], both, curation=CONFLICT + "; iall:acceptedClaim claim:c1 .")
    assert holds(release, "trial:t iall:hasTrialPhase phase:2")
    assert not holds(release, "trial:t iall:hasTrialPhase phase:3")


def test_two_accepted_claims_of_a_conflict_both_keep_their_values(make: Make) -> None:
    third = "Asserts trial:t iall:hasTrialPhase phase:4 ."
    accepted = "; iall:conflictBetween claim:c3 ; iall:acceptedClaim claim:c1 , claim:c2 ."
    release = make(*PHASES, third, curation=CONFLICT + accepted)
    assert holds(release, "trial:t iall:hasTrialPhase phase:2")
    assert holds(release, "trial:t iall:hasTrialPhase phase:3")
    assert not holds(release, "trial:t iall:hasTrialPhase phase:4")


def test_what_follows_stands_in_the_default_graph_and_in_a_graph_of_its_own(make: Make) -> None:
    release = make("Asserts drug:a iall:targets drug:b ; iall:memberOfClass drugclass:inhibitor .")
    for follows in ("drug:a rdf:type iall:Agent", "drug:b rdf:type iall:Target", "drug:a rdf:type iall:Inhibitor"):
        assert holds(release, follows)
        assert holds(release, follows, "graph:inferred")
    assert not holds(release, "drug:a rdf:type iall:Drug", "graph:inferred")
    assert release.inferred == len(list(release.store.quads_for_pattern(None, None, None, INFERRED_GRAPH))) == 3


def test_a_release_says_of_nothing_that_it_belongs_to_an_unnamed_class(make: Make) -> None:
    release = make("Asserts drug:a iall:memberOfClass drugclass:inhibitor .")
    types = [q.object for q in release.store.quads_for_pattern(ox.NamedNode(BASE + "drug/a"), RDF.type, None, DEFAULT)]
    assert {t.value for t in types} == {IALL.Drug.value, IALL.Inhibitor.value}


def test_conflicts_descriptions_things_and_ontology_are_in_the_default_graph_too(make: Make) -> None:
    release = make(*PHASES, curation=CONFLICT + ".")
    for statement in (
        "iall:targets rdfs:domain iall:Agent",
        "drug:a rdf:type iall:Drug",
        f"claim:{KEY}/c1 iall:stance iall:Asserts",
        f"conflict:{KEY}/x rdf:type iall:Conflict",
    ):
        assert holds(release, statement), statement


def test_an_interrupted_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "a", b"text")
    assert list(tmp_path.iterdir()) == []


def test_a_written_file_can_be_read_by_others(tmp_path: Path) -> None:
    write_whole(tmp_path / "a", b"text")
    assert (tmp_path / "a").read_bytes() == b"text"
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o644
