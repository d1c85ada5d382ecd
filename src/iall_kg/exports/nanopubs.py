"""Each claim as a nanopublication: four graphs that tell what is said, where it comes from, and who says so here.

A hedged or denied claim is published with its stance, which stands in the provenance: read it before the
assertion. The nanopublications are not signed. Guidelines: https://nanopub.net/guidelines/working_draft/
"""

from collections.abc import Iterator

import pyoxigraph as ox

from iall_kg.exports.files import NAME, Files
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, DCTERMS, FOREIGN_PREFIXES, IALL, META_GRAPH, ONTOLOGY_GRAPH, RDF, XSD, Vocabulary
from iall_kg.serialize import prefixes_for, serialized, sorted_quads
from iall_kg.statements import Node, Term, match

NP = Vocabulary("http://www.nanopub.org/nschema#")
PROV = Vocabulary("http://www.w3.org/ns/prov#")
PARTS = ("Head", "assertion", "provenance", "pubinfo")
OF_CLAIM = (IALL.stance, IALL.evidenceType, IALL.underlyingEvidence, IALL.section, IALL.references, IALL.curatorNote)
OF_PASSAGE = (IALL.section, IALL.cue, IALL.ofSource, IALL.citesAsPrinted, IALL.citesAsCorrected, IALL.citesInContext)
OF_SOURCE = (DCTERMS.title, IALL.authors, IALL.publishedIn, IALL.year, IALL.volume, IALL.pages, IALL.url)


def nanopubs(kg: KnowledgeGraph) -> Files:
    """Return one nanopublication a claim, all in one TriG file, in order of the claims."""
    claims = sorted({s.subject for s in match(kg.store, None, RDF.type, IALL.Claim, META_GRAPH)}, key=str)
    quads = [quad for claim in claims for quad in sorted_quads(nanopub(kg, claim))]
    prefixes = prefixes_for(quads) | {**FOREIGN_PREFIXES, "np": NP.namespace, "prov": PROV.namespace}
    return {f"{NAME}-nanopubs.trig": serialized(quads, ox.RdfFormat.TRIG, prefixes)}


def nanopub(kg: KnowledgeGraph, claim: Node) -> Iterator[ox.Quad]:
    """Yield the quads of the nanopublication of a claim."""
    assert isinstance(claim, ox.NamedNode)
    this = ox.NamedNode(claim.value.replace(f"{BASE}claim/", f"{BASE}nanopub/", 1))
    head, assertion, provenance, pubinfo = (ox.NamedNode(f"{this.value}#{part}") for part in PARTS)
    yield ox.Quad(this, RDF.type, NP.Nanopublication, head)
    yield ox.Quad(this, NP.hasAssertion, assertion, head)
    yield ox.Quad(this, NP.hasProvenance, provenance, head)
    yield ox.Quad(this, NP.hasPublicationInfo, pubinfo, head)
    for said in match(kg.store, None, None, None, claim):
        yield ox.Quad(said.subject, said.predicate, said.object, assertion)
    for subject, predicate, target in _provenance(kg, claim, assertion):
        yield ox.Quad(subject, predicate, target, provenance)
    for creator in _values(kg, claim, IALL.curatedBy):
        yield ox.Quad(this, DCTERMS.creator, creator, pubinfo)
    for day in _values(kg, claim, IALL.curatedOn):
        # The guidelines ask for a point in time; of a claim the day is known.
        yield ox.Quad(this, DCTERMS.created, ox.Literal(f"{day.value}T00:00:00Z", datatype=XSD.dateTime), pubinfo)
    for licence in _values(kg, ONTOLOGY_GRAPH, DCTERMS.license):
        yield ox.Quad(this, DCTERMS.license, licence, pubinfo)
    yield ox.Quad(this, PROV.wasDerivedFrom, claim, pubinfo)


def _provenance(kg: KnowledgeGraph, claim: Node, assertion: Node) -> Iterator[tuple[Node, ox.NamedNode, Term]]:
    """Yield what is known of how an assertion came about: its stance, passage and source."""
    for predicate in OF_CLAIM:
        for value in _values(kg, claim, predicate):
            yield assertion, predicate, value
    for passage in _values(kg, claim, IALL.fromPassage):
        assert isinstance(passage, ox.NamedNode)
        yield assertion, PROV.wasDerivedFrom, passage
        for predicate in OF_PASSAGE:
            for value in _values(kg, passage, predicate):
                yield passage, predicate, value
        for source in _values(kg, passage, IALL.ofSource):
            assert isinstance(source, ox.NamedNode)
            yield assertion, PROV.hadPrimarySource, source
            for predicate in OF_SOURCE:
                for value in _values(kg, source, predicate):
                    yield source, predicate, value


def _values(kg: KnowledgeGraph, subject: Node, predicate: ox.NamedNode) -> Iterator[Term]:
    for statement in match(kg.store, subject, predicate, None, ox.DefaultGraph()):
        yield statement.object
