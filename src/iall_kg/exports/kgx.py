"""Things and facts as KGX tables, in terms of the Biolink Model where one fits, else in its most general ones.

Our own class and property stand beside in `type` and `original_predicate`. A stated fact has a row for each
claim that states it. Specification: https://biolink.github.io/kgx/kgx_format.html
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from iall_kg.exports.files import Files
from iall_kg.exports.property_graph import Edge, Evidence, Node, ask, nodes_and_edges
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, IALL, RDF, SKOS, kind_of, shorten
from iall_kg.statements import DEFAULT, match
from iall_kg.stored_queries import answer, read_query

NODE_COLUMNS = ("id", "category", "name", "type", "synonym", "xref", "iri")
EDGE_COLUMNS = (
    "id",
    "subject",
    "predicate",
    "object",
    "original_predicate",
    "knowledge_level",
    "agent_type",
    "primary_knowledge_source",
    "publications",
    "supporting_text",
    "claim",
)
ANY_CATEGORY, TRIAL = "biolink:NamedThing", "biolink:ClinicalTrial"
ANY_PREDICATE, DISRUPTS, TREATS = "biolink:related_to", "biolink:disrupts", "biolink:treats"
THERAPIES = ("drug", "drugclass")
BETWEEN = "|"
DIGITS = 16


def kgx(kg: KnowledgeGraph) -> Files:
    """Return nodes.tsv and edges.tsv."""
    nodes, edges = nodes_and_edges(kg)
    synonyms, matches = _of_things(kg, "names", None), _of_things(kg, "mappings", SKOS.exactMatch.value)
    cited = defaultdict(list)
    for row in ask(kg, "cited").rows:
        claim, reference = ("" if term is None else term.value for term in row)
        cited[claim].append(shorten(reference))
    trials = {s.subject.value for s in match(kg.store, None, RDF.type, IALL.ClinicalTrial, DEFAULT)}
    categories = {n.iri: TRIAL if n.iri in trials else ANY_CATEGORY for n in nodes}
    node_rows = (_node(n, categories[n.iri], synonyms[n.iri], matches[n.iri]) for n in nodes)
    edge_rows = sorted(row for edge in edges for row in _rows(edge, cited))
    return {"nodes.tsv": _tsv(NODE_COLUMNS, node_rows), "edges.tsv": _tsv(EDGE_COLUMNS, edge_rows)}


def _of_things(kg: KnowledgeGraph, table: str, relation: str | None) -> dict[str, list[str]]:
    """Return what a table of `queries/tables` holds of each thing, all or in one relation."""
    found = defaultdict(list)
    for row in answer(kg.store, read_query(kg.content.queries / "tables" / f"{table}.rq").sparql).rows:
        thing, _, via, value = ("" if term is None else term.value for term in row)
        if relation in (None, via):
            found[thing].append(value)
    return found


def _node(node: Node, category: str, synonyms: Iterable[str], matches: Iterable[str]) -> tuple[str, ...]:
    return (node.curie, category, node.label, shorten(node.type), _joined(synonyms), _joined(matches), node.iri)


def _rows(edge: Edge, cited: dict[str, list[str]]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each claim that states a fact, or one for an inferred fact."""
    subject, predicate, target = _in_biolink(edge)
    fact = (subject, predicate, target, shorten(edge.predicate))
    for evidence in edge.evidence:
        source, claim = shorten(evidence.source), shorten(evidence.claim)
        known = ("knowledge_assertion", "manual_agent", source, _joined(cited.get(evidence.claim, [])))
        yield (_identifier(*fact, claim), *fact, *known, _supporting(evidence), claim)
    if not edge.evidence:
        yield (_identifier(*fact), *fact, "logical_entailment", "automated_agent", BASE, "", "", "")


def _in_biolink(edge: Edge) -> tuple[str, str, str]:
    """Return a fact in terms of Biolink; that a disease is treated with a drug is turned round."""
    subject, target = shorten(edge.subject), shorten(edge.object)
    if edge.predicate == IALL.disrupts.value:
        return subject, DISRUPTS, target
    if edge.predicate == IALL.treatedWith.value and kind_of(edge.object) in THERAPIES:
        return target, TREATS, subject
    return subject, ANY_PREDICATE, target


def _supporting(evidence: Evidence) -> str:
    return f"{evidence.section}: {evidence.cue} …"


def _identifier(*parts: str) -> str:
    return "iall-kg:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:DIGITS]


def _joined(values: Iterable[str]) -> str:
    return BETWEEN.join(dict.fromkeys(values))


def _tsv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a table without quotes, as KGX reads it; white space in a cell becomes one blank."""
    lines = [columns, *([" ".join(cell.split()) for cell in row] for row in rows)]
    return "".join("\t".join(line) + "\n" for line in lines).encode()
