"""Checked apart, in a slice or in several processes, sources have the faults that they have among all others."""

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from iall_kg.build import accepted, in_graph
from iall_kg.cli import main
from iall_kg.content import Content
from iall_kg.errors import ConformanceError
from iall_kg.faults import Fault
from iall_kg.growth.conformance import see_that_it_conforms, validate_added
from iall_kg.growth.kept import helps_to_find, keep
from iall_kg.growth.said import ACCEPTED_GRAPH
from iall_kg.load import Sources, load, read_quads, source_files, source_of
from iall_kg.names import BASE, FOREIGN_PREFIXES, IALL, shorten
from iall_kg.statements import match
from iall_kg.validate import Report, validate
from iall_kg.validate_parallel import validate_all

HERE = Path(__file__).parent
EXAMPLES = sorted((HERE / "rejected").glob("*.trig"))


@pytest.fixture(scope="module")
def whole(content: Content) -> Report:
    """Return what is wrong with the real sources and the examples, looked at together."""
    return validate(load(content, extra=EXAMPLES), content)


def of_files(report: Report, files: list[Path], content: Content) -> set[Fault]:
    names = {str(path.relative_to(content.root)) for path in files}
    return {fault for fault in report.faults if fault.where.rpartition(":")[0] in names}


def apart(files: list[Path], content: Content, also: list[Path] = []) -> tuple[Sources, ox.Store]:  # noqa: B006
    """Return some files as new sources, and all others in a store."""
    added, store = Sources(ox.Store(), files, content.root), ox.Store()
    for path in {*source_files(content), *also}:
        if path not in files:
            store.extend(read_quads(path, content.root))
    facts = accepted(store, content)
    store.extend([*helps_to_find(store, facts, content), *in_graph(facts, ACCEPTED_GRAPH)])
    for path in files:
        added.store.extend(read_quads(path, content.root))
    return added, store


def test_several_processes_find_what_one_finds(whole: Report, content: Content) -> None:
    several = validate_all(load(content, extra=EXAMPLES), content, EXAMPLES, processes=3)
    assert set(several.faults) == of_files(whole, EXAMPLES, content)
    assert several.checked == whole.checked
    assert validate_all(load(content), content, processes=2) == validate(load(content), content)


STARTING = """
import os, time
from iall_kg.validate_parallel import started

if __name__ == "__main__":
    with started(1) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        pool.submit(time.sleep, 60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the process in /proc")
def test_the_processes_end_with_the_one_that_started_them(tmp_path: Path) -> None:
    script = tmp_path / "starting.py"
    script.write_text(STARTING)
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as starting:
        assert starting.stdout is not None
        process = Path("/proc") / starting.stdout.readline().strip()
        assert (process / "stat").exists()
        starting.kill()
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and _runs(process):
            time.sleep(0.05)
        assert not _runs(process)


def _runs(process: Path) -> bool:
    """Tell whether a process is there and no mere entry that nobody has asked for yet."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("key", ["kulczycka-2024", "kmt2a-domain-coordinates"])
def test_an_added_source_has_the_faults_that_it_has_among_the_others(key: str, content: Content) -> None:
    files = [path for path in source_files(content) if source_of(path, content) == key]
    added, store = apart(files, content)
    found = validate_added(added, store, content)
    assert of_files(found, files, content) == of_files(validate(load(content), content), files, content)


@pytest.mark.parametrize("share", [0.01, 0.05, 0.3])
def test_claims_taken_at_random_have_the_faults_beside_the_others_that_they_have_among_them(
    share: float, content: Content
) -> None:
    everything = load(content)
    expected = {(f.rule, f.node, f.message) for f in validate(everything, content).faults}
    claims = sorted({s.subject.value for s in match(everything.store, None, IALL.stance)})
    for seed in range(3):
        picked = set(map(ox.NamedNode, random.Random(seed).sample(claims, int(share * len(claims)))))
        store, added = ox.Store(), Sources(ox.Store(), [], content.root)
        for quad in everything.store:
            (added.store if {quad.graph_name, quad.subject} & picked else store).add(quad)
        facts = accepted(store, content)
        store.extend([*helps_to_find(store, facts, content), *in_graph(facts, ACCEPTED_GRAPH)])
        found = {(f.rule, f.node, f.message) for f in validate_added(added, store, content).faults}
        described = {shorten(quad.subject.value) for quad in added.store if isinstance(quad.subject, ox.NamedNode)}
        assert found <= expected
        assert found >= {fault for fault in expected if fault[1] in described}


def test_the_rejected_examples_are_rejected_alike_when_they_are_added(whole: Report, content: Content) -> None:
    added, store = apart(EXAMPLES, content)
    found = of_files(validate_added(added, store, content), EXAMPLES, content)
    expected = of_files(whole, EXAMPLES, content)
    assert len(expected) > 100
    # A source that describes a reference of another is not added but built anew: see the last test but one.
    assert {fault.rule for fault in expected - found} == {"reference-number-twice"}
    assert found < expected


def test_one_rejected_example_is_rejected_alike_when_it_is_added_alone(content: Content) -> None:
    for example in EXAMPLES[::40]:
        added, store = apart([example], content)
        found = validate_added(added, store, content)
        expected = validate(load(content, extra=[example]), content, only=[example])
        assert of_files(found, [example], content) == set(expected.faults), example.stem


# --- What only shows beside other sources ------------------------------------------------------

CLAIMED = """ a iall:Claim ; iall:fromPassage passage:p1 ; iall:stance iall:Asserts ; iall:evidenceType eco:0000303 ;
  iall:curatedBy agent:curators ; iall:curatedOn "2026-11-29"^^xsd:date ."""


@pytest.fixture
def copy(content: Content, tmp_path: Path) -> Content:
    for folder in ("ontology", "data", "shapes", "queries"):
        shutil.copytree(content.root / folder, tmp_path / "content" / folder)
    return Content(tmp_path / "content")


@pytest.fixture
def new(copy: Content) -> Callable[[str, str, str], list[Path]]:
    """Return what writes a small source that conforms by itself."""

    def write(things: str, facts: str, more: str = "") -> list[Path]:
        kinds = {
            k: f"{BASE}{k}/"
            for k in ("agent", "graph", "source", "study", "population", "trial", "drug", "regimen", "domain")
        }
        owned = {k: f"{BASE}{k}/new-2026/" for k in ("claim", "passage", "conflict")}
        prefixes = "\n".join(f"@prefix {k}: <{v}> ." for k, v in (FOREIGN_PREFIXES | kinds | owned).items())
        folder = copy.data / "sources" / "new-2026"
        folder.mkdir()
        (folder / "s1.trig").write_text(
            f"""{prefixes}
source:new-2026 a iall:Source ; rdfs:label "New 2026"@en ; dcterms:title "Invented"@en ;
  iall:url "https://example.org" .
passage:p1 a iall:Passage ; iall:ofSource source:new-2026 ; iall:section "1" ; iall:passageKind "Sentence" ;
  iall:startOffset 0 ; iall:endOffset 9 ; iall:textHash "{"0" * 64}" ; iall:cue "Invented" .
graph:things {{ {things} }}
claim:p1{CLAIMED}
claim:p1 {{ {facts} }}
""",
            encoding="utf-8",
        )
        (folder / "conflicts.ttl").write_text(f"{prefixes}\n{more}", encoding="utf-8")
        return sorted(folder.iterdir())

    return write


BESIDE_OTHERS = {
    "two values of one thing": (
        "",
        "trial:NCT04065399 iall:nctId 'NCT00000001' .",
        {"two-values-without-conflict", "ClinicalTrialShape-nct-iri"},
    ),
    "a label that is there": (
        'study:other-P9407 a iall:Study ; rdfs:label "P9407 "@en .',
        "study:other-P9407 iall:evaluates drug:revumenib .",
        set(),
    ),
    "a label that is there in other letters": (
        'trial:other-P9407 a iall:ClinicalTrial ; rdfs:label "p9407"@en .',
        "trial:other-P9407 iall:evaluates drug:revumenib .",
        {"duplicate-label"},
    ),
    "a second English label": (
        'population:Clesham-2020-infants rdfs:label "other infants"@en .',
        "population:Clesham-2020-infants iall:receives drug:blinatumomab .",
        {"english-label"},
    ),
    "a phase of a regimen that another source names": (
        "",
        "regimen:Interfant-99-induction iall:comprises drug:blinatumomab .",
        set(),
    ),
    "one more value of what is in conflict": (
        "",
        "trial:NCT02828358 iall:hasTrialPhase iall:Phase3 .",
        set(),
    ),
    "a cycle over another source": (
        "",
        "population:Clesham-2020-infants iall:subgroupOf population:Clesham-2020-lineage-switch .",
        {"PopulationShape-subgroup-cycle", "PopulationShape-subgroup-size"},
    ),
}


@pytest.mark.parametrize(("things", "facts", "rules"), BESIDE_OTHERS.values(), ids=BESIDE_OTHERS.keys())
def test_what_shows_only_beside_other_sources_is_found(
    things: str, facts: str, rules: set[str], new: Callable[..., list[Path]], copy: Content
) -> None:
    files = new(things, facts)
    added, store = apart(files, copy)
    found = validate_added(added, store, copy)
    everything = validate(load(copy), copy)
    violations = {f for f in everything.faults if f.severity == "violation"}
    assert {f for f in found.faults if f.severity == "violation"} == violations
    assert rules <= {fault.rule for fault in violations}


def test_an_order_is_compared_with_the_positions_in_a_chain_that_another_source_lists(
    new: Callable[..., list[Path]], copy: Content
) -> None:
    files = new("", "domain:CxxC iall:immediatelyNTerminalTo domain:LBD .")
    found = validate_added(*apart(files, copy), copy)
    at_fault = {fault for fault in found.faults if fault.node in {"domain:CxxC", "domain:LBD"}}
    assert {fault.rule for fault in at_fault} == {"ProteinRegionShape-order", "ProteinRegionShape-position"}
    assert at_fault <= set(validate(load(copy), copy).faults)


def test_a_release_does_not_grow_by_a_source_that_does_not_conform(
    new: Callable[..., list[Path]], copy: Content, tmp_path: Path
) -> None:
    check = see_that_it_conforms(copy)
    keep(copy, tmp_path / "cache", check)
    files = new("", "trial:NCT04065399 iall:nctId 'NCT00000001' .")
    with pytest.raises(ConformanceError) as raised:
        keep(copy, tmp_path / "cache", check)
    assert any("two-values-without-conflict" in fault for fault in raised.value.faults)
    shutil.rmtree(files[0].parent)
    assert keep(copy, tmp_path / "cache", check)


def test_a_release_does_not_grow_by_a_source_that_describes_a_reference_of_another_twice(
    new: Callable[..., list[Path]], copy: Content, tmp_path: Path
) -> None:
    check = see_that_it_conforms(copy)
    keep(copy, tmp_path / "cache", check)
    folder = new("", "trial:NCT04065399 iall:evaluates drug:revumenib .")[0].parent
    shutil.copy(HERE / "rejected" / "reference-number-twice.trig", folder)
    with pytest.raises(ConformanceError) as raised:
        keep(copy, tmp_path / "cache", check)
    assert any("reference-number-twice" in fault for fault in raised.value.faults)


def test_a_source_is_checked_beside_what_is_shared_and_the_sources_that_it_names(
    new: Callable[..., list[Path]], copy: Content, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    conflict = f"""conflict:x a iall:Conflict ; rdfs:label "x"@en ; iall:conflictKind iall:ValueConflict ;
      iall:conflictSubject trial:NCT04065399 ; iall:conflictProperty iall:evaluates ; iall:inPassage passage:p1 ;
      iall:conflictBetween claim:p1 , <{BASE}claim/kulczycka-2024/nowhere> ; iall:asPrinted "x" ;
      iall:resolution iall:Open ; iall:rationale "x"@en ."""
    folder = new("", "trial:NCT04065399 iall:evaluates drug:revumenib .", conflict)[0].parent
    monkeypatch.setattr("iall_kg.cli.make.find_content", lambda: copy)
    assert main(["validate", str(folder)]) == 1
    printed = capsys.readouterr().out
    assert "claim:kulczycka-2024/nowhere is declared nowhere" in printed
    assert "claim:kulczycka-2024/s1-p1-s1" not in printed
    shutil.rmtree(copy.data / "sources" / "kulczycka-2024")
    (folder / "conflicts.ttl").unlink()
    assert main(["validate", str(folder)]) == 0
    assert "0 violations" in capsys.readouterr().out
