"""Reason over facts and ontology: are they consistent and in OWL 2 DL, what is in each defined class, what follows.

Comes in: all that is given, in one default graph. Goes out: what the rules of `queries/rules` find, or what
HermiT finds. Both give the same, which the tests prove; the rules are fast, HermiT knows all of OWL 2 DL.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pyoxigraph as ox

from iall_kg.content import Content
from iall_kg.names import OWL, RDF, shorten
from iall_kg.reasoning import hermit
from iall_kg.reasoning.clashes import Clash, clashes, clashes_among, named, outside_dl, unread_axioms
from iall_kg.reasoning.given import triples
from iall_kg.reasoning.inference import close
from iall_kg.reasoning.rules import read_rules
from iall_kg.statements import Spo, match
from iall_kg.wording import Wording

TERM_KINDS = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}


@dataclass(frozen=True, slots=True)
class Reasoning:
    """What a reasoner found. Nothing is concluded from what is not in OWL 2 DL or is inconsistent."""

    engine: str
    given: int
    outside_dl: list[Clash] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    inferred: frozenset[Spo] = frozenset()
    members: dict[str, list[str]] = field(default_factory=dict)
    by_rule: dict[str, int] = field(default_factory=dict)
    unread: list[Clash] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether the statements are in OWL 2 DL and consistent."""
        return not self.outside_dl and not self.clashes

    @property
    def by_property(self) -> dict[str, int]:
        """How many statements with each property were inferred and not already given."""
        return dict(Counter(shorten(predicate.value) for _, predicate, _ in self.inferred).most_common())


def reason(given: ox.Store, content: Content) -> Reasoning:
    """Reason with the rules of `content`; `given` stays as it is."""
    start = time.perf_counter()
    outside = outside_dl(given, content)
    facts = ox.Store()
    facts.extend(given)
    rules = read_rules(content.queries / "rules" / "infer")
    new = close(facts, rules) if not outside else []
    found = clashes_among(facts, new, content) if not outside else []
    if outside or found:
        return Reasoning("rules", len(given), outside, found, seconds=time.perf_counter() - start)
    inferred = frozenset(_between_named(new))
    by_rule = {rule.name: len(inferred & set(_between_named(_constructed(facts, rule.sparql)))) for rule in rules}
    members = defined_classes(given, inferred)
    used = {name: count for name, count in by_rule.items() if count}
    unread = unread_axioms(given, content)
    seconds = time.perf_counter() - start
    return Reasoning("rules", len(given), [], [], inferred, members, used, unread, seconds)


def reason_with_hermit(given: ox.Store, content: Content) -> Reasoning:
    """Reason with HermiT. What clashes is named by the stored rules, or else by the fewest facts that clash.

    Consistency is that of all that is given; what follows is asked of facts and ontology without the provenance,
    of which nothing follows that is of use. Raises ReasonerError if HermiT cannot run.
    """
    start = time.perf_counter()
    outside = outside_dl(given, content)
    found: list[Clash] = []
    concluded: set[Spo] = set()
    if not outside:
        try:
            if hermit.is_consistent(hermit.meaningful(triples(given))):
                facts = triples(given, provenance=False)
                concluded = hermit.types(facts) | hermit.property_values(facts)
            else:
                found = clashes(given, content) or [_fewest_facts(given)]
        except hermit.NotInDLError as error:
            outside = [Clash("HermiT", "", str(error))]
    inferred = frozenset(concluded - {statement[:3] for statement in match(given)})
    members = defined_classes(given, inferred) if concluded else {}
    return Reasoning("hermit", len(given), outside, found, inferred, members, seconds=time.perf_counter() - start)


def defined_classes(given: ox.Store, inferred: Iterable[Spo]) -> dict[str, list[str]]:
    """Return the members of each class that the ontology defines, as CURIEs in order."""
    defined = {s.subject for s in match(given, None, OWL.equivalentClass) if isinstance(s.subject, ox.NamedNode)}
    members: dict[str, set[str]] = {node.value: set() for node in defined}
    stated = (statement[:3] for statement in match(given, None, RDF.type))
    for subject, predicate, kind in (*stated, *inferred):
        if predicate == RDF.type and isinstance(kind, ox.NamedNode) and kind in defined:
            members[kind.value].add(named(subject))
    return {shorten(name): sorted(found) for name, found in sorted(members.items())}


def smallest_conflict(facts: list[ox.Triple], clash: Callable[[list[ox.Triple]], bool]) -> list[ox.Triple]:
    """Return some of the facts that clash together, so that without any one of them they would not.

    By QuickXplain (U. Junker, AAAI 2004), which asks few questions where few facts of many clash.
    """

    def search(background: list[ox.Triple], grown: bool, rest: list[ox.Triple]) -> list[ox.Triple]:
        if grown and clash(background):
            return []
        if len(rest) == 1:
            return rest
        first, second = rest[: len(rest) // 2], rest[len(rest) // 2 :]
        late = search([*background, *first], True, second)
        return [*search([*background, *late], bool(late), first), *late]

    return search([], False, facts)


def _fewest_facts(given: ox.Store) -> Clash:
    """Return, in words, the fewest facts that HermiT finds inconsistent with the ontology."""
    everything = hermit.meaningful(triples(given))
    terms = {t.subject for t in everything if isinstance(t.object, ox.NamedNode) and t.object in TERM_KINDS}
    axioms = [t for t in everything if t.subject in terms or isinstance(t.subject, ox.BlankNode)]
    facts = [t for t in everything if t.subject not in terms and not isinstance(t.subject, ox.BlankNode)]
    if not hermit.is_consistent(axioms):
        return Clash("HermiT", "", "The ontology is inconsistent without any facts.")
    fewest = smallest_conflict(facts, lambda some: not hermit.is_consistent([*axioms, *some]))
    statements = list(_between_named(fewest))
    words = Wording(given)
    said = tuple(f"given: {words.triple(statement)}" for statement in statements)
    return Clash("HermiT", named(statements[0][0]), "these cannot hold together under the axioms.", said)


def _between_named(found: Iterable[ox.Triple]) -> Iterable[Spo]:
    """Yield the triples of named things; memberships in unnamed classes are left out."""
    for t in found:
        if isinstance(t.subject, ox.NamedNode) and isinstance(t.object, ox.NamedNode | ox.Literal):
            yield t.subject, t.predicate, t.object


def _constructed(store: ox.Store, sparql: str) -> ox.QueryTriples:
    found = store.query(sparql)
    assert isinstance(found, ox.QueryTriples)
    return found
