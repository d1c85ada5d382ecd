"""Find where in a SELECT query values for a variable can be joined so that engines start from them.

Values joined at the end of a query find all rows first and then throw most away. Joined at the beginning of a
group they give the same rows if a pattern of the group binds the variable in every solution, or BIND takes it over
from such a variable as it is, or VALUES lists it; what is computed and what OPTIONAL binds does not count. Where
only alternatives bind the variable, values are joined in each of them, because engines do not carry them there from
outside. So it is with what a subquery selects as it stands, unless it has LIMIT or OFFSET.
Reference: https://www.w3.org/TR/sparql11-query/#sparqlAlgebra
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import takewhile

import pyoxigraph as ox

from iall_kg.sparql_guard import TOKEN
from iall_kg.statements import Spo

# What follows one of these words in braces need not hold of a solution, or is no group.
BINDS_NOTHING = frozenset({"exists", "minus", "optional", "service", "values"})
TAKEN_OVER = re.compile(r"bind \( [?$](\w+) as [?$](\w+) \)", re.IGNORECASE)
LENGTH_OF_BIND = 6

# The line by which a query says where it is best told of what it is asked.
ANY_THING = "VALUES ?thing { UNDEF }"
ANY_STATEMENT = "VALUES (?subject ?predicate ?object) { (UNDEF UNDEF UNDEF) }"

# For each variable: an offset just behind the `{` of a group, and the variable for which the values stand there.
Places = dict[str, frozenset[tuple[int, str]]]


def about_things(sparql: str, things: Iterable[str]) -> str:
    """Return a query with the IRIs of things joined as `?thing` where it has the line ANY_THING, else at its end."""
    values = f"VALUES ?thing {{ {' '.join(str(ox.NamedNode(thing)) for thing in things)} }}"
    return sparql.replace(ANY_THING, values) if ANY_THING in sparql else f"{sparql}\n{values}\n"


def about_statements(sparql: str, statements: Iterable[Spo]) -> str:
    """Return a query with statements joined as `?subject ?predicate ?object` where it has the line ANY_STATEMENT."""
    rows = " ".join(f"({' '.join(map(str, statement))})" for statement in statements)
    return sparql.replace(ANY_STATEMENT, f"VALUES (?subject ?predicate ?object) {{ {rows} }}")


@cache
def places_for_values(sparql: str) -> Places:
    """Return the places of each variable that the query surely binds; it errs to the side of too few variables."""
    marks = ((m.end(), m[0]) for m in TOKEN.finditer(sparql) if not m[0].isspace() and not m[0].startswith("#"))
    for end, mark in marks:
        if mark == "{":
            return _group(marks, end)
    return {}


def _group(marks: Iterator[tuple[int, str]], start: int) -> Places:
    """Read a group to its end; return the variables that it surely binds, each with its places."""
    bound: Places = {}
    alternatives: Places = {}
    before = [""] * LENGTH_OF_BIND
    parentheses = 0
    for end, mark in marks:
        if mark == "}":
            break
        if mark == "{":
            word = before[-1].casefold()
            # Rows of VALUES bind their variable for sure unless one of them leaves it open.
            if before[-2].casefold() == "values" and word[0] in "?$":
                rows = [term for _, term in takewhile(lambda mark: mark[1] != "}", marks)]
                if "undef" not in map(str.casefold, rows):
                    bound[before[-1][1:]] = frozenset({(start, before[-1][1:])})
                before = [*before[1:], "}"]
                continue
            # The patterns of GRAPH ?g { … } are joined with all others of the group around it.
            inner = _group(marks, start if before[-2].casefold() == "graph" else end)
            if word == "union":
                alternatives = {name: alternatives[name] | inner[name] for name in alternatives.keys() & inner.keys()}
            else:
                bound = alternatives | bound
                alternatives = {} if parentheses or word in BINDS_NOTHING else inner
            before = [*before[1:], "}"]
            continue
        parentheses += {"(": 1, ")": -1}.get(mark, 0)
        if mark.casefold() == "select":
            return _subquery(marks)
        # Rows of VALUES may leave a variable open, and parentheses hold conditions and what BIND computes.
        if mark[0] in "?$" and len(mark) > 1 and not parentheses and before[-1].casefold() != "values":
            bound[mark[1:]] = frozenset({(start, mark[1:])})
        before = [*before[1:], mark]
        if (bind := TAKEN_OVER.fullmatch(" ".join(before))) and bind[1] in bound:
            bound[bind[2]] = bound[bind[1]]
    return alternatives | bound


def _subquery(marks: Iterator[tuple[int, str]]) -> Places:
    """Read a subquery and the group that holds it to the end; return what it selects as its own group binds it.

    What it computes is left out. Where it cuts its rows off, values after that leave others than values before.
    """
    selected, parentheses = set[str](), 0
    inner: Places = {}
    for end, mark in marks:
        if mark == "{":
            inner = _group(marks, end)
            break
        parentheses += {"(": 1, ")": -1}.get(mark, 0)
        if mark[0] in "?$" and not parentheses:
            selected.add(mark[1:])
    cut = False
    for end, mark in marks:
        if mark == "}":
            break
        if mark == "{":
            _group(marks, end)
        cut = cut or mark.casefold() in {"limit", "offset"}
    return {} if cut else {name: places for name, places in inner.items() if name in selected}
