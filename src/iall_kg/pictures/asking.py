"""Answer the queries that pictures are drawn from, as rows of plain text with whole IRIs.

What is asked of the whole graph is asked once for a graph; what is asked of some things or statements, each time.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from iall_kg.graph import KnowledgeGraph
from iall_kg.results import Answer
from iall_kg.statements import Spo
from iall_kg.stored_queries import answer, read_query
from iall_kg.values_places import about_statements, about_things

Row = dict[str, str]
Made = TypeVar("Made")

# A release does not change, so what was read of it stays true as long as its graph lives.
_known: WeakKeyDictionary[KnowledgeGraph, dict[str, object]] = WeakKeyDictionary()


def once(kg: KnowledgeGraph, name: str, make: Callable[[], Made]) -> Made:
    """Return what is kept of a graph under a name; make it if it is not there yet."""
    kept = _known.setdefault(kg, {})
    if name not in kept:
        kept[name] = make()
    return cast("Made", kept[name])


def rows(kg: KnowledgeGraph, name: str) -> list[Row]:
    """Return the rows of `queries/<name>.rq`, such as `pictures/partners`; what is not bound is empty."""
    return once(kg, name, lambda: rows_of(answer(kg.store, _sparql(kg, name))))


def rows_about(kg: KnowledgeGraph, name: str, things: Iterable[str]) -> list[Row]:
    """Return the rows of a query about some things, given by their IRIs."""
    asked = list(things)
    return rows_of(answer(kg.store, about_things(_sparql(kg, name), asked))) if asked else []


def rows_about_statements(kg: KnowledgeGraph, name: str, statements: Iterable[Spo]) -> list[Row]:
    """Return the rows of a query about some statements."""
    asked = list(statements)
    return rows_of(answer(kg.store, about_statements(_sparql(kg, name), asked))) if asked else []


def rows_of(found: Answer) -> list[Row]:
    """Return the rows of an answer as plain text."""
    return [
        {column: "" if term is None else term.value for column, term in zip(found.columns, row, strict=True)}
        for row in found.rows
    ]


def _sparql(kg: KnowledgeGraph, name: str) -> str:
    return read_query(kg.content.queries / f"{name}.rq").sparql
