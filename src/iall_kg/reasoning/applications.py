"""Run the rules backwards: find every way in which one rule gives a triple from triples that hold.

Comes in: a release dataset, which holds all that the rules infer, and the rules. Goes out: their applications. The
axioms that rules read are as many as the ontology has, and are read once. What is said of things is asked pattern by
pattern, each with a known property and a known thing, so that a proof costs no more in a larger release. Membership in
unnamed classes, which no release holds, is found in the same way when a rule needs it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

import pyoxigraph as ox

from iall_kg.names import RDF
from iall_kg.reasoning.rules import Pattern, Rule
from iall_kg.statements import DEFAULT, Node, Spo, Term, match
from iall_kg.stores.readable import ReadableStore

Bindings = dict[str, Node | Term]
MOST_REMEMBERED = 50_000
# What gives the triples that hold and fit some parts; a part that is None fits everything.
Find = Callable[[Node | None, ox.NamedNode | None, Term | None], Iterator[Spo]]


@dataclass(frozen=True, slots=True, eq=False)
class Application:
    """One rule applied once: its premises are triples that hold, in the order of the rule."""

    rule: Rule
    conclusion: Spo
    premises: tuple[Spo, ...]


class Applications:
    """The applications of some rules in one release dataset."""

    def __init__(self, release: ReadableStore, rules: list[Rule]) -> None:
        self._release = release
        self._rules = rules
        self._found: dict[Spo, list[Application]] = {}

    def giving(self, goal: Spo, above: frozenset[Spo] = frozenset()) -> list[Application]:
        """Return every way in which one rule gives the goal from triples that hold, but not from the goal itself.

        What stands `above` is being looked for already; memberships that rest on it have no ground.
        """
        found = self._found.get(goal)
        if found is None:
            found = [application for rule in self._rules for application in self._applied(rule, goal, above | {goal})]
            if len(self._found) > MOST_REMEMBERED:
                self._found.clear()
            self._found[goal] = found
        return found

    @cached_property
    def _axioms(self) -> ox.Store:
        """The statements that the rules read as axioms."""
        axioms = ox.Store()
        for _, predicate, target in {_parts(axiom, {}) for rule in self._rules for axiom in rule.axioms}:
            assert isinstance(predicate, ox.NamedNode)
            axioms.extend(ox.Quad(*found[:3]) for found in match(self._release, None, predicate, target, DEFAULT))
        return axioms

    def _applied(self, rule: Rule, goal: Spo, above: frozenset[Spo]) -> Iterator[Application]:
        start = _unify(rule.conclusion, goal, {})
        if start is None:
            return
        for bindings in _solutions(self._find_axioms, rule.axioms, start):
            for complete in _solutions(partial(self._find_facts, above), rule.facts, bindings):
                premises = tuple(_filled(premise, complete) for premise in rule.premises)
                if goal not in premises and all(isinstance(complete[name], ox.NamedNode) for name in rule.only_iris):
                    yield Application(rule, goal, premises)

    def _find_axioms(self, subject: Node | None, predicate: ox.NamedNode | None, target: Term | None) -> Iterator[Spo]:
        return (found[:3] for found in match(self._axioms, subject, predicate, target, DEFAULT))

    def _find_facts(
        self, above: frozenset[Spo], subject: Node | None, predicate: ox.NamedNode | None, target: Term | None
    ) -> Iterator[Spo]:
        held = [found[:3] for found in match(self._release, subject, predicate, target, DEFAULT)]
        yield from held
        if not held and subject is not None and predicate == RDF.type and isinstance(target, ox.BlankNode):
            membership = subject, predicate, target
            if membership not in above and self.giving(membership, above):
                yield membership


def _unify(pattern: Pattern, triple: Spo, bindings: Bindings) -> Bindings | None:
    """Return the bindings under which a pattern is a triple, on top of those given, or None."""
    extended = dict(bindings)
    for part, term in zip(pattern, triple, strict=True):
        if isinstance(part, ox.Variable):
            if extended.setdefault(part.value, term) != term:
                return None
        elif part != term:
            return None
    return extended


def _solutions(find: Find, patterns: tuple[Pattern, ...], bindings: Bindings) -> Iterator[Bindings]:
    """Yield the bindings under which all patterns are triples that are found, most selective pattern first."""
    if not patterns:
        yield bindings
        return
    chosen = max(range(len(patterns)), key=lambda n: _bound(patterns[n], bindings))
    others = patterns[:chosen] + patterns[chosen + 1 :]
    subject, predicate, target = _parts(patterns[chosen], bindings)
    if isinstance(subject, ox.Literal) or not isinstance(predicate, ox.NamedNode | None):
        return
    for found in find(subject, predicate, target):
        extended = _unify(patterns[chosen], found, bindings)
        if extended is not None:
            yield from _solutions(find, others, extended)


def _bound(pattern: Pattern, bindings: Bindings) -> tuple[int, bool, bool]:
    """Say how many parts of a pattern are bound, whether its subject is, and whether it says more than a class."""
    subject, predicate, target = _parts(pattern, bindings)
    return sum(part is not None for part in (subject, predicate, target)), subject is not None, predicate != RDF.type


def _parts(pattern: Pattern, bindings: Bindings) -> tuple[Term | None, Term | None, Term | None]:
    """Return the parts of a pattern as far as they are known."""
    subject, predicate, target = (
        bindings.get(part.value) if isinstance(part, ox.Variable) else part for part in pattern
    )
    return subject, predicate, target


def _filled(pattern: Pattern, bindings: Bindings) -> Spo:
    subject, predicate, target = _parts(pattern, bindings)
    assert isinstance(subject, ox.NamedNode | ox.BlankNode)
    assert isinstance(predicate, ox.NamedNode)
    assert target is not None
    return subject, predicate, target
