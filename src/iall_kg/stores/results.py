"""Read what a service answers as our own engine would have answered it: numbers in the same spelling.

An engine that keeps numbers as numbers, as Jena's TDB2 does, gives back 80 as 80.0; ours gives 80.
"""

import json
from functools import lru_cache

import pyoxigraph as ox

from iall_kg.names import XSD

SPELLED_DIFFERENTLY = frozenset(kind.value for kind in (XSD.decimal, XSD.double, XSD.float))
ANY = ox.NamedNode("urn:any")


def read_solutions(body: bytes) -> ox.QuerySolutions | ox.QueryBoolean:
    """Return the rows or the truth value of SPARQL results JSON. Raises SyntaxError or ValueError if it is none."""
    if any(kind.encode() in body for kind in SPELLED_DIFFERENTLY):
        body = _spelled(body)
    return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)


def read_triples(ntriples: bytes) -> ox.QueryTriples:
    """Return the triples of N-Triples. Raises SyntaxError if it is none."""
    store = ox.Store()
    store.load(ntriples, format=ox.RdfFormat.N_TRIPLES)
    triples = store.query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert isinstance(triples, ox.QueryTriples)
    return triples


def _spelled(body: bytes) -> bytes:
    document = json.loads(body)
    for row in document.get("results", {}).get("bindings", ()):
        for cell in row.values():
            if cell.get("datatype") in SPELLED_DIFFERENTLY:
                cell["value"] = _number(cell["value"], cell["datatype"])
    return json.dumps(document, ensure_ascii=False).encode()


@lru_cache(maxsize=10_000)
def _number(value: str, datatype: str) -> str:
    """Return a number as our engine writes it when it has kept it."""
    store = ox.Store()
    store.add(ox.Quad(ANY, ANY, ox.Literal(value, datatype=ox.NamedNode(datatype))))
    kept = next(iter(store)).object
    assert isinstance(kept, ox.Literal)
    return kept.value
