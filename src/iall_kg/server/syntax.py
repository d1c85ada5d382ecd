"""Turn the engine's syntax errors into words: the place, the text there, and what would fit.

The engine lists everything that it tried, with classes of characters; only the readable part of it is kept.
"""

import re

PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
# Alternatives of the list: a keyword, a quoted mark, or a sentence of the engine's own.
KEYWORD = re.compile(r'(?:^|, )([A-Z][A-Z_]{2,}|"[^"\s]{1,3}")(?=,|$)')
SENTENCE = re.compile(r"(?:^|, )([A-Z][A-Za-z]*(?: [A-Za-z*]+){2,})(?=,|$)|\b(IRI parsing failed|Prefix not found)\b")
NEVER_FITS = frozenset({"SERVICE", "LATERAL"})
FORGOTTEN = frozenset({'"}"', '")"', '"]"', '"."'})
MOST_ALTERNATIVES = 8
GRAMMAR = "The grammar is at https://www.w3.org/TR/sparql11-query/#sparqlGrammar."
SHOWN_BEFORE, SHOWN_AFTER = 30, 10


def explained(message: str, text: str) -> tuple[str, str]:
    """Return a message and a hint for a syntax error that the engine found in `text`."""
    found = PLACE.match(message)
    if found is None:
        return f"The query does not parse: {message}", GRAMMAR
    line, column = int(found[1]), int(found[2])
    lines = text.splitlines() or [""]
    there = lines[min(line, len(lines)) - 1]
    shown = there[max(0, column - 1 - SHOWN_BEFORE) : column - 1 + SHOWN_AFTER].strip()
    where = f"The query does not parse near line {line}, column {column}"
    return where + (f': "{shown}".' if shown else "."), _hint(found[3])


def _hint(expected: str) -> str:
    flat = " ".join(expected.split())
    reasons = [a or b for a, b in SENTENCE.findall(flat)]
    if reasons:
        return "; ".join(reasons) + "."
    # What closes or ends something is what people forget most.
    fitting = sorted((w for w in KEYWORD.findall(flat) if w not in NEVER_FITS), key=lambda w: w not in FORGOTTEN)
    return f"What would fit there: {', '.join(fitting[:MOST_ALTERNATIVES])}." if fitting else GRAMMAR
