"""Write an explanation for a terminal: what holds and why, the proof as a tree, each fact with its passages."""

import re

from iall_kg.reasoning.explain import Explanation, Reasoning, Step, Witness

HEADS = {
    "stated": "stated in the text",
    "inferred": "inferred: no passage states it",
    "given": "given by the ontology or the list of things, not by a passage",
    "hedged": "hedged only: the text offers it as possible, so it is not among the facts",
    "set aside": "set aside: a passage states it, but a conflict was settled for another reading",
    "denied": "denied in the text",
}
KINDS = {
    "stated": "stated",
    "inferred": "inferred",
    "axiom": "by the ontology",
    "typing": "what it is",
    "description": "description of the source",
}
READING = "read from the text"
# Italics and TeX, as the source's text has them.
MARKUP = re.compile(r"</?\w+>|[*$]")


def as_text(explanation: Explanation) -> str:
    """Return an explanation as lines for a terminal."""
    shown: set[str] = set()
    lines = [explanation.text, f"  {_standing(explanation)}"]
    for witness in explanation.witnesses:
        lines += [f"  {line}" for line in _witness_lines(witness, shown)]
    lines += [f"  conflict: {conflict}" for conflict in explanation.conflicts]
    for number, reasoning in enumerate(explanation.proofs, 1):
        lines += ["", _head(explanation, reasoning, number), *_tree(reasoning.conclusion, "  ", shown)]
    return "\n".join(lines) + "\n"


def plain(cue: str) -> str:
    """Return the first words of a passage without the marks for italics and formulas."""
    return MARKUP.sub("", cue)


def _standing(explanation: Explanation) -> str:
    """Return how a statement stands in the text."""
    if explanation.status == "stated" and _is_read(explanation.witnesses):
        return READING
    if explanation.status == "inferred" and explanation.witnesses:
        return "inferred; what the text itself says of it was not taken as a fact"
    return HEADS[explanation.status]


def _head(explanation: Explanation, reasoning: Reasoning, number: int) -> str:
    facts = _counted(reasoning.facts, "stated fact") if reasoning.facts else "the ontology and what the things are"
    by = f"from {facts}, in {_counted(reasoning.steps, 'step')}"
    if number > 1:
        return f"Another proof, {by}"
    return f"It follows {'also ' if explanation.status != 'inferred' else ''}{by}"


def _tree(step: Step, indent: str, shown: set[str]) -> list[str]:
    """Return the lines of one step and all below it; what was proved above is not proved again."""
    kind = READING if _is_read(step.witnesses) else KINDS[step.kind]
    lines = [f"{indent}{step.text}  [{kind}]"]
    below = indent.replace("├─ ", "│  ").replace("└─ ", "   ")
    if step.text in shown:
        return [f"{lines[0]}, see above"]
    if step.premises and indent.strip():
        shown.add(step.text)
    premises = step.named
    stem = below + ("│ " if premises else "  ")
    lines += [f"{stem}{line}" for witness in step.witnesses for line in _witness_lines(witness, shown)]
    lines += [f"{stem}because {words} ({step.rule})" for words in step.because]
    for number, premise in enumerate(premises, 1):
        lines += _tree(premise, below + ("└─ " if number == len(premises) else "├─ "), shown)
    return lines


def _witness_lines(witness: Witness, shown: set[str]) -> list[str]:
    """Return where a claim stands, and its curator's note the first time."""
    stance = "" if witness.stance == "asserts" else f"{witness.stance}, "
    stance += "the curator's reading, " if witness.reading else ""
    cue = plain(witness.cue)
    line = f"{witness.section} [{witness.references}]  “{cue} …”  ({stance}{witness.claim})"
    if not witness.note or witness.claim in shown:
        return [line]
    shown.add(witness.claim)
    return [line, f"  note: {witness.note}"]


def _is_read(witnesses: list[Witness]) -> bool:
    """Tell whether no passage says it in so many words: each claim is the curator's reading."""
    return bool(witnesses) and all(witness.reading for witness in witnesses)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
