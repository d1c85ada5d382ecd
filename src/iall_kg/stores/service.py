"""A SPARQL 1.1 service: its addresses, and the two things that can be asked of it, queries and changes.

Comes in: a base address such as `http://localhost:3030/ds`, or explicit ones such as
`query=http://localhost:8890/sparql,update=http://localhost:8890/sparql-auth`. What is not given is found by asking:
each kind of service has its own habit of naming things below its base.

References: https://www.w3.org/TR/sparql11-protocol/, https://www.w3.org/TR/sparql11-http-rdf-update/
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from iall_kg.errors import StoreError
from iall_kg.stores.connection import PASSWORD, USER, Bounds, Connections, Reply, check

FORM = "application/x-www-form-urlencoded"
JSON = "application/sparql-results+json"
NQUADS = "application/n-quads"
# Repositories of RDF4J and GraphDB take queries at their own address, and changes below it.
REPOSITORY = re.compile(r"/repositories/[^/]+$")
# Below the base: of the oxigraph server and Fuseki; of Fuseki and many others; the base itself.
QUERY_PLACES = ("/query", "/sparql", "")
QUADS_PLACES = ("/store", "/data")
NAMES = ("query", "update", "quads")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a service takes queries, updates, and whole N-Quads; the last two are empty where it takes none."""

    query: str
    update: str = ""
    quads: str = ""


class SparqlService:
    """A service with known addresses."""

    def __init__(self, addresses: Addresses, connections: Connections) -> None:
        self.addresses = addresses
        self._connections = connections

    def ask(
        self,
        sparql: str,
        accept: str,
        dataset: Sequence[tuple[str, str]] = (),
        bounds: Bounds | None = None,
    ) -> Reply:
        """Return the answer to a query in the form that `accept` names. Raises StoreError.

        `dataset` holds pairs of `default-graph-uri` or `named-graph-uri` and the IRI of a graph.
        """
        body = urlencode([("query", sparql), *dataset]).encode()
        url = self.addresses.query
        return check(url, self._connections.send(url, body, {"Content-Type": FORM, "Accept": accept}, bounds))

    def update(self, sparql: str, bounds: Bounds | None = None) -> None:
        """Carry out an update. Raises StoreError."""
        url = self.addresses.update
        headers = {"Content-Type": "application/sparql-update; charset=utf-8"}
        check(url, self._connections.send(url, sparql.encode(), headers, bounds, writes=True))

    def add(self, nquads: bytes, bounds: Bounds | None = None) -> None:
        """Add N-Quads at the address that takes them. Raises StoreError."""
        url = self.addresses.quads
        check(url, self._connections.send(url, nquads, {"Content-Type": NQUADS}, bounds, writes=True))

    def close(self) -> None:
        """Close the connections."""
        self._connections.close()


def is_service(store: str) -> bool:
    """Tell whether a store is named by addresses, not by a directory."""
    return store.startswith(("http://", "https://", *(f"{name}=" for name in NAMES)))


def find_service(store: str, *, writable: bool = False) -> SparqlService:
    """Return the service at a base address or at explicit ones; `writable` asks for where it takes changes too.

    Raises StoreError if there is no SPARQL service.
    """
    connections = Connections()
    given = _explicit(store)
    base = given.pop("base", "")
    query = given.get("query") or _query_place(base, connections)
    repository = bool(REPOSITORY.search(base))
    update = given.get("update", "")
    quads = given.get("quads", "")
    if base and not update:
        update = f"{base}/statements" if repository else base if query == base else f"{base}/update"
    if base and writable and not quads:
        places = (f"{base}/statements",) if repository else tuple(base + place for place in QUADS_PLACES)
        quads = next((place for place in places if _takes_quads(place, connections)), "")
    if writable and not update:
        raise StoreError(f"{store}: no address for updates is given. Add update=URL.")
    return SparqlService(Addresses(query, update, quads), connections)


def _explicit(store: str) -> dict[str, str]:
    """Return the addresses that are given, by name; a base address stands under `base`."""
    if store.startswith(("http://", "https://")):
        pairs = [("base", store.rstrip("/"))]
    else:
        pairs = [(name.strip(), url.strip()) for name, _, url in (part.partition("=") for part in store.split(","))]
    for name, url in pairs:
        parts = urlsplit(url)
        if name not in (*NAMES, "base") or parts.scheme not in ("http", "https") or not parts.hostname:
            raise StoreError(f"{store}: a service reads URL, or query=URL,update=URL,quads=URL.")
        if parts.username or parts.password:
            raise StoreError(f"Credentials in an address are seen by others. Set {USER} and {PASSWORD} instead.")
    given = dict(pairs)
    if "base" not in given and "query" not in given:
        raise StoreError(f"{store}: no address for queries is given. Add query=URL.")
    return given


def _query_place(base: str, connections: Connections) -> str:
    """Return the address that answers the smallest query as the protocol has it."""
    denied: StoreError | None = None
    headers = {"Content-Type": FORM, "Accept": JSON}
    for url in (base + place for place in QUERY_PLACES):
        reply = connections.send(url, b"query=ASK%20%7B%7D", headers)
        if reply.ok and reply.content_type in (JSON, "application/json") and b'"boolean"' in reply.body:
            return url
        if reply.status in (401, 403) or reply.status >= 500:
            try:
                check(url, reply)
            except StoreError as error:
                denied = denied or error
    if denied:
        raise denied
    places = ", ".join(base + place for place in QUERY_PLACES)
    raise StoreError(f"No SPARQL service answers at {places}. Name its addresses: query=URL,update=URL.")


def _takes_quads(url: str, connections: Connections) -> bool:
    """Tell whether an address takes N-Quads, by sending none; nothing changes by that."""
    return connections.send(url, b"", {"Content-Type": NQUADS}, writes=True).ok
