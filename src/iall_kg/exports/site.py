"""Write the whole site as files that any web server can host: all pages, the answers as tables, each thing as Turtle.

The pages are those of the server, without what only a server can answer. Search runs in the browser, over `names.json`.
"""

from collections.abc import Iterator
from functools import partial
from importlib.resources import files
from importlib.resources.abc import Traversable

import pyoxigraph as ox

from iall_kg.exports import rdf
from iall_kg.graph import KnowledgeGraph
from iall_kg.linked import describing
from iall_kg.pages import fixed
from iall_kg.pages.addresses import ENDING, HOME, SEARCH, TERMS, kind_page, page_of, question_page
from iall_kg.pages.pictured import PICTURES, pictures
from iall_kg.pages.question import FORMATS_STATIC, question
from iall_kg.pages.site import Site
from iall_kg.pages.thing import thing
from iall_kg.results import write
from iall_kg.serialize import prefixes_for
from iall_kg.term_page import term_page
from iall_kg.writing import written

# The editor needs a server to ask.
LEFT_OUT = frozenset({"editor", "vendor"})
NOT_FOUND = "404.html"


def site_files(kg: KnowledgeGraph) -> Iterator[tuple[str, bytes]]:
    """Yield each file of the site, as its path below the root and its content."""
    site = Site(kg, live=False)
    yield from _fixed(site)
    yield from _static(files("iall_kg") / "static", "static/")
    for name in kg.queries:
        yield question_page(name), question(site, name).html.encode()
        answer = kg.query(name)
        for form in FORMATS_STATIC:
            yield f"query/{name}.{form}", write(answer, form).encode()
    prefixes = prefixes_for(kg.store)
    for kind in site.counts:
        yield kind_page(kind), fixed.things_of_kind(site, kind).encode()
        for iri in site.of_kind(kind):
            address = page_of(iri)
            yield address, thing(site, iri).encode()
            described = kg.store.query(describing(kg.content, iri))
            assert isinstance(described, ox.QueryTriples)
            triples = sorted(set(described), key=str)
            yield f"{address.removesuffix(ENDING)}.ttl", written(triples, "ttl", prefixes)


def _fixed(site: Site) -> Iterator[tuple[str, bytes]]:
    kg = site.graph
    yield HOME, fixed.home(site).encode()
    yield fixed.ABOUT, fixed.about(site).encode()
    yield fixed.THINGS, fixed.things(site).encode()
    yield PICTURES, pictures(site).encode()
    yield SEARCH, fixed.search(site, "").encode()
    yield NOT_FOUND, fixed.missing(site, NOT_FOUND, "There is no page at this address.", ()).encode()
    yield "names.json", fixed.names(site)
    yield (
        TERMS,
        term_page(
            kg.store, (kg.content.ontology / "iall.ttl").read_text(encoding="utf-8"), partial(site.lead, "")
        ).encode(),
    )
    for make in (rdf.trig, rdf.nquads, rdf.turtle):
        for name, content in make(kg).items():
            yield f"data/{name}", content


def _static(folder: Traversable, place: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_file():
            yield place + entry.name, entry.read_bytes()
        elif entry.name not in LEFT_OUT:
            yield from _static(entry, f"{place}{entry.name}/")
