"""Namespaces, prefixes and graph names: the one place where IRIs of this project are spelled.

A CURIE such as `drug:revumenib` stands for `https://w3id.org/iall-kg/drug/revumenib`; every kind of
thing has a prefix of its own name. Passages, claims, references and conflicts belong to a source
and carry its key: `claim:kulczycka-2024/s4-3-p1-s1`.
"""

from dataclasses import dataclass

from pyoxigraph import NamedNode

BASE = "https://w3id.org/iall-kg/"


@dataclass(frozen=True)
class Vocabulary:
    """A namespace whose terms are its attributes: `IALL.stance`."""

    namespace: str

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("__"):
            raise AttributeError(name)  # so that copy, pickle and others ask in vain for what is no term
        term = NamedNode(self.namespace + name)
        object.__setattr__(self, name, term)  # so that it is made once
        return term


IALL = Vocabulary(BASE + "ontology#")
RDF = Vocabulary("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Vocabulary("http://www.w3.org/2000/01/rdf-schema#")
OWL = Vocabulary("http://www.w3.org/2002/07/owl#")
SKOS = Vocabulary("http://www.w3.org/2004/02/skos/core#")
DCTERMS = Vocabulary("http://purl.org/dc/terms/")
XSD = Vocabulary("http://www.w3.org/2001/XMLSchema#")

# Graphs of the release that are not claims.
ONTOLOGY_GRAPH = NamedNode(BASE + "ontology")
THINGS_GRAPH = NamedNode(BASE + "graph/things")
META_GRAPH = NamedNode(BASE + "graph/meta")
CURATION_GRAPH = NamedNode(BASE + "graph/curation")
INFERRED_GRAPH = NamedNode(BASE + "graph/inferred")

# Kinds that belong to one source and carry its key.
OWNED_KINDS = frozenset({"source", "passage", "claim", "reference", "conflict"})

FOREIGN_PREFIXES = {
    "iall": IALL.namespace,
    "dcterms": DCTERMS.namespace,
    "eco": "http://purl.obolibrary.org/obo/ECO_",
    "owl": OWL.namespace,
    "rdf": RDF.namespace,
    "rdfs": RDFS.namespace,
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": SKOS.namespace,
    "xsd": XSD.namespace,
}


def expand(curie: str) -> str | None:
    """Return the IRI that a CURIE or an IRI stands for, or None if it is neither."""
    if curie.startswith("<") and curie.endswith(">"):
        curie = curie[1:-1]
    if curie.startswith(("http://", "https://")):
        return curie
    prefix, colon, local = curie.partition(":")
    if not colon or not local or " " in curie or local.startswith(":"):
        return None
    if prefix in FOREIGN_PREFIXES:
        return FOREIGN_PREFIXES[prefix] + local
    return f"{BASE}{prefix}/{local}" if prefix.isidentifier() and prefix.islower() else None


def shorten(iri: str) -> str:
    """Return the CURIE of an IRI of ours or of a well-known vocabulary, else the IRI itself.

    What it returns always expands to the same IRI.
    """
    curie = iri
    for prefix, namespace in FOREIGN_PREFIXES.items():
        if iri.startswith(namespace):
            curie = f"{prefix}:{iri[len(namespace) :]}"
    if kind := kind_of(iri):
        curie = f"{kind}:{iri[len(BASE) + len(kind) + 1 :]}"
    return curie if expand(curie) == iri else iri


def kind_of(iri: str) -> str:
    """Return the kind of one of our things, such as `drug`, or an empty string for anything else."""
    kind, slash, _ = iri.removeprefix(BASE).partition("/")
    return kind if slash and iri.startswith(BASE) else ""


def key_of(iri: str) -> str:
    """Return the key of the source to which a passage, claim, reference, conflict or source belongs, or nothing."""
    return iri.removeprefix(BASE).split("/")[1] if kind_of(iri) in OWNED_KINDS else ""
