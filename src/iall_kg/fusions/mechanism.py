"""Follow the causal chain from a fusion to the processes that it drives, and find where each agent cuts it.

Comes in: the single steps that the graph holds. Goes out: the chain in order, each step with its statement, whether it
is stated, read by the curators or only hedged, and whether it follows from the part of the gene that is kept or is said
of the fusion protein as a whole; and the cuts, with the proof that an agent targets the mechanism.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from iall_kg.errors import IallKgError
from iall_kg.fusions.facts import Facts, Row
from iall_kg.graph import KnowledgeGraph
from iall_kg.pictures.grounds import HEDGED

RETAINED_PART, WHOLE_PROTEIN = "the part of the gene that is kept", "the fusion as a whole"
CUTTING = ("iall:disrupts", "iall:inhibits", "iall:targets", "iall:reverses")
# From a cause to its effect one walks forward; an interaction is found by where it occurs and who takes part.
FORWARD = (
    "iall:drives",
    "iall:producesProtein",
    "iall:requiredFor",
    "iall:recruits",
    "iall:depositsMark",
)
ORDER = (
    "iall:subtypeOf",
    "iall:causes",
    "iall:producesProtein",
    "iall:retainsDomain",
    "iall:occursAt",
    "iall:hasParticipant",
    "iall:recruits",
    "iall:depositsMark",
    "iall:requiredFor",
    "iall:drives",
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the chain, and the statement behind it."""

    cause: str
    cause_label: str
    relation: str
    relation_label: str
    effect: str
    effect_label: str
    text: str
    stance: str
    status: str
    basis: str
    claim: str
    section: str
    references: str


@dataclass(frozen=True, slots=True)
class Cut:
    """One place where an agent acts on the chain, and the statement behind it."""

    agent: str
    agent_label: str
    text: str
    target: str
    target_label: str
    stance: str
    claim: str
    section: str
    references: str


@dataclass(frozen=True, slots=True)
class Proof:
    """Why an agent targets the mechanism of a fusion: in words, and as data if the explanation can be had."""

    agent: str
    agent_label: str
    statement: str
    status: str
    text: str
    data: dict[str, Any]


def chain_of(facts: Facts, fusion: str, wider: str) -> list[Step]:
    """Return the steps from a fusion, or the wider kind to which it belongs, to what it drives."""
    rows = facts.rows("chain")
    visited = {fusion, wider} - {""}
    domains_of_interactions = {row["effect"] for row in rows if row["relation"] == "iall:occursAt"}
    # What begins at a domain that is kept follows from that part of the gene alone.
    by_part: set[str] = set()
    used: dict[int, str] = {}
    while True:
        before = len(used)
        for number, row in enumerate(rows):
            if number in used:
                continue
            basis = _basis(row, visited, by_part, domains_of_interactions)
            if basis:
                used[number] = basis
        if len(used) == before:
            break
    steps = [_step(rows[number], basis) for number, basis in used.items()]
    return sorted(steps, key=lambda step: (ORDER.index(step.relation), step.text, step.section, step.claim))


def nodes_of(steps: Iterable[Step]) -> dict[str, Step]:
    """Return the things that the chain passes, each with the first step that leads to or from it."""
    nodes: dict[str, Step] = {}
    for step in steps:
        for thing in (step.cause, step.effect):
            nodes.setdefault(thing, step)
    return nodes


def cuts_of(facts: Facts, steps: list[Step]) -> list[Cut]:
    """Return where agents act on the chain; the fusion itself and its cause are acted upon by none."""
    nodes = nodes_of(steps)
    found = []
    for row in facts.rows("drug-targets"):
        if row["relation"] in CUTTING and row["target"] in nodes:
            text = f"{row['actorLabel']} {row['relationLabel']} {row['targetLabel']}"
            found.append(
                Cut(
                    agent=row["drug"],
                    agent_label=row["drugLabel"],
                    text=text if row["actor"] == row["drug"] else f"{row['drugLabel']}, as {text}",
                    target=row["target"],
                    target_label=row["targetLabel"],
                    stance=row["stanceLabel"],
                    claim=row["claim"],
                    section=row["section"],
                    references=row["references"],
                )
            )
    return found


def proofs_of(facts: Facts, fusion: str) -> list[Proof]:
    """Return for each agent the proof that it targets the mechanism of the fusion."""
    agents = {
        row["drug"]: row["drugLabel"] for row in facts.rows("drugs-for-fusion-mechanism") if row["fusion"] == fusion
    }
    found = (_proof(facts.kg, agent, label, fusion) for agent, label in sorted(agents.items(), key=lambda a: a[1]))
    return [proof for proof in found if proof is not None]


def _basis(row: Row, visited: set[str], by_part: set[str], domains: set[str]) -> str:
    """Return why a step belongs to the chain, or nothing, and go on to where it leads."""
    cause, relation, effect = row["cause"], row["relation"], row["effect"]
    if relation == "iall:retainsDomain" and cause in visited and effect in domains:
        by_part.add(effect)
        visited.add(effect)
        return RETAINED_PART
    if relation == "iall:occursAt" and effect in by_part:
        by_part.add(cause)
        visited.add(cause)
        return RETAINED_PART
    if not _leads_on(row, visited):
        return ""
    visited.update((cause, effect) if relation in (*FORWARD, "iall:hasParticipant") else ())
    return RETAINED_PART if cause in by_part and relation in FORWARD else WHOLE_PROTEIN


def _leads_on(row: Row, visited: set[str]) -> bool:
    """Tell whether a step goes on from what was reached, or says what the fusion is and comes from."""
    cause, relation, effect = row["cause"], row["relation"], row["effect"]
    if relation == "iall:causes":
        return effect in visited and row["causeLabel"].casefold().endswith("translocation")
    if relation == "iall:subtypeOf":
        return cause in visited and effect in visited
    if relation == "iall:hasParticipant":
        return (cause in visited or effect in visited) and not _is_bystander(row, visited)
    return relation in FORWARD and cause in visited


def _is_bystander(row: Row, visited: set[str]) -> bool:
    """Tell whether an interaction is reached only by a partner that takes part in many others."""
    return row["cause"] not in visited and not row["effect"].startswith("protein:") and row["effect"] in visited


def _step(row: Row, basis: str) -> Step:
    return Step(
        cause=row["cause"],
        cause_label=row["causeLabel"],
        relation=row["relation"],
        relation_label=row["relationLabel"],
        effect=row["effect"],
        effect_label=row["effectLabel"],
        text=f"{row['causeLabel']} {row['relationLabel']} {row['effectLabel']}",
        stance=row["stanceLabel"],
        status=HEDGED if row["stanceLabel"] == "hedges" else row["status"],
        basis=basis,
        claim=row["claim"],
        section=row["section"],
        references=row["references"],
    )


def _proof(kg: KnowledgeGraph, agent: str, label: str, fusion: str) -> Proof | None:
    """Return the explanation that the graph gives, if it gives one. The one place that knows how it is asked."""
    from iall_kg.reasoning.explain_text import as_text

    try:
        explanation = kg.explain(agent, "iall:targetsMechanismOf", fusion)
    except IallKgError:
        return None
    return Proof(agent, label, explanation.text, explanation.status, as_text(explanation), explanation.as_dict())
