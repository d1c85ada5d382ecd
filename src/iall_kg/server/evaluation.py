"""Answer one query inside a worker: refuse, evaluate, serialise, within the limits of size.

Comes in: the head of a frame and the text of a query. Goes out: the head and the body of the answer.
"""

import csv
import io
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from iall_kg.errors import BadQueryError
from iall_kg.server.negotiation import GRAPH_FORMS, SOLUTION_FORMS, listed
from iall_kg.server.nesting import line_beyond
from iall_kg.server.syntax import explained
from iall_kg.server.wire import Head
from iall_kg.sparql_guard import check_read_only
from iall_kg.writing import RDF, written

RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
GZIP_LEVEL = 3
WORTH_COMPRESSING = 1000


class RefusedError(Exception):
    """A query that is not answered: HTTP status, message, hint."""

    def __init__(self, status: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.hint = hint


@dataclass(slots=True)
class Limits:
    """The limits of an answer's size and of a query's depth."""

    max_rows: int
    max_answer: int
    max_nesting: int

    def refuse_rows(self) -> RefusedError:
        """Return the error of an answer with too many rows or triples."""
        return self._refusal(f"{self.max_rows:,} rows")

    def refuse_size(self) -> RefusedError:
        """Return the error of an answer with too many bytes."""
        return self._refusal(f"{self.max_answer / (1 << 20):g} MiB")

    def _refusal(self, size: str) -> RefusedError:
        return RefusedError(422, f"The answer is larger than {size}, the limit of this server.", "Add LIMIT, OFFSET.")


@dataclass(slots=True)
class Buffer:
    """A file in memory that refuses to grow beyond a limit."""

    limits: Limits
    size: int = 0
    parts: list[bytes] = field(default_factory=list)

    def write(self, data: bytes) -> int:
        """Keep some bytes, or raise RefusedError."""
        self.size += len(data)
        if self.size > self.limits.max_answer:
            raise self.limits.refuse_size()
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing; nothing is held back."""


def answer(store: ox.Store, head: Head, text: str, prefixes: dict[str, str], limits: Limits) -> tuple[Head, bytes]:
    """Return the head and the body of the answer to a query, or the head of the error that it meets."""
    try:
        if head["op"] == "dump":
            kind, body = _dumped(store, head, prefixes)
        else:
            kind, body = _answered(store, head, text, prefixes, limits)
    except RefusedError as refusal:
        return {"status": refusal.status, "message": str(refusal), "hint": refusal.hint}, b""
    body, packed = pack(body, wanted=head["gzip"])
    return {"status": 200, "kind": kind, "gzip": packed}, body


def pack(body: bytes, *, wanted: bool) -> tuple[bytes, bool]:
    """Return a body, packed by gzip if that is wanted and worth it, and whether it is."""
    if not wanted or len(body) < WORTH_COMPRESSING:
        return body, False
    packer = zlib.compressobj(GZIP_LEVEL, wbits=zlib.MAX_WBITS | 16)
    return packer.compress(body) + packer.flush(), True


def _dumped(store: ox.Store, head: Head, prefixes: dict[str, str]) -> tuple[str, bytes]:
    form = RDF[head["forms"]["graph"]]
    graph = None if form.supports_datasets else ox.DefaultGraph()
    body = store.dump(format=form, from_graph=graph, prefixes=prefixes)
    assert body is not None  # None only if an output was passed
    return "graph", body


def _answered(store: ox.Store, head: Head, text: str, prefixes: dict[str, str], limits: Limits) -> tuple[str, bytes]:
    _check(text, limits)
    try:
        result = store.query(text, base_iri=head["base"], **_dataset(head))
        if isinstance(result, ox.QueryTriples):
            return "graph", write_graph(result, _wanted(head, "graph"), prefixes, limits)
        return "solutions", write_solutions(result, _wanted(head, "solutions"), limits)
    except SyntaxError as error:
        raise RefusedError(400, *explained(str(error), text)) from error
    except MemoryError as error:
        raise RefusedError(503, "The answer needs more memory than one query may take.", "Add LIMIT.") from error
    except (OSError, ValueError, RuntimeError) as error:
        raise RefusedError(400, f"The query cannot be evaluated: {error}") from error


def _check(text: str, limits: Limits) -> None:
    line = line_beyond(text, limits.max_nesting)
    if line:
        raise RefusedError(
            400,
            f"Line {line}: the query nests more than {limits.max_nesting} brackets, braces and parentheses.",
            "Write it flatter, or as several queries.",
        )
    try:
        check_read_only(text)
    except BadQueryError as error:
        raise RefusedError(403, str(error), "This server answers SELECT, ASK, CONSTRUCT and DESCRIBE.") from error


def _dataset(head: Head) -> dict[str, Any]:
    """Return the dataset that the protocol names; it replaces the one that the query names."""
    if not head["default"] and not head["named"]:
        return {}
    return {
        "default_graph": [ox.NamedNode(iri) for iri in head["default"]],
        "named_graphs": [ox.NamedNode(iri) for iri in head["named"]],
    }


def _wanted(head: Head, kind: str) -> str:
    form: str | None = head["forms"][kind]
    if form is None:
        given, forms = {"solutions": ("rows or a truth value", SOLUTION_FORMS), "graph": ("a graph", GRAPH_FORMS)}[kind]
        raise RefusedError(
            406,
            f"This query gives {given}, in none of the forms that the Accept header takes.",
            f"Offered: {listed(forms)}.",
        )
    return form


def write_solutions(result: ox.QuerySolutions | ox.QueryBoolean, form: str, limits: Limits) -> bytes:
    """Return rows or a truth value in a form of results. Raises RefusedError if there is too much of them."""
    buffer = Buffer(limits)
    result.serialize(buffer, format=RESULTS[form])  # type: ignore[arg-type] # it needs no more of a file
    body = b"".join(buffer.parts)
    # A row takes a byte at least, so most answers need no counting.
    if isinstance(result, ox.QuerySolutions) and len(body) > limits.max_rows and _rows(body, form) > limits.max_rows:
        raise limits.refuse_rows()
    return body


def _rows(body: bytes, form: str) -> int:
    if form == "tsv":
        return body.count(b"\n") - 1
    if form == "csv":
        # A cell may hold line ends, so lines are not rows.
        csv.field_size_limit(len(body))
        return sum(1 for _ in csv.reader(io.StringIO(body.decode(), newline=""))) - 1
    parsed = ox.parse_query_results(body, format=RESULTS[form])
    assert isinstance(parsed, ox.QuerySolutions)
    return sum(1 for _ in parsed)


def write_graph(triples: Iterable[ox.Triple], form: str, prefixes: dict[str, str], limits: Limits) -> bytes:
    """Return triples in a form of RDF. Raises RefusedError if there are too many."""
    found = list(_bounded(triples, limits))
    body = written(found, form, prefixes)
    if len(body) > limits.max_answer:
        raise limits.refuse_size()
    return body


def _bounded(triples: Iterable[ox.Triple], limits: Limits) -> Iterator[ox.Triple]:
    for number, triple in enumerate(triples, 1):
        if number > limits.max_rows:
            raise limits.refuse_rows()
        yield triple
