"""Values of parameters are joined where engines start from them, and the rows are those of values joined at the end."""

import pyoxigraph as ox
import pytest

from iall_kg import stored_queries
from iall_kg.content import find_content
from iall_kg.graph import KnowledgeGraph
from iall_kg.results import Answer
from iall_kg.stored_queries import StoredQuery
from iall_kg.values_places import places_for_values

QUERIES = stored_queries.read_queries(find_content().queries / "questions")
CASES = [(query, p.name, p.example) for query in QUERIES.values() for p in query.parameters]


def shown(sparql: str) -> dict[str, list[str]]:
    """Return for each variable with a place what follows the places, and for which variable the values stand there."""

    def words(found: frozenset[tuple[int, str]]) -> list[str]:
        return sorted(f"{bound} {sparql[at:].split(maxsplit=1)[0]}" for at, bound in found)

    return {name: words(found) for name, found in places_for_values(sparql).items()}


@pytest.mark.parametrize(
    ("sparql", "expected"),
    [
        ("SELECT ?s { ?s :p ?o }", {"s": ["s ?s"], "o": ["o ?s"]}),
        ("SELECT ?s { GRAPH ?g { ?s :p 1 } }", {"s": ["s GRAPH"], "g": ["g GRAPH"]}),
        ("SELECT ?s { ?s :p 1 OPTIONAL { ?s :q ?o } }", {"s": ["s ?s"]}),
        ("SELECT ?s { ?s :p 1 MINUS { ?s :q ?o } FILTER NOT EXISTS { ?s :r ?x } }", {"s": ["s ?s"]}),
        ("SELECT ?s { ?s :p 1 FILTER(EXISTS { ?s :r ?x } && ?y = 1) }", {"s": ["s ?s"]}),
        ("SELECT ?s { { :a :p ?s ; :q ?o } UNION { :b :q ?s } }", {"s": ["s :a", "s :b"]}),
        ("SELECT ?s { { :a :p ?s } UNION { :b :q ?o } ?t :r 1 }", {"t": ["t {"]}),
        ("SELECT ?s { { :a :p ?s } UNION { :b :q ?s } ?s :r 1 }", {"s": ["s {"]}),
        ("SELECT ?s { :a :p ?o BIND(?o AS ?s) }", {"o": ["o :a"], "s": ["o :a"]}),
        ("SELECT ?s { :a :p ?o BIND(STR(?o) AS ?s) BIND(?x AS ?y) }", {"o": ["o :a"]}),
        (
            "SELECT ?s { VALUES ?v { 1 UNDEF } VALUES (?w) { (UNDEF) } ?s :p ?o }",
            {"s": ["s VALUES"], "o": ["o VALUES"]},
        ),
        ("SELECT ?s { VALUES ?v { 1 2 } ?s :p 1 }", {"v": ["v VALUES"], "s": ["s VALUES"]}),
        ("SELECT ?s { { VALUES ?s { 1 } :a :p ?o } UNION { :b :q ?s } }", {"s": ["s :b", "s VALUES"]}),
        ("SELECT ?s { { SELECT ?s { ?s :p ?o } LIMIT 1 } ?t :p 1 }", {"t": ["t {"]}),
        ("SELECT ?s { { SELECT DISTINCT ?s { ?s :p ?o } ORDER BY ?o } ?t :p 1 }", {"s": ["s ?s"], "t": ["t {"]}),
        ("SELECT ?s { { SELECT ?s (MIN(?o) AS ?l) { ?s :p ?o } GROUP BY ?s HAVING(?l > 1) } }", {"s": ["s ?s"]}),
        ("SELECT ?s { { SELECT ?s (?o AS ?x) { ?s :p ?o } } ?s :q ?x }", {"s": ["s {"], "x": ["x {"]}),
        ("SELECT ?s { { SELECT * { ?s :p ?o } } ?t :p 1 }", {"t": ["t {"]}),
        ("SELECT ?s { OPTIONAL { SELECT ?s { ?s :p ?o } } ?t :p 1 }", {"t": ["t OPTIONAL"]}),
        ("SELECT ?s { ?s :p '?x { ?y' ; :q <a:?z> # ?c {\n }", {"s": ["s ?s"]}),
        ("SELECT ?s { $s :p? / :q ?o }", {"s": ["s $s"], "o": ["o $s"]}),
        ("no query", {}),
    ],
)
def test_a_place_is_where_a_pattern_binds_the_variable_for_sure(sparql: str, expected: dict[str, list[str]]) -> None:
    assert shown(sparql) == expected


def rows(answer: Answer) -> list[str]:
    return sorted(str(row) for row in answer.rows)


@pytest.mark.parametrize(("query", "name", "example"), CASES, ids=lambda case: getattr(case, "name", case))
def test_values_joined_early_give_the_rows_of_values_joined_at_the_end(
    query: StoredQuery, name: str, example: str, kg: KnowledgeGraph
) -> None:
    kinds = next(p.kinds for p in query.parameters if p.name == name)
    if kinds == (stored_queries.TEXT_KIND,):
        terms = [str(ox.Literal(example))]
    else:
        among = () if kinds == (stored_queries.ANY_KIND,) else kinds
        terms = [str(ox.NamedNode(iri)) for iri in kg.names.resolve(example, among)]
    at_the_end = f"{query.sparql}\nVALUES ?{name} {{ {' '.join(terms)} }}"
    early = stored_queries.answer(kg.store, stored_queries.bind(query, {name: example}, kg.names))
    assert rows(early) == rows(stored_queries.answer(kg.store, at_the_end))


def test_most_parameters_have_such_a_place() -> None:
    late = [(query.name, name) for query, name, _ in CASES if name not in places_for_values(query.sparql)]
    assert len(late) < len(CASES) / 5, late
