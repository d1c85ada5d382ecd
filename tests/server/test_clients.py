"""Clients that people use read the endpoint without special care, and get what the graph itself gives."""

import csv
import io
import urllib.request
from urllib.parse import urlencode

import pandas
import pytest
import rdflib
import SPARQLWrapper
from rdflib.namespace import RDFS
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from iall_kg.graph import KnowledgeGraph
from iall_kg.results import Answer
from running_server import Served

PATTERN = "{ ?s a <https://w3id.org/iall-kg/ontology#Drug> ; <http://www.w3.org/2000/01/rdf-schema#label> ?l }"
SELECT = f"SELECT ?s ?l {PATTERN} ORDER BY ?s ?l"
CONSTRUCT = f"CONSTRUCT {{ ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l }} {PATTERN}"
METHODS = (SPARQLWrapper.GET, SPARQLWrapper.POST, SPARQLWrapper.POSTDIRECTLY)


@pytest.fixture(scope="module")
def drugs(kg: KnowledgeGraph) -> list[list[str]]:
    answer = kg.sparql(SELECT)
    assert isinstance(answer, Answer)
    assert len(answer) >= 20
    return [[t.value for t in row if t is not None] for row in answer.rows]


@pytest.fixture(params=["GET", "POST", "POST directly"])
def wrapper(served: Served, request: pytest.FixtureRequest) -> SPARQLWrapper.SPARQLWrapper:
    wrapper = SPARQLWrapper.SPARQLWrapper(served.url + "/sparql")
    wrapper.setMethod(SPARQLWrapper.GET if request.param == "GET" else SPARQLWrapper.POST)
    if request.param == "POST directly":
        wrapper.setRequestMethod(SPARQLWrapper.POSTDIRECTLY)
    return wrapper


def test_sparqlwrapper_reads_rows(wrapper: SPARQLWrapper.SPARQLWrapper, drugs: list[list[str]]) -> None:
    wrapper.setQuery(SELECT)
    wrapper.setReturnFormat(SPARQLWrapper.JSON)
    rows = wrapper.queryAndConvert()["results"]["bindings"]
    assert [[row["s"]["value"], row["l"]["value"]] for row in rows] == drugs
    wrapper.setReturnFormat(SPARQLWrapper.CSV)
    assert list(csv.reader(io.StringIO(wrapper.queryAndConvert().decode()))) == [["s", "l"], *drugs]
    wrapper.setReturnFormat(SPARQLWrapper.XML)
    assert len(wrapper.queryAndConvert().getElementsByTagName("result")) == len(drugs)


def test_sparqlwrapper_reads_graphs_and_truth_values(
    wrapper: SPARQLWrapper.SPARQLWrapper, drugs: list[list[str]]
) -> None:
    for form in (SPARQLWrapper.TURTLE, SPARQLWrapper.N3):
        wrapper.setQuery(CONSTRUCT)
        wrapper.setReturnFormat(form)
        found = wrapper.queryAndConvert()
        graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found, format=form)
        assert sorted([str(s), str(o)] for s, o in graph.subject_objects(RDFS.label)) == sorted(drugs)
    wrapper.setQuery(f"ASK {PATTERN}")
    wrapper.setReturnFormat(SPARQLWrapper.JSON)
    assert wrapper.queryAndConvert()["boolean"] is True


def test_sparqlwrapper_is_told_of_a_bad_query(wrapper: SPARQLWrapper.SPARQLWrapper) -> None:
    wrapper.setQuery("SELECT * {")
    with pytest.raises(SPARQLWrapper.SPARQLExceptions.QueryBadFormed, match="does not parse near line 1"):
        wrapper.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_reads_the_endpoint_as_a_store(served: Served, drugs: list[list[str]], method: str) -> None:
    store = SPARQLStore(served.url + "/sparql", method=method)
    rows = rdflib.Graph(store).query(SELECT)
    assert [[str(term) for term in row] for row in rows] == drugs
    graph = rdflib.Graph(store)
    assert graph.value(rdflib.URIRef(drugs[0][0]), RDFS.label).toPython() == drugs[0][1]
    claims = rdflib.Graph(store, identifier=rdflib.URIRef("https://w3id.org/iall-kg/graph/things"))
    assert len(claims) > 1000


def test_the_standard_library_reads_csv_as_a_table(served: Served, drugs: list[list[str]]) -> None:
    address = f"{served.url}/sparql?{urlencode({'query': SELECT})}"
    request = urllib.request.Request(address, headers={"Accept": "text/csv"})
    with urllib.request.urlopen(request) as answer:
        rows = list(csv.DictReader(io.TextIOWrapper(answer, "utf-8", newline="")))
    assert [[row["s"], row["l"]] for row in rows] == drugs
    with urllib.request.urlopen(f"{served.url}/query/drug-classes?format=csv") as answer:
        assert len(list(csv.DictReader(io.TextIOWrapper(answer, "utf-8", newline="")))) > 5


def test_pandas_reads_csv_and_tsv_as_a_table(served: Served, drugs: list[list[str]]) -> None:
    address = f"{served.url}/sparql?{urlencode({'query': SELECT})}"
    for table in (
        pandas.read_csv(address, storage_options={"Accept": "text/csv"}),
        pandas.read_csv(f"{address}&format=csv"),
    ):
        assert list(table.columns) == ["s", "l"]
        assert table.to_numpy().tolist() == drugs
    # TSV tells IRIs and strings apart as SPARQL does.
    table = pandas.read_csv(f"{address}&format=tsv", sep="\t", quoting=csv.QUOTE_NONE)
    assert list(table.columns) == ["?s", "?l"]
    assert table.to_numpy().tolist() == [[f"<{iri}>", f'"{label}"@en'] for iri, label in drugs]


def test_pandas_reads_a_stored_query_with_numbers_as_numbers(served: Served, kg: KnowledgeGraph) -> None:
    table = pandas.read_csv(f"{served.url}/query/highest-survival?format=csv")
    answer = kg.query("highest-survival")
    assert list(table.columns) == answer.columns
    assert pandas.api.types.is_numeric_dtype(table["value"])
    assert table["value"].tolist() == [float(row["value"] or "nan") for row in answer]
    assert len(table) >= 3
