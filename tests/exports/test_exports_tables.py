"""Tables come back as their rows, keep what their package says of them, and leave nothing out."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest
from exported import TABLES

from iall_kg.content import Content
from iall_kg.errors import BuildError
from iall_kg.exports.tables import Table, read_tables
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import IALL, RDF


@pytest.fixture(scope="module")
def tables(kg: KnowledgeGraph) -> dict[str, Table]:
    return read_tables(kg)


@pytest.fixture(scope="module")
def package(exports: dict[str, Mapping[str, bytes]]) -> dict[str, dict[str, object]]:
    found = json.loads(exports["tables"]["datapackage.json"])
    return {resource["name"]: resource for resource in found["resources"]}


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_comes_back_as_its_rows(
    name: str, exports: dict[str, Mapping[str, bytes]], tables: dict[str, Table]
) -> None:
    answer = tables[name].answer
    assert len(answer) > 0
    expected = [["" if cell is None else cell.value for cell in row] for row in answer.rows]
    assert [list(row.values()) for row in csv_rows(exports["tables"][f"{name}.csv"])] == expected


@pytest.mark.parametrize("name", TABLES)
def test_a_table_keeps_what_the_package_says_of_it(
    name: str, exports: dict[str, Mapping[str, bytes]], package: dict[str, dict]
) -> None:
    rows = csv_rows(exports["tables"][f"{name}.csv"])
    schema = package[name]["schema"]
    assert package[name]["path"] == f"{name}.csv"
    assert [f["name"] for f in schema["fields"]] == list(rows[0])
    keys = [tuple(row[column] for column in schema["primaryKey"]) for row in rows]
    assert all(all(key) for key in keys)
    assert Counter(keys).most_common(1)[0][1] == 1
    forms = {"integer": r"-?\d+", "number": r"-?\d+(\.\d+)?", "boolean": "true|false", "date": r"\d{4}-\d\d-\d\d"}
    for field in schema["fields"]:
        pattern = r"https?://\S+" if field.get("format") == "uri" else forms.get(field["type"], "(?s:.*)")
        for row in rows:
            assert row[field["name"]] == "" or re.fullmatch(pattern, row[field["name"]]), field["name"]
    for link in schema.get("foreignKeys", []):
        (column,), (key,) = link["fields"], link["reference"]["fields"]
        named = {row[key] for row in csv_rows(exports["tables"][f"{link['reference']['resource']}.csv"])}
        assert {row[column] for row in rows} - {""} <= named


@pytest.mark.parametrize("name", TABLES)
def test_the_order_of_a_table_leaves_nothing_to_chance(name: str, tables: dict[str, Table]) -> None:
    table = tables[name]
    ordered_by = re.findall(r"\?(\w+)", table.query.sparql.rpartition("ORDER BY")[2])
    places = [table.answer.columns.index(column) for column in ordered_by]
    seen = Counter(tuple(str(row[place]) for place in places) for row in table.answer.rows)
    assert seen.most_common(1)[0][1] == 1


def test_tables_have_a_row_for_every_thing_of_their_kind(kg: KnowledgeGraph, tables: dict[str, Table]) -> None:
    kinds = {
        "drugs": IALL.TherapeuticAgent,
        "genes": IALL.Gene,
        "fusions": IALL.GeneFusion,
        "studies": IALL.Study,
        "populations": IALL.Population,
        "criteria": IALL.Criterion,
        "claims": IALL.Claim,
        "conflicts": IALL.Conflict,
        "passages": IALL.Passage,
        "references": IALL.Reference,
        "sources": IALL.Source,
    }
    for name, kind in kinds.items():
        members = {q.subject for q in kg.store.quads_for_pattern(None, RDF.type, kind, ox.DefaultGraph())}
        assert {
            row[tables[name].answer.columns.index(tables[name].key[0])] for row in tables[name].answer.rows
        } == members


def test_the_table_of_claims_and_statements_holds_every_quad_of_every_claim(
    kg: KnowledgeGraph, tables: dict[str, Table]
) -> None:
    quads = [q for q in kg.store if "/claim/" in getattr(q.graph_name, "value", "")]
    assert len(tables["claim-statements"].answer) == len(quads)


def test_a_table_without_a_key_is_an_error(tmp_path: Path, kg: KnowledgeGraph) -> None:
    folder = tmp_path / "queries" / "tables"
    folder.mkdir(parents=True)
    head = "# title: T\n# question: Q\n# returns: one row\n# topic: evidence\n\n"
    for text in ("SELECT ?a { }", "# key: b\nSELECT ?a { }", "# key: a\n# link: a -> none\nSELECT ?a { }"):
        (folder / "t.rq").write_text(head + text, encoding="utf-8")
        with pytest.raises(BuildError, match=r"t\.rq"):
            read_tables(KnowledgeGraph(kg.store, Content(tmp_path)))
