"""The forms of RDF: the default graph in those that hold triples, the whole dataset in those that hold graphs."""

import re
from collections.abc import Sequence

import pyoxigraph as ox

from iall_kg.exports.files import NAME, Files
from iall_kg.graph import KnowledgeGraph
from iall_kg.serialize import prefixes_for, serialized, sorted_quads, to_nquads, to_trig

ROOT = re.compile(rb"<rdf:RDF(?: [^>]*)?>")
ATTRIBUTE = re.compile(rb' \S+?="[^"]*"')


def turtle(kg: KnowledgeGraph) -> Files:
    """Return the default graph as Turtle."""
    quads = facts(kg)
    return {f"{NAME}.ttl": serialized(_triples(quads), ox.RdfFormat.TURTLE, prefixes_for(quads))}


def ntriples(kg: KnowledgeGraph) -> Files:
    """Return the default graph as N-Triples."""
    return {f"{NAME}.nt": serialized(_triples(facts(kg)), ox.RdfFormat.N_TRIPLES)}


def rdfxml(kg: KnowledgeGraph) -> Files:
    """Return the default graph as RDF/XML."""
    quads = facts(kg)
    written = serialized(_triples(quads), ox.RdfFormat.RDF_XML, prefixes_for(quads))
    return {f"{NAME}.rdf": ROOT.sub(with_sorted_attributes, written, count=1)}


def trig(kg: KnowledgeGraph) -> Files:
    """Return the dataset as TriG."""
    return {f"{NAME}.trig": to_trig(kg.store)}


def nquads(kg: KnowledgeGraph) -> Files:
    """Return the dataset as N-Quads."""
    return {f"{NAME}.nq": to_nquads(kg.store)}


def facts(kg: KnowledgeGraph) -> list[ox.Quad]:
    """Return the default graph, sorted."""
    return sorted_quads(kg.store.quads_for_pattern(None, None, None, ox.DefaultGraph()))


def _triples(quads: Sequence[ox.Quad]) -> list[ox.Triple]:
    return [quad.triple for quad in quads]


def with_sorted_attributes(root: re.Match[bytes]) -> bytes:
    """Sort the namespaces, which pyoxigraph writes in any order."""
    return b"<rdf:RDF" + b"".join(sorted(ATTRIBUTE.findall(root[0]))) + b">"
