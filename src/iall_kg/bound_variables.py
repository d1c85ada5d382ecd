"""Find the variables that every solution of a SELECT query binds by a pattern, and where its pattern begins.

A value for such a variable may be joined at the beginning as well as at the end, and the rows are the same. At
the beginning engines start from it; at the end they find all rows first. A variable that only OPTIONAL or BIND
gives is not such a one. Reference: https://www.w3.org/TR/sparql11-query/#sparqlAlgebra
"""

from collections.abc import Iterator
from functools import cache

from iall_kg.sparql_guard import TOKEN

# What follows in braces or brackets need not hold of a solution, or binds nothing outside.
CONDITIONS = frozenset({"optional", "minus", "exists", "service"})


@cache
def bound_variables(sparql: str) -> tuple[int, frozenset[str]]:
    """Return the offset just behind the first `{` of the query and the names of the variables it surely binds.

    It errs to the side of too few names. Returns offset -1 if the text has no `{`.
    """
    tokens = ((m.end(), m[0]) for m in TOKEN.finditer(sparql) if not m[0].isspace() and not m[0].startswith("#"))
    for end, token in tokens:
        if token == "{":
            return end, frozenset(_group(tokens))
    return -1, frozenset()


def _group(tokens: Iterator[tuple[int, str]]) -> set[str]:
    """Return what a group surely binds, and read it to its end. A subquery binds nothing that is sure."""
    bound: set[str] = set()
    alternatives: set[str] | None = None
    before, parentheses, subquery = "", 0, False
    for _, token in tokens:
        word = token.casefold()
        if token == "{":
            inner = _group(tokens)
            if before in CONDITIONS or parentheses:
                inner = set()
            if before == "union" and alternatives is not None:
                alternatives &= inner
            else:
                bound |= alternatives or set()
                alternatives = inner
            before = "}"
            continue
        if token == "}":
            break
        if word != "union":
            bound |= alternatives or set()
            alternatives = None
        parentheses += {"(": 1, ")": -1}.get(token, 0)
        subquery = subquery or word == "select"
        # A row of VALUES may leave its variable open, and parentheses hold conditions and what BIND computes.
        if token[0] in "?$" and len(token) > 1 and not parentheses and before != "values":
            bound.add(token[1:])
        before = word
    return set() if subquery else bound | (alternatives or set())
