"""Answer the queries that pictures are drawn from, as rows of plain text with whole IRIs."""

from iall_kg.graph import KnowledgeGraph
from iall_kg.results import Answer
from iall_kg.stored_queries import answer, read_query

Row = dict[str, str]


def rows(kg: KnowledgeGraph, name: str) -> list[Row]:
    """Return the rows of `queries/<name>.rq`; what is not bound is empty."""
    return _rows(answer(kg.store, read_query(kg.content.queries / f"{name}.rq").sparql))


def question(kg: KnowledgeGraph, name: str) -> list[Row]:
    """Return the rows of a stored question without parameters; what is not bound is empty."""
    return _rows(kg.query(name))


def _rows(found: Answer) -> list[Row]:
    return [
        {column: "" if term is None else term.value for column, term in zip(found.columns, row, strict=True)}
        for row in found.rows
    ]
