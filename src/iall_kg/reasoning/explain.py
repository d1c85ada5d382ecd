"""Explain a statement: who says it, or from what it follows.

Comes in: a triple of the release dataset. Goes out: an `Explanation`. A statement is stated (claims assert
it), inferred (it follows from others, with proofs), hedged (offered as possible only), set aside (asserted,
but a conflict was settled otherwise), denied, or given (by the ontology, or as the type of a thing). Of
these only stated, inferred and given ones hold.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

import pyoxigraph as ox

from iall_kg.names import (
    CURATION_GRAPH,
    FOREIGN_PREFIXES,
    IALL,
    INFERRED_GRAPH,
    ONTOLOGY_GRAPH,
    THINGS_GRAPH,
    kind_of,
    shorten,
)
from iall_kg.reasoning.proof import Proof, Prover
from iall_kg.statements import DEFAULT, Node, Spo, match
from iall_kg.stores.readable import ReadableStore
from iall_kg.wording import Wording

# https://www.evidenceontology.org/term/ECO:0000205/
CURATOR_INFERENCE = ox.NamedNode(FOREIGN_PREFIXES["eco"] + "0000205")
HOLDING = ("stated", "inferred", "given")


@dataclass(frozen=True, slots=True)
class Witness:
    """One claim that makes a statement, the passage behind it, and the references behind that.

    `reading` tells that the passage does not say so itself: the curator read it so, for the reason in the note.
    """

    claim: str
    stance: str
    passage: str
    section: str
    references: str
    cue: str
    note: str
    reading: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One statement of a proof, why it holds, and what it rests on.

    `kind` is inferred, stated, axiom (of the ontology), typing (what sort of thing it is) or description.
    `because` says in words which axioms the rule applied. The object of a triple in `unnamed` steps is a class
    expression: such a step only says that something fits a part of a definition.
    """

    text: str
    kind: str
    triple: tuple[str, str, str]
    unnamed: bool = False
    rule: str = ""
    because: list[str] = field(default_factory=list)
    witnesses: list[Witness] = field(default_factory=list)
    premises: list["Step"] = field(default_factory=list)

    @property
    def named(self) -> list["Step"]:
        """What the step rests on, with the parts of a definition left out in favour of what they rest on."""
        found = []
        for premise in self.premises:
            if premise.kind == "inferred" and premise.unnamed:
                found += premise.named
            elif premise.kind != "axiom":
                found.append(premise)
        return found


@dataclass(frozen=True, slots=True)
class Reasoning:
    """One proof: how many facts of the text it stands on, how many rules it applies, and its last step."""

    facts: int
    steps: int
    conclusion: Step
    proof: Proof


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a statement holds, or how it stands in the text if it does not; the smallest proof comes first."""

    text: str
    triple: tuple[str, str, str]
    statement: Spo
    status: str
    witnesses: list[Witness]
    conflicts: list[str]
    proofs: list[Reasoning]

    @property
    def holds(self) -> bool:
        """Whether the statement is among the facts or follows from them."""
        return self.status in HOLDING

    def as_dict(self) -> dict[str, Any]:
        """Return plain dictionaries and lists, ready for JSON."""
        return {
            "text": self.text,
            "triple": list(self.triple),
            "status": self.status,
            "holds": self.holds,
            "witnesses": [asdict(witness) for witness in self.witnesses],
            "conflicts": self.conflicts,
            "proofs": [{"facts": p.facts, "steps": p.steps, "conclusion": asdict(p.conclusion)} for p in self.proofs],
        }


class Explainer:
    """Explains the statements of one release dataset."""

    def __init__(self, store: ReadableStore, prover: Prover, wording: Wording) -> None:
        self._store = store
        self.prover = prover
        self.words = wording

    def explain(self, triple: Spo, proofs: int = 1) -> Explanation:
        """Return how a triple that stands somewhere in the release came there, with at most so many proofs."""
        witnesses = self._witnesses(triple)
        status = self._status(triple, witnesses)
        found = self.prover.proofs(triple, proofs) if status in HOLDING and proofs > 0 else []
        return Explanation(
            text=self.words.triple(triple),
            triple=self._shown(triple),
            statement=triple,
            status=status,
            witnesses=witnesses,
            conflicts=self._conflicts(triple),
            proofs=[Reasoning(len(self.prover.stated(p)), sum(1 for _ in p.steps()), self._step(p), p) for p in found],
        )

    def sections(self, triple: Spo) -> list[str]:
        """Return where the facts of the smallest proof are stated, one section a fact, in the order of the proof."""
        proof = self.prover.smallest(triple)
        leaves = self.prover.stated(proof) if proof else []
        return list(dict.fromkeys(self._witnesses(leaf)[0].section for leaf in leaves))

    def _step(self, proof: Proof) -> Step:
        axioms = (self.words.axiom(p.conclusion) for p in proof.premises if self._kind(p) == "axiom")
        return Step(
            text=self.words.triple(proof.conclusion),
            kind=self._kind(proof),
            triple=self._shown(proof.conclusion),
            unnamed=isinstance(proof.conclusion[2], ox.BlankNode),
            rule=proof.rule.name if proof.rule else "",
            because=[words for words in axioms if words],
            witnesses=[] if proof.rule else self._witnesses(proof.conclusion),
            premises=[self._step(premise) for premise in proof.premises],
        )

    def _kind(self, proof: Proof) -> str:
        if proof.rule is not None:
            return "inferred"
        if self.prover.is_stated(proof.conclusion):
            return "stated"
        graphs = {found.graph for found in match(self._store, *proof.conclusion)}
        return "axiom" if ONTOLOGY_GRAPH in graphs else "typing" if THINGS_GRAPH in graphs else "description"

    def _status(self, triple: Spo, witnesses: list[Witness]) -> str:
        stances = {witness.stance for witness in witnesses}
        graphs = {found.graph for found in match(self._store, *triple)}
        if INFERRED_GRAPH in graphs:
            return "inferred"
        if DEFAULT in graphs:
            return "stated" if "asserts" in stances else "given"
        return "set aside" if "asserts" in stances else "hedged" if "hedges" in stances else "denied"

    def _witnesses(self, triple: Spo) -> list[Witness]:
        graphs = (found.graph for found in match(self._store, *triple))
        claims = (g for g in graphs if isinstance(g, ox.NamedNode) and kind_of(g.value) == "claim")
        return sorted(map(self._witness, claims), key=lambda witness: (witness.stance, witness.claim))

    def _witness(self, claim: ox.NamedNode) -> Witness:
        passage = next(match(self._store, claim, IALL.fromPassage, None, DEFAULT)).object
        assert isinstance(passage, ox.NamedNode)
        return Witness(
            claim=shorten(claim.value),
            stance=self._value(claim, IALL.stance),
            passage=shorten(passage.value),
            section=self._value(claim, IALL.section),
            references=self._value(claim, IALL.references),
            cue=self._value(passage, IALL.cue),
            note=self._value(claim, IALL.curatorNote),
            reading=ox.Quad(claim, IALL.evidenceType, CURATOR_INFERENCE) in self._store,
        )

    def _conflicts(self, triple: Spo) -> list[str]:
        """Return the conflicts about this property of this thing, with how each was settled and why."""
        about = (found.subject for found in match(self._store, None, IALL.conflictSubject, triple[0], CURATION_GRAPH))
        concerned = [c for c in about if any(match(self._store, c, IALL.conflictProperty, triple[1], CURATION_GRAPH))]
        said = (IALL.resolution, IALL.rationale)
        return sorted(f"{self.words.term(c)}: {'. '.join(self._value(c, term) for term in said)}" for c in concerned)

    def _value(self, node: Node, term: ox.NamedNode) -> str:
        return " ".join(sorted(self.words.term(q.object) for q in match(self._store, node, term, None, DEFAULT)))

    def _shown(self, triple: Spo) -> tuple[str, str, str]:
        """Return the CURIEs of a triple, the text of a literal, and a class expression in words."""
        subject, predicate, target = (
            shorten(part.value) if isinstance(part, ox.NamedNode) else self.words.term(part) for part in triple
        )
        return subject, predicate, target
