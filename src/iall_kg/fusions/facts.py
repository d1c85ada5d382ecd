"""Read what the graph holds for the annotation of fusions: each stored query is answered once and kept.

The queries stand in `queries/fusions`, beside the stored questions of which the answers are used too.
"""

from functools import cached_property
from pathlib import Path

from iall_kg.graph import KnowledgeGraph
from iall_kg.stored_queries import StoredQuery, answer, read_queries

Row = dict[str, str]


class Facts:
    """The answers of stored queries over one graph, as rows of plain text; what is not bound is empty."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self.kg = kg
        self._known: dict[str, list[Row]] = {}

    @cached_property
    def _own(self) -> dict[str, StoredQuery]:
        folder: Path = self.kg.content.queries / "fusions"
        return read_queries(folder)

    def rows(self, name: str) -> list[Row]:
        """Return the rows of a query of `queries/fusions`, or else of a stored question."""
        if name not in self._known:
            found = answer(self.kg.store, self._own[name].sparql) if name in self._own else self.kg.query(name)
            self._known[name] = [{column: text or "" for column, text in row.items()} for row in found]
        return self._known[name]
