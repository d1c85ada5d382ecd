"""The page of a stored query: the question, a form for its parameters, the answer with evidence, the query itself."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from iall_kg.errors import UnknownNameError
from iall_kg.names import BASE
from iall_kg.pages.addresses import question_page
from iall_kg.pages.site import Site
from iall_kg.pages.table import Table, table_of
from iall_kg.stored_queries import TEXT_KIND, Parameter, answer

FORMATS = ("csv", "tsv", "json", "xml")
FORMATS_STATIC = ("csv", "json")
MOST_CHOICES = 400


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """The HTML of a page, and whether all values that were given name something."""

    html: str
    known: bool


def question(site: Site, name: str, values: Mapping[str, Sequence[str]] | None = None) -> QuestionPage:
    """Return the page of a stored query with some values; of one that names nothing it gives the nearest names."""
    query, given = site.graph.queries[name], {name: list(found) for name, found in (values or {}).items()}
    sparql, rows, problem, nearest = query.sparql, Table((), ()), "", []
    try:
        sparql = site.graph.sparql_of(name, **given)
        rows = table_of(answer(site.graph.store, sparql))
    except UnknownNameError as error:
        problem, nearest = str(error).partition(" Nearest: ")[0], list(error.nearest)
    html = site.render(
        "question.html",
        question_page(name),
        title=query.title,
        query=query,
        values=given,
        choices={p.name: _choices(site, p) for p in query.parameters} if site.live else {},
        rows=rows,
        problem=problem,
        nearest=nearest,
        data=_data(site, name, given),
        command=_command(name, given),
        permanent=_permanent(site, name, given),
        sparql=sparql.replace(BASE, site.base),
    )
    return QuestionPage(html, known=not problem)


def _permanent(site: Site, name: str, given: Mapping[str, Sequence[str]]) -> str:
    asked = f"?{urlencode(given, doseq=True)}" if given else ""
    return f"{site.base}query/{name}{asked}"


def _command(name: str, given: Mapping[str, Sequence[str]]) -> str:
    options = (f"-p {shlex.quote(f'{key}={value}')}" for key, found in given.items() for value in found)
    return " ".join(("iall-kg query", name, *options))


def _data(site: Site, name: str, given: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return where the same rows stand in other forms."""
    if not site.live:
        return {form: f"query/{name}.{form}" for form in FORMATS_STATIC}
    return {form: f"query/{name}?{urlencode({**given, 'format': form}, doseq=True)}" for form in FORMATS}


def _choices(site: Site, parameter: Parameter) -> list[str]:
    """Return the labels of all things that a parameter may be."""
    if parameter.kinds == (TEXT_KIND,):
        return []
    found = (iri for kind in parameter.kinds for iri in site.things.get(kind, ()))
    return list(dict.fromkeys(map(site.label, found)))[:MOST_CHOICES]
