"""The graph is one object that answers stored queries, SPARQL, names and conflicts."""

import doctest
from collections.abc import Callable
from pathlib import Path

import platformdirs
import pyoxigraph as ox
import pytest

import iall_kg
from iall_kg.content import Content
from iall_kg.errors import BadQueryError, IallKgError, UnknownNameError
from iall_kg.graph import KnowledgeGraph
from iall_kg.lookup import Hit
from iall_kg.results import Answer
from iall_kg.show import Description
from iall_kg.stored_queries import StoredQuery


def test_the_example_in_the_documentation_of_the_package_runs(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(verbose=False)
    source = (iall_kg.__doc__ or "").replace("# doctest: +SKIP", "")
    monkeypatch.setattr(iall_kg, "open", lambda: kg)
    printed: list[str] = []
    example = parser.get_doctest(source, {"__name__": "__main__"}, "iall_kg", "iall_kg", 0)
    assert len(example.examples) == 3
    for part in example.examples:
        part.options[doctest.ELLIPSIS] = True
    example.examples[-1].want = "revumenib 4.3 60 (end of paragraph)\nrevumenib ...\n"
    result = runner.run(example, out=printed.append)
    assert result.failed == 0, "".join(printed)
    assert result.attempted == 3


def test_everything_that_the_package_offers_is_there() -> None:
    for name in iall_kg.__all__:
        assert getattr(iall_kg, name) is not None
    errors = [getattr(iall_kg, name) for name in iall_kg.__all__ if name.endswith("Error")]
    assert len(errors) > 4
    assert all(issubclass(error, IallKgError) for error in errors)


def test_a_stored_query_is_answered_by_name_with_parameters(kg: KnowledgeGraph) -> None:
    answer = kg.query("drugs-targeting-interaction", interaction="menin-KMT2A")
    assert {row["drugLabel"] for row in answer} == {"revumenib"}
    assert {row["section"] for row in answer} == {"4.3", "Table 2"}
    assert kg.query("drugs-targeting-interaction", interaction=["menin–KMT2A"]) == answer
    assert all(isinstance(query, StoredQuery) for query in kg.queries.values())


def test_the_sparql_of_a_stored_query_is_what_it_runs(kg: KnowledgeGraph) -> None:
    sparql = kg.sparql_of("drugs-targeting-interaction", interaction="menin-KMT2A")
    assert kg.sparql(sparql) == kg.query("drugs-targeting-interaction", interaction="menin-KMT2A")
    assert kg.sparql_of("drugs-targeting-interaction") == kg.queries["drugs-targeting-interaction"].sparql


@pytest.mark.parametrize(
    ("name", "parameters", "near"),
    [
        ("drugs-targeting-interactions", {}, "drugs-targeting-interaction"),
        ("Conflicts", {}, "conflicts"),
        ("drugs-targeting-interaction", {"interactions": "menin-KMT2A"}, "interaction"),
        ("drugs-targeting-interaction", {"interaction": "menin-MLL"}, "menin–KMT2A interaction"),
    ],
)
def test_an_unknown_query_parameter_or_thing_is_an_error_with_the_nearest_names(
    name: str, parameters: dict[str, str], near: str, kg: KnowledgeGraph
) -> None:
    with pytest.raises(UnknownNameError) as caught:
        kg.query(name, **parameters)
    assert near in caught.value.nearest


def test_sparql_gives_rows_a_truth_value_or_triples(kg: KnowledgeGraph) -> None:
    prefix = "PREFIX drug: <https://w3id.org/iall-kg/drug/> PREFIX iall: <https://w3id.org/iall-kg/ontology#> "
    rows = kg.sparql(prefix + "SELECT ?class { drug:revumenib iall:memberOfClass ?class }")
    assert isinstance(rows, Answer)
    assert [row["class"] for row in rows] == ["drugclass:menin-inhibitor"]
    assert kg.sparql(prefix + "ASK { drug:revumenib a iall:MeninInhibitor }") is True
    assert kg.sparql(prefix + "ASK { drug:lestaurtinib a iall:MeninInhibitor }") is False
    triples = kg.sparql(prefix + "CONSTRUCT WHERE { drug:revumenib iall:memberOfClass ?class }")
    assert isinstance(triples, list)
    assert all(isinstance(triple, ox.Triple) for triple in triples)
    assert len(triples) == 1


@pytest.mark.parametrize("sparql", ["SELECT * {", "DROP ALL", "SELECT * { SERVICE <http://127.0.0.1:9/> { } }", ""])
def test_sparql_that_is_broken_or_not_allowed_is_a_bad_query(sparql: str, kg: KnowledgeGraph) -> None:
    with pytest.raises(BadQueryError):
        kg.sparql(sparql)


def test_the_other_ways_to_ask_give_their_kinds_of_answer(kg: KnowledgeGraph) -> None:
    assert isinstance(kg.show("MLL"), Description)
    assert all(isinstance(hit, Hit) for hit in kg.search("MLL"))
    conflicts = kg.conflicts()
    assert len(conflicts) > 50
    assert {row["resolutionLabel"] for row in conflicts} == {"open", "settled"}
    with pytest.raises(UnknownNameError):
        kg.show("no such thing at all")


def test_an_opened_graph_is_built_once_and_kept_for_the_next_time(
    make_content: Callable[[dict[str, str]], Content], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    content = make_content({"data/drugs.ttl": f'<https://w3id.org/iall-kg/drug/a> {label} "drug A" .'})
    cache = tmp_path / "cache"
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: cache)
    first = iall_kg.open(content)
    (kept,) = cache.iterdir()
    changed = kept.stat().st_mtime_ns
    again = iall_kg.open(content)
    assert (kept.stat().st_mtime_ns, list(cache.iterdir())) == (changed, [kept])
    assert set(first.store) == set(again.store)
    assert [hit.label for hit in again.search("drug A")] == ["drug A"]
    assert "conflicts" in again.queries
