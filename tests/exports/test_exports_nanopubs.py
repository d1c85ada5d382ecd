"""Each claim is exported as a nanopublication by the guidelines."""

from collections import Counter
from collections.abc import Mapping

import pyoxigraph as ox
from exported import only

from iall_kg.exports.nanopubs import NP, PARTS, PROV
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import DCTERMS, IALL, RDF, XSD


def test_each_claim_is_a_nanopublication_by_the_guidelines(
    exports: dict[str, Mapping[str, bytes]], kg: KnowledgeGraph
) -> None:
    store = ox.Store()
    store.extend(ox.parse(only(exports["nanopubs"]), format=ox.RdfFormat.TRIG))
    claims = {q.subject for q in kg.store.quads_for_pattern(None, RDF.type, IALL.Claim, ox.DefaultGraph())}
    pubs = {q.subject.value: q.graph_name for q in store.quads_for_pattern(None, RDF.type, NP.Nanopublication)}
    assert len(pubs) == len(claims)
    graphs = []
    for claim in claims:
        this = ox.NamedNode(claim.value.replace("/claim/", "/nanopub/"))
        head, assertion, provenance, pubinfo = parts = [ox.NamedNode(f"{this.value}#{part}") for part in PARTS]
        graphs += parts
        assert pubs[this.value] == head

        def held(graph: ox.NamedNode) -> set[ox.Triple]:
            return {q.triple for q in store.quads_for_pattern(None, None, None, graph)}

        assert held(head) == {
            ox.Triple(this, RDF.type, NP.Nanopublication),
            ox.Triple(this, NP.hasAssertion, assertion),
            ox.Triple(this, NP.hasProvenance, provenance),
            ox.Triple(this, NP.hasPublicationInfo, pubinfo),
        }
        assert held(assertion) == {q.triple for q in kg.store.quads_for_pattern(None, None, None, claim)}
        assert held(assertion)
        about = {t.predicate: t.object for t in held(provenance) if t.subject == assertion}
        (passage,) = (q.object for q in kg.store.quads_for_pattern(claim, IALL.fromPassage, None, ox.DefaultGraph()))
        (source,) = (q.object for q in kg.store.quads_for_pattern(passage, IALL.ofSource, None, ox.DefaultGraph()))
        assert (about[PROV.wasDerivedFrom], about[PROV.hadPrimarySource]) == (passage, source)
        assert {IALL.stance, IALL.evidenceType} <= about.keys()
        assert {IALL.cue, IALL.section} <= {t.predicate for t in held(provenance) if t.subject == passage}
        assert {DCTERMS.title, IALL.url} <= {t.predicate for t in held(provenance) if t.subject == source}
        info = {t.predicate: t.object for t in held(pubinfo) if t.subject == this}
        assert isinstance(info[DCTERMS.creator], ox.NamedNode)
        assert info[DCTERMS.created].datatype == XSD.dateTime
        assert info[DCTERMS.license] == ox.NamedNode("https://creativecommons.org/licenses/by/4.0/")
    assert len(set(graphs)) == len(graphs) == 4 * len(claims)
    assert set(store.named_graphs()) == set(graphs)
    assert not list(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))


def test_a_hedged_claim_says_so_in_its_nanopublication(exports: dict[str, Mapping[str, bytes]]) -> None:
    quads = list(ox.parse(only(exports["nanopubs"]), format=ox.RdfFormat.TRIG))
    stances = Counter(q.object for q in quads if q.predicate == IALL.stance)
    assert stances[IALL.Hedges] > 0
    assert sum(stances.values()) == sum(q.object == NP.Nanopublication for q in quads)
