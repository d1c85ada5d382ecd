"""Check the sources before anything is built: SHACL shapes for single things, stored checks across graphs.

Comes in: the loaded sources. Goes out: a report of faults, each with what is wrong, what to do and where,
and of how many things each rule looked at. A rule that looked at nothing is itself a fault, because a typing
error in a target would otherwise pass as conformance.
"""

import re
import warnings
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import rdflib

from iall_kg.content import Content
from iall_kg.errors import LoadError
from iall_kg.load import Sources, read_quads, shown
from iall_kg.names import kind_of, shorten

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
SEVERITIES = {str(SH.Violation): "violation", str(SH.Warning): "warning", str(SH.Info): "info"}
TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
CHECK_HEADER = re.compile(
    r"# (?P<rule>[^\n]+)\n# severity: (?P<severity>violation|warning)\n# counts: (?P<counts>[^\n]+)\n"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule: its severity, the rule's name, what to do, the thing as a CURIE, and `file:line`."""

    severity: str
    rule: str
    message: str
    node: str
    where: str


@dataclass(frozen=True, slots=True)
class Report:
    """The faults found, and how many things each rule looked at."""

    faults: list[Fault]
    checked: dict[str, int]

    @property
    def conforms(self) -> bool:
        """Whether no rule of severity violation is broken."""
        return not any(fault.severity == "violation" for fault in self.faults)


def validate(sources: Sources, content: Content, only: Iterable[Path] = ()) -> Report:
    """Check `sources` against all shapes and checks of `content`.

    With `only`, faults are reported of what is described or claimed in those files alone, and a rule that
    finds nothing to look at is no fault.
    """
    resolved = {path.resolve() for path in only}
    wanted = {shown(path, sources.root) for path in sources.files if path.resolve() in resolved}
    shapes = read_shapes(content.shapes)
    faults = _shacl(sources, shapes)
    checked = _targets(sources.store, shapes, content)
    for path in sorted((content.queries / "checks").glob("*.rq")):
        found, count = run_check(sources, path)
        faults += found
        checked[path.stem] = count
    if wanted:
        faults = [f for f in faults if f.where.rsplit(":", 1)[0] in wanted]
    else:
        faults += [
            Fault("violation", rule, "The rule found nothing to look at: mend its target.", "", "")
            for rule, count in checked.items()
            if count == 0
        ]
    return Report(sorted(set(faults), key=_order), checked)


def _order(fault: Fault) -> tuple[bool, str, int, str, str, str]:
    """Violations come first, then file by file from top to bottom."""
    file, _, line = fault.where.rpartition(":")
    return fault.severity != "violation", file, int(line or 0), fault.rule, fault.node, fault.message


def read_shapes(folder: Path) -> rdflib.Graph:
    """Return all shapes of a folder as one graph. Raises LoadError with file, line and column if one does not parse."""
    shapes = rdflib.Graph()
    for path in sorted(folder.glob("*.ttl")):
        # Read once with the parser of the data, whose errors name line and column.
        list(read_quads(path, folder.parent))
        shapes.parse(path)
    return shapes


def run_check(sources: Sources, path: Path) -> tuple[list[Fault], int]:
    """Return the faults that one stored check finds, and the number of things that it looked at.

    A check selects ?node and ?problem, and may select ?claim, the graph in which the fault stands: the claim
    is then the place to mend, not the description of the node.
    """
    text = path.read_text(encoding="utf-8")
    header = CHECK_HEADER.match(text)
    if header is None:
        raise LoadError(f"{path.name}: a check begins with its rule in words, `# severity:` and `# counts:` lines.")
    try:
        rows = sources.store.query(text)
    except SyntaxError as error:
        raise LoadError(f"{path.name}: the check is not SPARQL that can be run: {error}") from error
    assert isinstance(rows, ox.QuerySolutions)
    in_claims = ox.Variable("claim") in rows.variables
    faults = []
    for row in rows:
        iri = row["node"].value if isinstance(row["node"], ox.NamedNode) else ""
        graph = row["claim"].value if in_claims and isinstance(row["claim"], ox.NamedNode) else ""
        where = sources.locate(graph) if kind_of(graph) == "claim" else ""
        message = _readable(row["problem"].value)
        faults.append(Fault(header["severity"], path.stem, message, shorten(iri), where or sources.locate(iri)))
    return faults, _count(sources.store, header["counts"])


def _count(store: ox.Store, term: str) -> int:
    """Return how often a class or property, given as an IRI in angle brackets, is used, or all triples."""
    if term == "triples":
        return len(store)
    node = ox.NamedNode(term.strip("<>"))
    as_property = sum(1 for _ in store.quads_for_pattern(None, node, None, None))
    return as_property or sum(1 for _ in store.quads_for_pattern(None, None, node, None))


def _shacl(sources: Sources, shapes: rdflib.Graph) -> list[Fault]:
    # Imported here: pySHACL takes a second to import and only validation needs it.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pyshacl
        from pyshacl.graph_abstraction import OxigraphDataGraph

        # pySHACL takes an Oxigraph store, though its annotations do not say so.
        data: Any = OxigraphDataGraph(sources.store)
        # For each fault pySHACL asks thrice whether the data are empty, and so counts every triple.
        data.__class__ = type("FilledDataGraph", (OxigraphDataGraph,), {"__bool__": lambda _: True})
        # Nothing is inferred, so nothing is added to the store.
        options: dict[str, Any] = {"allow_warnings": True, "allow_infos": True, "inplace": True}
        _, results, _ = pyshacl.validate(data, shacl_graph=_one_pass(shapes), **options)
    assert isinstance(results, rdflib.Graph)
    return [_fault(result, results, sources) for result in results.subjects(rdflib.RDF.type, SH.ValidationResult)]


def _one_pass(shapes: rdflib.Graph) -> rdflib.Graph:
    """Return the shapes with the targets of each node shape given to its property shapes.

    This asks for the same and is four times faster: pySHACL prepares a property shape anew for each thing
    that it reaches by way of a node shape, but once for all things of its own target.
    """
    direct = rdflib.Graph()
    for triple in shapes:
        subject, predicate, target = triple
        if predicate == SH.property:
            for term in TARGETS:
                for named in shapes.objects(subject, term):
                    direct.add((target, term, named))
        else:
            direct.add(triple)
    return direct


def _fault(result: rdflib.term.Node, results: rdflib.Graph, sources: Sources) -> Fault:
    focus, value = results.value(result, SH.focusNode), results.value(result, SH.value)
    message = _readable(str(results.value(result, SH.resultMessage) or ""))
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


def _readable(message: str) -> str:
    """Return a message with its IRIs as CURIEs."""
    return re.sub(r"<?(https?://[^\s<>\"]+[^\s<>\".,;:])>?", lambda found: shorten(found[1]), message)


def _local_name(shape: rdflib.term.Node | None) -> str:
    return str(shape).rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _targets(store: ox.Store, shapes: rdflib.Graph, content: Content) -> dict[str, int]:
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
