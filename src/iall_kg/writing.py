"""Write triples in the forms of RDF that people ask for by ending, with the prefixes that they need and no others."""

from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from iall_kg.serialize import serialized

RDF = {
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
}
WITH_PREFIXES = frozenset({"ttl", "rdf", "trig"})


def written(triples: Sequence[ox.Triple], form: str, prefixes: Mapping[str, str]) -> bytes:
    """Return triples in a form of RDF."""
    return serialized(triples, RDF[form], _used(triples, prefixes) if form in WITH_PREFIXES else None)


def _used(triples: Sequence[ox.Triple], prefixes: Mapping[str, str]) -> dict[str, str]:
    spaces = set()
    for triple in triples:
        for term in triple:
            if isinstance(term, ox.Literal):
                spaces.add(_space(term.datatype.value))
            elif isinstance(term, ox.NamedNode):
                spaces.add(_space(term.value))
    return {prefix: space for prefix, space in prefixes.items() if space in spaces}


def _space(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]
