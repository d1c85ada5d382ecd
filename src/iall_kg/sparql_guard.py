"""Refuse SPARQL that writes or reaches a network, before any engine sees it.

A lexer after https://www.w3.org/TR/sparql11-query/#sparqlGrammar passes over strings, IRIs, comments,
variables, prefixed names and language tags, so that SERVICE is found as a keyword and only then. It reads the
text twice: as written, as pyoxigraph does, and with `\\uXXXX` escapes decoded first, as section 19.2 has it.

pyoxigraph asks for no space around its keywords: `SERVICEex:a` and `1SERVICE:a` reach out, and `<` may begin an
IRI or compare. So a text that has the word in any place is also read by the engine's own parser with the word
spelled otherwise: names stay names, but a keyword no longer parses.
"""

import re

import pyoxigraph as ox

from iall_kg.errors import BadQueryError

ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# A quote that is never closed takes its line, and a run of words is one token: so no text is read again and again.
TOKEN = re.compile(
    r"""
      (?P<skip> \#[^\n\r]*
        | "{3} (?: "{0,2} (?: [^"\\] | \\. ) )*+ "{3}
        | '{3} (?: '{0,2} (?: [^'\\] | \\. ) )*+ '{3}
        | " (?: [^"\\\n\r] | \\. )*+ "?
        | ' (?: [^'\\\n\r] | \\. )*+ '?
        | < (?: [^<>"{}|^`\\\x00-\x20] | \\u[0-9A-Fa-f]{4} | \\U[0-9A-Fa-f]{8} )*+ >
        | [?$][\w·]+
        | @[A-Za-z]+(?:-[A-Za-z0-9]+)*
        | (?:[^\W\d_][\w.·-]*+)? : (?:[\w:.·-]|%[0-9A-Fa-f]{2}|\\[-_~.!$&'()*+,;=/?\#@%])*+
        | _:[\w.·-]+
      )
      | (?P<words> [^\W\d][\w.·-]*+ )
      | \s+
      | .
    """,
    re.VERBOSE | re.DOTALL,
)
WORD = re.compile(r"[A-Za-z_]\w*")
SERVICE = re.compile("service", re.IGNORECASE)
OTHERWISE = "sirvyce"
REACHES_OUT = "SERVICE would ask another server; this graph answers from its own data only."
UPDATES = frozenset({"insert", "delete", "load", "clear", "drop", "create", "add", "move", "copy", "with"})


def check_read_only(sparql: str) -> None:
    """Raise BadQueryError if the query holds an update keyword or SERVICE outside strings, IRIs and names."""
    for text in dict.fromkeys((sparql, ESCAPE.sub(_decode, sparql))):
        for match in TOKEN.finditer(text):
            for word in WORD.findall(match["words"] or ""):
                if reason := _refusal(word):
                    line = text.count("\n", 0, match.start()) + 1
                    raise BadQueryError(f"Line {line}: {word} is refused. {reason}")
    if SERVICE.search(sparql):
        _check_parses_without_keyword(sparql)


def _refusal(word: str) -> str:
    if word.casefold() in UPDATES:
        return "This is an update; the graph is read-only."
    # No other keyword holds these letters, and the engine finds this one inside SERVICESILENT and 1e0SERVICE.
    return REACHES_OUT if SERVICE.search(word) else ""


def _check_parses_without_keyword(sparql: str) -> None:
    try:
        ox.Store().query(SERVICE.sub(OTHERWISE, sparql))
    except SyntaxError as error:
        raise BadQueryError(f"The query does not parse, or holds SERVICE. {REACHES_OUT} ({error.msg})") from error
    except (OSError, ValueError, RuntimeError):
        return  # it parses; what else is wrong shows when it is answered


def _decode(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= 0x10FFFF else match[0]
