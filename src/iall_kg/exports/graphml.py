"""Things and facts as GraphML, which Cytoscape, Gephi, yEd and networkx read.

Specification: http://graphml.graphdrawing.org/specification.html
"""

from iall_kg.exports.files import NAME, Files
from iall_kg.exports.property_graph import Edge, Node, nodes_and_edges
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import kind_of, shorten

SPACE = "http://graphml.graphdrawing.org/xmlns"
NODE_KEYS = ("label", "kind", "type", "iri")
EDGE_KEYS = ("label", "predicate", "status", "sections", "references", "claims")
BETWEEN = "; "


def graphml(kg: KnowledgeGraph) -> Files:
    """Return nodes and edges as one GraphML file."""
    from xml.etree import ElementTree

    nodes, edges = nodes_and_edges(kg)
    root = ElementTree.Element("graphml", xmlns=SPACE)
    for domain, keys in (("node", NODE_KEYS), ("edge", EDGE_KEYS)):
        for key in keys:
            attributes = {"id": f"{domain}-{key}", "for": domain, "attr.name": key, "attr.type": "string"}
            ElementTree.SubElement(root, "key", attributes)
    graph = ElementTree.SubElement(root, "graph", id=NAME, edgedefault="directed")
    for node in nodes:
        element = ElementTree.SubElement(graph, "node", id=node.curie)
        for key, value in _of_node(node).items():
            ElementTree.SubElement(element, "data", key=f"node-{key}").text = value
    for number, edge in enumerate(edges, 1):
        ends = {"source": shorten(edge.subject), "target": shorten(edge.object)}
        element = ElementTree.SubElement(graph, "edge", {"id": f"e{number}", **ends})
        for key, value in _of_edge(edge).items():
            ElementTree.SubElement(element, "data", key=f"edge-{key}").text = value
    ElementTree.indent(root, " ")
    return {f"{NAME}.graphml": ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"}


def _of_node(node: Node) -> dict[str, str]:
    values = (node.label, kind_of(node.iri) or "value", node.type_label, node.iri)
    return dict(zip(NODE_KEYS, values, strict=True))


def _of_edge(edge: Edge) -> dict[str, str]:
    sections = BETWEEN.join(dict.fromkeys(e.section for e in edge.evidence))
    references = BETWEEN.join(dict.fromkeys(e.references for e in edge.evidence))
    claims = BETWEEN.join(shorten(e.claim) for e in edge.evidence)
    values = (edge.label, shorten(edge.predicate), edge.status, sections, references, claims)
    return {key: value for key, value in zip(EDGE_KEYS, values, strict=True) if value}
