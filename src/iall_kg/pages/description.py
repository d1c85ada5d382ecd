"""What a thing is: its classes, names, definition, identifiers elsewhere, and the conflicts about it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from iall_kg.lookup import identifier
from iall_kg.names import DCTERMS, IALL, INFERRED_GRAPH, OWL, RDF, RDFS, SKOS
from iall_kg.pages.rows import Row, text_in
from iall_kg.pages.site import Site
from iall_kg.statements import Term

RELATIONS = {
    SKOS.exactMatch: "same as",
    SKOS.closeMatch: "close to",
    SKOS.broadMatch: "kind of",
    SKOS.narrowMatch: "wider than",
    SKOS.relatedMatch: "related to",
}
# What the head of a page shows, or nobody needs to read.
SHOWN_APART = {
    RDFS.label,
    RDF.type,
    SKOS.altLabel,
    SKOS.hiddenLabel,
    SKOS.definition,
    OWL.deprecated,
    DCTERMS.isReplacedBy,
}


@dataclass(frozen=True, slots=True)
class Mapping:
    """An identifier of another ontology or database, and how it relates to the thing."""

    relation: str
    identifier: str
    iri: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """A conflict of the source about a thing."""

    iri: str
    thing: str
    open: bool
    as_printed: str
    as_read: str
    rationale: str


@dataclass(frozen=True, slots=True)
class About:
    """What a thing is. `inferred_classes` are those that only follow; `others` holds all further values by property."""

    iri: str
    classes: list[str]
    inferred_classes: list[str]
    names: list[str]
    definition: str
    mappings: list[Mapping]
    deprecated: bool
    replaced_by: str
    others: dict[str, list[Term]]

    def texts(self, term: ox.NamedNode) -> list[str]:
        """Return the values of a property as texts."""
        return sorted(value.value for value in self.others.get(term.value, ()))

    def text(self, term: ox.NamedNode) -> str:
        """Return the values of a property as one text."""
        return " ".join(self.texts(term))

    def iris(self, term: ox.NamedNode) -> list[str]:
        """Return the things that a property leads to."""
        return sorted(value.value for value in self.others.get(term.value, ()) if isinstance(value, ox.NamedNode))


def about(site: Site, iri: str) -> About:
    """Return what a thing is."""
    values: dict[Term, list[Row]] = defaultdict(list)
    for row in site.rows("description", iri):
        assert row["property"] is not None
        values[row["property"]].append(row)
    graphs = {text_in(row, "value"): row["graph"] for row in values[RDF.type]}
    given = [term for term, graph in graphs.items() if graph != INFERRED_GRAPH]
    narrowest = site.hierarchy.narrowest(sorted(graphs, key=site.label))
    wider = {term for term in given for term in site.hierarchy.wider(term)}
    return About(
        iri=iri,
        classes=[term for term in given if term not in wider],
        inferred_classes=[term for term in narrowest if term not in given],
        names=sorted((text_in(row, "value") for row in values[SKOS.altLabel]), key=str.casefold),
        definition=" ".join(text_in(row, "value") for row in values[SKOS.definition]),
        mappings=_mappings(values),
        deprecated=any(text_in(row, "value") == "true" for row in values[OWL.deprecated]),
        replaced_by="".join(text_in(row, "value") for row in values[DCTERMS.isReplacedBy][:1]),
        others={
            term.value: [row["value"] for row in rows if row["value"] is not None]
            for term, rows in values.items()
            if term not in SHOWN_APART and term not in RELATIONS
        },
    )


def disputes(site: Site, things: Iterable[str]) -> list[Dispute]:
    """Return the conflicts about some things, open ones first."""
    asked = list(dict.fromkeys(things))
    if not asked:
        return []
    found = {text_in(row, "conflict"): _dispute(row) for row in site.rows("disputes", *asked)}
    return sorted(found.values(), key=lambda dispute: (not dispute.open, site.order(dispute.iri)))


def _dispute(row: Row) -> Dispute:
    texts = (text_in(row, name) for name in ("asPrinted", "asRead", "rationale"))
    return Dispute(text_in(row, "conflict"), text_in(row, "thing"), row["resolution"] == IALL.Open, *texts)


def _mappings(values: dict[Term, list[Row]]) -> list[Mapping]:
    found = (
        Mapping(words, identifier(text_in(row, "value")), text_in(row, "value"))
        for term, words in RELATIONS.items()
        for row in values[term]
    )
    return sorted(found, key=lambda mapping: (list(RELATIONS.values()).index(mapping.relation), mapping.identifier))
