"""Read the stored queries and answer them.

Each file of `queries/questions` is one question: a header of `# key: value` lines, a blank line, and SPARQL
that runs as it stands. A parameter is a projected variable; a value given for it is looked up among the
names of things and joined as a VALUES block of RDF terms, never pasted into the text.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pyoxigraph as ox

from iall_kg.errors import BadQueryError, LoadError, UnknownNameError
from iall_kg.lookup import Resolver
from iall_kg.results import Answer
from iall_kg.statements import Term
from iall_kg.stores.readable import ReadableStore
from iall_kg.values_places import places_for_values

REQUIRED = ("title", "question", "returns", "topic")
TEXT_KIND, ANY_KIND = "text", "any"
NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Parameter:
    """A projected variable that may be bound: to things of `kinds`, of ("any",) kind, or to text if it is ("text",)."""

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
    if not NAME.fullmatch(path.stem) or len(path.stem) > LONGEST_NAME:
        raise LoadError(f"{path.name}: the name is not in kebab case, or longer than {LONGEST_NAME} characters.")
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LoadError(f"{path.name}: cannot be read ({error}).") from error
    header: dict[str, str] = {}
    parameters: list[Parameter] = []
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
        elif key in header:
            raise LoadError(f"{path.name}:{number}: a second {key}.")
        else:
            header[key] = value
    missing = [key for key in REQUIRED if not header.get(key)]
    if missing:
        raise LoadError(f"{path.name}: the header lacks {', '.join(missing)}.")
    selected, _, _ = text.partition("{")
    for name, count in Counter(p.name for p in parameters).items():
        if count > 1 or not re.search(rf"\?{re.escape(name)}\b", selected):
            raise LoadError(f"{path.name}: the parameter {name} has to be selected, and to be described once.")
    return StoredQuery(path.stem, parameters=tuple(parameters), sparql=text, **header)


def read_queries(folder: Path) -> dict[str, StoredQuery]:
    """Return all stored queries of a folder by name, in order of name."""
    queries = {path.stem: read_query(path) for path in sorted(folder.glob("*.rq"))}
    if not queries:
        raise LoadError(f"{folder}: holds no stored queries.")
    return queries


def bind(query: StoredQuery, values: Mapping[str, str | Sequence[str]], names: Resolver) -> str:
    """Return the SPARQL of `query` with `values` joined as a VALUES block for each parameter.

    A value is a label, synonym, CURIE or IRI; several values of one parameter are alternatives. A block stands
    where a group begins if the group binds the parameter on every row, so that engines start from it; otherwise
    at the end. Raises UnknownNameError, with the nearest names, for a parameter or a thing that does not exist.
    """
    known = {p.name: p for p in query.parameters}
    places = places_for_values(query.sparql)
    blocks: list[tuple[int, str]] = []
    last: dict[str, list[str]] = {}
    for name, given in values.items():
        if name not in known:
            raise UnknownNameError(f"The query {query.name} has no parameter {name!r}.", known)
        wanted = [given] if isinstance(given, str) else list(given)
        if not wanted:
            raise UnknownNameError(f"The parameter {name!r} is given no value; leave it out for all rows.")
        terms = list(dict.fromkeys(str(term) for value in wanted for term in terms_of(known[name], value, names)))
        if name in places:
            blocks += [(place, f" VALUES ?{bound} {{ {' '.join(terms)} }}") for place, bound in places[name]]
        else:
            last[name] = terms
    sparql = query.sparql
    for place, block in sorted(blocks, reverse=True):
        sparql = sparql[:place] + block + sparql[place:]
    if not last:
        return sparql
    # Only one block may stand at the end: it lists all combinations.
    cells = " ".join(f"({' '.join(row)})" for row in product(*last.values()))
    return f"{sparql}\nVALUES ({' '.join(f'?{name}' for name in last)}) {{ {cells} }}\n"


def answer(store: ReadableStore, sparql: str) -> Answer:
    """Return the solutions of a SELECT query. Raises BadQueryError if it does not parse or fails."""
    result = run(store, sparql)
    if not isinstance(result, Answer):
        raise BadQueryError("Only SELECT queries give rows; this one is another form.")
    return result


def run(store: ReadableStore, sparql: str) -> Answer | bool | list[ox.Triple]:
    """Return rows for SELECT, a truth value for ASK, triples for CONSTRUCT and DESCRIBE."""
    try:
        result = store.query(sparql)
        if isinstance(result, ox.QueryBoolean):
            return bool(result)
        if isinstance(result, ox.QueryTriples):
            return list(result)
        columns = [v.value for v in result.variables]
        rows = [tuple(solution[c] for c in columns) for solution in result]
        if any(isinstance(term, ox.Triple) for row in rows for term in row):
            raise ValueError("a cell holds a triple term; select its SUBJECT, PREDICATE and OBJECT")
        return Answer(columns, rows)
    except SyntaxError as error:
        raise BadQueryError(f"The query does not parse: {error.msg}") from error
    except (OSError, ValueError, RuntimeError) as error:
        raise BadQueryError(f"The query cannot be evaluated: {error}") from error


def without_header(sparql: str) -> str:
    """Return the SPARQL of a stored query without the comment lines that head its file."""
    lines = sparql.splitlines()
    start = next((n for n, line in enumerate(lines) if line and not line.startswith("#")), 0)
    return "\n".join(lines[start:]) + "\n"


def terms_of(parameter: Parameter, value: str, names: Resolver) -> list[Term]:
    """Return what a value of a parameter stands for. Raises UnknownNameError or BadQueryError."""
    if parameter.kinds == (TEXT_KIND,):
        try:
            return [ox.Literal(value)]
        except ValueError as error:  # half of a surrogate pair, as a terminal gives for bytes that are no UTF-8
            raise BadQueryError(f"The value of {parameter.name!r} is not Unicode text.") from error
    kinds = () if parameter.kinds == (ANY_KIND,) else parameter.kinds
    return [ox.NamedNode(iri) for iri in names.resolve(value, kinds)]


def _parameter(value: str, place: str) -> Parameter:
    parts = [part.strip() for part in value.split("|")]
    kinds = tuple(kind.strip() for kind in parts[1].split(",")) if len(parts) == 4 else ()
    if not all([*parts, *kinds]) or not kinds or (len(kinds) > 1 and {TEXT_KIND, ANY_KIND} & {*kinds}):
        raise LoadError(f"{place}: a parameter reads `# param: name | kind, kind | example | description`.")
    return Parameter(parts[0], kinds, parts[2], parts[3])
