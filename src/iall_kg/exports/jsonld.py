"""The dataset as JSON-LD whose keys and values read like words: `"stance": "ontology#Asserts"`.

The context names each property by its local name and says of what kind most of its values are; a value of
another kind says so itself. Things stand as paths below the base address. A claim is one object: what is
said of it, and under `@graph` what it says. Decimals are strings that the context types, because a JSON
number with a fraction would come back as a double.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from iall_kg.exports.files import NAME, Files
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, FOREIGN_PREFIXES, IALL, RDF, XSD
from iall_kg.serialize import sorted_quads
from iall_kg.statements import Node, Term

Json = str | int | float | dict[str, "Json"] | list["Json"]
Objects = dict[str, Json]


class Context:
    """The names and kinds of the properties that a dataset uses."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        kinds: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        for quad in quads:
            if quad.predicate != RDF.type:
                assert not isinstance(quad.object, ox.Triple)
                kinds[quad.predicate.value][_kind(quad.object)] += 1
        # Of kinds equally often met, the first in order of name.
        self.kinds = {iri: min(found, key=lambda kind: (-found[kind], kind)) for iri, found in sorted(kinds.items())}
        locals_ = Counter(_local(iri) for iri in self.kinds)
        self.names = {iri: _local(iri) if locals_[_local(iri)] == 1 else _curie(iri) for iri in self.kinds}
        self.names[RDF.type.value] = "@type"

    def as_json(self) -> Objects:
        """Return the context as it stands in the document."""
        context: Objects = {"@version": 1.1, "@base": BASE, "@vocab": IALL.namespace}
        context.update(sorted(FOREIGN_PREFIXES.items()))
        for name, iri in sorted((self.names[iri], iri) for iri in self.kinds):
            key, kind = self.kinds[iri]
            context[name] = {"@id": iri, key: kind} if key else {"@id": iri}
        return context

    def value(self, predicate: ox.NamedNode, term: Term) -> Json:
        """Return a value as it stands behind the name of its property."""
        if predicate == RDF.type:
            assert isinstance(term, ox.NamedNode)
            return term.value.removeprefix(IALL.namespace)
        kind = _kind(term)
        usual = kind == self.kinds[predicate.value]
        if not isinstance(term, ox.Literal):
            return _reference(term) if usual else {"@id": _reference(term)}
        if usual and kind[1] == XSD.integer.value:
            return int(term.value)
        if usual:
            return term.value
        return {"@value": term.value, kind[0]: kind[1]} if kind[0] else {"@value": term.value}


def jsonld(kg: KnowledgeGraph) -> Files:
    """Return the dataset as one JSON-LD document."""
    quads = sorted_quads(kg.store)
    context = Context(quads)
    graphs: dict[Node | ox.DefaultGraph, list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        graphs[quad.graph_name].append(quad)
    nodes = _nodes(graphs.pop(ox.DefaultGraph(), []), context)
    for graph, held in graphs.items():
        assert not isinstance(graph, ox.DefaultGraph)
        name = _reference(graph)
        nodes.setdefault(name, {"@id": name})["@graph"] = list(_nodes(held, context).values())
    document = {"@context": context.as_json(), "@graph": [node for _, node in sorted(nodes.items())]}
    return {f"{NAME}.jsonld": json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"}


def _nodes(quads: Iterable[ox.Quad], context: Context) -> dict[str, Objects]:
    """Return one object a subject, by its reference."""
    nodes: dict[str, Objects] = {}
    for quad in quads:
        assert not isinstance(quad.subject, ox.Triple)
        assert not isinstance(quad.object, ox.Triple)
        name = _reference(quad.subject)
        node = nodes.setdefault(name, {"@id": name})
        key, value = context.names[quad.predicate.value], context.value(quad.predicate, quad.object)
        held = node.setdefault(key, value)
        if held is not value:
            node[key] = [*held, value] if isinstance(held, list) else [held, value]
    return nodes


def _kind(term: Term) -> tuple[str, str]:
    """Return the keyword of JSON-LD that tells the kind of a value, and what stands behind it."""
    if not isinstance(term, ox.Literal):
        return "@type", "@id"
    if term.language:
        return "@language", term.language
    return ("", "") if term.datatype == XSD.string else ("@type", term.datatype.value)


def _reference(node: Node) -> str:
    """Return a node as a path below the base, or in full where a colon would be taken for a prefix."""
    if isinstance(node, ox.BlankNode):
        return str(node)
    path = node.value.removeprefix(BASE)
    return node.value if ":" in path or not path else path


def _local(iri: str) -> str:
    return iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :]


def _curie(iri: str) -> str:
    space = iri.removesuffix(_local(iri))
    return next((f"{p}:{_local(iri)}" for p, s in sorted(FOREIGN_PREFIXES.items()) if s == space), iri)
