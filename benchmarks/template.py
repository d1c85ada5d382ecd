"""Take the real review apart into pieces from which papers of its shape can be made.

Comes in: the content. Goes out: its claims in bundles that make sense only together, what is said of their
passages, references, conflicts and things, and how often each shared thing is mentioned.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from iall_kg.content import Content
from iall_kg.load import read_quads, source_files
from iall_kg.names import CURATION_GRAPH, IALL, META_GRAPH, RDF, RDFS, THINGS_GRAPH, kind_of

REVIEW = "kulczycka-2024"
# What every paper uses as it is: closed lists, and the parts of cells and of KMT2A, to which papers add little.
VOCABULARY = frozenset(
    {"agegroup", "agent", "antigen", "band", "cell", "design", "domain", "edit"}
    | {"mark", "measure", "model", "region", "sequence", "status", "timepoint"}
)
SAID_BY_LABEL = frozenset({"population", "riskgroup"})

Term = ox.NamedNode | ox.Literal
Fact = tuple[str, ox.NamedNode, Term]


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of the review: its place, such as `s1-p1-s1`, its passage, its description and its facts."""

    place: str
    passage: str
    described: tuple[Fact, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Template:
    """The pieces of the review. Subjects are IRIs; `shared` things are those that any source may speak of."""

    claims: list[Claim]
    described: dict[str, list[Fact]]
    conflicts: dict[str, list[Fact]]
    things: dict[str, list[Fact]]
    shared: frozenset[str]

    @cached_property
    def mentions(self) -> Counter[str]:
        """How many claims mention each thing."""
        return Counter(thing for claim in self.claims for thing in mentioned(claim.facts) if thing in self.things)

    @cached_property
    def labels(self) -> dict[str, str]:
        """The label of each thing."""
        return {iri: o.value for iri, facts in self.things.items() for _, p, o in facts if p == RDFS.label}

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each shared thing in their order."""
        return {iri: place for place, iri in enumerate(sorted(self.shared))}

    @cached_property
    def incomplete(self) -> set[str]:
        """The things that say nothing by their label alone, such as what was observed and the phases of a protocol."""
        phases = {iri for iri, facts in self.things.items() if any(o == IALL.ProtocolPhase for _, _, o in facts)}
        return phases | {iri for iri in self.things if iri not in self.shared and kind_of(iri) not in SAID_BY_LABEL}

    @cached_property
    def bundles(self) -> list[list[Claim]]:
        """The claims in bundles: who takes one that mentions an incomplete thing takes all that do.

        So nothing is left half described, and claims in conflict stay together.
        """
        parent = {claim.place: claim.place for claim in self.claims}

        def root(place: str) -> str:
            while parent[place] != place:
                place = parent[place]
            return place

        keys: dict[str, list[str]] = defaultdict(list)
        for claim in self.claims:
            for thing in mentioned(claim.facts) & self.incomplete:
                keys[thing].append(claim.place)
        for conflict, facts in self.conflicts.items():
            keys[conflict] = [place_of(o.value) for _, p, o in facts if p == IALL.conflictBetween]
        for places in keys.values():
            for place in places:
                parent[root(place)] = root(places[0])
        bundles: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            bundles[root(claim.place)].append(claim)
        return list(bundles.values())


def read_template(content: Content) -> Template:
    """Return the pieces of the review."""
    described: dict[str, list[Fact]] = defaultdict(list)
    conflicts: dict[str, list[Fact]] = defaultdict(list)
    things: dict[str, list[Fact]] = defaultdict(list)
    claims: dict[str, list[Fact]] = defaultdict(list)
    shared = set()
    in_graph = {META_GRAPH: described, CURATION_GRAPH: conflicts, THINGS_GRAPH: things}
    for path in source_files(content):
        if content.data not in path.parents or (path.parent.parent.name == "sources" and path.parent.name != REVIEW):
            continue
        for quad in read_quads(path, content.root):
            fact = (quad.subject.value, quad.predicate, quad.object)
            by_subject = in_graph.get(quad.graph_name)
            (claims[quad.graph_name.value] if by_subject is None else by_subject[fact[0]]).append(fact)
            if quad.graph_name == THINGS_GRAPH and path.parent == content.data:
                shared.add(quad.subject.value)
    return Template(
        claims=[claim for iri in sorted(claims) if (claim := _claim(iri, claims[iri], described)).facts],
        described=dict(described),
        conflicts={iri: facts for iri, facts in sorted(conflicts.items()) if kind_of(iri) == "conflict"},
        things=dict(things),
        shared=frozenset(shared),
    )


def place_of(iri: str) -> str:
    """Return the key of one of our IRIs within its source, such as `s1-p1-s1`, or within its kind."""
    return iri.rsplit("/", 1)[-1]


def mentioned(facts: Iterable[Fact]) -> set[str]:
    """Return all IRIs of ours that facts name as subject or object, terms of the ontology apart."""
    named = {subject for subject, _, _ in facts} | {o.value for _, _, o in facts if isinstance(o, ox.NamedNode)}
    return {iri for iri in named if kind_of(iri)}


def _claim(iri: str, facts: list[Fact], described: dict[str, list[Fact]]) -> Claim:
    # What is said of a closed list is left out, because papers share it as it is.
    kept = tuple(f for f in facts if kind_of(f[0]) and kind_of(f[0]) not in VOCABULARY)
    about = described[iri]
    passage = next(o.value for _, p, o in about if p == IALL.fromPassage)
    return Claim(place_of(iri), passage, tuple(f for f in about if f[1] != RDF.type), kept)
