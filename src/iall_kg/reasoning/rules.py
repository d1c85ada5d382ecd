"""Read the inference rules of `queries/rules/infer`: what each needs, and what it concludes.

Comes in: a folder of SPARQL files. Goes out: rules, taken apart. A rule is `CONSTRUCT { one triple } WHERE
{ triples }`, with `FILTER(isIRI(?x))` where something unnamed will not do. Because a rule says no more than
this, the same file serves to infer (`inference`) and to prove (`proof`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from iall_kg.errors import BuildError
from iall_kg.names import RDF
from iall_kg.statements import Node, Term

Part = Node | Term | ox.Variable
Pattern = tuple[Part, Part, Part]

# Where the engine keeps what the round before brought; it is gone when inference ends.
LATEST_GRAPH = ox.NamedNode("urn:iall-kg:latest")

FORM = re.compile(r"CONSTRUCT\s*\{(?P<head>[^{}]*)\}\s*WHERE\s*\{(?P<body>[^{}]*)\}\s*", re.S)
HEADER = re.compile(r"# (?:OWL 2 RL (?P<clause>[\w-]+): )?(?P<sentence>[^\n]*)\n")
PREFIX = re.compile(r"^PREFIX [^\n]*$", re.M)
ONLY_IRI = re.compile(r"FILTER\(isIRI\(\?(\w+)\)\)")
# Variables become IRIs of this scheme, so that Turtle's own parser reads the patterns.
VARIABLE_SCHEME = "variable:"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its name, its clause of OWL 2 RL, what it says in words, and its parts."""

    name: str
    clause: str
    sentence: str
    sparql: str
    conclusion: Pattern
    premises: tuple[Pattern, ...]
    only_iris: frozenset[str]

    @property
    def axioms(self) -> tuple[Pattern, ...]:
        """The premises about properties and classes, which an ontology answers: `?p owl:inverseOf ?q`, `?p a owl:…`."""
        return tuple(premise for premise in self.premises if _is_axiom(premise))

    @property
    def facts(self) -> tuple[Pattern, ...]:
        """The premises about things: `?x ?p ?y` and `?x a ?class`."""
        return tuple(premise for premise in self.premises if not _is_axiom(premise))

    def after(self, number: int) -> str:
        """Return the rule as SPARQL that asks one premise of the latest statements only.

        A fact that holds nothing but what the latest statement and the axioms bind stands in EXISTS, so that the engine
        looks it up. As a pattern among others it might begin there, and read all members of a class.
        """
        latest = self.premises[number]
        others = [premise for n, premise in enumerate(self.premises) if n != number]
        bound = variables([latest, *self.axioms])
        looked_up = [fact for fact in self.facts if fact in others and variables([fact]) <= bound]
        where = [
            f"GRAPH {LATEST_GRAPH} {{ {_text(latest)} }}",
            *(f"{_text(o)} ." for o in others if o not in looked_up),
        ]
        filters = [f"FILTER EXISTS {{ {_text(fact)} }}" for fact in looked_up]
        filters += [f"FILTER(isIRI(?{name}))" for name in sorted(self.only_iris)]
        return f"CONSTRUCT {{ {_text(self.conclusion)} }} WHERE {{ {' '.join([*where, *filters])} }}"


def read_rules(folder: Path) -> list[Rule]:
    """Return the rules of a folder in order of name. Raises BuildError if there is none or one is not as agreed."""
    rules = [read_rule(path) for path in sorted(folder.glob("*.rq"))]
    if not rules:
        raise BuildError(f"{folder}: holds no inference rules.")
    return rules


def read_rule(path: Path) -> Rule:
    """Return the rule of one file."""
    text = path.read_text(encoding="utf-8")
    header, form = HEADER.match(text), FORM.search(text)
    if header is None or form is None or form.end() != len(text):
        raise BuildError(f"{path.name}: a rule is a comment line and `CONSTRUCT {{ … }} WHERE {{ … }}`.")
    prefixes = "\n".join(PREFIX.findall(text))
    only_iris = frozenset(ONLY_IRI.findall(form["body"]))
    try:
        head = _patterns(prefixes, form["head"])
        premises = _patterns(prefixes, ONLY_IRI.sub(" ", form["body"]))
    except SyntaxError as error:
        words = f"a rule holds triples and FILTER(isIRI(?x)), nothing else ({error.msg})"
        raise BuildError(f"{path.name}: {words}.") from error
    if len(head) != 1 or not variables(head) | only_iris <= variables(premises):
        raise BuildError(f"{path.name}: a rule concludes one triple, of variables that its premises bind.")
    return Rule(path.stem, header["clause"] or path.stem, header["sentence"], text, head[0], tuple(premises), only_iris)


def variables(patterns: Iterable[Pattern]) -> set[str]:
    """Return the names of the variables of some patterns."""
    return {part.value for pattern in patterns for part in pattern if isinstance(part, ox.Variable)}


def _is_axiom(pattern: Pattern) -> bool:
    _, predicate, target = pattern
    return not isinstance(target if predicate == RDF.type else predicate, ox.Variable)


def _patterns(prefixes: str, block: str) -> list[Pattern]:
    """Return the triples of a block, in the order in which they are written."""
    block = re.sub(r"\?(\w+)", rf"<{VARIABLE_SCHEME}\1>", block).strip().rstrip(".")
    parsed = ox.parse(f"{prefixes}\n{block} .", format=ox.RdfFormat.TURTLE)
    return [(_part(t.subject), _part(t.predicate), _part(t.object)) for t in parsed] if block else []


def _part(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Part:
    assert not isinstance(term, ox.Triple)
    if isinstance(term, ox.NamedNode) and term.value.startswith(VARIABLE_SCHEME):
        return ox.Variable(term.value.removeprefix(VARIABLE_SCHEME))
    return term


def _text(pattern: Pattern) -> str:
    return " ".join(map(str, pattern))
