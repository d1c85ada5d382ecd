"""Check the sources before anything is built: SHACL shapes for single things, stored checks across graphs.

Comes in: the loaded sources. Goes out: a report of faults, each with what is wrong, what to do and where,
and of how many things each rule looked at. A rule that looked at nothing is itself a fault, because a typing
error in a target would otherwise pass as conformance.
"""

import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import rdflib

from iall_kg.content import Content
from iall_kg.errors import LoadError
from iall_kg.load import Sources, shown
from iall_kg.names import shorten

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
SEVERITIES = {str(SH.Violation): "violation", str(SH.Warning): "warning", str(SH.Info): "info"}
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

    With `only`, faults are reported of things described in those files alone, and a rule that finds
    nothing to look at is no fault.
    """
    wanted = {shown(path, sources.root) for path in only}
    shapes = read_shapes(content.shapes)
    faults, checked = _shacl(sources, shapes, content)
    for path in sorted((content.queries / "checks").glob("*.rq")):
        found, count = run_check(sources, path)
        faults += found
        checked[path.stem] = count
    if wanted:
        faults = [f for f in faults if f.where.rsplit(":", 1)[0] in wanted]
    else:
        faults += [
            Fault("violation", rule, "The rule found nothing to look at; mend its target.", "", "")
            for rule, count in checked.items()
            if count == 0
        ]
    return Report(sorted(faults, key=lambda f: (f.severity != "violation", f.where, f.rule, f.node)), checked)


def read_shapes(folder: Path) -> rdflib.Graph:
    """Return all shapes of a folder as one graph. Raises LoadError if a file does not parse."""
    shapes = rdflib.Graph()
    for path in sorted(folder.glob("*.ttl")):
        try:
            shapes.parse(path)
        except Exception as error:  # rdflib's parsers raise many kinds, all of them a bad file here
            raise LoadError(f"{path.name}: {' '.join(str(error).split())[:300]}") from error
    return shapes


def run_check(sources: Sources, path: Path) -> tuple[list[Fault], int]:
    """Return the faults that one stored check finds, and the number of things that it looked at."""
    text = path.read_text(encoding="utf-8")
    header = CHECK_HEADER.match(text)
    if header is None:
        raise LoadError(f"{path.name}: a check begins with its rule in words, `# severity:` and `# counts:` lines.")
    rows = sources.store.query(text)
    assert isinstance(rows, ox.QuerySolutions)
    faults = []
    for row in rows:
        node = row["node"]
        iri = node.value if isinstance(node, ox.NamedNode) else ""
        faults.append(Fault(header["severity"], path.stem, row["problem"].value, shorten(iri), sources.locate(iri)))
    return faults, _count(sources.store, header["counts"])


def _count(store: ox.Store, term: str) -> int:
    """Return how often a class or property, given as an IRI in angle brackets, is used, or all triples."""
    if term == "triples":
        return len(store)
    node = ox.NamedNode(term.strip("<>"))
    as_property = sum(1 for _ in store.quads_for_pattern(None, node, None, None))
    return as_property or sum(1 for _ in store.quads_for_pattern(None, None, node, None))


def _shacl(sources: Sources, shapes: rdflib.Graph, content: Content) -> tuple[list[Fault], dict[str, int]]:
    # Imported here: pySHACL takes a second to import and only validation needs it.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pyshacl

        # pySHACL takes an Oxigraph store, though its annotations do not say so.
        data: Any = sources.store
        _, results, _ = pyshacl.validate(data, shacl_graph=shapes, allow_warnings=True, allow_infos=True)
    assert isinstance(results, rdflib.Graph)
    faults = []
    for result in results.subjects(rdflib.RDF.type, SH.ValidationResult):
        focus = results.value(result, SH.focusNode)
        shape = results.value(result, SH.sourceShape)
        value = results.value(result, SH.value)
        message = str(results.value(result, SH.resultMessage) or "")
        if value is not None and shorten(str(value)) not in message:
            message += f" (found: {shorten(str(value))})"
        faults.append(
            Fault(
                severity=SEVERITIES.get(str(results.value(result, SH.resultSeverity)), "violation"),
                rule=_shape_name(shape, shapes),
                message=message,
                node=shorten(str(focus)),
                where=sources.locate(str(focus)),
            )
        )
    return faults, _targets(sources.store, shapes, content)


def _shape_name(shape: rdflib.term.Node | None, shapes: rdflib.Graph) -> str:
    """Return the local name of a shape, or of the node shape that holds it."""
    while isinstance(shape, rdflib.BNode):
        shape = next(shapes.subjects(None, shape), None)
    return str(shape).rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _targets(store: ox.Store, shapes: rdflib.Graph, content: Content) -> dict[str, int]:
    """Return for each node shape with a target how many things it looks at."""
    members = (content.queries / "counts" / "members.rq").read_text(encoding="utf-8")
    rows = store.query(members, use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    of_class = {row["class"].value: int(row["count"].value) for row in rows}
    counted: dict[str, int] = {}
    for shape, target in shapes.subject_objects(SH.targetClass):
        name = _shape_name(shape, shapes)
        counted[name] = counted.get(name, 0) + of_class.get(str(target), 0)
    for term in (SH.targetSubjectsOf, SH.targetObjectsOf):
        for shape, target in shapes.subject_objects(term):
            name = _shape_name(shape, shapes)
            used = sum(1 for _ in store.quads_for_pattern(None, ox.NamedNode(str(target)), None, None))
            counted[name] = counted.get(name, 0) + used
    return counted
