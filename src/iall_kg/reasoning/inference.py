"""Infer what follows from facts and axioms, by the OWL 2 RL rules stored in `queries/rules/infer`.

The rules read the axioms (subclasses, domains, chains, defined classes) from the ontology itself, so they
cannot drift from it. Each runs once over everything; from then on only over what the round before brought
(semi-naive evaluation), so that time grows with the data and not with the number of rounds. For the same reason
what is added later to a closed set costs no more than itself.
Reference: https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules
"""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from iall_kg.reasoning.rules import LATEST_GRAPH, Part, Rule, read_rules


def infer(facts: ox.Store, rules: Path) -> list[ox.Triple]:
    """Return the triples that follow from the default graph of `facts` and are not in it.

    `facts` holds them too afterwards, and also memberships in unnamed classes, which are not returned.
    It ends because no rule makes a new thing. Raises BuildError if there is no rule or one cannot be read.
    """
    inferred = close(facts, read_rules(rules))
    return [t for t in inferred if isinstance(t.object, ox.NamedNode | ox.Literal)]


def close(facts: ox.Store, rules: list[Rule]) -> list[ox.Triple]:
    """Add to the default graph of `facts` all that follows from it, and return what was added, in order."""
    return _rounds(facts, rules, [rule.sparql for rule in rules])


def close_from(facts: ox.Store, rules: list[Rule], latest: list[ox.Triple]) -> list[ox.Triple]:
    """Add `latest` to the default graph of `facts`, which was closed before, and all that follows now.

    Returns what follows, in order. Only rules that use some of `latest` run, so time grows with that alone.
    """
    _hold(facts, latest)
    return _rounds(facts, rules, list(_touched(rules, latest)))


def _rounds(facts: ox.Store, rules: list[Rule], todo: list[str]) -> list[ox.Triple]:
    inferred: list[ox.Triple] = []
    try:
        while todo:
            found = dict.fromkeys(triple for text in todo for triple in _constructed(facts, text))
            latest = [t for t in found if ox.Quad(t.subject, t.predicate, t.object) not in facts]
            _hold(facts, latest)
            inferred += latest
            todo = list(_touched(rules, latest))
    finally:
        facts.remove_graph(LATEST_GRAPH)
    return inferred


def _hold(facts: ox.Store, latest: list[ox.Triple]) -> None:
    """Add statements to the default graph, and make them the latest."""
    facts.clear_graph(LATEST_GRAPH)
    for graph in (ox.DefaultGraph(), LATEST_GRAPH):
        facts.extend(ox.Quad(t.subject, t.predicate, t.object, graph) for t in latest)


def _touched(rules: list[Rule], latest: list[ox.Triple]) -> Iterator[str]:
    """Yield each rule once for each premise that some of the latest statements could be."""
    predicates = {t.predicate for t in latest}
    objects = {t.object for t in latest}
    for rule in rules:
        for number, (_, predicate, target) in enumerate(rule.premises):
            if latest and _is_among(predicate, predicates) and _is_among(target, objects):
                yield rule.after(number)


def _is_among(part: Part, terms: set[ox.NamedNode] | set[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]) -> bool:
    return isinstance(part, ox.Variable) or part in terms


def _constructed(facts: ox.Store, text: str) -> ox.QueryTriples:
    result = facts.query(text)
    assert isinstance(result, ox.QueryTriples)
    return result
