"""Things and facts as nodes and edges, for the tools that know no RDF.

Nodes are the things, and the values and references to which an edge leads. Edges are facts between nodes:
stated ones with the claims that state them, and inferred ones. Values such as numbers and texts are no edges.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from iall_kg.graph import KnowledgeGraph
from iall_kg.names import shorten
from iall_kg.results import Answer
from iall_kg.stored_queries import answer

STATED, INFERRED = "stated", "inferred"


@dataclass(frozen=True, slots=True)
class Node:
    """A thing: its address, its label, and its class."""

    iri: str
    label: str
    type: str
    type_label: str

    @property
    def curie(self) -> str:
        """The short form of the address."""
        return shorten(self.iri)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A claim that states a fact, and the passage of it."""

    claim: str
    section: str
    references: str
    cue: str
    source: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A fact; one that is inferred has no evidence of its own."""

    subject: str
    predicate: str
    label: str
    object: str
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def status(self) -> str:
        """Whether a claim states the fact."""
        return STATED if self.evidence else INFERRED


def nodes_and_edges(kg: KnowledgeGraph) -> tuple[list[Node], list[Edge]]:
    """Return the nodes and the edges, each in order of their addresses."""
    edges = sorted(_edges(kg), key=lambda e: (e.subject, e.predicate, e.object))
    ends = {end for edge in edges for end in (edge.subject, edge.object)}
    nodes = [
        Node(iri, label, type_, type_label)
        for iri, label, type_, type_label, listed in _texts(ask(kg, "nodes"))
        if listed == "true" or iri in ends
    ]
    return sorted(nodes, key=lambda node: node.iri), edges


def ask(kg: KnowledgeGraph, name: str) -> Answer:
    """Return the answer to a query of `queries/exports`."""
    return answer(kg.store, (kg.content.queries / "exports" / f"{name}.rq").read_text(encoding="utf-8"))


def _edges(kg: KnowledgeGraph) -> Iterator[Edge]:
    for (subject, predicate, label, target), rows in groupby(_texts(ask(kg, "stated")), key=lambda row: row[:4]):
        yield Edge(subject, predicate, label, target, [Evidence(*row[4:]) for row in rows])
    for subject, predicate, label, target in _texts(ask(kg, "inferred")):
        yield Edge(subject, predicate, label, target)


def _texts(rows: Answer) -> Iterator[tuple[str, ...]]:
    for row in rows.rows:
        yield tuple("" if term is None else term.value for term in row)
