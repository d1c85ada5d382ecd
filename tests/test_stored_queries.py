"""Stored queries are read with their header, and values are bound as terms, never as text."""

import random
from pathlib import Path

import pyoxigraph as ox
import pytest

from iall_kg.errors import BadQueryError, LoadError, UnknownNameError
from iall_kg.graph import KnowledgeGraph
from iall_kg.lookup import NamesInMemory
from iall_kg.names import BASE, RDFS
from iall_kg.results import Answer
from iall_kg.stored_queries import Parameter, StoredQuery, answer, bind, read_queries, read_query, run

HEADER = """# title: Things
# question: Which things are called so?
# returns: one row per thing
# topic: evidence
"""
PARAMETERS = """# param: thing | drug, gene | KMT2A | the thing
# param: label | text | revumenib | its label, in full
"""
SPARQL = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?thing ?label WHERE { ?thing rdfs:label ?label } ORDER BY ?thing ?label"""
ALL_NAMES = NamesInMemory(ox.Store())


@pytest.fixture
def store() -> ox.Store:
    store = ox.Store()
    for curie, label in (("drug/a", "alpha"), ("drug/b", "beta"), ("gene/A", "alpha"), ("gene/C", 'a "b" \\ c\n}')):
        store.add(ox.Quad(ox.NamedNode(BASE + curie), RDFS.label, ox.Literal(label)))
    return store


def stored(text: str, folder: Path, name: str = "things.rq") -> StoredQuery:
    (folder / name).write_text(text, encoding="utf-8")
    return read_query(folder / name)


@pytest.fixture
def query(tmp_path: Path) -> StoredQuery:
    return stored(HEADER + PARAMETERS + SPARQL, tmp_path)


def rows(query: StoredQuery, store: ox.Store, **values: str | list[str]) -> list[tuple[str, ...]]:
    found = answer(store, bind(query, values, NamesInMemory(store)))
    return [tuple(str(cell) for cell in row.values()) for row in found]


def test_a_header_is_read_and_the_text_stays_whole(query: StoredQuery) -> None:
    assert (query.name, query.title, query.topic) == ("things", "Things", "evidence")
    assert query.question == "Which things are called so?"
    assert query.returns == "one row per thing"
    assert query.parameters == (
        Parameter("thing", ("drug", "gene"), "KMT2A", "the thing"),
        Parameter("label", ("text",), "revumenib", "its label, in full"),
    )
    assert query.sparql == HEADER + PARAMETERS + SPARQL


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (HEADER.replace("# title: Things\n", "") + SPARQL, "the header lacks title"),
        (HEADER.replace("Things", "") + SPARQL, "the header lacks title"),
        (SPARQL, "the header lacks title, question, returns, topic"),
        (HEADER + "# colour: red\n" + SPARQL, r"things\.rq:5: header lines read"),
        (HEADER + "# no colon here\n" + SPARQL, r"things\.rq:5: header lines read"),
        (HEADER + "# topic: trials\n" + SPARQL, r"things\.rq:5: a second topic"),
        (HEADER + "# param: thing | drug | KMT2A\n" + SPARQL, r"things\.rq:5: a parameter reads"),
        (HEADER + "# param: thing | drug | KMT2A | a | b\n" + SPARQL, "a parameter reads"),
        (HEADER + "# param: thing | | KMT2A | a\n" + SPARQL, "a parameter reads"),
        (HEADER + "# param: thing | drug, | KMT2A | a\n" + SPARQL, "a parameter reads"),
        (HEADER + "# param: thing | drug, text | KMT2A | a\n" + SPARQL, "a parameter reads"),
        (HEADER + "# param: thing | drug, any | KMT2A | a\n" + SPARQL, "a parameter reads"),
        (HEADER + "# param: things | drug | KMT2A | a\n" + SPARQL, "the parameter things has to be selected"),
        (HEADER + "# param: th | drug | KMT2A | a\n" + SPARQL, "the parameter th has to be selected"),
        (HEADER + PARAMETERS + "# param: label | text | x | a\n" + SPARQL, "the parameter label .* described once"),
    ],
)
def test_a_fault_in_a_header_is_a_load_error_that_says_where(text: str, fault: str, tmp_path: Path) -> None:
    with pytest.raises(LoadError, match=fault) as caught:
        stored(text, tmp_path)
    assert str(caught.value).startswith("things.rq:")


@pytest.mark.parametrize("name", ["Things.rq", "my_things.rq", "a--b.rq", "-a.rq", "a b.rq", "x" * 41 + ".rq"])
def test_a_name_that_is_not_in_kebab_case_is_a_load_error(name: str, tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="kebab case"):
        stored(HEADER + SPARQL, tmp_path, name)


def test_a_file_that_is_missing_or_not_utf_8_is_a_load_error(tmp_path: Path) -> None:
    (tmp_path / "broken.rq").write_bytes(HEADER.encode() + b"\xff")
    for name in ("broken.rq", "missing.rq"):
        with pytest.raises(LoadError, match=f"{name}: cannot be read"):
            read_query(tmp_path / name)


def test_a_folder_is_read_by_name_in_order_and_an_empty_one_refused(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="holds no stored queries"):
        read_queries(tmp_path)
    for name in ("b.rq", "a.rq", "c.txt"):
        (tmp_path / name).write_text(HEADER + SPARQL)
    assert list(read_queries(tmp_path)) == ["a", "b"]


def test_an_unbound_parameter_means_all_rows(query: StoredQuery, store: ox.Store) -> None:
    assert bind(query, {}, ALL_NAMES) == query.sparql
    assert len(rows(query, store)) == 4


def test_a_thing_is_bound_by_name_and_only_among_its_kinds(query: StoredQuery, store: ox.Store) -> None:
    assert rows(query, store, thing="beta") == [("drug:b", "beta")]
    assert rows(query, store, thing="drug:b") == [("drug:b", "beta")]
    assert rows(query, store, thing="alpha") == [("drug:a", "alpha"), ("gene:A", "alpha")]
    with pytest.raises(UnknownNameError, match="No drug or gene is called 'gamma'"):
        rows(query, store, thing="gamma")


def test_a_thing_of_any_kind_is_bound_where_the_parameter_says_so(tmp_path: Path, store: ox.Store) -> None:
    any_thing = stored(HEADER + "# param: thing | any | KMT2A | a\n" + SPARQL, tmp_path)
    one_kind = stored(HEADER + "# param: thing | drug | KMT2A | a\n" + SPARQL, tmp_path)
    assert [thing for thing, _ in rows(any_thing, store, thing="alpha")] == ["drug:a", "gene:A"]
    assert [thing for thing, _ in rows(one_kind, store, thing="alpha")] == ["drug:a"]


def test_several_values_are_alternatives_and_the_same_one_twice_is_one(query: StoredQuery, store: ox.Store) -> None:
    assert rows(query, store, thing=["drug:a", "beta", "drug:a"]) == [("drug:a", "alpha"), ("drug:b", "beta")]


def test_several_parameters_hold_together(query: StoredQuery, store: ox.Store) -> None:
    assert rows(query, store, thing=["drug:a", "drug:b"], label=["beta", "alpha"]) == [
        ("drug:a", "alpha"),
        ("drug:b", "beta"),
    ]
    assert rows(query, store, thing="drug:a", label="beta") == []


def test_a_text_is_matched_as_a_plain_string(query: StoredQuery, store: ox.Store) -> None:
    assert rows(query, store, label="alpha") == [("drug:a", "alpha"), ("gene:A", "alpha")]
    assert rows(query, store, label="Alpha") == []


def test_an_unknown_parameter_is_an_error_with_the_known_ones(query: StoredQuery) -> None:
    with pytest.raises(UnknownNameError, match="no parameter 'drug'") as caught:
        bind(query, {"drug": "a"}, ALL_NAMES)
    assert caught.value.nearest == ["thing", "label"]


def test_a_parameter_without_any_value_is_an_error_and_not_an_empty_table(query: StoredQuery) -> None:
    with pytest.raises(UnknownNameError, match="'label' is given no value"):
        bind(query, {"label": []}, ALL_NAMES)


INJECTIONS = [
    "} DROP ALL #",
    '" } DROP ALL #',
    '"} SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } #',
    "' } #",
    '"""',
    "\\",
    '\\"',
    "\\u0022 } #",
    "\\\\u0022",
    "a\nb } #",
    "a\r\n\tb",
    "?label",
    "<http://example.org/>",
    "x) (y",
    "# comment",
    "\x00",
    "{ UNDEF }",
    "é 中 🧬 \u2028",
]


@pytest.mark.parametrize("value", INJECTIONS)
def test_a_value_that_tries_to_be_sparql_is_a_string_like_any_other(value: str, query: StoredQuery) -> None:
    store = ox.Store()
    thing, other = (ox.NamedNode(BASE + f"drug/{key}") for key in "ab")
    store.add(ox.Quad(thing, RDFS.label, ox.Literal(value)))
    store.add(ox.Quad(other, RDFS.label, ox.Literal("another")))
    assert rows(query, store, label=value) == [("drug:a", value)]
    assert len(store) == 2


@pytest.mark.parametrize("value", INJECTIONS)
def test_a_name_that_tries_to_be_sparql_is_unknown(value: str, query: StoredQuery, store: ox.Store) -> None:
    with pytest.raises(UnknownNameError):
        rows(query, store, thing=value)


def test_random_texts_bind_as_themselves(query: StoredQuery) -> None:
    chance = random.Random(13)
    signs = "ab\"'\\\n\r\t{}()<>?$#@^u0025é中🧬\x01"
    for _ in range(200):
        value = "".join(chance.choices(signs, k=chance.randrange(14)))
        store = ox.Store()
        store.add(ox.Quad(ox.NamedNode(BASE + "drug/a"), RDFS.label, ox.Literal(value)))
        assert rows(query, store, label=value) == [("drug:a", value)]


def test_half_of_a_character_is_a_bad_query(query: StoredQuery) -> None:
    with pytest.raises(BadQueryError, match="not Unicode text"):
        bind(query, {"label": "\ud800"}, ALL_NAMES)


def test_values_bind_before_a_limit_and_after_a_comment(tmp_path: Path, store: ox.Store) -> None:
    query = stored(HEADER + PARAMETERS + SPARQL + " LIMIT 1 # the first", tmp_path)
    assert rows(query, store, thing="beta") == [("drug:b", "beta")]


def test_values_bind_a_grouped_query(tmp_path: Path, store: ox.Store) -> None:
    grouped = SPARQL.replace("?thing ?label WHERE", "?label (COUNT(*) AS ?n) WHERE").partition("ORDER")[0]
    query = stored(f"{HEADER}# param: label | text | x | a label\n{grouped} GROUP BY ?label", tmp_path)
    assert rows(query, store, label="alpha") == [("alpha", "2")]


def test_each_form_of_query_gives_its_kind_of_answer(store: ox.Store) -> None:
    assert run(store, "ASK { ?s ?p 'beta' }") is True
    assert run(store, "ASK { ?s ?p 'gamma' }") is False
    triples = run(store, "CONSTRUCT WHERE { ?s ?p 'beta' }")
    assert triples == [ox.Triple(ox.NamedNode(BASE + "drug/b"), RDFS.label, ox.Literal("beta"))]
    found = run(store, "SELECT ?x ?none WHERE { ?x ?p 'beta' }")
    assert isinstance(found, Answer)
    assert found.columns == ["x", "none"]
    assert found.rows == [(ox.NamedNode(BASE + "drug/b"), None)]


@pytest.mark.parametrize("sparql", ["ASK {}", "CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <http://example.org/>"])
def test_a_query_that_gives_no_rows_is_no_stored_query(sparql: str, store: ox.Store) -> None:
    with pytest.raises(BadQueryError, match="Only SELECT"):
        answer(store, sparql)


@pytest.mark.parametrize(
    ("sparql", "reason"),
    [
        ("SELECT * {", "does not parse"),
        ("", "does not parse"),
        ("INSERT DATA { <a:a> <a:a> <a:a> }", "does not parse"),
        ("SELECT (<http://example.org/f>(1) AS ?x) {}", "cannot be evaluated"),
        ("SELECT \ud800 {}", "cannot be evaluated"),
        ("SELECT (TRIPLE(<a:a>, <a:b>, <a:c>) AS ?x) {}", "SUBJECT, PREDICATE and OBJECT"),
    ],
)
def test_what_cannot_be_answered_is_a_bad_query(sparql: str, reason: str, store: ox.Store) -> None:
    before = len(store)
    with pytest.raises(BadQueryError, match=reason):
        run(store, sparql)
    assert len(store) == before


def test_every_stored_query_parses_and_selects_its_parameters(kg: KnowledgeGraph) -> None:
    assert len(kg.queries) > 2
    for query in kg.queries.values():
        found = ox.Store().query(query.sparql)
        assert isinstance(found, ox.QuerySolutions), query.name
        assert {p.name for p in query.parameters} <= {v.value for v in found.variables}, query.name
