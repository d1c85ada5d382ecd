"""Check single things against the SHACL shapes of `shapes/`, with pySHACL on the store itself.

Comes in: the loaded sources and the shapes. Goes out: faults, and how many things each property shape looks at. All
shapes may look at all things, or only some shapes, or only at some things: the faults of a thing are the same.
"""

import re
import warnings
from collections import defaultdict
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import rdflib

from iall_kg.content import Content
from iall_kg.faults import Fault, readable
from iall_kg.load import Sources, read_quads
from iall_kg.names import RDF, RDFS, kind_of, shorten
from iall_kg.statements import Node, Term, match

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
SEVERITIES = {str(SH.Violation): "violation", str(SH.Warning): "warning", str(SH.Info): "info"}
TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)


def read_shapes(folder: Path) -> rdflib.Graph:
    """Return all shapes of a folder as one graph. Raises LoadError with file, line and column if one does not parse."""
    shapes = rdflib.Graph()
    for path in sorted(folder.glob("*.ttl")):
        # Read once with the parser of the data, whose errors name line and column.
        list(read_quads(path, folder.parent))
        shapes.parse(path)
    return shapes


def rules_that_warn(shapes: rdflib.Graph) -> set[str]:
    """Return the names of the property shapes of which no fault is a violation."""
    return {_local_name(s) for term in (SH.Warning, SH.Info) for s in shapes.subjects(SH.severity, term)}


def check_shapes(sources: Sources, shapes: rdflib.Graph) -> list[Fault]:
    """Return the faults that SHACL finds, by property shapes that have targets of their own."""
    # Imported here: pySHACL takes a second to import and only validation needs it.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pyshacl
        from pyshacl.graph_abstraction import OxigraphDataGraph

        # Each statement once, however many claims make it: patterns over repeated ones multiply.
        said = ox.Store()
        said.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in sources.store)
        # pySHACL takes an Oxigraph store, though its annotations do not say so.
        data: Any = OxigraphDataGraph(said)
        # For each fault pySHACL asks thrice whether the data are empty, and so counts every triple.
        data.__class__ = type("FilledDataGraph", (OxigraphDataGraph,), {"__bool__": lambda _: True})
        # Nothing is inferred, so nothing is added to the store.
        options: dict[str, Any] = {"allow_warnings": True, "allow_infos": True, "inplace": True}
        _, results, _ = pyshacl.validate(data, shacl_graph=shapes, **options)
    assert isinstance(results, rdflib.Graph)
    return [_fault(result, results, sources) for result in results.subjects(rdflib.RDF.type, SH.ValidationResult)]


class Focus:
    """Some things of a store, by the classes of which they are members."""

    def __init__(self, store: ox.Store, things: Collection[ox.NamedNode]) -> None:
        self._store = store
        self._things = things
        self._members: dict[ox.NamedNode, set[ox.NamedNode]] = defaultdict(set)
        above: dict[Term, set[Term]] = defaultdict(set)
        for thing in things:
            for kind in match(store, thing, RDF.type):
                for wider in above[kind.object] or self._climb(kind.object, above):
                    if isinstance(wider, ox.NamedNode):
                        self._members[wider].add(thing)

    def targets(self, term: rdflib.term.Node, named: ox.NamedNode) -> set[ox.NamedNode]:
        """Return the things that a target of a shape means."""
        if term == SH.targetClass:
            return self._members[named]
        if term == SH.targetSubjectsOf:
            return {thing for thing in self._things if any(match(self._store, thing, named))}
        return {thing for thing in self._things if any(match(self._store, None, named, thing))}

    def _climb(self, kind: Term, above: dict[Term, set[Term]]) -> set[Term]:
        """Return a class with all that it is a subclass of, and remember them."""
        todo = [kind]
        while todo:
            lower = todo.pop()
            if lower not in above[kind]:
                above[kind].add(lower)
                todo += [s.object for s in match(self._store, _node(lower), RDFS.subClassOf)]
        return above[kind]


def _node(term: Term) -> Node:
    assert not isinstance(term, ox.Literal)
    return term


def one_pass(shapes: rdflib.Graph, rules: Collection[str], focus: Focus | None = None) -> rdflib.Graph:
    """Return the shapes with the targets of each node shape given to those of its property shapes that `rules` name.

    This asks for the same and is four times faster: pySHACL prepares a property shape anew for each thing
    that it reaches by way of a node shape, but once for all things of its own target. With `focus`, a target is
    the things of it that the focus has.
    """
    direct = rdflib.Graph()
    for subject, predicate, target in shapes:
        if predicate != SH.property:
            direct.add((subject, predicate, target))
        elif _local_name(target) in rules:
            for term in TARGETS:
                for named in shapes.objects(subject, term):
                    if focus is None:
                        direct.add((target, term, named))
                    for thing in focus.targets(term, ox.NamedNode(str(named))) if focus else ():
                        direct.add((target, SH.targetNode, rdflib.URIRef(thing.value)))
    for node_shape in set(direct.subjects(rdflib.RDF.type, SH.NodeShape)):
        direct.remove((node_shape, None, None))
    return direct


def _fault(result: rdflib.term.Node, results: rdflib.Graph, sources: Sources) -> Fault:
    focus, value = results.value(result, SH.focusNode), results.value(result, SH.value)
    message = readable(str(results.value(result, SH.resultMessage) or ""))
    shown_value = shorten(str(value))
    if value not in (None, focus) and not re.search(rf"(?<!\w){re.escape(shown_value)}(?!\w)", message):
        message += f" (found: {shown_value})"
    return Fault(
        severity=SEVERITIES.get(str(results.value(result, SH.resultSeverity)), "violation"),
        rule=_local_name(results.value(result, SH.sourceShape)),
        message=message,
        node=shorten(str(focus)),
        where=_where(sources, focus, results.value(result, SH.resultPath)),
    )


def _where(sources: Sources, focus: rdflib.term.Node | None, path: rdflib.term.Node | None) -> str:
    """Return `file:line` of the one claim that states the property at fault, else of the thing itself."""
    if isinstance(focus, rdflib.URIRef) and isinstance(path, rdflib.URIRef):
        subject, predicate = ox.NamedNode(str(focus)), ox.NamedNode(str(path))
        graphs = {quad.graph_name for quad in sources.store.quads_for_pattern(subject, predicate, None, None)}
        claims = [g.value for g in graphs if isinstance(g, ox.NamedNode) and kind_of(g.value) == "claim"]
        if len(claims) == 1 and sources.locate(claims[0]):
            return sources.locate(claims[0])
    return sources.locate(str(focus))


def _local_name(shape: rdflib.term.Node | None) -> str:
    return str(shape).rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def count_targets(store: ox.Store, shapes: rdflib.Graph, content: Content) -> dict[str, int]:
    """Return for each property shape how many things its node shape looks at; none if that has no target."""
    members = (content.queries / "counts" / "members.rq").read_text(encoding="utf-8")
    rows = store.query(members, use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    of_class = {row["class"].value: int(row["count"].value) for row in rows}
    counted: dict[str, int] = defaultdict(int)
    for shape in shapes.subjects(rdflib.RDF.type, SH.NodeShape):
        looked = sum(of_class.get(str(target), 0) for target in shapes.objects(shape, SH.targetClass))
        for term in (SH.targetSubjectsOf, SH.targetObjectsOf):
            for target in shapes.objects(shape, term):
                looked += sum(1 for _ in store.quads_for_pattern(None, ox.NamedNode(str(target)), None, None))
        for rule in shapes.objects(shape, SH.property):
            counted[_local_name(rule)] += looked
    return dict(counted)
