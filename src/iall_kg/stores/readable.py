"""What readers of the graph need of a store: the one seam between the questions and whatever holds the quads.

`pyoxigraph.Store`, in memory or on disk, is one such store; a SPARQL service is another.
"""

from collections.abc import Iterator
from typing import Protocol

import pyoxigraph as ox


class ReadableStore(Protocol):
    """A dataset that can be asked and searched."""

    def query(self, query: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Return the answer to a query of SPARQL 1.1. Raises SyntaxError, OSError or StoreError."""

    def quads_for_pattern(
        self,
        subject: ox.NamedNode | ox.BlankNode | ox.Triple | None,
        predicate: ox.NamedNode | None,
        object: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None,  # noqa: A002 - as pyoxigraph names it
        graph_name: ox.NamedNode | ox.BlankNode | ox.DefaultGraph | None = None,
        /,
    ) -> Iterator[ox.Quad]:
        """Yield the quads that fit the given parts; a part that is None fits everything."""

    def named_graphs(self) -> Iterator[ox.NamedNode | ox.BlankNode]:
        """Yield the names of the graphs."""

    def __contains__(self, quad: ox.Quad) -> bool: ...

    def __iter__(self) -> Iterator[ox.Quad]: ...

    def __len__(self) -> int: ...
