"""A release to which sources were added is, byte for byte, the one that a full build makes."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from growing import conforms, grown, is_that_of_a_full_build, text_of
from small_sources import ADDED, BASE_FILES, FIRST, ONTOLOGY, SHARED, THINGS, Files, Make, source

from iall_kg.content import Content
from iall_kg.growth.kept import Kept, keep
from iall_kg.names import BASE


@pytest.fixture
def add(make_content: Make, tmp_path: Path) -> Callable[..., tuple[Kept, Content]]:
    """Return what keeps a release of some sources and adds others to it."""

    def run(added: Files, first: Files = FIRST) -> tuple[Kept, Content]:
        content = make_content(BASE_FILES | first)
        assert not grown(content, tmp_path / "cache").grown
        make_content(added)
        return grown(content, tmp_path / "cache"), content

    return run


@pytest.mark.parametrize("added", ADDED.values(), ids=ADDED.keys())
def test_an_added_source_gives_the_bytes_of_a_full_build(
    added: Files, add: Callable[..., tuple[Kept, Content]]
) -> None:
    kept, content = add(added)
    assert kept.grown
    assert is_that_of_a_full_build(kept, content)


FIRST_PHASE = source("first", "Asserts trial:t iall:hasTrialPhase phase:2 .")
BETWEEN = f"""conflict:x a iall:Conflict ; iall:conflictSubject trial:t ; iall:conflictProperty iall:hasTrialPhase ;
  iall:conflictBetween claim:c1 , <{BASE}claim/first/c1> """


@pytest.mark.parametrize(
    ("settled", "by_growth"),
    [
        (".", True),
        (f"; iall:acceptedClaim <{BASE}claim/first/c1> .", True),
        ("; iall:acceptedClaim claim:c1 .", False),
    ],
    ids=["open", "for the old claim", "for the new claim"],
)
def test_a_conflict_with_another_source_is_settled_as_in_a_full_build(
    settled: str, by_growth: bool, add: Callable[..., tuple[Kept, Content]]
) -> None:
    second = source("second", "Asserts trial:t iall:hasTrialPhase phase:3 .", conflicts=BETWEEN + settled)
    kept, content = add(second, FIRST_PHASE)
    assert kept.grown == by_growth
    assert is_that_of_a_full_build(kept, content)


def test_a_conflict_that_waited_for_a_claim_is_settled_when_the_claim_comes(
    add: Callable[..., tuple[Kept, Content]],
) -> None:
    waiting = f"""conflict:x iall:conflictSubject trial:t ; iall:conflictProperty iall:hasTrialPhase ;
      iall:conflictBetween claim:c1 , <{BASE}claim/second/c1> ; iall:acceptedClaim claim:c1 ."""
    first = source("first", "Asserts trial:t iall:hasTrialPhase phase:2 .", conflicts=waiting)
    kept, content = add(source("second", "Asserts trial:t iall:hasTrialPhase phase:3 ."), first)
    assert is_that_of_a_full_build(kept, content)
    assert b"phase/3> .\n" not in text_of(kept)


ENTANGLED = {
    "an unnamed thing": source("second", "Asserts drug:a iall:memberOfClass [ a iall:Unnamed ] ."),
    "a claim of another": source("second")
    | {"data/sources/second/more.trig": f"{SHARED}\n<{BASE}claim/first/c1> {{ drug:a iall:hits process:new . }}"},
    "a passage of another": source("second")
    | {"data/sources/second/more.ttl": f'{SHARED}\n<{BASE}passage/first/p1> iall:section "2" .'},
}


@pytest.mark.parametrize("added", ENTANGLED.values(), ids=ENTANGLED.keys())
def test_a_source_that_changes_what_others_say_is_built_anew(
    added: Files, add: Callable[..., tuple[Kept, Content]]
) -> None:
    kept, content = add(added)
    assert not kept.grown
    assert is_that_of_a_full_build(kept, content)


@pytest.mark.parametrize("seed", range(12))
def test_random_sources_added_one_by_one_give_the_bytes_of_a_full_build(
    seed: int, make_content: Make, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    things = [f"{kind}:{name}" for kind in ("drug", "interaction", "process") for name in "abc"]
    terms = ("disrupts", "requiredFor", "hits", "isHitBy", "memberOfClass", "hasTrialPhase")

    def statement() -> str:
        stance = chance.choice(("Asserts", "Asserts", "Hedges", "Denies"))
        facts = (
            f"{chance.choice(things)} iall:{chance.choice(terms)} {chance.choice([*things, 'drugclass:x'])} ."
            for _ in range(2)
        )
        return f"{stance} {' '.join(facts)}"

    def conflict(key: str) -> str:
        one, other = (f"<{BASE}claim/{chance.choice([key, 's0', 's1'])}/c{chance.randint(1, 3)}>" for _ in range(2))
        about = f"iall:conflictSubject {chance.choice(things)} ; iall:conflictProperty iall:{chance.choice(terms)}"
        return (
            f"conflict:x a iall:Conflict ; {about} ; iall:conflictBetween {one} , {other} ; iall:acceptedClaim {one} ."
        )

    content = make_content(BASE_FILES)
    for number in range(5):
        key = f"s{number}"
        make_content(
            source(key, *(statement() for _ in range(3)), conflicts=conflict(key) if chance.random() < 0.5 else "")
        )
        kept = grown(content, tmp_path / "cache")
        assert is_that_of_a_full_build(kept, content)


def test_what_is_removed_or_changed_is_built_anew(make_content: Make, tmp_path: Path) -> None:
    content = make_content(BASE_FILES | FIRST | ADDED["the other half of a chain"])
    grown(content, tmp_path / "cache")
    changes: list[Callable[[], object]] = [
        lambda: shutil.rmtree(content.data / "sources" / "first"),
        lambda: make_content(source("second", "Asserts interaction:j iall:requiredFor process:p .")),
        lambda: make_content({"data/things.ttl": THINGS + "drug:new a iall:Drug .\n"}),
        lambda: make_content({"ontology/iall.ttl": ONTOLOGY.replace("iall:hits a owl:ObjectProperty ;", "iall:hits")}),
    ]
    for change in changes:
        change()
        kept = grown(content, tmp_path / "cache")
        assert not kept.grown
        assert is_that_of_a_full_build(kept, content)


def test_what_did_not_change_is_not_made_again(make_content: Make, tmp_path: Path) -> None:
    content = make_content(BASE_FILES | FIRST)
    first = grown(content, tmp_path / "cache")
    before = first.folder.stat().st_ino
    make_content({"data/sources/first/draft.md": "a draft is no source"})
    assert grown(content, tmp_path / "cache").folder.stat().st_ino == before
    assert keep(content, tmp_path / "cache", conforms, fresh=True).folder.stat().st_ino != before
