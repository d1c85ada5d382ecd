"""Tell how deep a query nests, without parsing it.

The engine's parser takes time that grows steeply with the depth of collections and unnamed nodes, and stack that
grows with the depth of groups; a query that people or programs write in earnest nests a few levels.
"""

from iall_kg.sparql_guard import TOKEN

OPENING = frozenset("({[")
CLOSING = frozenset(")}]")


def line_beyond(text: str, limit: int) -> int:
    """Return the line on which a query comes to nest deeper than `limit`, or 0 if it never does."""
    if sum(text.count(mark) for mark in OPENING) <= limit:
        return 0
    depth = 0
    for match in TOKEN.finditer(text):
        mark = match[0]
        if mark in OPENING:
            depth += 1
            if depth > limit:
                return text.count("\n", 0, match.start()) + 1
        elif mark in CLOSING:
            depth -= 1
    return 0
