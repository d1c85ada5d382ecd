"""How deep a query nests is told without parsing it, and rightly so for whatever the engine parses."""

import random

import pyoxigraph as ox
import pytest

from iall_kg.server.nesting import line_beyond

LIMIT = 10
# What could mislead who counts brackets: strings, comments, IRIs and names that hold some, and comparisons.
DECOYS = (
    '"((("',
    "'{{{'",
    "'''it's [[['''",
    '"""a "(" b"""',
    '"\\"((("',
    "<http://x.org/O'Brien#x>",
    "ex:a\\(\\(",
    "'a'@en-service",
    "ex:load",
    "ex:service",
    "?service",
    "1.5e0",
    "true",
)
GAPS = ("", " ", "\n", " # ((( {{{ [[[\n")
COMPARISONS = ("<", ">", "<=", "!=", "&&", "||", "+", "-", "*", "/")


class Maker:
    """Makes queries that parse, and knows how deep they nest."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def query(self, depth: int) -> str:
        return "PREFIX ex: <http://x.org/>\nASK" + self._group(depth - 1)

    def _gap(self) -> str:
        return self._random.choice(GAPS)

    def _group(self, depth: int) -> str:
        inner = "?s ?p ?o" if depth == 0 else self._random.choice((self._nested, self._filter, self._terms))(depth)
        gap = self._gap()
        decoy = f"FILTER({self._random.choice(DECOYS)}!=1)" if depth else ""
        return gap + "{" + decoy + inner + gap + "}"

    def _nested(self, depth: int) -> str:
        return self._random.choice(("", "OPTIONAL", "MINUS", "GRAPH ?g ")) + self._group(depth - 1)

    def _filter(self, depth: int) -> str:
        return "FILTER(" + self._expression(depth - 1) + ")"

    def _expression(self, depth: int) -> str:
        left = self._random.choice(("?a", "1", *DECOYS))
        sign = self._random.choice(COMPARISONS)
        # A name goes on as long as it can, so what follows one stands apart.
        gap = self._gap() or (" " if left[-1] not in "?a1\"'>" else "")
        if depth == 0:
            return f"{left}{gap or ' '}{sign}{gap}1"
        inner = self._expression(depth - 1)
        if self._random.random() < 0.3 and depth > 1:
            inner = f"EXISTS{self._group(depth - 2)}"
        return f"{left}{gap}{sign}({inner}){self._gap()}{self._random.choice(('', '&&2>1', '||?c>3'))}"

    def _terms(self, depth: int) -> str:
        opening, closing = self._random.choice((("[ ?p ", "]"), ("(", ")")))
        return f"?s ?p {opening * depth}{self._random.choice(DECOYS[:5])}{closing * depth}"


def parses(query: str) -> bool:
    try:
        ox.Store().query(query)
    except SyntaxError:
        return False
    return True


def test_depth_is_told_of_every_query_that_parses() -> None:
    seen = 0
    for seed in range(1500):
        depth = seed % (2 * LIMIT) + 1
        query = Maker(seed).query(depth)
        if not parses(query):
            continue
        seen += depth > LIMIT
        assert bool(line_beyond(query, LIMIT)) is (depth > LIMIT), query
    assert seen > 300


@pytest.mark.parametrize(
    "query",
    [
        "ASK { BIND(1 AS ?a) FILTER(?a<" + "(" * 200 + "1" + ")" * 200 + ") }",
        "ASK { BIND(1 AS ?a) FILTER(?a<" + "(" * 200 + "1" + ")" * 200 + "&&2>1) }",
        "ASK { FILTER(" + "1<(1>0&&(" * 80 + "true" + "))" * 80 + ") }",
        "ASK { FILTER(1<" + "abs(" * 150 + "1" + ")" * 150 + "&&2>1) }",
    ],
)
def test_brackets_after_a_less_than_sign_count(query: str) -> None:
    assert parses(query)
    assert line_beyond(query, 100) == 1


def test_the_line_is_that_of_the_bracket_that_is_too_much() -> None:
    query = "ASK {\n" + "{\n" * 120 + "}" * 121
    assert line_beyond(query, 100) == 101
    assert line_beyond(query, 121) == 0


def test_many_brackets_side_by_side_do_not_nest() -> None:
    row = "(<http://x.org/a#b> <http://x.org/O'Brien> <http://x.org/x_(y)> 'it')\n"
    assert line_beyond("SELECT * { VALUES (?a ?b ?c ?d) {" + row * 5000 + "} }", 100) == 0
    assert line_beyond("ASK {" + "FILTER(?a<(1) && ?c>(3)) ?s ?p [ ?q (1 2) ] . " * 1000 + "}", 100) == 0
