"""Read a release that stands in a SPARQL service, as if it were a store of our own.

Comes in: a service. Goes out: the answers and quads that readers of the graph ask for, as terms of pyoxigraph. A
pattern becomes a query in which RDF terms stand for variables. An unnamed node has no address that a second query
could use, so all statements about such nodes, which make the class expressions of the ontology, are read once.
Where `publish` has put the default graph under a name, queries are asked accordingly.
"""

import re
import time
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from iall_kg.errors import BadQueryError, StoreError
from iall_kg.names import ONTOLOGY_GRAPH
from iall_kg.stores.connection import SECONDS, Bounds, Reply
from iall_kg.stores.named_default import in_named_default
from iall_kg.stores.results import read_solutions, read_triples
from iall_kg.stores.service import JSON, SparqlService

NTRIPLES = "application/n-triples"
# What was asked lately is not asked again: pages and proofs come back to the same things. So many statements of it.
SECONDS_REMEMBERED = 60.0
MOST_REMEMBERED = 100_000
VARIABLE = re.compile(r"\?(subject|predicate|object|graph)\b")
DEFAULT = ox.DefaultGraph()
Node = ox.NamedNode | ox.BlankNode
Pattern = tuple[
    Node | ox.Triple | None,
    ox.NamedNode | None,
    Node | ox.Literal | ox.Triple | None,
    Node | ox.DefaultGraph | None,
]


class RemoteStore:
    """A release in a SPARQL service, opened for reading; `queries` is the folder with the queries of this module.

    `has_named_default` tells whether the default graph stands under a name there; it is found by asking.
    """

    def __init__(self, service: SparqlService, queries: Path) -> None:
        self.service = service
        self.has_named_default: bool | None = None
        self._queries = queries
        self._remembered: dict[Pattern, list[ox.Quad]] = {}
        self._size = 0
        self._since = time.monotonic()

    def query(self, query: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Return the answer to a query. Raises BadQueryError if the service finds it wrong, StoreError if it fails."""
        try:
            reply = self.ask(query, f"{JSON}, {NTRIPLES};q=0.9")
        except StoreError as error:
            if error.reason == "refused":
                raise BadQueryError(str(error)) from error
            raise
        return self._read(reply)

    def renewed(self) -> "RemoteStore":
        """Return the same store, with nothing remembered of what was read before."""
        return RemoteStore(self.service, self._queries)

    def release(self, seconds: float = SECONDS) -> str:
        """Return the hash of the release that was published there, or nothing. Raises StoreError."""
        rows = read_solutions(self.service.ask(self._text("published"), JSON, bounds=Bounds(seconds)).body)
        assert isinstance(rows, ox.QuerySolutions)
        return "".join(row["release"].value for row in rows)

    def ask(
        self, query: str, accept: str, dataset: Sequence[tuple[str, str]] = (), bounds: Bounds | None = None
    ) -> Reply:
        """Return what the service answers to a query, as `SparqlService.ask` does. Raises StoreError."""
        if self.has_named_default is None:
            self.has_named_default = self.tells("has-named-default", bounds)
        if self.has_named_default and not dataset:
            query, dataset = in_named_default(query)
        return self.service.ask(query, accept, dataset, bounds)

    def tells(self, name: str, bounds: Bounds | None = None) -> bool:
        """Return the truth value of a query of this module, asked as it is. Raises StoreError."""
        reply = self.service.ask(self._text(name), JSON, bounds=bounds)
        result = self._read(reply)
        if not isinstance(result, ox.QueryBoolean):
            raise StoreError(f"{self.service.addresses.query}: ASK is not answered by a truth value, as SPARQL has it.")
        return bool(result)

    def quads_for_pattern(
        self,
        subject: Node | ox.Triple | None,
        predicate: ox.NamedNode | None,
        object: Node | ox.Literal | ox.Triple | None,  # noqa: A002 - as pyoxigraph names it
        graph_name: Node | ox.DefaultGraph | None = None,
        /,
    ) -> Iterator[ox.Quad]:
        """Yield the quads that fit the given parts. Raises StoreError."""
        pattern = (subject, predicate, object, graph_name)
        yield from self._blank.quads_for_pattern(*pattern)
        if not any(isinstance(part, ox.BlankNode) for part in pattern):
            yield from self._named(pattern)

    def named_graphs(self) -> Iterator[Node]:
        """Yield the names of the graphs that hold something."""
        for (graph,) in self._rows(self._text("graphs")):
            assert isinstance(graph, ox.NamedNode | ox.BlankNode)
            yield graph

    def __contains__(self, quad: ox.Quad) -> bool:
        return any(True for _ in self.quads_for_pattern(quad.subject, quad.predicate, quad.object, quad.graph_name))

    def __iter__(self) -> Iterator[ox.Quad]:
        return self.quads_for_pattern(None, None, None)

    def __len__(self) -> int:
        ((size,),) = self._rows(self._text("size"))
        assert isinstance(size, ox.Literal)
        return int(size.value)

    @cached_property
    def _blank(self) -> ox.Store:
        """The statements about unnamed nodes, in both of the graphs where they stand."""
        rows = list(self._rows(self._text("blank-nodes")))
        store = ox.Store()
        store.extend(_quad([*row, graph]) for row in rows for graph in (ONTOLOGY_GRAPH, DEFAULT))
        return store

    def _named(self, pattern: Pattern) -> list[ox.Quad]:
        """Return the quads that fit and hold no unnamed node."""
        subject, predicate, target, graph = pattern
        if subject is not None and graph == DEFAULT and (predicate or target):
            # Who asks for a label or for the section of a claim asks for more of the same thing next.
            said = self._named((subject, None, None, DEFAULT))
            return [q for q in said if predicate in (None, q.predicate) and target in (None, q.object)]
        if time.monotonic() - self._since > SECONDS_REMEMBERED or self._size > MOST_REMEMBERED:
            self._remembered, self._size, self._since = {}, 0, time.monotonic()
        found = self._remembered.get(pattern)
        if found is None:
            found = [quad for name in _places(graph) for quad in self._found(name, pattern)]
            if len(found) <= MOST_REMEMBERED:
                self._remembered[pattern] = found
                self._size += len(found) + 1
        return found

    def _found(self, name: str, pattern: Pattern) -> Iterator[ox.Quad]:
        given = dict(zip(("subject", "predicate", "object", "graph"), pattern, strict=True))
        head, where, body = self._text(name).partition("\nWHERE")

        def term(variable: re.Match[str]) -> str:
            part = given[variable[1]]
            return variable[0] if part is None else str(part)

        for row in self._rows(head + where + VARIABLE.sub(term, body)):
            terms = [cell if part is None else part for part, cell in zip(pattern, [*row, DEFAULT], strict=False)]
            if not any(isinstance(part, ox.BlankNode) for part in terms):
                yield _quad(terms)

    def _rows(self, sparql: str) -> Iterator[tuple[object, ...]]:
        result = self.query(sparql)
        if not isinstance(result, ox.QuerySolutions):
            raise StoreError(f"{self.service.addresses.query}: a query for rows is answered by something else.")
        columns = [variable.value for variable in result.variables]
        for solution in result:
            yield tuple(solution[column] for column in columns)

    def _read(self, reply: Reply) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        try:
            if reply.content_type == NTRIPLES:
                return read_triples(reply.body)
            return read_solutions(reply.body)
        except (SyntaxError, ValueError) as error:
            url = self.service.addresses.query
            raise StoreError(f"{url}: the answer is no SPARQL result ({error}). Look at the address.") from error

    def _text(self, name: str) -> str:
        return (self._queries / "stores" / f"{name}.rq").read_text(encoding="utf-8")


def _places(graph: Node | ox.DefaultGraph | None) -> tuple[str, ...]:
    """Return the queries that look in a graph, or in all of them."""
    if graph is None:
        return ("in-default-graph", "in-named-graphs")
    return ("in-default-graph",) if isinstance(graph, ox.DefaultGraph) else ("in-named-graphs",)


def _quad(terms: list[object]) -> ox.Quad:
    return ox.Quad(*terms)  # type: ignore[arg-type] # a service gives only what fits its place
