"""The pages that there is one of: home, about, search, lists of things, and the index for searching in a browser."""

import json
from collections.abc import Sequence

from iall_kg.graph import KnowledgeGraph
from iall_kg.lookup import UNNAMED_KINDS, Hit
from iall_kg.names import BASE, kind_of
from iall_kg.pages.addresses import HOME, SEARCH, kind_page, page_of
from iall_kg.pages.rows import Row, text_in
from iall_kg.pages.site import Site, kind_words, kinds_words
from iall_kg.stored_queries import StoredQuery

MOST_HITS = 50
# A longer list is nothing that people read.
MOST_LISTED = 1000
# What a browser can hold; of more, nothing is offered while a reader types, and only the server searches.
MOST_OFFERED = 100_000
THINGS = "things.html"
ABOUT = "about.html"
MISSING = "missing.html"
# The order in which a researcher would want the topics; others follow.
TOPICS = ("mechanism", "therapy", "trials", "outcomes", "safety", "disease", "molecular", "evidence")
DOWNLOADS_LIVE = (
    ("TriG", "dumps/iall-kg.trig", "the whole dataset, every claim a graph"),
    ("N-Quads", "dumps/iall-kg.nq", "the same, one statement a line"),
    ("Turtle", "dumps/iall-kg.ttl", "facts and what follows from them"),
    ("JSON-LD", "dumps/iall-kg.jsonld", "the whole dataset, every claim a graph"),
    ("VoID and DCAT", ".well-known/void", "the description of the dataset"),
    ("OpenAPI", "openapi.json", "all stored questions as addresses"),
    ("Queries", "queries.ttl", "all stored questions as RDF"),
)
DOWNLOADS_STATIC = (
    ("TriG", "data/iall-kg.trig", "the whole dataset, every claim a graph"),
    ("N-Quads", "data/iall-kg.nq", "the same, one statement a line"),
    ("Turtle", "data/iall-kg.ttl", "facts and what follows from them"),
)


def home(site: Site) -> str:
    """Return the page that says what this is, with all questions by topic."""
    count = sum(found for kind, found in site.counts.items() if kind not in UNNAMED_KINDS)
    [totals] = site.rows("totals")
    return site.render(
        "home.html", HOME, sources=_sources(site), totals=totals, count=count, topics=by_topic(site.graph)
    )


def by_topic(graph: KnowledgeGraph) -> dict[str, list[StoredQuery]]:
    """Return the stored queries by topic, in the order of TOPICS."""
    topics: dict[str, list[StoredQuery]] = {topic: [] for topic in TOPICS}
    for query in graph.queries.values():
        topics.setdefault(query.topic, []).append(query)
    return topics


def about(site: Site) -> str:
    """Return the page about sources, evidence, citing and downloads."""
    downloads = DOWNLOADS_LIVE if site.live else DOWNLOADS_STATIC
    [totals] = site.rows("totals")
    return site.render("about.html", ABOUT, title="About", sources=_sources(site), totals=totals, downloads=downloads)


def _sources(site: Site) -> list[Row]:
    """Return what was read of the largest sources."""
    largest = [text_in(row, "source") for row in site.rows("largest-sources")]
    return site.rows("summary", *largest) if largest else []


def search(site: Site, text: str) -> str:
    """Return the page of what a text finds."""
    hits: Sequence[Hit] = site.graph.search(text, MOST_HITS) if text else ()
    hits = [hit for hit in hits if page_of(hit.iri)]
    return site.render("search.html", SEARCH, title="Search", text=text, hits=hits, most=MOST_HITS)


def things(site: Site) -> str:
    """Return the list of all kinds of things."""
    return site.render("things.html", THINGS, title="Things", counts=site.counts)


def things_of_kind(site: Site, kind: str) -> str:
    """Return the list of all things of a kind, source by source where their keys begin with one."""
    words = kinds_words(kind)
    title = words[:1].upper() + words[1:]
    groups: dict[str, list[str]] = {}
    found = site.of_kind(kind)
    shown = found[:MOST_LISTED]
    for iri in shown:
        source, _, rest = iri.removeprefix(f"{BASE}{kind}/").partition("/")
        groups.setdefault(f"{BASE}source/{source}" if rest else "", []).append(iri)
    groups = dict(sorted(groups.items(), key=lambda group: -len(group[1])))
    return site.render("kind.html", kind_page(kind), title=title, count=len(found), groups=groups, shown=len(shown))


def missing(site: Site, address: str, message: str, nearest: Sequence[str]) -> str:
    """Return the page that stands where there is nothing, with what may have been meant."""
    return site.render("missing.html", address, title="Not found", message=message, nearest=nearest)


def offered(site: Site) -> bool:
    """Tell whether there are so few things that a browser can hold their names, and offer them."""
    return sum(site.counts.values()) <= MOST_OFFERED


def names(site: Site) -> bytes:
    """Return every name of every thing as JSON rows of name, label, address and kind, for search in a browser.

    There are none if a browser could not hold them.
    """
    rows = []
    for name, iri in site.graph.names.all_names() if offered(site) else ():
        kind = "term" if iri.startswith(f"{BASE}ontology#") else kind_words(kind_of(iri))
        if page_of(iri):
            rows.append((name, site.label(iri), page_of(iri), kind))
    return json.dumps(sorted(set(rows)), ensure_ascii=False, separators=(",", ":")).encode()
