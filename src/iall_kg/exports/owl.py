"""Export ontology and data as OWL 2 DL for Protégé and other OWL tools: RDF/XML, Turtle, functional syntax.

Comes in: the release dataset. Goes out: `iall-kg.owl`, `.owl.ttl` and `.ofn`, which hold ontology, facts, passages
and claims in one ontology without imports, every stated fact annotated with the claims that state it (in Protégé
behind the "@" beside a statement); `iall.owl`, the ontology alone; and a catalog that resolves their addresses to
these files. What was inferred is left out: a reasoner infers it again, and `iall-kg reason` shows that it does.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from iall_kg.exports.files import NAME, Files
from iall_kg.exports.functional_syntax import to_functional_syntax
from iall_kg.exports.rdf import ROOT, with_sorted_attributes
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, DCTERMS, FOREIGN_PREFIXES, IALL, INFERRED_GRAPH, ONTOLOGY_GRAPH, OWL, RDF, RDFS
from iall_kg.serialize import serialized, sorted_quads
from iall_kg.statements import DEFAULT, Spo, match
from iall_kg.stores.readable import ReadableStore
from iall_kg.version import __version__
from iall_kg.wording import Wording

MERGED = ox.NamedNode(BASE + "iall-kg.owl")
MERGED_VERSION = ox.NamedNode(f"{BASE}{__version__}/iall-kg.owl")
MERGED_TITLE = "Knowledge graph of infant acute lymphoblastic leukemia"
MERGED_DESCRIPTION = (
    "Ontology and curated statements in one file. Each stated fact is annotated with the claims that state it; each "
    "claim leads to its passage and references. Research software, not medical advice."
)
ONTOLOGY_VERSION = ox.NamedNode(f"{ONTOLOGY_GRAPH.value}/{__version__}")
# Header lines that the merged file has of its own.
OWN_HEADER = (RDF.type, OWL.versionIRI, DCTERMS.title, DCTERMS.description, DCTERMS.bibliographicCitation)
PREFIXES = {name: iri for name, iri in FOREIGN_PREFIXES.items() if name not in ("eco", "sh")}
CATALOG = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<catalog prefer="public" xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
{entries}
</catalog>
"""


def owl(kg: KnowledgeGraph) -> Files:
    """Return the OWL files and their catalog.

    Raises BuildError if a statement cannot be put in functional syntax.
    """
    merged = merged_ontology(kg.store)
    places = {
        MERGED.value: f"{NAME}.owl",
        MERGED_VERSION.value: f"{NAME}.owl",
        ONTOLOGY_GRAPH.value: "iall.owl",
        ONTOLOGY_VERSION.value: "iall.owl",
    }
    return {
        f"{NAME}.owl": rdf_xml(merged),
        # Beside `iall-kg.ttl`, the facts with all that follows from them.
        f"{NAME}.owl.ttl": serialized(merged, ox.RdfFormat.TURTLE, PREFIXES),
        f"{NAME}.ofn": to_functional_syntax(merged, PREFIXES),
        "iall.owl": rdf_xml(ontology_alone(kg.store)),
        "catalog-v001.xml": catalog(places),
    }


def rdf_xml(triples: list[ox.Triple]) -> bytes:
    """Return triples as RDF/XML, the namespaces in order."""
    written = serialized(triples, ox.RdfFormat.RDF_XML, PREFIXES)
    return ROOT.sub(with_sorted_attributes, written, count=1)


def catalog(files: dict[str, str]) -> bytes:
    """Return an OASIS XML catalog that leads from addresses to files beside it."""
    entries = (f'    <uri name="{address}" uri="{file}"/>' for address, file in files.items())
    return CATALOG.format(entries="\n".join(entries)).encode()


def merged_ontology(release: ReadableStore) -> list[ox.Triple]:
    """Return ontology and data as the triples of one ontology, in a fixed order, blank nodes named by content."""
    inferred = {s[:3] for s in match(release, None, None, None, INFERRED_GRAPH)}
    given = [s[:3] for s in match(release, None, None, None, DEFAULT) if s[:3] not in inferred]
    header = [*_merged_header(given)]
    body = [triple for triple in given if triple[0] != ONTOLOGY_GRAPH]
    individuals = sorted(_individuals(body), key=str)
    declared = ((node, RDF.type, OWL.NamedIndividual) for node in individuals)
    named = [*header, *body, *declared, *_labels(release, individuals), *_not_facts(release, set(body))]
    return [*_ordered(named), *_annotated(release, set(body))]


def ontology_alone(release: ReadableStore) -> list[ox.Triple]:
    """Return the ontology with the type and label of each thing that its definitions name."""
    terms = [s[:3] for s in match(release, None, None, None, ONTOLOGY_GRAPH)]
    named = {target for _, predicate, target in terms if predicate == OWL.hasValue and isinstance(target, ox.NamedNode)}
    about = [s[:3] for node in named for s in match(release, node, None, None, DEFAULT)]
    described = [t for t in about if t[1] == RDFS.label or (t[1] == RDF.type and _is_direct(release, t))]
    return _ordered([*terms, *described, *((node, RDF.type, OWL.NamedIndividual) for node in named)])


def _is_direct(release: ReadableStore, triple: Spo) -> bool:
    return next(match(release, *triple, INFERRED_GRAPH), None) is None


def _merged_header(given: list[Spo]) -> Iterator[Spo]:
    yield MERGED, RDF.type, OWL.Ontology
    yield MERGED, OWL.versionIRI, MERGED_VERSION
    yield MERGED, DCTERMS.title, ox.Literal(MERGED_TITLE, language="en")
    yield MERGED, DCTERMS.description, ox.Literal(MERGED_DESCRIPTION, language="en")
    facts = {predicate: target.value for subject, predicate, target in given if subject == ONTOLOGY_GRAPH}
    citation = f"{facts[DCTERMS.creator]} ({facts[DCTERMS.issued][:4]}): {MERGED_TITLE}. {BASE}"
    yield MERGED, DCTERMS.bibliographicCitation, ox.Literal(citation, language="en")
    for subject, predicate, target in given:
        if subject == ONTOLOGY_GRAPH and predicate not in OWN_HEADER:
            yield MERGED, predicate, target


def _individuals(triples: Iterable[Spo]) -> set[ox.NamedNode]:
    """Return the things that are members of a class of ours."""
    return {
        subject
        for subject, predicate, kind in triples
        if predicate == RDF.type and isinstance(subject, ox.NamedNode) and str(kind).startswith("<" + IALL.namespace)
    }


def _labels(release: ReadableStore, individuals: Iterable[ox.NamedNode]) -> Iterator[Spo]:
    """Yield a label for each claim and passage, which have none but their place in the source."""
    for node in individuals:
        if next(match(release, node, RDFS.label, None, DEFAULT), None) is None:
            kind, _, place = node.value.removeprefix(BASE).partition("/")
            source, _, key = place.partition("/")
            name = _value(release, ox.NamedNode(f"{BASE}source/{source}"), RDFS.label) or source
            more = _value(release, node, IALL.cue) if kind == "passage" else f"{kind} {key}"
            yield node, RDFS.label, ox.Literal(f"{name}, {key}: {more}" if kind == "passage" else f"{name}, {more}")


def _not_facts(release: ReadableStore, facts: set[Spo]) -> Iterator[Spo]:
    """Yield in words what a claim says that is no fact, because it is hedged, denied, or lost a conflict."""
    words = Wording(release)
    for claim in match(release, None, RDF.type, IALL.Claim, DEFAULT):
        assert isinstance(claim.subject, ox.NamedNode)
        for said in match(release, None, None, None, claim.subject):
            if said[:3] not in facts:
                text = f"Says, and is not taken for a fact: {words.triple(said[:3])}"
                yield claim.subject, RDFS.comment, ox.Literal(text, language="en")


def _value(release: ReadableStore, node: ox.NamedNode, term: ox.NamedNode) -> str:
    return next((s.object.value for s in match(release, node, term, None, DEFAULT)), "")


def _ordered(triples: Iterable[Spo]) -> list[ox.Triple]:
    """Return triples in a fixed order: annotation properties and the header first, of each thing its types first.

    OWL tools that read as they go take an annotation of the header for one only if they know both by then.
    """
    quads = sorted_quads(ox.Quad(*triple) for triple in dict.fromkeys(triples))
    ordered = [ox.Triple(q.subject, q.predicate, q.object) for q in quads]
    early = {t.subject: t.object == OWL.Ontology for t in ordered if t.object in (OWL.AnnotationProperty, OWL.Ontology)}
    return sorted(ordered, key=lambda t: (early.get(t.subject, 2), str(t.subject), t.predicate != RDF.type))


def _annotated(release: ReadableStore, exported: set[Spo]) -> Iterator[ox.Triple]:
    """Yield one annotation node for each exported fact, with all claims that assert it."""
    claims: dict[Spo, set[str]] = defaultdict(set)
    for asserted in match(release, None, IALL.stance, IALL.Asserts, DEFAULT):
        assert isinstance(asserted.subject, ox.NamedNode)
        for fact in match(release, None, None, None, asserted.subject):
            if fact[:3] in exported:
                claims[fact[:3]].add(asserted.subject.value)
    ordered = sorted(claims.items(), key=lambda item: tuple(map(str, item[0])))
    for number, ((subject, predicate, target), stating) in enumerate(ordered):
        node = ox.BlankNode(f"fact{number:06}")
        yield ox.Triple(node, RDF.type, OWL.Axiom)
        yield ox.Triple(node, OWL.annotatedSource, subject)
        yield ox.Triple(node, OWL.annotatedProperty, predicate)
        yield ox.Triple(node, OWL.annotatedTarget, target)
        for claim in sorted(stating):
            yield ox.Triple(node, IALL.statedIn, ox.NamedNode(claim))
