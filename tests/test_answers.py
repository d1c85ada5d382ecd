"""Every stored query answers what a person wrote down from the review, the same on two engines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import rdflib

from iall_kg import stored_queries
from iall_kg.content import find_content
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import shorten
from iall_kg.serialize import to_nquads

FOLDER = Path(__file__).parent / "answers"
QUERIES = stored_queries.read_queries(find_content().queries / "questions")


@dataclass(frozen=True)
class Expected:
    """Rows written by hand: either all that the query returns, in any order, or some of a long list."""

    parameters: dict[str, list[str]]
    columns: list[str]
    rows: list[tuple[str, ...]]
    complete: bool
    count: int | None


def read_expected(path: Path) -> Expected:
    header, lines = {}, []
    parameters: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if note := re.match(r"# (param|rows|count): (.*)", line):
            if note[1] == "param":
                name, value = note[2].split("=", 1)
                parameters.setdefault(name.strip(), []).append(value.strip())
            header[note[1]] = note[2]
        elif line and not line.startswith("#"):
            lines.append(tuple(line.split("\t")))
    columns, rows = list(lines[0]), lines[1:]
    assert all(len(row) == len(columns) for row in rows), f"{path.name}: a row has too few or too many cells"
    count = int(header["count"]) if "count" in header else None
    return Expected(parameters, columns, rows, header.get("rows") != "some", count)


CASES = sorted(FOLDER.glob("*.tsv"))


def name_of(path: Path) -> str:
    return path.stem.split("--")[0]


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_a_stored_query_gives_the_rows_written_by_hand(path: Path, kg: KnowledgeGraph) -> None:
    expected = read_expected(path)
    answer = kg.query(name_of(path), **expected.parameters)
    found = [tuple(row[c] or "" for c in expected.columns) for row in answer]
    if expected.count is not None:
        assert len(answer) == expected.count
    if expected.complete:
        assert sorted(set(found)) == sorted(set(expected.rows))
    else:
        assert expected.count is not None, "a list given in part needs `# count:`"
        assert not set(expected.rows) - set(found)


@pytest.mark.parametrize("name", QUERIES)
def test_every_stored_query_has_an_answer_written_by_hand(name: str) -> None:
    assert name in {name_of(path) for path in CASES}


@pytest.mark.parametrize("name", QUERIES)
def test_every_row_carries_its_evidence(name: str, kg: KnowledgeGraph) -> None:
    answer = kg.query(name)
    assert len(answer) > 0
    assert "section" in answer.columns
    assert all(row["section"] for row in answer)
    if "references" in answer.columns:
        assert all(row["references"] for row in answer)


@pytest.mark.parametrize("query", QUERIES.values(), ids=lambda q: q.name)
def test_every_example_of_a_parameter_is_answered(query: stored_queries.StoredQuery, kg: KnowledgeGraph) -> None:
    for parameter in query.parameters:
        assert len(kg.query(query.name, **{parameter.name: parameter.example})) > 0


@pytest.fixture(scope="module")
def rdflib_dataset(kg: KnowledgeGraph) -> rdflib.Dataset:
    dataset = rdflib.Dataset(default_union=False)
    dataset.parse(data=to_nquads(kg.store), format="nquads")
    return dataset


def rows_of_rdflib(dataset: rdflib.Dataset, sparql: str) -> Iterator[tuple[str, ...]]:
    for row in dataset.query(sparql):
        yield tuple("" if v is None else shorten(str(v)) for v in row)


@pytest.mark.parametrize("name", QUERIES)
def test_rdflib_and_pyoxigraph_give_the_same_rows(
    name: str, kg: KnowledgeGraph, rdflib_dataset: rdflib.Dataset
) -> None:
    sparql = kg.sparql_of(name)
    expected = sorted(tuple(v or "" for v in row.values()) for row in kg.query(name))
    assert sorted(rows_of_rdflib(rdflib_dataset, sparql)) == expected
