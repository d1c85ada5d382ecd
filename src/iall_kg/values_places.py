"""Find where in a SELECT query values for a variable can be joined so that engines start from them.

Values joined at the end of a query find all rows first and then throw most away. Joined at the beginning of a
group they give the same rows if a pattern of the group binds the variable in every solution; OPTIONAL and BIND
do not. In alternatives they are joined in each, because engines do not carry them there from outside.
Reference: https://www.w3.org/TR/sparql11-query/#sparqlAlgebra
"""

from collections.abc import Iterator
from functools import cache

from iall_kg.sparql_guard import TOKEN

# The group that follows one of these words need not hold of a solution, or is evaluated elsewhere.
NOT_REQUIRED = frozenset({"exists", "minus", "optional", "service"})

Places = dict[str, frozenset[int]]


@cache
def places_for_values(sparql: str) -> Places:
    """Return each variable that the query surely binds by a pattern, with the offsets where its values belong.

    An offset lies just behind the `{` of a group. It errs to the side of too few variables.
    """
    tokens = ((m.end(), m[0]) for m in TOKEN.finditer(sparql) if not m[0].isspace() and not m[0].startswith("#"))
    for end, token in tokens:
        if token == "{":
            return _group(tokens, end)
    return {}


def _group(tokens: Iterator[tuple[int, str]], start: int) -> Places:
    """Read a group to its end; return the variables that it surely binds, each with its places."""
    found: Places = {}
    alternatives: Places = {}
    words, parentheses, subquery = ("", ""), 0, False
    for end, token in tokens:
        if token == "}":
            break
        if token == "{":
            # GRAPH ?g { … } binds for the group around it, where its patterns are joined with all others.
            inner = _group(tokens, start if "graph" in words else end)
            if words[1] in NOT_REQUIRED or parentheses:
                inner = {}
            if words[1] == "union":
                alternatives = {name: alternatives[name] | inner[name] for name in alternatives.keys() & inner.keys()}
            else:
                found, alternatives = _both(found, alternatives), inner
            words = ("", "}")
            continue
        parentheses += {"(": 1, ")": -1}.get(token, 0)
        subquery = subquery or token.casefold() == "select"
        # A row of VALUES may leave its variable open, and parentheses hold conditions and what BIND computes.
        if token[0] in "?$" and len(token) > 1 and not parentheses and words[1] != "values":
            found = _both(found, {token[1:]: frozenset({start})})
        words = (words[1], token.casefold())
    return {} if subquery else _both(found, alternatives)


def _both(one: Places, other: Places) -> Places:
    return one | {name: places | one.get(name, frozenset()) for name, places in other.items()}
