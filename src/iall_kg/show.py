"""Gather all that is known about one thing: names, facts with their evidence, neighbours, conflicts.

Comes in: the release dataset and an IRI. Goes out: a `Description`, and its text for a terminal. A fact is
stated (with the claims that state it), set aside (a conflict was settled for another claim), hedged (said as
possible only), denied, or inferred (it follows from others). A thing that thousands name is shown with some of them,
and with how many there are more.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, replace
from heapq import nsmallest
from shlex import quote
from typing import Any

import pyoxigraph as ox

from iall_kg.names import (
    BASE,
    CURATION_GRAPH,
    IALL,
    INFERRED_GRAPH,
    RDF,
    RDFS,
    SKOS,
    shorten,
)
from iall_kg.statements import DEFAULT, Spo, match, types_of
from iall_kg.stores.readable import ReadableStore

SectionsOf = Callable[[Spo], list[str]]
MATCHES = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)
# The stored query that gives all statements with a thing.
SAID = "said-of-thing"
# Facts of one property that are shown.
MOST_OF_A_PROPERTY = 100


@dataclass(frozen=True, slots=True)
class Evidence:
    """One claim behind a fact."""

    claim: str
    section: str
    references: str
    stance: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement in which the thing takes part, as subject or as object."""

    subject: str
    predicate: str
    object: str
    text: str
    status: str
    evidence: list[Evidence] = field(default_factory=list)
    inferred_from: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Description:
    """Everything about one thing; `left_out` says how many facts of a property there are besides those here."""

    iri: str
    label: str
    types: list[str]
    names: list[str]
    identifiers: list[str]
    definition: str
    facts: list[Fact]
    neighbours: list[Fact]
    left_out: dict[str, int]
    conflicts: list[dict[str, str]]

    def as_dict(self) -> dict[str, Any]:
        """Return plain dictionaries and lists, ready for JSON."""
        return asdict(self)


def describe(store: ReadableStore, iri: str, sections_of: SectionsOf = lambda _: []) -> Description:
    """Return all about the thing `iri`, facts first by property, then by value.

    `sections_of` says for an inferred triple in which sections the facts stand from which it follows.
    """
    node = ox.NamedNode(iri)
    left_out: Counter[str] = Counter()
    return Description(
        iri=iri,
        label=_label(store, node),
        types=types_of(store, iri),
        names=sorted({q.object.value for q in match(store, node, SKOS.altLabel, None, DEFAULT)}),
        identifiers=sorted(_identifiers(store, node)),
        definition=_value(store, node, SKOS.definition),
        facts=_facts(store, node, None, sections_of, left_out),
        neighbours=_facts(store, None, node, sections_of, left_out),
        left_out=dict(sorted(left_out.items())),
        conflicts=_conflicts(store, node),
    )


def said_of(thing: str, relation: str) -> dict[str, list[str]]:
    """Return the values with which the query SAID gives all statements that name a thing by a relation, both CURIEs."""
    return {"thing": [thing], "relation": [relation]}


def as_text(thing: Description, store: str = "") -> str:
    """Return a description as lines for a terminal; what it leaves out is had by commands that ask the same `store`."""
    lines = [f"{thing.label}  ({shorten(thing.iri)})", "  " + ", ".join(t.removeprefix("iall:") for t in thing.types)]
    for head, values in (("also", thing.names), ("same as", thing.identifiers)):
        if values:
            lines.append(f"  {head}: {', '.join(values)}")
    if thing.definition:
        lines.append(f"  {thing.definition}")
    for head, facts in (("Facts", thing.facts), ("Named by", thing.neighbours)):
        if facts:
            lines += ["", head]
            lines += [f"  {fact.text}  {_evidence_text(fact)}" for fact in facts]
    if thing.left_out:
        lines += ["", "Not shown, because they are so many; each command gives them all"]
        for term, count in thing.left_out.items():
            lines += [f"  {count} more with {term}", f"    {_command(thing, term, store)}"]
    if thing.conflicts:
        lines += ["", "Conflicts of the source"]
        for conflict in thing.conflicts:
            read = f"; read as: {conflict['asRead']}" if conflict["asRead"] else ""
            lines.append(f"  {conflict['label']} — printed: {conflict['asPrinted']}{read} ({conflict['resolution']})")
            lines.append(f"    {conflict['rationale']}")
    return "\n".join(lines) + "\n"


def _command(thing: Description, relation: str, store: str) -> str:
    """Return the command that prints all statements with a thing and a relation."""
    words = ["iall-kg", "query", SAID]
    for name, values in said_of(shorten(thing.iri), relation).items():
        words += [word for value in values for word in ("-p", f"{name}={value}")]
    return " ".join(map(quote, [*words, *(("--store", store) if store else ())]))


def _evidence_text(fact: Fact) -> str:
    if fact.status == "inferred":
        return f"[inferred from {', '.join(fact.inferred_from)}]" if fact.inferred_from else "[inferred]"
    places = dict.fromkeys(f"{e.section} [{e.references}]" for e in fact.evidence)
    status = "" if fact.status == "stated" else f"{fact.status}, "
    return f"[{status}{'; '.join(places)}]" if places else ""


def _facts(
    store: ReadableStore,
    subject: ox.NamedNode | None,
    target: ox.NamedNode | None,
    sections_of: SectionsOf,
    left_out: Counter[str],
) -> list[Fact]:
    """Return the facts with a given subject or object, each once, with all claims that state it.

    Of each property there are at most MOST_OF_A_PROPERTY, the first by their IRIs; the others are counted.
    """
    claims: dict[Spo, list[ox.NamedNode]] = {}
    inferred: dict[Spo, None] = {}
    for subject_, predicate, object_, graph in match(store, subject, None, target):
        triple = (subject_, predicate, object_)
        if isinstance(graph, ox.NamedNode) and graph.value.startswith(BASE + "claim/"):
            claims.setdefault(triple, []).append(graph)
        elif graph == INFERRED_GRAPH and predicate != RDF.type:
            inferred[triple] = None
    facts = []
    for triple in first_of_each_property(dict.fromkeys((*claims, *inferred)), left_out):
        evidence = [_evidence(store, claim) for claim in claims.get(triple, ())]
        if triple not in inferred:
            facts.append(_fact(store, triple, _status(store, triple, evidence), evidence))
        else:
            # What one claim only hedges may follow from what others assert; then it holds.
            fact = _fact(store, triple, "inferred", evidence)
            facts.append(replace(fact, inferred_from=sections_of(triple)))
    return sorted(facts, key=lambda f: (f.predicate, f.status != "stated", f.text))


def first_of_each_property(triples: Iterable[Spo], left_out: Counter[str]) -> list[Spo]:
    """Return the first triples of each property by their IRIs, and count the others by the CURIE of the property."""
    by_property: dict[ox.NamedNode, list[Spo]] = {}
    for triple in triples:
        by_property.setdefault(triple[1], []).append(triple)
    found = []
    for predicate, some in by_property.items():
        found += nsmallest(MOST_OF_A_PROPERTY, some, key=str)
        if len(some) > MOST_OF_A_PROPERTY:
            left_out[shorten(predicate.value)] += len(some) - MOST_OF_A_PROPERTY
    return found


def _status(store: ReadableStore, triple: Spo, evidence: list[Evidence]) -> str:
    stances = {e.stance for e in evidence}
    if "asserts" in stances:
        return "stated" if ox.Quad(*triple) in store else "set aside"
    return "hedged" if "hedges" in stances else "denied"


def _fact(store: ReadableStore, triple: Spo, status: str, evidence: list[Evidence]) -> Fact:
    text = " ".join(_label(store, p) if isinstance(p, ox.NamedNode) else p.value for p in triple)
    values = [shorten(p.value) if isinstance(p, ox.NamedNode) else p.value for p in triple]
    return Fact(values[0], values[1], values[2], text, status, sorted(evidence, key=lambda e: e.claim))


def _evidence(store: ReadableStore, claim: ox.NamedNode) -> Evidence:
    stance = _one(store, claim, IALL.stance)
    return Evidence(
        claim=shorten(claim.value),
        section=_value(store, claim, IALL.section),
        references=_value(store, claim, IALL.references),
        stance=_label(store, stance) if isinstance(stance, ox.NamedNode) else "",
        note=_value(store, claim, IALL.curatorNote),
    )


def _conflicts(store: ReadableStore, node: ox.NamedNode) -> list[dict[str, str]]:
    found = []
    for quad in match(store, None, IALL.conflictSubject, node, CURATION_GRAPH):
        conflict = quad.subject
        assert isinstance(conflict, ox.NamedNode)
        resolution = _one(store, conflict, IALL.resolution)
        found.append(
            {
                "conflict": shorten(conflict.value),
                "label": _label(store, conflict),
                "asPrinted": _value(store, conflict, IALL.asPrinted),
                "asRead": _value(store, conflict, IALL.asRead),
                "resolution": _label(store, resolution) if isinstance(resolution, ox.NamedNode) else "",
                "rationale": _value(store, conflict, IALL.rationale),
            }
        )
    return sorted(found, key=lambda c: c["label"])


def _identifiers(store: ReadableStore, node: ox.NamedNode) -> list[str]:
    found = []
    for term in MATCHES:
        relation = term.value.rsplit("#", 1)[-1].removesuffix("Match")
        found += [f"{q.object.value} ({relation})" for q in match(store, node, term, None, DEFAULT)]
    return found


def _label(store: ReadableStore, node: ox.NamedNode) -> str:
    label = _one(store, node, RDFS.label)
    return label.value if isinstance(label, ox.Literal) else shorten(node.value)


def _value(store: ReadableStore, node: ox.NamedNode, term: ox.NamedNode) -> str:
    return " ".join(sorted(q.object.value for q in match(store, node, term, None, DEFAULT)))


def _one(store: ReadableStore, node: ox.NamedNode, term: ox.NamedNode) -> ox.NamedNode | ox.Literal | None:
    for quad in match(store, node, term, None, DEFAULT):
        if isinstance(quad.object, ox.NamedNode | ox.Literal):
            return quad.object
    return None
