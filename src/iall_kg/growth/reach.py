"""Read from the rules how far they look, so that no more is brought into the check of a new source than they can see.

Comes in: the shapes and the stored checks. Goes out: of which properties a rule needs all values, of which any value
will do, which it follows to what is said of the value, and which it follows backwards. A property that no rule names
is looked at only by checks that ask the same of every statement, one by one: of what stands it has been asked before.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Self

import pyoxigraph as ox

from iall_kg.content import Content
from iall_kg.load import read_quads
from iall_kg.names import RDF, Vocabulary, expand
from iall_kg.statements import Term, match

# An IRI or a CURIE in SPARQL, and whether it is followed backwards.
NAMED = re.compile(r"(\^?)\s*(?:<([^<>\s]+)>|\b([a-z]+:[A-Za-z]\w*))")
# What makes of a rule more than a join: it counts, asks for what is not there, or takes a step any number of times.
MORE_THAN_JOINS = re.compile(
    r"\b(NOT|MINUS|OPTIONAL|GROUP|HAVING|COUNT|SUM|AVG|MIN|MAX|SAMPLE|SELECT\b.*\bSELECT)\b|[\w>)][+*]",
    re.IGNORECASE | re.DOTALL,
)
SH = Vocabulary("http://www.w3.org/ns/shacl#")
SEVERAL_STEPS = (RDF.first, SH.zeroOrMorePath, SH.oneOrMorePath)
# What asks a value to conform to a shape.
NESTED = tuple(getattr(SH, name) for name in ("node", "property", "qualifiedValueShape", "and", "or", "not", "xone"))
# What asks each value by itself, or that there be one: of values that were asked before, any will do. Of what is said
# in SPARQL, and of the shapes that nest, the properties are found by themselves.
EACH_BY_ITSELF = frozenset(
    getattr(SH, name)
    for name in (
        *("class", "datatype", "nodeKind", "in", "pattern", "flags", "languageIn", "minLength", "maxLength"),
        *("minInclusive", "minExclusive", "maxInclusive", "maxExclusive"),
        *("path", "severity", "message", "name", "description", "sparql", "deactivated"),
    )
) | {RDF.type}


@dataclass(frozen=True, slots=True)
class Reach:
    """By which properties rules look at a thing.

    `compared`: at all values together. `asked`: whether there is one. `passed`: at what is said of the values too, by
    the properties given for each. `backwards`: at those of which the thing is a value. What is passed is also compared.

    For each property followed backwards there are the sets of properties of which one has to be stated anew of the
    thing for a rule to see something new there; an empty set is of a rule that needs no more than the property itself.
    """

    compared: frozenset[ox.NamedNode]
    asked: frozenset[ox.NamedNode]
    passed: Mapping[ox.NamedNode, frozenset[ox.NamedNode]]
    backwards: Mapping[ox.NamedNode, frozenset[frozenset[ox.NamedNode]]]

    def looks_back(self, step: ox.NamedNode, stated: frozenset[ox.NamedNode]) -> bool:
        """Tell whether a rule looks back by `step` from a thing of which something is stated anew by `stated`."""
        return any(not others or others & stated for others in self.backwards[step])

    def only(self, looked_at: Collection[ox.NamedNode]) -> Self:
        """Return as much of this as is by some properties."""
        return replace(self, compared=self.compared.intersection(looked_at), asked=self.asked.intersection(looked_at))


ANYWAY = frozenset[ox.NamedNode]()


def reach_of_rules(content: Content) -> Reach:
    """Return how far the shapes and checks of `content` look. Raises LoadError if a shape cannot be read."""
    shapes = ox.Store()
    shapes.extend(quad for path in content.shapes.glob("*.ttl") for quad in read_quads(path, content.root))
    texts = [s.object.value for s in match(shapes, None, SH.select)]
    texts += [path.read_text(encoding="utf-8") for path in (content.queries / "checks").glob("*.rq")]
    passed: dict[ox.NamedNode, set[ox.NamedNode]] = defaultdict(set)
    backwards: dict[ox.NamedNode, set[frozenset[ox.NamedNode]]] = defaultdict(set)
    for text in texts:
        found = [(inverse, iri or expand(curie)) for inverse, iri, curie in NAMED.findall(text)]
        named = frozenset(ox.NamedNode(iri) for _, iri in found if iri)
        back = [ox.NamedNode(iri) for inverse, iri in found if iri and inverse]
        for term in named:
            passed[term] |= named
        for step in back:
            # Where a join takes the step once, a new statement by it needs no other: they meet at nothing.
            once = back.count(step) == 1 and not MORE_THAN_JOINS.search(text)
            backwards[step].add((named | {RDF.type}) - {step} if once else ANYWAY)
    compared, asked, nesting = set[ox.NamedNode](), set[ox.NamedNode](), set[ox.NamedNode]()
    for shape, _, path, _ in match(shapes, None, SH.path):
        steps, inverse = set(_steps(shapes, path)), set(_inverse_steps(shapes, path))
        if any(any(match(shapes, shape, term)) for term in NESTED):
            nesting |= steps
        for step in _further_steps(shapes, path):
            passed[step] |= steps
        for step in inverse:
            backwards[step].add(ANYWAY)
        together = [s for s in match(shapes, shape) if not _asks_each_by_itself(s.predicate, s.object)]
        compared.update(steps if together else ())
        compared.update(s.object for s in together if isinstance(s.object, ox.NamedNode))
        asked.update(steps - inverse)
    asked.update(s.object for s in match(shapes, None, SH.targetSubjectsOf) if isinstance(s.object, ox.NamedNode))
    for _, _, told, _ in match(shapes, None, SH.targetObjectsOf):
        if isinstance(told, ox.NamedNode):
            backwards[told].add(ANYWAY)
    compared |= passed.keys() | nesting
    for step in nesting:
        passed[step] |= compared | asked
    return Reach(
        frozenset(compared),
        frozenset(asked),
        {step: frozenset(beyond) for step, beyond in passed.items()},
        {step: frozenset(sets) for step, sets in backwards.items()},
    )


def _asks_each_by_itself(constraint: ox.NamedNode, value: Term) -> bool:
    return constraint in EACH_BY_ITSELF or (constraint == SH.minCount and value.value == "1")


def _further_steps(shapes: ox.Store, path: Term) -> Iterator[ox.NamedNode]:
    """Yield the properties of those parts of a path that take several steps."""
    if not isinstance(path, ox.BlankNode):
        return
    if any(any(match(shapes, path, term)) for term in SEVERAL_STEPS):
        yield from _steps(shapes, path)
    for part in match(shapes, path, SH.inversePath):
        yield from _further_steps(shapes, part.object)
    for part in match(shapes, path, SH.alternativePath):
        for one in _list(shapes, part.object):
            yield from _further_steps(shapes, one)


def _inverse_steps(shapes: ox.Store, path: Term) -> Iterator[ox.NamedNode]:
    """Yield the properties of those parts of a path that are followed backwards."""
    if isinstance(path, ox.BlankNode):
        for part in match(shapes, path):
            yield from (_steps if part.predicate == SH.inversePath else _inverse_steps)(shapes, part.object)


def _steps(shapes: ox.Store, path: Term) -> Iterator[ox.NamedNode]:
    """Yield all properties of a path."""
    if isinstance(path, ox.NamedNode):
        yield path
    elif isinstance(path, ox.BlankNode):
        for part in match(shapes, path):
            yield from _steps(shapes, part.object)


def _list(shapes: ox.Store, head: Term) -> Iterator[Term]:
    while isinstance(head, ox.BlankNode):
        yield from (s.object for s in match(shapes, head, RDF.first))
        head = next(s.object for s in match(shapes, head, RDF.rest))
