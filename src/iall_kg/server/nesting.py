"""Tell how deep a query nests, without parsing it.

The engine's parser takes time that grows steeply with the depth of collections and unnamed nodes, and stack that
grows with the depth of groups; a query that people or programs write in earnest nests a few levels.

What looks like an IRI may be a comparison for the engine: `?a<(((1)))&&2>1`. So what opens in it counts; what
closes in it does not, because it may be an IRI after all.
"""

import re

from iall_kg.sparql_guard import TOKEN

OPENING = "({["
CLOSING = ")}]"
BRACKET = re.compile(r"[(){}\[\]]")


def line_beyond(text: str, limit: int) -> int:
    """Return the line on which a query comes to nest deeper than `limit`, or 0 if it never does."""
    if sum(text.count(mark) for mark in OPENING) <= limit:
        return 0
    depth = 0
    for match in TOKEN.finditer(text):
        token = match[0]
        if token in OPENING:
            depth += 1
            deepest = depth
        elif token in CLOSING:
            depth -= 1
            continue
        elif token[0] == "<" and len(token) > 1:
            deepest, after = _within(token, depth)
            depth = max(depth, after)
        else:
            continue
        if deepest > limit:
            return text.count("\n", 0, match.start()) + 1
    return 0


def _within(token: str, depth: int) -> tuple[int, int]:
    """Return how deep the brackets inside a token go, and where they end, from a depth before it."""
    deepest = depth
    for bracket in BRACKET.findall(token):
        depth += 1 if bracket in OPENING else -1
        deepest = max(deepest, depth)
    return deepest, depth
