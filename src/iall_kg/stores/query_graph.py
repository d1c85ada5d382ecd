"""Describe the stored queries as RDF in the convention of the SIB sparql-examples, which SPARQL editors read.

Reference: https://github.com/sib-swiss/sparql-examples
"""

import re
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from iall_kg.names import BASE, RDF, RDFS, XSD, Vocabulary
from iall_kg.stored_queries import StoredQuery, without_header

SH = Vocabulary("http://www.w3.org/ns/shacl#")
NAMESPACE = ox.NamedNode(SH.namespace + "namespace")  # the attribute of that name is the vocabulary's own
SCHEMA = Vocabulary("https://schema.org/")
QUERIES_GRAPH = ox.NamedNode(BASE + ".well-known/sparql-examples")
PREFIXES = ox.NamedNode(QUERIES_GRAPH.value + "#prefixes")
PREFIX = re.compile(r"^PREFIX\s+([\w.-]*):\s*<([^>]*)>", re.MULTILINE | re.IGNORECASE)


def described(queries: Iterable[StoredQuery]) -> Iterator[ox.Triple]:
    """Yield the triples that describe stored queries and the prefixes that they use."""
    prefixes: dict[str, str] = {}
    for query in queries:
        node = ox.NamedNode(f"{BASE}query/{query.name}")
        yield ox.Triple(node, RDF.type, SH.SPARQLExecutable)
        yield ox.Triple(node, RDF.type, SH.SPARQLSelectExecutable)
        yield ox.Triple(node, RDFS.label, ox.Literal(query.title, language="en"))
        yield ox.Triple(node, RDFS.comment, ox.Literal(query.question, language="en"))
        yield ox.Triple(node, SH.select, ox.Literal(without_header(query.sparql)))
        yield ox.Triple(node, SH.prefixes, PREFIXES)
        yield ox.Triple(node, SCHEMA.keywords, ox.Literal(query.topic))
        yield ox.Triple(node, SCHEMA.target, ox.NamedNode(BASE + "sparql"))
        prefixes |= dict(PREFIX.findall(query.sparql))
    for prefix, space in sorted(prefixes.items()):
        declaration = ox.NamedNode(f"{PREFIXES.value}-{prefix}")
        yield ox.Triple(PREFIXES, SH.declare, declaration)
        yield ox.Triple(declaration, SH.prefix, ox.Literal(prefix))
        yield ox.Triple(declaration, NAMESPACE, ox.Literal(space, datatype=XSD.anyURI))
