"""Make papers in the shape of the real review, of which no fact can be mistaken for a real one.

A paper takes some bundles of the review's claims. What exists only in the review exists only in the paper; of
what any source may speak of, such as drugs and trials, there are ever more of the same kind, of which few are
in many papers. **Every subject of a generated claim is a generated thing**, and says so in its key (`gen-`) and
its label; real things stand at most as objects. The same seed and number always give the same paper, whatever
else is made.
"""

import hashlib
import math
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from iall_kg.names import BASE, CURATION_GRAPH, DCTERMS, IALL, META_GRAPH, RDF, RDFS, SKOS, THINGS_GRAPH, XSD, kind_of
from numbers_of_paper import Numbers
from template import REVIEW, VOCABULARY, Claim, Fact, Template, Term, mentioned, place_of

# A usual paper holds half of what this review does, few hold a tenth or as much.
MEDIAN_SHARE, SPREAD = 0.5, 0.6
FEWEST_BUNDLES = 3
# Popularity falls with rank by a power law, the steeper the less the review mentions the thing.
EXPONENT, RARITY = 0.7, 60.0
# Each thing is joined to neighbours, so that what follows grows like what is given, not like its square.
NEIGHBOURS = 3
# What a thing has only one of has the rank of the thing.
ONE_OF_A_THING = frozenset({IALL.fivePrimePartner, IALL.responsibleParty, IALL.threePrimePartner})
# What a study tests, in which disease and by whom is drawn once for each study, so that popular drugs have many
# trials, and papers agree on a trial. Its phases and groups of patients are those of which the paper speaks.
STUDIES = frozenset({"regimen", "study", "trial"})
OWN_KINDS = frozenset({"claim", "conflict", "passage", "reference"})
KEPT_TEXTS = frozenset({IALL.comparator, IALL.unitAsPrinted, IALL.passageKind, IALL.section})
MATCHES = frozenset(SKOS.namespace + name + "Match" for name in ("exact", "close", "broad", "narrow", "related"))


@dataclass
class World:
    """The shared things that papers have spoken of so far. Real things have rank 0, generated ones a number from 1."""

    template: Template
    seed: str
    numbers: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def chance(self, *parts: object) -> float:
        """Return a number from 0 up to 1 that only seed and parts decide."""
        text = "\0".join(map(str, (self.seed, *parts)))
        return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7).digest()) / (1 << 56)

    def rank(self, thing: str, *meaning: object) -> int:
        """Return which of the things of one kind is meant where the review means `thing`: by a paper, or in a study."""
        rarity = RARITY / (1 + self.template.mentions[thing])
        return int(rarity * (1 / (1 - self.chance(*meaning, thing)) ** (1 / EXPONENT) - 1))

    def number(self, thing: str, rank: int) -> int:
        """Return the number of a generated thing, given out in the order in which papers come to speak of it."""
        return self.numbers[thing].setdefault(rank, len(self.numbers[thing]) + 1)

    def iri(self, thing: str, rank: int) -> str:
        """Return the IRI of the thing of this rank."""
        if rank == 0 or kind_of(thing) in VOCABULARY:
            return thing
        return f"{BASE}{kind_of(thing)}/gen-{place_of(thing)}-{self.number(thing, rank)}"

    def things(self) -> Iterator[ox.Quad]:
        """Yield the descriptions of all generated shared things."""
        # In order of kind, so that fusions come before the genes of which they are named.
        for thing in sorted(self.template.shared):
            for rank, number in self.numbers[thing].items():
                subject = ox.NamedNode(self.iri(thing, rank))
                for _, predicate, value in self.template.things[thing]:
                    told = value
                    if predicate == RDFS.label:
                        told = ox.Literal(self.label(thing, rank), language="en")
                    elif isinstance(value, ox.Literal) and value.language:
                        told = ox.Literal(f"generated {value.value} {number}", language=value.language)
                    if predicate.value not in MATCHES:
                        yield ox.Quad(subject, predicate, told, THINGS_GRAPH)

    def label(self, thing: str, rank: int) -> str:
        """Return the label of a generated thing; those of genes are symbols, those of fusions are made of them."""
        label, kind = self.template.labels[thing], kind_of(thing)
        if kind == "fusion" and "::" in label:
            genes = (f"{BASE}gene/{symbol}" for symbol in label.split("::"))
            return "::".join(self.label(gene, rank) for gene in genes)
        number = self.number(thing, rank)
        return f"GENERATED-{label}-{number}" if kind == "gene" else f"generated {label} {number}"


class Paper:
    """One generated paper: its quads, as the loader gives those of a real source."""

    def __init__(self, world: World, number: int) -> None:
        self.world, self.number = world, number
        self.template = world.template
        self.key = f"gen-{number:05d}"
        self.name = f"generated paper {number}"
        self.claims = self._taken()
        facts = [fact for claim in self.claims for fact in claim.facts]
        self.named = mentioned(facts)
        self.subjects = {subject for subject, _, _ in facts}
        self.numbers = Numbers(facts, world.chance(number, "share"), 1 + int(4 * world.chance(number, "size")))

    def quads(self) -> Iterator[ox.Quad]:
        """Yield everything that the paper says and that is said of it."""
        yield from self.source()
        yield from self.statements()
        yield from self.conflicts()

    def source(self) -> Iterator[ox.Quad]:
        """Yield the description of the source, its passages and its references."""
        source = ox.NamedNode(f"{BASE}source/{self.key}")
        yield ox.Quad(source, RDF.type, IALL.Source, META_GRAPH)
        yield ox.Quad(source, RDFS.label, ox.Literal(self.name, language="en"), META_GRAPH)
        yield ox.Quad(source, DCTERMS.title, ox.Literal(f"{self.name}, not a real one", language="en"), META_GRAPH)
        yield ox.Quad(source, IALL.url, ox.Literal(f"https://example.org/{self.key}"), META_GRAPH)
        passages = {claim.passage for claim in self.claims}
        cited = self._references(passages)
        entries = {o.value for ref in cited for _, p, o in self.template.described[ref] if p == DCTERMS.source}
        for subject in sorted(passages | cited | entries):
            for _, predicate, value in self.template.described[subject]:
                if predicate.value not in MATCHES:
                    told = self._described(subject, predicate, value)
                    yield ox.Quad(ox.NamedNode(self.iri(subject)), predicate, told, META_GRAPH)

    def statements(self) -> Iterator[ox.Quad]:
        """Yield the things that exist only here, and the claims with their descriptions."""
        for thing in sorted(self.named - self.template.shared):
            for _, predicate, value in self.template.things.get(thing, ()):
                told = ox.Literal(f"{self.name}: {value.value}", language="en") if predicate == RDFS.label else value
                yield ox.Quad(ox.NamedNode(self.iri(thing)), predicate, told, THINGS_GRAPH)
        for claim in self.claims:
            node = ox.NamedNode(f"{BASE}claim/{self.key}/{claim.place}")
            yield ox.Quad(node, RDF.type, IALL.Claim, META_GRAPH)
            told = [(ox.NamedNode(self.iri(fact[0])), fact[1], self._object(fact)) for fact in claim.facts]
            for subject, predicate, value in claim.described:
                if predicate == IALL.carriedOver:
                    for carried in sorted(_stands_for(value, claim.facts, told), key=str):
                        yield ox.Quad(node, predicate, carried, META_GRAPH)
                else:
                    yield ox.Quad(node, predicate, self._described(subject, predicate, value), META_GRAPH)
            yield from (ox.Quad(*fact, node) for fact in told)

    def conflicts(self) -> Iterator[ox.Quad]:
        """Yield the conflicts of the review on what the paper took, between claims that it took."""
        claims = {f"{BASE}claim/{REVIEW}/{claim.place}" for claim in self.claims}
        passages = {claim.passage for claim in self.claims}
        for conflict, facts in self.template.conflicts.items():
            node = ox.NamedNode(self.iri(conflict))
            of = defaultdict(set)
            for _, predicate, value in facts:
                of[predicate].add(value.value)
            between = of[IALL.conflictBetween] | of[IALL.acceptedClaim]
            if between <= claims and of[IALL.conflictSubject] <= self.named and of[IALL.inPassage] & passages:
                for subject, predicate, value in facts:
                    if predicate != IALL.inPassage or value.value in passages:
                        yield ox.Quad(node, predicate, self._described(subject, predicate, value), CURATION_GRAPH)

    def iri(self, thing: str) -> str:
        """Return the IRI of what this paper means where the review means `thing`."""
        kind = kind_of(thing)
        if kind in OWN_KINDS or thing == f"{BASE}source/{REVIEW}":
            return thing.replace(REVIEW, self.key, 1)
        if thing not in self.template.things or kind in VOCABULARY:
            return thing
        if thing not in self.template.shared:
            return f"{BASE}{kind}/{self.key}-{place_of(thing)}"
        return self.world.iri(thing, self._rank(thing))

    def _rank(self, thing: str) -> int:
        rank = self.world.rank(thing, self.number)
        return max(rank, 1) if thing in self.subjects else rank

    def _taken(self) -> list[Claim]:
        chosen = random.Random(f"{self.world.seed} {self.number}")
        bundles = self.template.bundles
        share = MEDIAN_SHARE * math.exp(SPREAD * chosen.gauss())
        count = min(len(bundles), max(FEWEST_BUNDLES, round(share * len(bundles))))
        taken = [claim for bundle in chosen.sample(bundles, count) for claim in bundle]
        return sorted(taken, key=lambda claim: claim.place)

    def _references(self, passages: set[str]) -> set[str]:
        facts = [f for passage in passages for f in self.template.described[passage]]
        facts += [fact for claim in self.claims for fact in claim.facts]
        return {iri for iri in mentioned(facts) if kind_of(iri) == "reference"}

    def _object(self, fact: Fact) -> Term:
        subject, predicate, value = fact
        shared = subject in self.template.shared
        if isinstance(value, ox.NamedNode):
            if predicate in ONE_OF_A_THING:
                return ox.NamedNode(self.world.iri(value.value, self._rank(subject)))
            if shared and value.value in self.template.shared and value.value not in self.template.incomplete:
                rank, in_study = self._rank(subject), kind_of(subject) in STUDIES
                of = self.world.rank(value.value, subject, rank) if in_study else rank // NEIGHBOURS
                return ox.NamedNode(self.world.iri(value.value, of))
            return ox.NamedNode(self.iri(value.value))
        if not shared and (number := self.numbers.literal(subject, predicate, value)):
            return number
        if predicate == IALL.nctId:
            # No trial has such a number: all that were given begin with 0.
            place = self.template.places[subject]
            return ox.Literal(f"NCT9{place:03d}{self.world.number(subject, self._rank(subject)):04d}")
        return self._text(predicate, value, self.world.number(subject, self._rank(subject)) if shared else None)

    def _described(
        self, subject: str, predicate: ox.NamedNode, value: ox.NamedNode | ox.Literal
    ) -> ox.NamedNode | ox.Literal:
        place = place_of(subject)
        if isinstance(value, ox.NamedNode):
            return ox.NamedNode(self.iri(value.value))
        if predicate == IALL.textHash:
            return ox.Literal(hashlib.sha256(f"{self.key} {place}".encode()).hexdigest())
        if predicate == IALL.cue:
            return ox.Literal(f"generated passage {place}")
        if predicate == RDFS.label and kind_of(subject) == "reference":
            return ox.Literal(f"[{place}] generated reference {place} of {self.name}")
        return self._text(predicate, value, None)

    def _text(self, predicate: ox.NamedNode, value: ox.Literal, number: int | None) -> ox.Literal:
        """Return a text that says that it is generated; a number, a date or a word of a closed list stays."""
        if predicate in KEPT_TEXTS or not (value.language or value.datatype == XSD.string):
            return value
        text = f"generated {value.value}" + (f" {number}" if number else "")
        return ox.Literal(text, language=value.language) if value.language else ox.Literal(text)


def _stands_for(
    thing: Term, facts: Iterable[Fact], told: Iterable[tuple[ox.NamedNode, ox.NamedNode, Term]]
) -> set[Term]:
    """Return what stands in a paper's facts where the review's have `thing`."""
    pairs = list(zip(facts, told, strict=True))
    subjects = {new[0] for old, new in pairs if old[0] == thing.value}
    return subjects | {new[2] for old, new in pairs if old[2] == thing}
