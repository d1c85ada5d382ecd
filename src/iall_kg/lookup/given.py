"""Which names a store gives to its things, and how well each name names its thing."""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from iall_kg.names import BASE, IALL, RDF, RDFS, SKOS, THINGS_GRAPH, kind_of, shorten
from iall_kg.statements import DEFAULT, match
from iall_kg.stores.readable import ReadableStore

# How well a name names a thing: its label first, then its names, then the names of a fusion's partners.
LABEL, SYNONYM, IDENTIFIER, PARTNER = range(4)
PROPERTIES = {
    SKOS.altLabel: SYNONYM,
    IALL.formerSymbol: SYNONYM,
    IALL.formerName: SYNONYM,
    IALL.drugCode: SYNONYM,
    IALL.abbreviation: SYNONYM,
    IALL.fullName: SYNONYM,
    SKOS.hiddenLabel: IDENTIFIER,
    IALL.nctId: IDENTIFIER,
}
MATCHES = (SKOS.exactMatch, SKOS.closeMatch)
PARTNERS = (IALL.fivePrimePartner, IALL.threePrimePartner)
# Provenance has addresses, not names.
UNNAMED_KINDS = frozenset({"passage", "claim", "reference", "graph"})
UNLABELLED = (IALL.Claim, IALL.Passage)
ONTOLOGY = "ontology"
OBO = "http://purl.obolibrary.org/obo/"


def labels(store: ReadableStore) -> Iterator[tuple[str, str]]:
    """Yield each of our things that has a label, with its label; the first of several counts."""
    for quad in match(store, None, RDFS.label, None, DEFAULT):
        if quad.subject.value.startswith(BASE) and isinstance(quad.object, ox.Literal):
            yield quad.subject.value, quad.object.value


def unlabelled(store: ReadableStore) -> Iterator[str]:
    """Yield the claims and passages, which have addresses but no labels."""
    for kind in UNLABELLED:
        for quad in match(store, None, RDF.type, kind, DEFAULT):
            yield quad.subject.value


def names(store: ReadableStore, labelled: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, int]]:
    """Yield each name as it is written, with what it names and how well; `labelled` is things with their labels.

    Of what is yielded, only what names a thing with a label counts.
    """
    for iri, label in labelled:
        if kind_of(iri) not in UNNAMED_KINDS:
            yield label, iri, LABEL
            yield shorten(iri), iri, IDENTIFIER
            # As weak as a partner's name: of kind fusion, KMT2A means all its fusions, not fusion:KMT2A alone.
            yield iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1], iri, PARTNER
    for term, rank in PROPERTIES.items():
        for quad in match(store, None, term, None, DEFAULT):
            if isinstance(quad.object, ox.Literal):
                yield quad.object.value, quad.subject.value, rank
    for term in MATCHES:
        for quad in match(store, None, term, None, THINGS_GRAPH):
            yield quad.object.value, quad.subject.value, IDENTIFIER
            yield identifier(quad.object.value), quad.subject.value, IDENTIFIER


def partners(store: ReadableStore) -> Iterator[tuple[str, str]]:
    """Yield each fusion with each of its partners; whatever names a partner finds the fusion, as PARTNER."""
    for term in PARTNERS:
        for quad in match(store, None, term, None, DEFAULT):
            yield quad.subject.value, quad.object.value


def identifier(iri: str) -> str:
    """Return the identifier in an IRI: `hgnc:7132` of `…/hgnc/7132`, `NCIT:C99319` of `…/obo/NCIT_C99319`."""
    if iri.startswith(OBO):
        return iri.removeprefix(OBO).replace("_", ":", 1)
    return ":".join(iri.replace("#", "/").split("/")[-2:])


def kind_of_named(iri: str) -> str:
    """Return the kind of a thing; terms of the ontology, such as values of closed lists, are a kind too."""
    return ONTOLOGY if iri.startswith(f"{BASE}{ONTOLOGY}#") else kind_of(iri)
