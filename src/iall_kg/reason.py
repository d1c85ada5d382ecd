"""Reason over facts and ontology: are they consistent and in OWL 2 DL, what is in each defined class, what follows.

Comes in: all that is given, the accepted facts and the ontology, in one default graph. Goes out: what the rules
of `queries/rules` find, or what HermiT finds. What clashes is named with the statements that it stands on:
`queries/rules/clash` holds the rules of OWL 2 RL that conclude "false", `queries/rules/profile` what keeps an
ontology out of OWL 2 DL.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from iall_kg import hermit
from iall_kg.build import accept
from iall_kg.content import Content
from iall_kg.errors import LoadError
from iall_kg.evidence import evidence_quads
from iall_kg.inference import close
from iall_kg.load import FORMATS, Sources, load, read_quads
from iall_kg.names import IALL, INFERRED_GRAPH, ONTOLOGY_GRAPH, OWL, RDF, shorten
from iall_kg.proof import Prover, Spo
from iall_kg.rules import HEADER, read_rules
from iall_kg.statements import DEFAULT, match
from iall_kg.wording import Wording

IRI = re.compile(r"<([^<>\s]+)>")
PROVENANCE = {IALL.Source, IALL.Passage, IALL.Reference, IALL.Claim, IALL.Conflict, IALL.Agent}
TERM_KINDS = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}


@dataclass(frozen=True, slots=True)
class Clash:
    """What cannot be: the broken rule, the thing, and in words what clashes and why each side holds."""

    rule: str
    thing: str
    message: str
    because: tuple[str, ...] = ()


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
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether the statements are in OWL 2 DL and consistent."""
        return not self.outside_dl and not self.clashes

    @property
    def by_property(self) -> dict[str, int]:
        """How many statements with each property were inferred and not already given."""
        return dict(Counter(shorten(predicate.value) for _, predicate, _ in self.inferred).most_common())


def read_given(content: Content, extra: Iterable[Path] = (), ontology: Path | None = None) -> ox.Store:
    """Return all that is given, in one default graph.

    Whatever the files of `extra` say counts as given, in whichever graph it stands. `ontology` is read in place
    of ours. Raises LoadError if a file cannot be read.
    """
    sources = load(content)
    if ontology is not None:
        sources.store.remove_graph(ONTOLOGY_GRAPH)
        sources.store.extend(ox.Quad(*found[:3], ONTOLOGY_GRAPH) for found in _read(ontology, content.root))
    given = _accepted(sources, content)
    known = {path.resolve() for path in sources.files}
    for path in extra:
        if path.resolve() not in known:
            given.extend(ox.Quad(*found[:3]) for found in _read(path, content.root))
    return given


def _accepted(sources: Sources, content: Content) -> ox.Store:
    store = ox.Store()
    store.extend(sources.store)
    store.extend(evidence_quads(sources.store))
    return accept(store, content)[0]


def _read(path: Path, root: Path) -> Iterator[tuple[ox.NamedNode, ...]]:
    store = ox.Store()
    if path.suffix in FORMATS:
        store.extend(read_quads(path, root))
    else:
        form = ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
        if form is None:
            raise LoadError(f"{path}: is no RDF file; its name should end in .ttl, .trig, .nt, .rdf or .owl.")
        try:
            store.extend(ox.parse(path.read_bytes(), format=form, rename_blank_nodes=True, base_iri=path.resolve().as_uri()))
        except OSError as error:
            raise LoadError(f"{path}: cannot be read ({error.strerror}).") from error
        except SyntaxError as error:
            raise LoadError(f"{path}: {error.msg}") from error
    yield from match(store)


def reason(given: ox.Store, content: Content) -> Reasoning:
    """Reason with the rules of `content`; `given` stays as it is."""
    start = time.perf_counter()
    outside = outside_dl(given, content)
    if outside:
        return Reasoning("rules", len(given), outside_dl=outside, seconds=time.perf_counter() - start)
    facts = ox.Store()
    facts.extend(given)
    rules = read_rules(content.queries / "rules" / "infer")
    inferred = close(facts, rules)
    found = _clashes(facts, given, inferred, content)
    if found:
        return Reasoning("rules", len(given), clashes=found, seconds=time.perf_counter() - start)
    named = frozenset((t.subject, t.predicate, t.object) for t in inferred if not _unnamed(t))
    return Reasoning(
        "rules",
        len(given),
        inferred=named,
        members=defined_classes(given, named),
        by_rule={rule.name: count for rule in rules if (count := _concluded(rule.sparql, facts, named))},
        seconds=time.perf_counter() - start,
    )


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
        everything = [ox.Triple(*statement[:3]) for statement in match(given)]
        try:
            if hermit.is_consistent(hermit.meaningful(everything)):
                facts = without_provenance(everything)
                concluded = hermit.types(facts) | hermit.property_values(facts)
            else:
                found = clashes(given, content) or [_fewest_facts(everything, Wording(given))]
        except hermit.NotInDLError as error:
            outside = [Clash("HermiT", "", str(error))]
    known = {statement[:3] for statement in match(given)}
    inferred = frozenset(concluded - known)
    members = defined_classes(given, inferred) if inferred else {}
    seconds = time.perf_counter() - start
    return Reasoning("hermit", len(given), outside, found, inferred, members, seconds=seconds)


def without_provenance(triples: list[ox.Triple]) -> list[ox.Triple]:
    """Return the triples that do not describe a source, passage, reference, claim or conflict."""
    described = {t.subject for t in triples if t.predicate == RDF.type and t.object in PROVENANCE}
    return [t for t in triples if t.subject not in described]


def _fewest_facts(triples: list[ox.Triple], words: Wording) -> Clash:
    """Return, in words, the fewest facts that HermiT finds inconsistent with the ontology."""
    terms = {t.subject for t in triples if isinstance(t.object, ox.NamedNode) and t.object in TERM_KINDS}
    axioms = [t for t in triples if t.subject in terms or isinstance(t.subject, ox.BlankNode)]
    facts = [t for t in hermit.meaningful(triples) if t.subject not in terms and not isinstance(t.subject, ox.BlankNode)]
    if not hermit.is_consistent(axioms):
        return Clash("HermiT", "", "The ontology is inconsistent without any facts.")
    fewest = smallest_conflict(facts, lambda some: not hermit.is_consistent([*axioms, *some]))
    said = [words.triple((t.subject, t.predicate, t.object)) for t in fewest]
    names = [_named(t.subject) for t in fewest]
    return Clash("HermiT", names[0], "These cannot hold together under the axioms.", tuple(f"given: {s}" for s in said))


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


def outside_dl(given: ox.Store, content: Content) -> list[Clash]:
    """Return what keeps the given statements out of OWL 2 DL, as far as the stored rules see it."""
    words = Wording(given)
    found = []
    for path in sorted((content.queries / "rules" / "profile").glob("*.rq")):
        for row in _rows(given, path):
            thing, problem = row["thing"], row["problem"].value
            found.append(Clash(path.stem, _named(thing), f"{_called(thing, words)} {_readable(problem)}"))
    return found


def clashes(given: ox.Store, content: Content) -> list[Clash]:
    """Return what is wrong with the given statements by the rules of OWL 2 RL that conclude "false"."""
    facts = ox.Store()
    facts.extend(given)
    inferred = close(facts, read_rules(content.queries / "rules" / "infer"))
    return _clashes(facts, given, inferred, content)


def defined_classes(given: ox.Store, inferred: Iterable[Spo]) -> dict[str, list[str]]:
    """Return the members of each class that the ontology defines, as CURIEs in order."""
    defined = {found.subject for found in match(given, None, OWL.equivalentClass) if isinstance(found.subject, ox.NamedNode)}
    members: dict[str, set[str]] = {node.value: set() for node in defined}
    stated = (found[:3] for found in match(given, None, RDF.type))
    for subject, predicate, kind in (*stated, *inferred):
        if predicate == RDF.type and kind in defined:
            members[kind.value].add(shorten(subject.value))
    return {shorten(name): sorted(found) for name, found in sorted(members.items())}


def _clashes(facts: ox.Store, given: ox.Store, inferred: list[ox.Triple], content: Content) -> list[Clash]:
    """Return the clashes among `facts`, which is `given` with what was inferred."""
    rows = []
    for path in sorted((content.queries / "rules" / "clash").glob("*.rq")):
        header = HEADER.match(path.read_text(encoding="utf-8"))
        assert header is not None, path.name
        rows += [(path.stem, header["sentence"], row) for row in _rows(facts, path)]
    if not rows:
        return []
    release = ox.Store()
    release.extend(facts)
    release.extend(ox.Quad(t.subject, t.predicate, t.object, INFERRED_GRAPH) for t in inferred)
    words = Wording(facts)
    prover = Prover(release, read_rules(content.queries / "rules" / "infer"), words.form)
    found = []
    for rule, sentence, row in rows:
        ends = [end for end in ("", "2") if _value(row, "subject" + end) is not None]
        statements = [(row["subject" + end], row["predicate" + end], row["object" + end]) for end in ends]
        said = [words.triple(statement) for statement in statements]
        note = _value(row, "note")
        reason_given = _readable(note.value) + "." if note is not None else sentence
        because = (_why(*both, prover, words) for both in zip(statements, said, strict=True))
        found.append(Clash(rule, _named(row["subject"]), f"{' and '.join(said)}: {reason_given}", tuple(because)))
    return sorted(set(found), key=lambda clash: (clash.thing, clash.rule, clash.message))


def _why(statement: Spo, saying: str, prover: Prover, words: Wording) -> str:
    """Return on what a statement stands: on itself if it is given."""
    proof = prover.smallest(statement)
    if proof is None or proof.rule is None:
        return f"given: {saying}"
    lines = dict.fromkeys(words.axiom(leaf) for leaf in proof.leaves())
    return f"{saying}, because {'; '.join(line for line in lines if line)}"


def _rows(store: ox.Store, path: Path) -> Iterator[ox.QuerySolution]:
    rows = store.query(path.read_text(encoding="utf-8"))
    assert isinstance(rows, ox.QuerySolutions)
    yield from rows


def _value(row: ox.QuerySolution, name: str) -> Any:
    """Return a value of a row, or None if the row has none of that name."""
    try:
        return row[name]
    except KeyError:
        return None


def _concluded(sparql: str, facts: ox.Store, inferred: frozenset[Spo]) -> int:
    """Return how many of the inferred statements a rule concludes."""
    found = facts.query(sparql)
    assert isinstance(found, ox.QueryTriples)
    return len({(t.subject, t.predicate, t.object) for t in found} & inferred)


def _unnamed(triple: ox.Triple) -> bool:
    return isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode)


def _named(node: ox.NamedNode | ox.BlankNode) -> str:
    return shorten(node.value) if isinstance(node, ox.NamedNode) else ""


def _called(node: ox.NamedNode | ox.BlankNode, words: Wording) -> str:
    return f"{_named(node)} ({words.term(node)})" if isinstance(node, ox.NamedNode) else words.term(node)


def _readable(text: str) -> str:
    return IRI.sub(lambda found: shorten(found[1]), text)
