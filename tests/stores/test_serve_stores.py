"""`serve` on a directory and on a SPARQL service answers as it does from memory, and says the same when it refuses."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pyoxigraph as ox
import pytest
from asked import GOOD, JSON, THING
from engines import Engine

from iall_kg.cli import main
from iall_kg.graph import KnowledgeGraph
from iall_kg.stores.directory import write_directory
from running_server import Served, running_with, start

REFUSED = {
    "syntax": "SELECT * { ?s ?p }",
    "update": "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
    "service": "ASK { SERVICE <http://example.org/> { ?s ?p ?o } }",
    "depth": "SELECT * " + "{" * 150 + " ?s ?p ?o " + "}" * 150,
    "rows": "SELECT * { ?a a ?b . ?c a ?d } LIMIT 2000",
    "triples": "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 4000",
}
STORES = ("directory", "oxigraph", "fuseki", "rdf4j")


@pytest.fixture(scope="module")
def in_memory() -> Iterator[Served]:
    with running_with("--workers", "1", "--max-rows", "1000") as server:
        yield server


@pytest.fixture(scope="module")
def serving(
    kg: KnowledgeGraph, published: Callable[[str], Engine], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Served]]:
    """Return the server on a store of a name."""
    with ExitStack() as stack:
        servers: dict[str, Served] = {}

        def on(name: str) -> Served:
            if name not in servers:
                if name == "directory":
                    folder = tmp_path_factory.mktemp("directory")
                    write_directory(folder, lambda store: store.bulk_extend(kg.store), kg.content)
                    store = str(folder)
                else:
                    store = published(name).base
                servers[name] = start("--workers", "1", "--max-rows", "1000", "--store", store)
                stack.callback(servers[name].stop)
            return servers[name]

        yield on


@pytest.fixture(params=STORES)
def served(request: pytest.FixtureRequest, serving: Callable[[str], Served]) -> Served:
    return serving(request.param)


def rows(served: Served, query: str) -> list[str]:
    answer = served.sparql(query, headers=JSON)
    assert answer.status_code == 200, answer.text
    return sorted(json.dumps(row, sort_keys=True) for row in answer.json()["results"]["bindings"])


def test_every_stored_query_gives_the_rows_that_it_gives_from_memory(
    served: Served, in_memory: Served, kg: KnowledgeGraph
) -> None:
    compared = 0
    for name, query in kg.queries.items():
        path = f"/query/{name}?format=json"
        expected = in_memory.get(path)
        answer = served.get(path)
        assert answer.status_code == expected.status_code, name
        if expected.status_code == 200:
            assert answer.json()["head"]["vars"] == expected.json()["head"]["vars"]
            found, wanted = (
                sorted(json.dumps(row, sort_keys=True) for row in a.json()["results"]["bindings"])
                for a in (answer, expected)
            )
            assert found == wanted, query.name
            compared += 1
    assert compared > 50


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_is_refused_in_the_same_words(case: str, served: Served, in_memory: Served) -> None:
    expected = in_memory.sparql(REFUSED[case])
    assert expected.status_code >= 400
    answer = served.sparql(REFUSED[case])
    assert (answer.status_code, answer.json()) == (expected.status_code, expected.json())


@pytest.mark.parametrize("form", ["text/csv", "text/tab-separated-values", "application/sparql-results+xml"])
def test_rows_come_in_every_form(form: str, served: Served, in_memory: Served) -> None:
    answer = served.sparql(GOOD, headers={"Accept": form})
    assert answer.headers["content-type"] == in_memory.sparql(GOOD, headers={"Accept": form}).headers["content-type"]
    assert "revumenib" in answer.text


@pytest.mark.parametrize(
    ("form", "parsed"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
    ],
)
def test_graphs_come_in_every_form(form: str, parsed: ox.RdfFormat, served: Served, in_memory: Served) -> None:
    query = f"CONSTRUCT {{ {THING} ?p ?o }} {{ {THING} ?p ?o }}"
    found, wanted = (
        {str(quad) for quad in ox.parse(server.sparql(query, headers={"Accept": form}).content, format=parsed)}
        for server in (served, in_memory)
    )
    assert found == wanted != set()


def test_a_form_that_the_client_does_not_take_is_a_406(served: Served) -> None:
    assert served.sparql(GOOD, headers={"Accept": "text/turtle"}).status_code == 406


def test_the_graphs_that_the_protocol_names_are_asked(served: Served, in_memory: Served) -> None:
    graph = "https://w3id.org/iall-kg/claim/kulczycka-2024/s4-3-p2-s2"
    parameters = {"query": "SELECT * { ?s ?p ?o }", "default-graph-uri": graph}
    found, wanted = (server.get("/sparql", params=parameters, headers=JSON).json() for server in (served, in_memory))
    assert len(found["results"]["bindings"]) == len(wanted["results"]["bindings"]) > 0


@pytest.mark.parametrize("path", ["/.well-known/void", "/queries.ttl", "/drug/revumenib.ttl"])
def test_descriptions_and_things_are_the_same(path: str, served: Served, in_memory: Served) -> None:
    found, wanted = (server.get(path, headers={"Accept": "text/turtle"}) for server in (served, in_memory))
    assert found.status_code == wanted.status_code == 200
    found, wanted = ({str(q) for q in ox.parse(a.content, format=ox.RdfFormat.TURTLE)} for a in (found, wanted))
    assert found == wanted != set()


@pytest.mark.parametrize(
    "path", ["/drug/index.html", "/trial/index.html", "/search.html?q=revumenb", "/search.html?q=infant"]
)
def test_pages_that_are_made_of_names_are_the_same(path: str, served: Served, in_memory: Served) -> None:
    found, wanted = (server.get(path, headers={"Accept": "text/html"}) for server in (served, in_memory))
    assert found.status_code == wanted.status_code == 200
    assert found.text == wanted.text


@pytest.mark.parametrize(
    "path", ["/claim/kulczycka-2024/s4-3-p2-s2", "/passage/kulczycka-2024/s4-3-p2-s2", "/gene/MLL"]
)
def test_things_are_known_or_missed_the_same_way(path: str, served: Served, in_memory: Served) -> None:
    found, wanted = (server.get(path, headers={"Accept": "application/json"}) for server in (served, in_memory))
    assert found.status_code == wanted.status_code


def test_a_dump_holds_as_much(served: Served, in_memory: Served) -> None:
    found, wanted = (server.get("/dumps/iall-kg.nt").text.count("\n") for server in (served, in_memory))
    assert found == wanted > 10_000


def test_the_server_is_well(served: Served) -> None:
    assert served.get("/health").json()["status"] == "ok"


def test_a_base_iri_of_ones_own_needs_the_release_in_memory(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--store", "anywhere", "--base-iri", "http://localhost:8080/"]) == 2
    assert "Leave out --base-iri, or --store" in capsys.readouterr().err
