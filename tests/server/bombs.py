"""Queries that would hurt a server, and how the tests throw them and see that nobody else was hurt."""

import itertools
import time
from collections.abc import Callable

import httpx2 as httpx
import pytest

from running_server import Served

TIMEOUT = 1.0
GRACE = 1.0
GOOD = "SELECT ?l { <https://w3id.org/iall-kg/drug/revumenib> <http://www.w3.org/2000/01/rdf-schema#label> ?l }"

NUMBERS = itertools.count()


def nested(count: int, around: str, opening: str, inner: str, closing: str) -> str:
    return around % (opening * count + inner + closing * count)


def joined(count: int, mark: str, part: str) -> str:
    return mark.join(part.format(n=n) for n in range(count))


CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
BOMBS = {
    "cross product": f"SELECT * {{ {CROSS} }}",
    "cross product counted": f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}",
    "cross product made distinct": f"SELECT DISTINCT ?a ?f ?i {{ {CROSS} }}",
    "cross product as a graph": f"CONSTRUCT {{ ?a ?e ?i }} {{ {CROSS} }}",
    "order of everything": f"SELECT * {{ {CROSS} }} ORDER BY ?c ?f ?i",
    "values of values": "SELECT (COUNT(*) AS ?n) { "
    + joined(9, " ", "VALUES ?v{n} {{ 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 }}")
    + " }",
    "paths": "SELECT (COUNT(*) AS ?n) { ?a (!<x:a>|^!<x:b>)* ?b . ?b (!<x:a>)* ?c }",
    "paths of paths": "ASK { ?a ((((!<x:a>)*)*)*)* ?b . ?b (!<x:a>)* ?c . ?c (!<x:a>)* <x:none> }",
    "concatenation of everything": f"SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f), STR(?i))) AS ?x) {{ {CROSS} }}",
    "doubled strings": 'SELECT ?x40 { BIND("aaaaaaaaaa" AS ?x0) '
    + " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
    + " }",
    "replacement": f'SELECT (REPLACE("{"a" * 50_000}", "a", "{"b" * 50_000}") AS ?x) {{}}',
    "regular expression": 'SELECT * { ?s ?p ?o FILTER REGEX(STR(?o), "(((((a{1,99}){1,99}){1,99}){1,99}){1,99})") }',
    "filter of 10,000 terms": "SELECT * { ?s ?p ?o FILTER(" + joined(10_000, "||", "?o={n}") + ") }",
    "sum of 20,000 terms": "SELECT * { ?s ?p ?o FILTER(" + joined(20_000, "+", "1") + "=?o) }",
    "list of 10,000 terms": "SELECT * { ?s ?p ?o FILTER(?o IN(" + joined(10_000, ",", "{n}") + ")) }",
    "union of 5,000 groups": "SELECT * { " + joined(5_000, "UNION", "{{?s ?p {n}}}") + " }",
    "2,000 optional groups": "SELECT * { ?s ?p ?o " + joined(2_000, "", "OPTIONAL{{?s ?p{n} {n}}}") + " }",
    "path of 5,000 steps": "SELECT * { ?s " + joined(5_000, "/", "<x:{n}>") + " ?o }",
    "3,000 patterns": "SELECT * { " + joined(3_000, " . ", "?s{n} <x:{n}> ?t{n}") + " }",
    "50,000 negations": "SELECT * { ?s ?p ?o FILTER(" + "!" * 50_000 + "?o) }",
    "groups in groups, 3 kB": nested(1_500, "SELECT * %s", "{", "?s ?p ?o", "}"),
    "groups in groups, 10 kB": nested(5_000, "SELECT * %s", "{", "?s ?p ?o", "}"),
    "groups in groups, 120 kB": nested(60_000, "SELECT * %s", "{", "?s ?p ?o", "}"),
    "400 collections in collections": nested(400, "SELECT * { ?s ?p %s }", "(", "1", ")"),
    "99 collections in collections": nested(97, "SELECT * { ?s ?p %s }", "(", "1", ")"),
    "99 unnamed nodes in unnamed nodes": nested(97, "SELECT * { ?s ?p %s }", "[ ?p ", "1", "]"),
    "parentheses in parentheses": nested(3_000, "SELECT * { ?s ?p ?o FILTER(%s) }", "(", "1", ")"),
    "queries in queries": nested(1_000, "SELECT * %s", "{ SELECT * ", "{ ?s ?p ?o }", "}"),
    "conditions in conditions": nested(2_000, "SELECT (%s AS ?x) {}", "IF(true,1,", "2", ")"),
    "exclusions in exclusions": nested(90, "SELECT * { ?s ?p ?o %s}", "FILTER NOT EXISTS { ?s ?p ?o ", "", "}"),
    "paths by negation": "SELECT (COUNT(*) AS ?n) { ?a !(<x:a>|^<x:b>) ?b . ?b !(<x:a>|^<x:b>)+ ?c . ?c !<x:a>? ?d }",
    "paths of no length": "SELECT (COUNT(*) AS ?n) { ?a <x:a>* ?b . ?c <x:b>? ?d . ?e <x:c>* ?f }",
    "path of 5,000 alternatives": "SELECT * { ?s (" + joined(5_000, "|", "<x:{n}>") + ")* ?o }",
    "path in parentheses": nested(95, "SELECT * { ?s %s ?o }", "(", "<x:a>", ")*"),
    "aggregates of aggregates": "SELECT (SUM(?n) AS ?m) { { SELECT ?a (COUNT(*) AS ?n) { { SELECT ?a ?d "
    "(COUNT(DISTINCT ?e) AS ?x) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a ?d } } GROUP BY ?a } }",
    "samples of everything": f"SELECT ?a ?d (SAMPLE(?c) AS ?x) {{ {CROSS} }} GROUP BY ?a ?d ?f",
    "template of 2,000 triples": "CONSTRUCT { " + joined(2_000, " . ", "?s <x:{n}> ?o") + " } { ?s ?p ?o }",
    "template of 1,000 unnamed nodes": "CONSTRUCT { " + joined(1_000, " . ", "[] <x:{n}> []") + " } { ?s ?p ?o }",
    "description of everything": f"DESCRIBE * {{ {CROSS} }}",
    "optional groups in optional groups": nested(90, "SELECT * { ?s ?p ?o %s}", "OPTIONAL { ?s ?p ?o ", "", "}"),
    "800 regular expressions": "SELECT * { ?s ?p ?o FILTER("
    + joined(800, "||", 'REGEX(STR(?o), "(a{{1,90}}{n}){{1,90}}")')
    + ") }",
    "bindings on bindings": "SELECT * { BIND(1 AS ?x0) "
    + " ".join(f"BIND(?x{n}+?x{n} AS ?x{n + 1})" for n in range(2_500))
    + " }",
    "new nodes for everything": f"SELECT (BNODE() AS ?x) (BNODE(STR(?c)) AS ?y) (UUID() AS ?z) {{ {CROSS} }}",
    "order by 2,000 keys": "SELECT * { ?s ?p ?o } ORDER BY " + joined(2_000, " ", "STRLEN(CONCAT(STR(?o), '{n}'))"),
    "list of 9,000 that is not": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(?o NOT IN("
    + joined(9_000, ",", "'{n}'")
    + ")) }",
    "values beside values": "SELECT * { VALUES ?a {"
    + joined(9_000, " ", "{n}")
    + "} VALUES ?b {"
    + joined(2_000, " ", "{n}")
    + "} }",
    "quoted triples in quoted triples": nested(3_000, "SELECT * { ?s ?p %s }", "<< <x:a> <x:b> ", "1", " >>"),
    "triple terms in triple terms": nested(95, "SELECT (%s AS ?x) {}", "TRIPLE(<x:a>,<x:b>,", "1", ")"),
    "annotations in annotations": nested(90, "SELECT * { ?s ?p ?o %s }", "{| ?p ?o ", "", "|}"),
    "unnamed nodes and collections by turns": nested(48, "SELECT * { ?s ?p %s }", "[ ?p (1 ", "1", ")]"),
    "unnamed nodes after a less-than sign": "ASK { ?a ?b 1 FILTER(?a<'x>'||EXISTS{ ?s ?p "
    + "[ ?p " * 150
    + "1"
    + "]" * 150
    + " } || 'x'='y') }",
    "comparisons in comparisons": nested(8_000, "ASK { FILTER(%s) }", "1<(1>0&&(", "true", "))"),
    "name of 120,000 letters": f"PREFIX {'a' * 60_000}: <x:> SELECT * {{ ?s {'a' * 60_000}:b ?o }}",
    "names far from their base": f"BASE <http://x/{'a/' * 20_000}> SELECT * {{ "
    + joined(2_000, " . ", "?s <../{n}> ?o")
    + " }",
    "8,000 bases": "BASE <../a/>\n" * 8_000 + "ASK {}",
    "factors of 60,000": "SELECT (" + "2*" * 60_000 + "1 AS ?x) {}",
    "minus minus": "SELECT (" + "- " * 60_000 + "1 AS ?x) {}",
    "limit of 1,000 digits": "SELECT * { ?s ?p ?o } LIMIT " + "9" * 1_000,
    "far away": f"SELECT * {{ {CROSS} }} OFFSET 999999999999 LIMIT 1",
    "hashes of everything": "SELECT (COUNT(?h) AS ?n) { " + CROSS + " BIND(SHA512(CONCAT(STR(?c), STR(?f))) AS ?h) }",
    "doubled escapes": 'SELECT (STRLEN(?x20) AS ?n) { BIND("%" AS ?x0) '
    + " ".join(f"BIND(ENCODE_FOR_URI(CONCAT(?x{n}, ?x{n})) AS ?x{n + 1})" for n in range(20))
    + " }",
    "everything laterally": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c LATERAL { ?d ?e ?f } LATERAL { ?g ?h ?i } }",
    "escaped quotes": '"' + '\\"' * 60_000,
    "long quotes": '"""\n' + '\\"""\n' * 20_000,
    "words and dashes": "a-" * 60_000,
    "a service within": "SELECT * { SERVICE <http://127.0.0.1:9/> { " + CROSS + " } }",
    "open string": 'SELECT * { ?s ?p "' + "a\\" * 60_000,
    "open brackets": "SELECT * { " + "{" * 100_000,
    "nothing but comments": "#\n" * 60_000,
}


def good(served: Served) -> float:
    """Ask what is quickly answered, in words that no answer is kept for, and return how long it took."""
    start = time.monotonic()
    answer = served.sparql(f"{GOOD} # {next(NUMBERS)}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["results"]["bindings"][0]["l"]["value"] == "revumenib"
    return time.monotonic() - start


def in_time(action: Callable[[], object], seconds: float) -> None:
    """Do something that must not take longer. Three tries, because a machine may be busy with other things."""
    for _ in range(3):
        start = time.monotonic()
        action()
        took = time.monotonic() - start
        if took < seconds:
            return
    pytest.fail(f"it took {took:.1f} seconds")


def explode(served: Served, query: str) -> httpx.Response:
    """Send a bomb; what comes back is an answer, or an error that says what to do."""
    answer = served.sparql(query, headers={"Accept": "application/sparql-results+json, */*;q=0.5"})
    if answer.status_code != 200:
        error = answer.json()["error"]
        assert answer.status_code in (400, 403, 422, 503)
        assert error["message"]
        assert error["hint"]
    return answer
