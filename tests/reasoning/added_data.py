"""Data in Turtle that are added to what is given."""

import pyoxigraph as ox

from iall_kg.names import BASE, IALL

KINDS = (
    *("alteration", "disease", "drug", "drugclass", "fusion", "gene", "outcome", "passage", "population", "protein"),
    "trial",
)
PREFIXES = "".join(f"@prefix {kind}: <{BASE}{kind}/> .\n" for kind in KINDS) + (
    f"@prefix iall: <{IALL.namespace}> .\n"
    "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
)


def with_more(given: ox.Store, turtle: str) -> ox.Store:
    store = ox.Store()
    store.extend(given)
    store.bulk_load((PREFIXES + turtle).encode(), format=ox.RdfFormat.TURTLE)
    return store
