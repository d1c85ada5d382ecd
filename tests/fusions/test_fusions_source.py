"""The table of domain coordinates is a source of its own: every row a claim, every cell kept, nothing merged."""

import csv
from pathlib import Path

import pyoxigraph as ox
import pytest

from iall_kg.curation.source_check import check_source
from iall_kg.fusions.facts import Facts
from iall_kg.graph import KnowledgeGraph
from iall_kg.load import Sources
from iall_kg.names import IALL, INFERRED_GRAPH, kind_of
from iall_kg.statements import match

KEY = "kmt2a-domain-coordinates"
TABLE = Path(__file__).parents[2] / "data" / "sources" / KEY / "table.tsv"
REFERENCE = Path(__file__).parents[3] / "shared" / "reference" / "kmt2a_domains.tsv"


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_every_row_passage_number_and_name_is_borne_out_by_the_table(sources: Sources) -> None:
    report = check_source(sources, KEY, TABLE.read_text(encoding="utf-8"))
    assert report.exceptions == []
    assert report.passages == len(rows()) == 54


def test_the_table_is_the_one_that_was_compiled() -> None:
    if not REFERENCE.exists():
        pytest.skip("the compiled table lies in no ../shared/reference here")
    ours, theirs = TABLE.read_text(encoding="utf-8"), REFERENCE.read_text(encoding="utf-8")
    differing = [(a, b) for a, b in zip(ours.splitlines(), theirs.splitlines(), strict=True) if a != b]
    # One cell named a file by its name on disk.
    assert [a.split("\t")[0] for a, _ in differing] == ["breakpoint cluster region"]


def test_each_row_with_a_sequence_gives_coordinates_as_printed(kg: KnowledgeGraph) -> None:
    found = {row["claim"].rpartition("/r")[2]: row for row in Facts(kg).rows("coordinates")}
    wanted = {
        str(number): row
        for number, row in enumerate(rows(), 1)
        if " aa" in row["reference_sequence"] or "uniprot" in row["reference_sequence"]
    }
    assert set(found) == set(wanted)
    for number, row in wanted.items():
        got = found[number]
        assert got["feature"] == row["feature_in_source"]
        assert got["first"] == row["start"].lstrip("~")
        assert got["last"] == ("" if "sic" in row["end"] else row["end"].lstrip("~"))
        assert got["signature"] == row["signature_id"]
        assert got["length"] in row["reference_sequence"]
        assert got["references"].isdecimal()


def test_a_misprinted_end_is_kept_as_printed_and_counts_as_no_residue(kg: KnowledgeGraph) -> None:
    node = ox.NamedNode("https://w3id.org/iall-kg/coordinates/KMT2A-r18")
    assert [q.object.value for q in match(kg.store, node, IALL.valueAsPrinted, None, ox.DefaultGraph())] == [
        "2945 [sic]"
    ]
    assert not any(match(kg.store, node, IALL.lastResidue))


def test_the_table_says_nothing_of_the_things_of_the_review(kg: KnowledgeGraph) -> None:
    graphs = {g.value for g in kg.store.named_graphs() if isinstance(g, ox.NamedNode) and f"claim/{KEY}/" in g.value}
    assert len(graphs) == 54
    subjects = {q.subject.value for g in graphs for q in match(kg.store, None, None, None, ox.NamedNode(g))}
    assert {kind_of(subject) for subject in subjects} == {"coordinates", "sequence", "statement"}


def test_nothing_about_domains_or_fusions_is_inferred_from_the_table(kg: KnowledgeGraph) -> None:
    about = [
        q.predicate.value
        for q in match(kg.store, None, None, None, INFERRED_GRAPH)
        if isinstance(q.subject, ox.NamedNode)
        and isinstance(q.object, ox.NamedNode)
        and "coordinates" in (kind_of(q.subject.value), kind_of(q.object.value))
    ]
    assert {predicate.rsplit("#", 1)[-1] for predicate in about} <= {"type"}
