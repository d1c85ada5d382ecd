"""Answer the queries that pictures are drawn from, as rows of plain text with whole IRIs; each once for a graph."""

from weakref import WeakKeyDictionary

from iall_kg.graph import KnowledgeGraph
from iall_kg.results import Answer
from iall_kg.stored_queries import answer, read_query

Row = dict[str, str]

# A release does not change, so an answer stays true as long as its graph lives.
_known: WeakKeyDictionary[KnowledgeGraph, dict[str, list[Row]]] = WeakKeyDictionary()


def rows(kg: KnowledgeGraph, name: str) -> list[Row]:
    """Return the rows of `queries/<name>.rq`, such as `pictures/survival`; what is not bound is empty."""
    answers = _known.setdefault(kg, {})
    if name not in answers:
        answers[name] = _rows(answer(kg.store, read_query(kg.content.queries / f"{name}.rq").sparql))
    return answers[name]


def _rows(found: Answer) -> list[Row]:
    return [
        {column: "" if term is None else term.value for column, term in zip(found.columns, row, strict=True)}
        for row in found.rows
    ]
