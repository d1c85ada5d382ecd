"""Refuse SPARQL that writes or reaches a network, before any engine sees it.

A lexer after https://www.w3.org/TR/sparql11-query/#sparqlGrammar: `\\uXXXX` escapes are decoded first, as
section 19.2 has it; strings, IRIs, comments, variables, prefixed names and language tags are passed over,
so that SERVICE is found as a keyword and only then.
"""

import re

from iall_kg.errors import BadQueryError

ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
TOKEN = re.compile(
    r"""
      (?P<skip> \#[^\n\r]*
        | "{3} (?: "{0,2} (?: [^"\\] | \\. ) )* "{3}
        | '{3} (?: '{0,2} (?: [^'\\] | \\. ) )* '{3}
        | " (?: [^"\\\n\r] | \\. )* "
        | ' (?: [^'\\\n\r] | \\. )* '
        | <[^<>"{}|^`\\\x00-\x20]*>
        | [?$][\w·]+
        | @[A-Za-z]+(?:-[A-Za-z0-9]+)*
        | (?:[^\W\d_][\w.·-]*)? : (?:[\w:.·-]|%[0-9A-Fa-f]{2}|\\[-_~.!$&'()*+,;=/?\#@%])*
        | _:[\w.·-]+
      )
      | (?P<word> [A-Za-z_]\w* )
      | .
    """,
    re.VERBOSE | re.DOTALL,
)
REFUSED = {
    "service": "SERVICE would ask another server; this graph answers from its own data only.",
    **dict.fromkeys(
        ("insert", "delete", "load", "clear", "drop", "create", "add", "move", "copy", "with"),
        "This is an update; the graph is read-only.",
    ),
}


def check_read_only(sparql: str) -> None:
    """Raise BadQueryError if the query holds an update keyword or SERVICE outside strings, IRIs and names."""
    decoded = ESCAPE.sub(_decode, sparql)
    for match in TOKEN.finditer(decoded):
        word = match["word"]
        if word and word.casefold() in REFUSED:
            line = decoded.count("\n", 0, match.start()) + 1
            raise BadQueryError(f"Line {line}: {word} is refused. {REFUSED[word.casefold()]}")


def _decode(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= 0x10FFFF else match[0]
