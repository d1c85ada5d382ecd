"""A release to which sources were added is, byte for byte, the one that a full build makes."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from iall_kg.build import build
from iall_kg.content import Content
from iall_kg.errors import BuildError
from iall_kg.growth import kept as kept_module
from iall_kg.growth.kept import Kept, keep
from iall_kg.growth.output import fill, write_release
from iall_kg.load import load
from iall_kg.names import BASE, FOREIGN_PREFIXES
from iall_kg.serialize import to_nquads, to_trig
from iall_kg.stores.directory import write_directory

HERE = Path(__file__).parent
KINDS = ("drug", "drugclass", "interaction", "trial", "phase", "process", "graph")
SHARED = "\n".join(f"@prefix {p}: <{iri}> ." for p, iri in FOREIGN_PREFIXES.items()) + "".join(
    f"\n@prefix {kind}: <{BASE}{kind}/> ." for kind in KINDS
)
# Chains, inverses, defined classes and transitivity, so that conclusions need facts of several sources.
ONTOLOGY = f"""{SHARED}
iall:disrupts a owl:ObjectProperty ; rdfs:domain iall:Agent ; rdfs:range iall:Interaction .
iall:requiredFor a owl:ObjectProperty , owl:TransitiveProperty ; rdfs:range iall:Process .
iall:hits a owl:ObjectProperty ; owl:propertyChainAxiom ( iall:disrupts iall:requiredFor ) .
iall:isHitBy a owl:ObjectProperty ; owl:inverseOf iall:hits .
iall:Hitter owl:equivalentClass [ owl:onProperty iall:hits ; owl:someValuesFrom iall:Process ] .
iall:Both owl:equivalentClass [ owl:intersectionOf ( iall:Agent
  [ owl:onProperty iall:memberOfClass ; owl:hasValue drugclass:x ] ) ] .
"""
THINGS = f'{SHARED}\ndrug:a a iall:Drug ; rdfs:label "a" .\n'

Files = dict[str, str]
Make = Callable[[Files], Content]


def source(key: str, *stated: str, conflicts: str = "", things: str = "") -> Files:
    """Return the files of a small source: claims c1, c2 … with a stance and what they state."""
    owned = "".join(f"\n@prefix {k}: <{BASE}{k}/{key}/> ." for k in ("claim", "passage", "conflict", "reference"))
    text = [SHARED, owned, 'passage:p1 iall:section "1" ; iall:citesAsPrinted reference:7 .', things]
    for number, words in enumerate(stated, 1):
        stance, facts = words.split(" ", 1)
        name = f"claim:c{number}"
        text.append(
            f"{name} a iall:Claim ; iall:fromPassage passage:p1 ; iall:stance iall:{stance} .\n{name} {{ {facts} }}"
        )
    files = {f"data/sources/{key}/s1.trig": "\n".join(text)}
    if conflicts:
        files[f"data/sources/{key}/conflicts.ttl"] = f"{SHARED}{owned}\n{conflicts}"
    return files


BASE_FILES = {"ontology/iall.ttl": ONTOLOGY, "data/things.ttl": THINGS}
FIRST = source("first", "Asserts drug:a iall:disrupts interaction:i .", "Hedges drug:b iall:disrupts interaction:j .")


def conforms(*_: object) -> None:
    """Let everything pass: these small sources are not of the kinds that the shapes ask for."""


def grown(content: Content, cache: Path) -> Kept:
    return keep(content, cache, conforms)


def is_that_of_a_full_build(kept: Kept, content: Content) -> bool:
    release = build(load(content), content)
    counts = (kept.about.claims, kept.about.facts, kept.about.inferred)
    assert counts == (release.claims, release.facts, release.inferred)
    return text_of(kept) == to_nquads(release.store)


def text_of(kept: Kept) -> bytes:
    return b"".join(kept.nquads.texts())


@pytest.fixture
def add(make_content: Make, tmp_path: Path) -> Callable[..., tuple[Kept, Content]]:
    """Return what keeps a release of some sources and adds others to it."""

    def run(added: Files, first: Files = FIRST) -> tuple[Kept, Content]:
        content = make_content(BASE_FILES | first)
        assert not grown(content, tmp_path / "cache").grown
        make_content(added)
        return grown(content, tmp_path / "cache"), content

    return run


ADDED = {
    "a fact of its own": source("second", "Asserts drug:z iall:memberOfClass drugclass:y ."),
    "a fact that is there": source("second", "Asserts drug:a iall:disrupts interaction:i ."),
    "a fact that was hedged": source("second", "Asserts drug:b iall:disrupts interaction:j ."),
    "what was inferred before": source("second", "Asserts drug:a a iall:Agent ."),
    "the other half of a chain": source("second", "Asserts interaction:i iall:requiredFor process:p ."),
    "the other half of a class": source("second", "Asserts drug:a iall:memberOfClass drugclass:x ."),
    "things of its own": source(
        "second", "Hedges drug:q iall:hits drug:a .", things="graph:things { drug:q a iall:Drug . }"
    ),
    "nothing asserted": source("second", "Denies drug:a iall:hits process:p ."),
    "two sources at once": source("second", "Asserts interaction:i iall:requiredFor process:p .")
    | source("third", "Asserts process:p iall:requiredFor process:q ."),
    "letters of all kinds": source(
        "second", 'Asserts drug:a iall:note "ä \\"x\\" \\n <y> ._" , "\\U0001F600"@en , 1.50 .'
    ),
    "a key that begins like another": source("first-b", "Asserts drug:c iall:disrupts interaction:i ."),
}


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


# --- Damage and interruption -------------------------------------------------------------------


def flip(path: Path) -> None:
    text = bytearray(path.read_bytes())
    text[len(text) // 2] ^= 1
    path.write_bytes(text)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "a changed byte of the release": lambda folder: flip(max((folder / "release").iterdir(), key=size)),
    "half of the release": lambda folder: os.truncate(max((folder / "release").iterdir(), key=size), 300),
    "a missing segment of the release": lambda folder: max((folder / "release").iterdir(), key=size).unlink(),
    "a changed byte of the description": lambda folder: flip(folder / "about"),
    "no description": lambda folder: (folder / "about").unlink(),
    "half of a file of the store": lambda folder: os.truncate(max((folder / "store").iterdir(), key=size), 100),
    "a missing file of the store": lambda folder: max((folder / "store").glob("*.sst"), key=size).unlink(),
    "a changed byte of a file of the store": lambda folder: flip(max((folder / "store").glob("*.sst"), key=size)),
}


def size(path: Path) -> int:
    return path.stat().st_size


@pytest.mark.parametrize("grow_it", [False, True], ids=["asked for again", "grown from"])
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_release_is_noticed(
    damage: Callable[[Path], object], grow_it: bool, make_content: Make, tmp_path: Path
) -> None:
    content = make_content(BASE_FILES | FIRST)
    damage(grown(content, tmp_path / "cache").folder)
    if grow_it:
        make_content(ADDED["the other half of a chain"])
    assert is_that_of_a_full_build(grown(content, tmp_path / "cache"), content)


def test_damage_that_no_time_tells_of_is_noticed_when_it_is_read(make_content: Make, tmp_path: Path) -> None:
    content = make_content(BASE_FILES | FIRST)
    kept = grown(content, tmp_path / "cache")
    path = max((kept.folder / "release").iterdir(), key=size)
    told = path.stat()
    flip(path)
    os.utime(path, ns=(told.st_atime_ns, told.st_mtime_ns))
    for read in (
        lambda: write_release(kept, tmp_path / "out"),
        lambda: fill(ox.Store(), kept),
        lambda: write_directory(tmp_path / "store", lambda store: fill(store, kept), content),
    ):
        with pytest.raises(BuildError, match="--fresh"):
            read()
    assert not list((tmp_path / "out").iterdir())
    make_content(ADDED["the other half of a chain"])
    assert is_that_of_a_full_build(grown(content, tmp_path / "cache"), content)


def test_what_an_ended_run_left_behind_is_no_hindrance(make_content: Make, tmp_path: Path) -> None:
    content = make_content(BASE_FILES | FIRST)
    (tmp_path / "cache" / ".unfinished" / "store").mkdir(parents=True)
    (tmp_path / "cache" / ".unfinished" / "about").write_bytes(b"half of")
    assert is_that_of_a_full_build(grown(content, tmp_path / "cache"), content)
    assert not (tmp_path / "cache" / ".unfinished").exists()


@pytest.mark.parametrize("step", ["merge", "pack", "grow", "prefixes_for"])
def test_when_a_step_fails_the_former_release_is_still_there(
    step: str, make_content: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = make_content(BASE_FILES | FIRST)
    former = grown(content, tmp_path / "cache")
    before = text_of(former)
    make_content(ADDED["a fact of its own"])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(kept_module, step, full)
        patched.setattr(kept_module, "derive", full)
        with pytest.raises(BuildError, match="No space left"):
            grown(content, tmp_path / "cache")
    assert text_of(former) == before
    assert is_that_of_a_full_build(grown(content, tmp_path / "cache"), content)


def test_a_folder_that_cannot_be_made_is_a_build_error(make_content: Make, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    kept = grown(make_content(BASE_FILES), tmp_path / "cache")
    with pytest.raises(BuildError, match="cannot write the release"):
        write_release(kept, tmp_path / "file" / "out")


def test_when_the_disk_is_full_the_old_file_stays_and_nothing_half_written_is_left(
    make_content: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = grown(make_content(BASE_FILES), tmp_path / "cache")
    out = tmp_path / "out"
    out.mkdir()
    (out / "iall-kg.trig").write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(BuildError, match="No space left"):
        write_release(kept, out)
    assert {path.name: path.read_text() for path in out.iterdir()} == {"iall-kg.trig": "old"}


def test_a_build_that_is_killed_leaves_nothing_wrong_and_the_next_completes(tmp_path: Path) -> None:
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "iall_kg", "build", "--out", str(tmp_path / "out")]
    unfinished = tmp_path / "iall-kg" / "kept" / ".unfinished"
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as running:
        while running.poll() is None and not unfinished.exists():
            time.sleep(0.002)
        running.send_signal(signal.SIGKILL)
    assert unfinished.exists()
    assert not (tmp_path / "out").exists()
    again = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert not unfinished.exists()


# --- The real sources --------------------------------------------------------------------------


@pytest.fixture
def copy(content: Content, tmp_path: Path) -> Content:
    for folder in ("ontology", "data", "shapes", "queries"):
        shutil.copytree(content.root / folder, tmp_path / "content" / folder)
    return Content(tmp_path / "content")


@pytest.mark.parametrize("key", ["kmt2a-domain-coordinates", "invented-2026"])
def test_the_real_sources_grow_into_the_files_of_a_full_build(key: str, copy: Content, tmp_path: Path) -> None:
    place = copy.data / "sources" / key
    if place.exists():
        shutil.move(place, tmp_path / key)
    aside = tmp_path / key if (tmp_path / key).exists() else HERE / "sources" / key
    grown(copy, tmp_path / "cache")
    shutil.copytree(aside, place)
    kept = grown(copy, tmp_path / "cache")
    assert kept.grown
    assert is_that_of_a_full_build(kept, copy)
    trig, nquads = write_release(kept, tmp_path / "out")
    release = build(load(copy), copy)
    assert trig.read_bytes() == to_trig(release.store)
    assert nquads.read_bytes() == to_nquads(release.store)
