"""Read the map from fusions and diseases by way of mechanisms to drugs and trials, or its part about one thing."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

import pyoxigraph as ox

from iall_kg.graph import KnowledgeGraph
from iall_kg.names import kind_of
from iall_kg.pictures.asking import Row, once, rows, rows_about, rows_about_statements
from iall_kg.pictures.grounds import CURATORS, HEDGED, STATED
from iall_kg.pictures.picture import TooLargeError
from iall_kg.statements import Spo

STRONGEST = (STATED, CURATORS, HEDGED)
# Of these the object stands left of the subject: what acts stands right of what it acts on.
TURNED = ("action", "class", "trial", "subtype")
NEEDED_BY = "requiredFor"
THERAPIES = ("drug", "drugclass")
ROOTS = ("fusion", "disease", "alteration")
ORIGIN, MECHANISM, CLASS, DRUG, TRIAL = range(5)
# Nobody can read a larger map.
MOST_EDGES = 200


@dataclass(frozen=True, slots=True)
class Step:
    """A fact of the map without its evidence: its ends, and whether its object is the left one."""

    left: str
    right: str
    relation: str
    group: str
    turned: bool

    @property
    def triple(self) -> tuple[str, str, str]:
        """Subject, predicate and object as IRIs."""
        subject, target = (self.right, self.left) if self.turned else (self.left, self.right)
        return subject, self.relation, target


@dataclass(frozen=True, slots=True)
class Edge:
    """A fact between two neighbouring nodes of the map; its arrow points to its object, `right` or `left`."""

    left: str
    right: str
    relation: str
    group: str
    status: str
    towards: str
    sections: tuple[str, ...]
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What follows from stated facts by a rule, with no passage of its own."""

    subject: str
    relation: str
    object: str


@dataclass(frozen=True, slots=True)
class Map:
    """Labels by IRI, edges, the column of each node and what stands in it, and what follows from it all.

    Fusions of which only the wider one has edges stand within it: `subtypes` are edges from the wider to the narrower.
    """

    labels: dict[str, str] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
    kinds: dict[int, int] = field(default_factory=dict)
    subtypes: list[Edge] = field(default_factory=list)
    inferred: list[Conclusion] = field(default_factory=list)


def read_map(kg: KnowledgeGraph, thing: str | None = None) -> Map:
    """Return the whole map, or what lies before and behind `thing` in it; empty if it is not in the map.

    Raises TooLargeError if it has more than MOST_EDGES edges.
    """
    steps, subtypes = once(kg, "mechanism", lambda: _whole(kg))
    if thing is not None:
        own = [step for step in subtypes if step.right == thing]
        steps = _around({thing, *(step.left for step in own)}, steps)
        subtypes = own or subtypes
    if not steps:
        return Map()
    nodes = {end for step in steps for end in (step.left, step.right)}
    subtypes = [step for step in subtypes if step.left in nodes]
    if len(steps) + len(subtypes) > MOST_EDGES:
        raise TooLargeError(f"{len(steps) + len(subtypes)} steps")
    found = _claims(kg, [*steps, *subtypes])
    edges = _edges(row for row in found if row["group"] != "subtype")
    columns, kinds = _columns(edges, nodes)
    shown = nodes | {step.right for step in subtypes}
    labels = {row[end]: row[f"{end}Label"] for row in found for end in ("subject", "object")}
    inferred = rows_about(kg, "pictures/mechanism-inferred", sorted(n for n in shown if kind_of(n) in THERAPIES))
    return Map(
        _told_apart({node: labels[node] for node in sorted(shown)}),
        edges,
        columns,
        kinds,
        _edges(row for row in found if row["group"] == "subtype"),
        [Conclusion(row["subject"], row["relationLabel"], row["object"]) for row in inferred if row["object"] in shown],
    )


def _whole(kg: KnowledgeGraph) -> tuple[list[Step], list[Step]]:
    """Return the steps of the whole map, and those from a wider fusion to a narrower one."""
    found = []
    for row in rows(kg, "pictures/mechanism-steps"):
        subject, relation, target = (row[name] for name in ("subject", "relation", "object"))
        turned = row["group"] in TURNED or relation.endswith(NEEDED_BY)
        left, right = (target, subject) if turned else (subject, target)
        found.append(Step(left, right, relation, row["group"], turned))
    return _pruned([s for s in found if s.group != "subtype"]), [s for s in found if s.group == "subtype"]


def _claims(kg: KnowledgeGraph, steps: Iterable[Step]) -> list[Row]:
    """Return the rows of the claims that state some steps, each with the group of its step."""
    groups = {step.triple: step.group for step in steps}
    asked = (tuple(map(ox.NamedNode, triple)) for triple in groups)
    found = rows_about_statements(kg, "pictures/mechanism", cast("Iterable[Spo]", asked))
    grouped = [{**row, "group": groups[row["subject"], row["predicate"], row["object"]]} for row in found]
    return sorted(grouped, key=lambda row: row["group"])


def _told_apart(labels: dict[str, str]) -> dict[str, str]:
    """Return labels of which no two are the same: a gene and its protein often share their name."""
    times = Counter(labels.values())
    return {node: f"{label} ({kind_of(node)})" if times[label] > 1 else label for node, label in labels.items()}


def _edges(found: Iterable[Row]) -> list[Edge]:
    """Return each fact once, on its strongest grounds."""
    facts: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in found:
        facts[row["subject"], row["predicate"], row["object"]].append(row)
    edges = []
    for (subject, relation, target), claims in facts.items():
        statuses = {HEDGED if row["stance"] != "asserts" else row["status"] for row in claims}
        turned = claims[0]["group"] in TURNED or relation.endswith(NEEDED_BY)
        left, right = (target, subject) if turned else (subject, target)
        edges.append(
            Edge(
                left,
                right,
                claims[0]["predicateLabel"],
                claims[0]["group"],
                min(statuses, key=STRONGEST.index),
                "left" if turned else "right",
                tuple(dict.fromkeys(row["section"] for row in claims)),
                tuple(dict.fromkeys(row["references"] for row in claims)),
            )
        )
    return edges


def _pruned(edges: list[Step]) -> list[Step]:
    """Return the edges that lie on a way from an origin to a therapy, or from what is acted on to a trial."""
    # Where a fusion comes from is no step of what it does.
    edges = [edge for edge in edges if kind_of(edge.right) != "fusion"]
    members = {(edge.left, edge.right) for edge in edges if edge.group == "class"}
    drugs_of: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        if edge.group == "trial":
            drugs_of[edge.right].append(edge.left)
    edges = [
        edge
        for edge in edges
        # A trial of a drug is a trial of its class too; one line says both.
        if edge.group != "trial" or not any((edge.left, drug) in members for drug in drugs_of[edge.right])
    ]
    steps = [edge for edge in edges if edge.group in ("mechanism", "disease")]
    arrived = {edge.right for edge in steps}
    origins = {edge.left for edge in steps if kind_of(edge.left) in ROOTS and edge.left not in arrived}
    reached = _closure(origins, steps, forth=True)
    acted_on = {edge.left for edge in edges if edge.group == "action"}
    leading = _closure(acted_on, steps, forth=False)
    tried = _closure({edge.right for edge in edges if edge.group == "trial"}, edges, forth=False)
    from_origin = _closure(origins, edges, forth=True)
    return [
        edge
        for edge in edges
        if (edge.left in from_origin or edge.right in tried)
        and (
            edge.group in TURNED
            # What a fusion does is shown even where no drug is set against it.
            or kind_of(edge.left) == "fusion"
            or (edge.left in reached and edge.left in leading and edge.right in leading)
        )
    ]


def _closure(start: set[str], edges: list[Step], *, forth: bool) -> set[str]:
    """Return the nodes that can be reached from some, rightwards or leftwards, and these themselves."""
    following: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        following[edge.left if forth else edge.right].append(edge.right if forth else edge.left)
    found, waiting = set(start), list(start)
    while waiting:
        new = [node for node in following[waiting.pop()] if node not in found]
        found.update(new)
        waiting += new
    return found


def _around(things: set[str], edges: list[Step]) -> list[Step]:
    before, behind = _closure(things, edges, forth=False), _closure(things, edges, forth=True)
    return [e for e in edges if {e.left, e.right} <= before or {e.left, e.right} <= behind]


def _columns(edges: list[Edge], nodes: set[str]) -> tuple[dict[str, int], dict[int, int]]:
    """Return the column of each node, and of each column what stands in it.

    What is acted on stands just left of the classes, and each step of a mechanism one further to the left.
    """
    following: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        if edge.group in ("mechanism", "disease"):
            following[edge.left].append(edge.right)
    depths: dict[str, int] = {}

    def depth(node: str, above: tuple[str, ...] = ()) -> int:
        if node not in depths:
            # A step back to where a way came from, as in a loop, does not count.
            later = [each for each in following[node] if each not in above and each != node]
            depths[node] = max((depth(each, (*above, node)) + 1 for each in later), default=0)
        return depths[node]

    arrived = {edge.right for edge in edges if edge.group in ("mechanism", "disease")}
    origins = {node for node in following if kind_of(node) in ROOTS and node not in arrived}
    trials = {edge.right for edge in edges if edge.group == "trial"}
    steps = sorted(nodes - origins - trials - {n for n in nodes if kind_of(n) in THERAPIES})
    deepest = max(map(depth, steps), default=0)
    acted_on = {edge.left for edge in edges if edge.group == "action"}
    for node in steps:
        # What leads nowhere stands beside that from which it comes.
        if not following[node] and node not in acted_on:
            causes = [
                depths[left] - 1
                for left, later in following.items()
                if node in later and left in depths and left not in origins
            ]
            depths[node] = min(causes, default=deepest)
    places = {}
    for node in sorted(nodes):
        if node in origins:
            places[node] = (ORIGIN, 0)
        elif node in trials:
            places[node] = (TRIAL, 0)
        elif kind_of(node) in THERAPIES:
            places[node] = (CLASS if kind_of(node) == "drugclass" else DRUG, 0)
        else:
            places[node] = (MECHANISM, deepest - depth(node))
    used = sorted(set(places.values()))
    return {node: used.index(place) for node, place in places.items()}, {at: kind for at, (kind, _) in enumerate(used)}
