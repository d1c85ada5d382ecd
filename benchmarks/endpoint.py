"""Measure the SPARQL endpoint beside the `oxigraph` server and rdflib-endpoint: same data, same queries, same run.

Run `python benchmarks/endpoint.py`; prints one Markdown table. The other two servers are installed into a
throw-away virtual environment, or found in the one of --environment.
"""

import argparse
import asyncio
import itertools
import subprocess
import sys
import tempfile
import urllib.request
import venv
from collections.abc import Iterator
from pathlib import Path

import iall_kg
from clients import ask, free_port, running, send

OTHERS = ("oxigraph==0.5.13", "rdflib-endpoint[cli]==0.6.3", "uvicorn")
IALL = "PREFIX iall: <https://w3id.org/iall-kg/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
MIX = [
    "ASK { <https://w3id.org/iall-kg/drug/revumenib> ?p ?o }",
    IALL + "SELECT ?l { <https://w3id.org/iall-kg/gene/KMT2A> rdfs:label ?l }",
    "SELECT ?p ?o { <https://w3id.org/iall-kg/fusion/KMT2A--AFF1> ?p ?o }",
    IALL + "SELECT ?drug ?l { ?drug a iall:MeninInhibitor ; rdfs:label ?l } ORDER BY ?l",
    IALL + "SELECT ?claim ?s ?p ?o { GRAPH ?claim { ?s ?p ?o } ?claim iall:section '4.3' }",
    IALL + "SELECT ?class (COUNT(?s) AS ?n) { ?s a ?class } GROUP BY ?class ORDER BY DESC(?n) LIMIT 20",
    IALL + "SELECT ?sub ?super { ?sub rdfs:subClassOf+ ?super . ?super rdfs:label ?l }",
    IALL + "SELECT ?s ?l { ?s rdfs:label ?l FILTER CONTAINS(LCASE(STR(?l)), 'kmt2a') }",
    IALL + "SELECT ?f ?l ?gene { ?f a iall:GeneFusion ; rdfs:label ?l OPTIONAL { ?f iall:threePrimePartner ?gene } }",
    IALL + "SELECT ?o ?v ?m { ?o iall:ofMeasure ?m ; iall:value ?v FILTER(?v > 50) } ORDER BY DESC(?v) LIMIT 10",
]


def servers(environment: Path, data: Path) -> Iterator[tuple[str, list[str], int, str]]:
    """Give the name, command, port and path of each server."""
    port = free_port()
    yield "iall-kg", [sys.executable, "-m", "iall_kg", "serve", "--port", str(port)], port, "/sparql"
    # Without a folder it holds its data in memory, as the others do; `send` puts them there.
    port = free_port()
    yield "oxigraph", [str(environment / "bin" / "oxigraph"), "serve", "--bind", f"127.0.0.1:{port}"], port, "/query"
    port = free_port()
    program = str(environment / "bin" / "rdflib-endpoint")
    yield "rdflib-endpoint", [program, "serve", "--port", str(port), str(data)], port, "/"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0, help="for each cell (default: %(default)g)")
    parser.add_argument("--environment", type=Path, help="virtual environment with oxigraph and rdflib-endpoint")
    parser.add_argument("--only", nargs="*", help="names of servers")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = options.environment or folder / "environment"
        if options.environment is None:
            venv.create(environment, with_pip=True)
            subprocess.run([environment / "bin" / "pip", "install", "--quiet", *OTHERS], check=True)
        kg = iall_kg.open()
        stored = [kg.sparql_of(name) for name in kg.queries]
        data = folder / "data.nq"
        port = free_port()
        with running([sys.executable, "-m", "iall_kg", "serve", "--port", str(port)], port, "/sparql"):
            urllib.request.urlretrieve(f"http://127.0.0.1:{port}/dumps/iall-kg.nq", data)
        print(f"{len(stored)} stored queries, a mix of {len(MIX)}; {sum(1 for _ in data.open())} quads\n")
        print("| server | queries | clients | per second | median, ms | 99%, ms |")
        print("| --- | --- | ---: | ---: | ---: | ---: |")
        for server, command, port, path in servers(environment, data):
            if options.only and server not in options.only:
                continue
            with running(command, port, path):
                if server == "oxigraph":
                    send(f"http://127.0.0.1:{port}/store", data)
                for (kind, queries), each_new in itertools.product((("mix", MIX), ("stored", stored)), (True, False)):
                    for clients in (1, 8, 32):
                        done = asyncio.run(ask((port, path), queries, clients, options.seconds, each_new=each_new))
                        asked = f"{kind}, {'each new' if each_new else 'repeated'}"
                        print(f"| {server} | {asked} | {clients} | {done.shown()}", flush=True)


if __name__ == "__main__":
    main()
