"""Infer what follows from facts and axioms, by the OWL 2 RL rules stored in `queries/rules/infer`.

The rules read the axioms (subclasses, domains, chains, defined classes) from the ontology itself, so they
cannot drift from it. They run in turn until nothing new appears.
Reference: https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules
"""

from pathlib import Path

import pyoxigraph as ox

MAXIMUM_ROUNDS = 50


def infer(facts: ox.Store, rules: Path) -> list[ox.Triple]:
    """Return the triples that follow from the default graph of `facts` and are not in it.

    `facts` holds them too afterwards, and also memberships in unnamed classes, which are not returned.
    Raises RuntimeError if no rule was found or the rules do not come to an end.
    """
    texts = [path.read_text(encoding="utf-8") for path in sorted(rules.glob("*.rq"))]
    if not texts:
        raise RuntimeError(f"no inference rules in {rules}")
    inferred: list[ox.Triple] = []
    for _ in range(MAXIMUM_ROUNDS):
        before = len(inferred)
        for text in texts:
            new = [t for t in _constructed(facts, text) if ox.Quad(t.subject, t.predicate, t.object) not in facts]
            facts.extend(ox.Quad(t.subject, t.predicate, t.object) for t in new)
            inferred += new
        if len(inferred) == before:
            return [t for t in inferred if isinstance(t.object, ox.NamedNode | ox.Literal)]
    raise RuntimeError(f"inference did not end after {MAXIMUM_ROUNDS} rounds")


def _constructed(facts: ox.Store, text: str) -> list[ox.Triple]:
    result = facts.query(text)
    assert isinstance(result, ox.QueryTriples)
    return list(dict.fromkeys(result))
