"""The page of a stored query: the question, a form for its parameters, the answer with evidence, the query itself."""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import pyoxigraph as ox

from iall_kg.errors import UnknownNameError
from iall_kg.names import BASE
from iall_kg.pages.addresses import question_page
from iall_kg.pages.site import Site
from iall_kg.pages.table import Table, table_of
from iall_kg.results import Answer
from iall_kg.statements import Term
from iall_kg.stored_queries import StoredQuery, answer

FORMATS = ("csv", "tsv", "json", "xml")
FORMATS_STATIC = ("csv", "json")
MOST_CHOICES = 400
# A longer table is no page any more; the other forms hold every row.
MOST_ROWS = 1000


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """The HTML of a page, and whether all values that were given name something."""

    html: str
    known: bool


def question(
    site: Site,
    name: str,
    values: Mapping[str, Sequence[str]] | None = None,
    whole: Answer | None = None,
    *,
    too_much: str = "",
) -> QuestionPage:
    """Return the page of a stored query with some values; of one that names nothing it gives the nearest names.

    `whole` is the answer; without it, the query is asked here, however long it takes, unless the page shall say that
    it is `too_much`.
    """
    query, given = site.graph.queries[name], {name: list(found) for name, found in (values or {}).items()}
    sparql, rows, hidden, problem, nearest = query.sparql, Table((), ()), 0, "", []
    try:
        sparql = site.graph.sparql_of(name, **given)
        if not too_much:
            whole = answer(site.graph.store, sparql) if whole is None else whole
            rows = table_of(Answer(whole.columns, whole.rows[:MOST_ROWS]), site.label)
            hidden = len(whole) - len(rows.lines)
    except UnknownNameError as error:
        problem, nearest = str(error).partition(" Nearest: ")[0], list(error.nearest)
    html = site.render(
        "question.html",
        question_page(name),
        title=query.title,
        query=query,
        values=given,
        choices=_choices(site, query) if site.live else {},
        rows=rows,
        hidden=hidden,
        problem=problem,
        too_much=too_much,
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


def _choices(site: Site, query: StoredQuery) -> dict[str, list[str]]:
    """Return for each parameter the values that occur in the whole answer, so that each of them gives rows."""
    if query.name not in site.choices:
        remember_choices(site, query.name, answer(site.graph.store, query.sparql))
    return site.choices[query.name]


def remember_choices(site: Site, name: str, whole: Answer) -> None:
    """Keep what the parameters of a stored query may be, from its whole answer; from an empty one, nothing."""
    place = {column: number for number, column in enumerate(whole.columns)}
    site.choices[name] = {
        p.name: _labels(site, (row[place[p.name]] for row in whole.rows)) for p in site.graph.queries[name].parameters
    }


def _labels(site: Site, terms: Iterable[Term | None]) -> list[str]:
    labels = {site.label(t.value) if isinstance(t, ox.NamedNode) else t.value for t in terms if t is not None}
    return sorted(labels, key=lambda label: (label.casefold(), label))[:MOST_CHOICES]
