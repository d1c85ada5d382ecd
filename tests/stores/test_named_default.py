"""A query asked of a dataset whose default graph stands under a name gives what it gives where it has none."""

import pyoxigraph as ox
import pytest

from iall_kg.errors import StoreError
from iall_kg.stores.described import DEFAULT_GRAPH
from iall_kg.stores.named_default import in_named_default

FACTS = "<urn:a> <urn:p> <urn:b> . <urn:b> <urn:p> <urn:c> . <urn:a> <urn:name> 'a } GRAPH ?g {' ."
CLAIMS = """
<urn:one> { <urn:a> <urn:p> <urn:b> . <urn:c> <urn:p> <urn:hedged> }
<urn:two> { <urn:b> <urn:p> <urn:c> . <urn:b> <urn:p> <urn:hedged> }
"""
QUERIES = {
    "no graph": "SELECT * { ?s <urn:p> ?o }",
    "a path": "SELECT * { <urn:a> <urn:p>+ ?o GRAPH ?g { ?s <urn:p> ?o } }",
    "a path of no length": "SELECT * { ?x <urn:p>? ?o GRAPH <urn:one> { ?s <urn:p> ?o } }",
    "a variable for the graph": "SELECT * { GRAPH ?g { ?s <urn:p> ?o } }",
    "the other sign of variables": "SELECT * { GRAPH $g { ?s <urn:p> ?o } }",
    "no spaces": "SELECT*WHERE{GRAPH?g{?s<urn:p>?o}?s<urn:p>?o}",
    "graphs and facts": "SELECT * { GRAPH ?g { ?s ?p ?o } ?s ?p ?fact }",
    "what is no fact": "SELECT * { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }",
    "a graph in EXISTS": "SELECT * { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }",
    "a subquery": "SELECT * { { SELECT ?s (COUNT(*) AS ?n) { ?s <urn:p> ?o } GROUP BY ?s } GRAPH ?g { ?s ?p ?o } }",
    "EXISTS before the group": "SELECT (EXISTS { <urn:c> <urn:p> ?o } AS ?e) { GRAPH ?g { ?s <urn:p> <urn:b> } }",
    "alternatives": "SELECT * { { ?s <urn:p> ?o } UNION { GRAPH ?g { ?s <urn:p> ?o } } MINUS { ?s <urn:name> ?n } }",
    "what may be": "SELECT * { ?s <urn:p> ?o OPTIONAL { GRAPH ?g { ?o <urn:p> ?x } FILTER(?x != <urn:c>) } }",
    "a graph in a graph": "SELECT * { GRAPH ?g { ?s <urn:p> ?o GRAPH <urn:two> { ?o <urn:p> ?x } } }",
    "an empty pattern": "SELECT * { GRAPH ?g {} }",
    "rows within": "SELECT * { VALUES ?g { <urn:one> } GRAPH ?g { ?s <urn:p> ?o } }",
    "rows at the end": "SELECT * { GRAPH ?g { ?s <urn:p> ?o } } VALUES (?g ?s) { (<urn:one> UNDEF) }",
    "HAVING": "SELECT ?s { GRAPH ?g { ?s ?p ?o } } GROUP BY ?s HAVING (NOT EXISTS { <urn:c> <urn:p> ?x })",
    "a comment": "SELECT * { # GRAPH ?g { ?s\n GRAPH ?g { ?s <urn:p> ?o } # }\n }",
    "a string": "SELECT * { ?s <urn:name> 'a } GRAPH ?g {' GRAPH ?g { ?s ?p ?o } }",
    "names like words": "PREFIX from: <urn:> SELECT * { GRAPH ?values { ?from from:p ?graph } ?from from:p ?graph }",
    "ASK": "ASK { GRAPH ?g { ?s ?p ?o } ?s ?p <urn:hedged> }",
    "a template": "CONSTRUCT { ?o ?p ?s } WHERE { GRAPH ?g { ?s ?p ?o } ?s ?p ?o }",
    "a template that is the pattern": "CONSTRUCT WHERE { ?s <urn:p> ?o }",
    "DESCRIBE": "DESCRIBE <urn:b>",
}


def dataset(facts: str) -> ox.Store:
    store = ox.Store()
    store.load(f"{facts} {CLAIMS}", format=ox.RdfFormat.TRIG)
    return store


def answer(result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> list[str]:
    if isinstance(result, ox.QueryBoolean):
        return [str(bool(result))]
    return sorted(str([str(part) for part in row]) for row in result)


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_query_gives_the_same(query: str) -> None:
    expected = answer(dataset(f"{{ {FACTS} }}").query(query))
    text, named = in_named_default(query)
    graphs = [ox.NamedNode(graph) for name, graph in named if name == "default-graph-uri"]
    union = dataset(f"{DEFAULT_GRAPH} {{ {FACTS} }}")
    found = union.query(text, default_graph=graphs) if graphs else union.query(text, use_default_graph_as_union=True)
    assert answer(found) == expected != []


def test_a_description_of_what_is_found_in_named_graphs_is_refused() -> None:
    with pytest.raises(StoreError, match="Find the things by SELECT first") as caught:
        in_named_default("DESCRIBE ?s { GRAPH ?g { ?s ?p ?o } }")
    assert caught.value.reason == "refused"


def test_a_query_that_names_its_dataset_stays_as_it_is() -> None:
    query = "SELECT * FROM <urn:one> FROM NAMED <urn:two> { ?s ?p ?o OPTIONAL { GRAPH ?g { ?o ?p ?x } } }"
    assert in_named_default(query) == (query, [])


@pytest.mark.parametrize(
    "query", [r"SELECT * \u007B GRAPH ?g { ?s ?p ?o } }", r"SELECT * { \u0047RAPH ?g { ?s ?p ?o } }"]
)
def test_escaped_characters_that_may_be_braces_or_words_are_refused(query: str) -> None:
    with pytest.raises(StoreError, match="Write them plainly") as caught:
        in_named_default(query)
    assert caught.value.reason == "refused"
    assert in_named_default(r"SELECT * { ?s ?p 'caf\u00e9' }")[0] == r"SELECT * { ?s ?p 'caf\u00e9' }"
