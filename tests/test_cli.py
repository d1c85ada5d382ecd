"""The command line as a person meets it: what it prints, where, and with which exit code."""

import json
import shutil
from pathlib import Path

import pytest

from iall_kg import __version__
from iall_kg.cli import main
from iall_kg.content import Content

QUERY = ["query", "drugs-targeting-interaction", "-p", "interaction=menin-KMT2A"]


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    # One cache for the session, so that the release is built once.
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


def test_the_mission_question_is_answered_with_trials_sections_and_references(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(QUERY) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "4 rows"
    for line in lines[1:-1]:
        assert line.startswith("revumenib")
        assert "NCT0" in line
        assert "57, 58" in line
        assert "Table 2" in line or "4.3" in line


def test_every_format_holds_the_same_rows(capsys: pytest.CaptureFixture[str]) -> None:
    seen = {}
    for form in ("table", "csv", "tsv", "json", "markdown"):
        assert main([*QUERY, "--format", form]) == 0
        seen[form] = capsys.readouterr().out
    assert len(json.loads(seen["json"])["results"]["bindings"]) == 4
    assert seen["csv"].count("\r\n") == 5
    assert seen["tsv"].count("\n") == 5
    assert seen["markdown"].count("\n") == 6


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["query", "drug-targeting-interaction"], "drugs-targeting-interaction"),
        (["query", "drugs-targeting-interaction", "-p", "interaction=menim-KMT2A"], "menin–KMT2A interaction"),
        (["query", "drugs-targeting-interaction", "-p", "interacton=menin-KMT2A"], "interaction"),
        (["query", "drugs-targeting-interaction", "-p", "interaction"], "NAME=VALUE"),
        (["show", "revumenip"], "revumenib"),
        (["sparql", "SELECT ?x WHERE { ?x a }"], "parse"),
        (["sparql", "SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }"], "SERVICE"),
        (["sparql", "INSERT DATA { <a:a> <a:a> <a:a> }"], "read-only"),
        (["sparql", "no-such-file.rq"], "no-such-file.rq"),
        (["source", "check", "--text", "no-such-file.txt"], "no-such-file.txt"),
        (["validate", "no-such-folder"], "no-such-folder"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_to_do(
    arguments: list[str], hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert hint in printed.err
    assert "Traceback" not in printed.err


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"iall-kg {__version__}\n"


def test_the_stored_queries_are_listed_with_their_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["queries"]) == 0
    listed = capsys.readouterr().out
    assert "mechanism" in listed
    assert "drugs-targeting-interaction" in listed
    assert "-p interaction=…" in listed


def test_sparql_answers_ask_with_a_truth_value(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sparql", "ASK { ?s ?p ?o }"]) == 0
    assert capsys.readouterr().out == "true\n"


def test_sparql_reads_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "count.rq"
    file.write_text("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", encoding="utf-8")
    assert main(["sparql", str(file), "--format", "csv"]) == 0
    assert int(capsys.readouterr().out.split()[1]) > 10_000


def test_search_finds_a_misspelt_drug(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "blinatumumab", "--format", "csv"]) == 0
    assert "drug/blinatumomab" in capsys.readouterr().out.splitlines()[1]


def test_show_gives_evidence_and_marks_what_is_inferred(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "SNDX-5613"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("revumenib")
    assert "[Table 2 [60]" in shown
    assert "inferred" in shown


def test_show_gives_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "KMT2A::AFF1", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["label"] == "KMT2A::AFF1"


def test_build_writes_the_release_twice_with_the_same_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = (tmp_path / "first", tmp_path / "second")
    for folder in folders:
        assert main(["build", "--out", str(folder)]) == 0
    for name in ("iall-kg.trig", "iall-kg.nq"):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()
    assert "claims" in capsys.readouterr().out


@pytest.fixture
def broken(content: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the data folder of a copy of the content that the commands then use."""
    for folder in ("ontology", "data", "shapes", "queries"):
        shutil.copytree(content.root / folder, tmp_path / folder)
    copy = Content(tmp_path)
    for module in ("make", "source"):
        monkeypatch.setattr(f"iall_kg.cli.{module}.find_content", lambda: copy)
    return copy.data


def test_build_of_sources_that_do_not_conform_ends_with_1_and_writes_nothing(
    broken: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drugs = broken / "drugs.ttl"
    drugs.write_text(drugs.read_text(encoding="utf-8") + "\ndrug:nameless a iall:Drug .\n", encoding="utf-8")
    assert main(["build", "--out", str(tmp_path / "out")]) == 1
    printed = capsys.readouterr()
    assert "drug:nameless" in printed.out
    assert "data/drugs.ttl:" in printed.out
    assert not (tmp_path / "out").exists()


def test_broken_turtle_is_reported_with_file_and_line(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drugs = broken / "drugs.ttl"
    text = drugs.read_text(encoding="utf-8")
    drugs.write_text(text + "\ndrug:broken a iall:Drug ;;; rdfs:label 'x .\n", encoding="utf-8")
    assert main(["validate"]) == 2
    assert f"data/drugs.ttl:{text.count(chr(10)) + 2}:" in capsys.readouterr().err


def test_source_check_names_what_the_text_does_not_bear_out(
    broken: Path, tmp_path: Path, review_text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    claims = broken / "sources" / "kulczycka-2024" / "s4-5.trig"
    text = claims.read_text(encoding="utf-8")
    claims.write_text(text.replace("iall:sampleSize 17 ;", "iall:sampleSize 71 ;"), encoding="utf-8")
    review = tmp_path / "review.txt"
    review.write_text(review_text, encoding="utf-8")
    assert main(["source", "check", "--text", str(review)]) == 1
    printed = capsys.readouterr().out
    assert "s4-5.trig" in printed
    assert "'71' is not printed" in printed
    assert "1 exceptions" in printed


def test_a_describe_query_is_not_taken_for_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sparql", "DESCRIBE <https://w3id.org/iall-kg/drug/revumenib>"]) == 0
    assert "revumenib" in capsys.readouterr().out


def test_a_query_file_that_is_not_utf_8_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "latin.rq"
    file.write_bytes(b"SELECT * { ?s ?p 'caf\xe9' }")
    assert main(["sparql", str(file)]) == 2
    assert "latin.rq" in capsys.readouterr().err


def test_a_claim_is_shown_by_its_curie(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "claim:kulczycka-2024/s4-5-p2-s3"]) == 0
    shown = capsys.readouterr().out
    assert "claim:kulczycka-2024/s4-5-p2-s3" in shown
