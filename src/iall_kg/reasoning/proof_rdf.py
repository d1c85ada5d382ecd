"""Write the proofs of an explanation as RDF, in PROV-O and the reification of RDF 1.1.

Each statement is an `rdf:Statement`; each application of a rule is a `prov:Activity` that used its premises
and generated its conclusion. A stated fact names its claims (`iall:statedIn`) and passages
(`prov:wasQuotedFrom`); an axiom or a typing names the graph that defines it (`rdfs:isDefinedBy`).
"""

from collections.abc import Iterator
from itertools import count

import pyoxigraph as ox

from iall_kg.names import DCTERMS, FOREIGN_PREFIXES, IALL, ONTOLOGY_GRAPH, RDF, RDFS, THINGS_GRAPH, Vocabulary, expand
from iall_kg.reasoning.explain import Explanation, Step, Witness
from iall_kg.reasoning.proof import Proof
from iall_kg.serialize import serialized, sorted_quads
from iall_kg.statements import Spo

PROV = Vocabulary("http://www.w3.org/ns/prov#")
DEFINED_BY = {"axiom": ONTOLOGY_GRAPH, "typing": THINGS_GRAPH}


def as_turtle(explanation: Explanation) -> bytes:
    """Return an explanation as Turtle that is the same, byte for byte, in every run."""
    quads = sorted_quads(ox.Quad(*statement) for statement in _Writer().explanation(explanation))
    triples = [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
    return serialized(triples, ox.RdfFormat.TURTLE, FOREIGN_PREFIXES | {"prov": PROV.namespace})


class _Writer:
    """Writes proofs, one node for each statement that they have in common."""

    def __init__(self) -> None:
        self._numbers = count()
        self._written: dict[Spo, ox.BlankNode] = {}

    def explanation(self, explanation: Explanation) -> Iterator[Spo]:
        """Yield the statement, who makes it, and its proofs."""
        root = self._blank()
        yield from _statement(root, explanation.statement, explanation.text)
        yield root, DCTERMS.type, ox.Literal(explanation.status, language="en")
        yield from _witnessed(root, explanation.witnesses)
        for reasoning in explanation.proofs:
            yield from self._applied(root, reasoning.conclusion, reasoning.proof)

    def _applied(self, conclusion: ox.BlankNode, step: Step, proof: Proof) -> Iterator[Spo]:
        """Yield the application of a rule that gives a conclusion, and all that it rests on."""
        activity = self._blank()
        yield conclusion, PROV.wasGeneratedBy, activity
        yield activity, RDF.type, PROV.Activity
        yield activity, DCTERMS.identifier, ox.Literal(step.rule)
        for words in step.because:
            yield activity, RDFS.comment, ox.Literal(words, language="en")
        for premise, below in zip(step.premises, proof.premises, strict=True):
            known = self._written.get(below.conclusion)
            node = known or self._blank()
            self._written[below.conclusion] = node
            yield activity, PROV.used, node
            yield conclusion, PROV.wasDerivedFrom, node
            if known is None:
                yield from self._premise(node, premise, below)

    def _premise(self, node: ox.BlankNode, step: Step, proof: Proof) -> Iterator[Spo]:
        yield from _statement(node, proof.conclusion, step.text)
        yield from _witnessed(node, step.witnesses)
        if step.kind in DEFINED_BY:
            yield node, RDFS.isDefinedBy, DEFINED_BY[step.kind]
        if step.rule:
            yield from self._applied(node, step, proof)

    def _blank(self) -> ox.BlankNode:
        return ox.BlankNode(f"n{next(self._numbers)}")


def _statement(node: ox.BlankNode, triple: Spo, text: str) -> Iterator[Spo]:
    yield node, RDF.type, RDF.Statement
    yield node, RDF.type, PROV.Entity
    yield node, RDFS.label, ox.Literal(text, language="en")
    for term, part in zip((RDF.subject, RDF.predicate, RDF.object), triple, strict=True):
        yield node, term, part


def _witnessed(node: ox.BlankNode, witnesses: list[Witness]) -> Iterator[Spo]:
    for witness in witnesses:
        yield node, IALL.statedIn, ox.NamedNode(str(expand(witness.claim)))
        yield node, PROV.wasQuotedFrom, ox.NamedNode(str(expand(witness.passage)))
