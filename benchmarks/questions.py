"""The stored queries as each engine is asked them: for the example of their first parameter, if they have one.

Where the value stands decides how long an engine takes, so each is given it where it suits it best: engines with an
optimizer inside the query, as the product does it (iall_kg.values_places); rdflib by its own `initBindings`;
rdflib-endpoint, which has no such thing, as VALUES at the end.
"""

import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import rdflib
from rdflib.util import from_n3

from iall_kg import stored_queries
from iall_kg.content import find_content
from iall_kg.dataset import open_release
from iall_kg.lookup import NamesInMemory

# How addresses of rdflib-endpoint begin here, so that it is asked in its own way.
RDFLIB_ENDPOINT = "rdflib-endpoint+"


@dataclass(frozen=True)
class Question:
    """A stored query with its value inside, without it, and the value: variable and terms, or none."""

    name: str
    sparql: str
    plain: str
    variable: str = ""
    terms: tuple[str, ...] = ()

    @property
    def with_values_last(self) -> str:
        """The query with its value at the end."""
        return f"{self.plain}\nVALUES ?{self.variable} {{ {' '.join(self.terms)} }}" if self.variable else self.plain


def questions() -> list[Question]:
    """Return the stored queries; the names of the examples are looked up in the release of this installation."""
    found = []
    names = NamesInMemory(open_release())
    for query in stored_queries.read_queries(find_content().queries / "questions").values():
        if not query.parameters:
            found.append(Question(query.name, query.sparql, query.sparql))
            continue
        first = query.parameters[0]
        sparql = stored_queries.bind(query, {first.name: first.example}, names)
        terms = tuple(map(str, stored_queries.terms_of(first, first.example, names)))
        found.append(Question(f"{query.name}, {first.name} = {first.example}", sparql, query.sparql, first.name, terms))
    return found


def asker(engine: str, folder: Path) -> Callable[[Question], int]:
    """Return what asks a question and counts the rows; `engine` is a kind of store here, or an address."""
    release = folder / "release.nq"
    if engine.startswith(RDFLIB_ENDPOINT):
        address = engine.removeprefix(RDFLIB_ENDPOINT)
        return lambda question: rows_over_http(address, question.with_values_last)
    if engine.startswith("http://"):
        return lambda question: rows_over_http(engine, question.sparql)
    if engine == "rdflib":
        dataset = rdflib.Dataset(default_union=False)
        dataset.parse(release, format="nquads")
        return lambda question: rows_of_rdflib(dataset, question)
    if engine == "memory":
        store = ox.Store()
        store.bulk_load(path=str(release), format=ox.RdfFormat.N_QUADS)
    else:
        store = ox.Store.read_only(str(folder / "disk"))
    return lambda question: sum(1 for _ in store.query(question.sparql))


def rows_of_rdflib(dataset: rdflib.Dataset, question: Question) -> int:
    """Ask rdflib, once for each term that the value stands for."""
    bindings = [{question.variable: from_n3(term)} for term in question.terms] or [{}]
    return sum(len(list(dataset.query(question.plain, initBindings=binding))) for binding in bindings)


def rows_over_http(address: str, sparql: str) -> int:
    """Ask a server and count the rows that it gives as TSV or CSV."""
    headers = {"Content-Type": "application/sparql-query", "Accept": "text/tab-separated-values, text/csv;q=0.9"}
    with urllib.request.urlopen(urllib.request.Request(address, sparql.encode(), headers)) as answer:
        return sum(1 for _ in answer) - 1
