"""Read the stored queries and answer them.

Each file of `queries/questions` is one question: a header of `# key: value` lines, a blank line, and SPARQL
that runs as it stands. A parameter is a projected variable; a value given for it is looked up among the
names of things and joined as a trailing VALUES block of RDF terms, never pasted into the text.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from iall_kg.errors import BadQueryError, LoadError, UnknownNameError
from iall_kg.lookup import Names
from iall_kg.results import Answer
from iall_kg.statements import Term

REQUIRED = ("title", "question", "returns", "topic")
TEXT_KIND = "text"
NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A projected variable that may be bound: to things of `kinds`, or to text if kinds is ("text",)."""

    name: str
    kinds: tuple[str, ...]
    example: str
    description: str


@dataclass(frozen=True, slots=True)
class StoredQuery:
    """One stored question."""

    name: str
    title: str
    question: str
    returns: str
    topic: str
    parameters: tuple[Parameter, ...]
    sparql: str


def read_query(path: Path) -> StoredQuery:
    """Return the stored query of one file. Raises LoadError if its header is not as agreed."""
    text = path.read_text(encoding="utf-8")
    header: dict[str, str] = {}
    parameters = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            break
        key, colon, value = line[1:].partition(":")
        key, value = key.strip(), value.strip()
        if not colon or key not in (*REQUIRED, "param"):
            raise LoadError(
                f"{path.name}:{number}: header lines read `# key: value` with a key of {REQUIRED} or param."
            )
        if key == "param":
            parameters.append(_parameter(value, f"{path.name}:{number}"))
        else:
            header[key] = value
    missing = [key for key in REQUIRED if not header.get(key)]
    if missing:
        raise LoadError(f"{path.name}: the header lacks {', '.join(missing)}.")
    return StoredQuery(path.stem, parameters=tuple(parameters), sparql=text, **header)


def read_queries(folder: Path) -> dict[str, StoredQuery]:
    """Return all stored queries of a folder by name, in order of name."""
    queries = {path.stem: read_query(path) for path in sorted(folder.glob("*.rq"))}
    if not queries:
        raise LoadError(f"{folder}: holds no stored queries.")
    return queries


def bind(query: StoredQuery, values: Mapping[str, str | Sequence[str]], names: Names) -> str:
    """Return the SPARQL of `query` with `values` joined as a trailing VALUES block.

    A value is a label, synonym, CURIE or IRI; several values of one parameter are alternatives.
    Raises UnknownNameError, with the nearest names, for a parameter or a thing that does not exist.
    """
    known = {p.name: p for p in query.parameters}
    rows: list[list[Term]] = [[]]
    for name, given in values.items():
        if name not in known:
            raise UnknownNameError(f"The query {query.name} has no parameter {name!r}.", known)
        wanted = [given] if isinstance(given, str) else list(given)
        terms = list(dict.fromkeys(t for value in wanted for t in _terms(known[name], value, names)))
        rows = [[*row, term] for row in rows for term in terms]
    if not values:
        return query.sparql
    heads = " ".join(f"?{name}" for name in values)
    cells = " ".join(f"({' '.join(map(str, row))})" for row in rows)
    return f"{query.sparql}\nVALUES ({heads}) {{ {cells} }}\n"


def answer(store: ox.Store, sparql: str) -> Answer:
    """Return the solutions of a SELECT query. Raises BadQueryError if it does not parse or fails."""
    result = run(store, sparql)
    if not isinstance(result, Answer):
        raise BadQueryError("Only SELECT queries give rows; this one is another form.")
    return result


def run(store: ox.Store, sparql: str) -> Answer | bool | list[ox.Triple]:
    """Return rows for SELECT, a truth value for ASK, triples for CONSTRUCT and DESCRIBE."""
    try:
        result = store.query(sparql)
        if isinstance(result, ox.QueryBoolean):
            return bool(result)
        if isinstance(result, ox.QueryTriples):
            return list(result)
        columns = [v.value for v in result.variables]
        return Answer(columns, [tuple(solution[c] for c in columns) for solution in result])
    except SyntaxError as error:
        raise BadQueryError(f"The query does not parse: {error.msg}") from error
    except (OSError, ValueError, RuntimeError) as error:
        raise BadQueryError(f"The query cannot be evaluated: {error}") from error


def _parameter(value: str, place: str) -> Parameter:
    parts = [part.strip() for part in value.split("|")]
    if len(parts) != 4 or not all(parts):
        raise LoadError(f"{place}: a parameter reads `# param: name | kind, kind | example | description`.")
    return Parameter(parts[0], tuple(k.strip() for k in parts[1].split(",")), parts[2], parts[3])


def _terms(parameter: Parameter, value: str, names: Names) -> list[Term]:
    if parameter.kinds == (TEXT_KIND,):
        return [ox.Literal(value)]
    return [ox.NamedNode(iri) for iri in names.resolve(value, parameter.kinds)]
