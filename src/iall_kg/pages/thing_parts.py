"""The parts that pages of all things share, and the page of a thing that needs no other parts.

A page starts from what is said of its thing and of what names it; the nodes that hang on it (results, groups, uses)
become tables, statements in words a list, and all else facts by property.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from iall_kg.names import IALL, kind_of
from iall_kg.pages.addresses import anchor, page_of
from iall_kg.pages.around import around
from iall_kg.pages.description import About, Dispute, about, disputes
from iall_kg.pages.facts import Group, naming_facts, own_facts
from iall_kg.pages.observation_kinds import KINDS
from iall_kg.pages.observations import OBSERVED, Observations, details, first_of_each_kind, observations
from iall_kg.pages.pictured import picture
from iall_kg.pages.rest import Rest, all_belonging, all_said
from iall_kg.pages.said import Said, Sayings
from iall_kg.pages.site import Site, natural
from iall_kg.pictures import Picture

# Forms in which a server offers the same description to programs: ending and media type. Files are written as Turtle.
FORMS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class More:
    """How many facts of a property, which is given as a CURIE, a page leaves out, and where all of them are."""

    property: str
    count: int
    rest: Rest


@dataclass(frozen=True, slots=True)
class Words:
    """What the source says in words about a thing."""

    statement: str
    said: Said


@dataclass(frozen=True, slots=True)
class Parts:
    """What a page about a thing shows, and what was `found` of the nodes that hang on it.

    `anchors` are the names under which a section can be led to, by its key: a property, with `-of` behind it where it
    leads to the thing. Groups of facts have theirs by themselves. `more_facts` says what the page leaves out of them,
    and `belonging` leads to all results that belong to the thing.
    """

    about: About
    sayings: Sayings
    facts: list[Group]
    words: list[Words]
    tables: list[Observations]
    naming: list[Group]
    disputes: list[Dispute]
    found: Sayings
    neighbours: Picture
    more_facts: list[More]
    belonging: Rest
    anchors: dict[str, list[str]]


def common_page(site: Site, iri: str) -> str:
    """Return the page of a thing that needs nothing beyond the common parts."""
    return render_thing(site, "thing.html", iri, parts=common_parts(site, iri))


def common_parts(
    site: Site,
    iri: str,
    more: Iterable[str] = (),
    disputed: Iterable[str] = (),
    left_out: Iterable[str] = (),
) -> Parts:
    """Return the common parts of a page.

    `more` are observations that belong on the page though they do not name the thing, `disputed` further things of
    which conflicts are shown, `left_out` the properties of the thing and the kinds that name it which the page shows in
    its own way.
    """
    (sayings, more_facts), apart = around(site, iri), frozenset(left_out)
    nodes, more_nodes = first_of_each_kind(
        node for node in (iri, *sayings.things(), *more) if kind_of(node) in OBSERVED
    )
    statements = [said.subject for said in sayings.all if said.iri == iri and kind_of(said.subject) == STATEMENT]
    found = details(site, (*nodes, *statements))
    words = _words(found, statements)
    facts, naming = (
        own_facts(site, sayings, iri, apart),
        naming_facts(site, sayings, iri, OBSERVED | apart | {STATEMENT}),
    )
    return Parts(
        about=about(site, iri),
        sayings=sayings,
        facts=facts,
        words=words,
        tables=observations(site, iri, nodes, found, more_nodes),
        naming=naming,
        disputes=disputes(site, [iri, *nodes, *statements, *disputed]),
        found=found,
        neighbours=picture(site, "neighbourhood", page_of(iri), iri),
        belonging=all_belonging(iri),
        more_facts=[More(term, count, all_said(iri, term)) for term, count in sorted(more_facts.items())],
        anchors=_anchors(
            sayings, iri, [*(anchor(g.property) for g in facts), *(anchor(g.property, of=True) for g in naming)]
        ),
    )


def render_thing(site: Site, template: str, iri: str, **values: object) -> str:
    """Return a page about a thing, written with a template of its kind."""
    address = page_of(iri)
    return site.render(
        template,
        address,
        **{
            "title": site.label(iri),
            "iri": iri,
            "kind": kind_of(iri),
            "forms": [
                {"media_type": media_type, "ending": ending, "address": f"{address.removesuffix('.html')}.{ending}"}
                for ending, media_type in FORMS.items()
                if site.live or ending == "ttl"
            ],
            **values,
        },
    )


def _anchors(sayings: Sayings, iri: str, placed: Iterable[str]) -> dict[str, list[str]]:
    """Return for each section the anchors of what it shows, each once on the page."""
    found: dict[str, list[str]] = {}
    taken = set(placed)
    for said in sayings.all:
        name = anchor(said.predicate, of=said.iri == iri)
        if name not in taken:
            taken.add(name)
            found.setdefault(_section(said.subject if said.iri == iri else said.iri), []).append(name)
    return found


def _section(node: str) -> str:
    kind = kind_of(node)
    tables = (key for key, shape in KINDS.items() if kind in shape.kinds)
    return next(tables, {STATEMENT: "words", "trial": "studies", "study": "studies"}.get(kind, "facts"))


def _words(found: Sayings, statements: Iterable[str]) -> list[Words]:
    """Return the statements in words about a thing, in the order of their places."""
    words = [Words(node, said) for node in dict.fromkeys(statements) for said in found.of(node, IALL.paraphrase)]
    return sorted(words, key=lambda word: (natural(word.said.evidence[0].claim), word.said.object.value))
