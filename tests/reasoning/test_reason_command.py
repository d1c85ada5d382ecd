"""`iall-kg reason` prints verdict, classes and counts, reads RDF of any form, and exits by what it finds."""

import contextlib
import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from added_data import PREFIXES, with_more
from wrong_data import CLASHES, FUNCTIONAL, OUTSIDE_DL

from iall_kg.cli import main
from iall_kg.content import Content
from iall_kg.names import BASE, IALL, RDF
from iall_kg.reasoning import hermit
from iall_kg.reasoning.given import read_given
from iall_kg.reasoning.reason import Reasoning, reason_with_hermit


def written(turtle: str, folder: Path) -> str:
    path = folder / "more.ttl"
    path.write_text(PREFIXES + turtle, encoding="utf-8")
    return str(path)


def test_reason_prints_verdict_classes_and_counts(capsys: pytest.CaptureFixture[str], by_rules: Reasoning) -> None:
    assert main(["reason"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("consistent and in OWL 2 DL (rules")
    assert f"{by_rules.given} statements given, {len(by_rules.inferred)} more inferred" in printed
    assert "iall:MeninInhibitor (1): drug:revumenib\n" in printed
    assert f"{by_rules.by_rule['prp-trp']:5}  prp-trp" in printed
    assert f"{by_rules.by_property['iall:losesDomain']:5}  iall:losesDomain" in printed


def test_reason_gives_json(capsys: pytest.CaptureFixture[str], by_rules: Reasoning) -> None:
    assert main(["reason", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["consistent"] is True
    assert found["definedClasses"] == by_rules.members
    assert sum(found["byProperty"].values()) == found["inferred"] == len(by_rules.inferred)


@pytest.mark.parametrize(
    ("turtle", "begin", "words"),
    [
        (CLASHES["drug disrupts a protein"][0], "inconsistent (rules", "protein:menin: menin is a molecular entity"),
        (OUTSIDE_DL["import"][0], "not in OWL 2 DL (rules", "ro.owl"),
    ],
)
def test_reason_exits_1_and_writes_nothing_when_the_data_do_not_hold(
    turtle: str, begin: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(turtle, tmp_path)
    with contextlib.chdir(tmp_path):
        assert main(["reason", path]) == 1
    out, err = capsys.readouterr()
    assert out.startswith(begin)
    assert words in out
    assert err == ""
    assert [p.name for p in tmp_path.iterdir()] == ["more.ttl"]


def test_reason_says_when_only_hermit_can_tell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reason", written(FUNCTIONAL, tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("consistent and in OWL 2 DL, as far as the rules read")
    assert "ask HermiT: --engine hermit\n" in printed
    assert "\niall:hasTrialPhase: has trial phase is a owl:FunctionalProperty" in printed


def test_reason_reads_another_ontology_in_place_of_ours(
    tmp_path: Path, content: Content, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.ttl"
    text = (content.ontology / "iall.ttl").read_text(encoding="utf-8")
    other.write_text(
        text.replace(":disrupts owl:propertyChainAxiom ( :memberOfClass :disrupts ) .\n", ""), encoding="utf-8"
    )
    assert main(["reason", "--ontology", str(other)]) == 0
    assert "iall:MeninInhibitor (0): \n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("bad.ttl", "drug:x", "bad.ttl:1:"),
        ("bad.nt", "drug x", "bad.nt: "),
        ("bad.csv", "", "is no RDF file"),
        ("absent.ttl", None, "No such file"),
        ("absent.owl", None, "No such file"),
    ],
)
def test_reason_exits_2_for_a_file_that_cannot_be_read(
    name: str, text: str | None, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert main(["reason", str(tmp_path / name)]) == 2
    assert words in capsys.readouterr().err


def test_reason_with_hermit_exits_2_without_java(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(hermit, "java", lambda: None)
    assert main(["reason", "--engine", "hermit"]) == 2
    assert "HermiT needs Java" in capsys.readouterr().err


def test_a_java_that_does_not_run_is_an_error_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(hermit, "java", lambda: str(tmp_path / "nothing"))
    assert main(["reason", "--engine", "hermit"]) == 2
    assert "cannot be run" in capsys.readouterr().err


def test_rdf_of_any_form_can_be_read(tmp_path: Path, content: Content) -> None:
    triple = ox.Triple(ox.NamedNode(BASE + "gene/KMT2A"), RDF.type, IALL.Drug)
    for form in (ox.RdfFormat.RDF_XML, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.TRIG):
        path = tmp_path / f"more.{form.file_extension}"
        ox.serialize([triple], path, format=form)
        assert ox.Quad(triple.subject, triple.predicate, triple.object) in read_given(content, [path])


def test_hermit_through_the_command_names_a_clash(
    tmp_path: Path,
    given: ox.Store,
    content: Content,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(hermit, "is_consistent", lambda _: False)
    assert main(["reason", "--engine", "hermit", written(CLASHES["gene typed as drug"][0], tmp_path)]) == 1
    assert capsys.readouterr().out.startswith("inconsistent (hermit")
    found = reason_with_hermit(with_more(given, CLASHES["gene typed as drug"][0]), content).clashes
    assert {(clash.rule, clash.thing) for clash in found} == {("cax-adc", "gene:KMT2A")}
