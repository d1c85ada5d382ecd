"""The page about a thing: what it is, its facts with their evidence, its conflicts, and what leads further."""

from iall_kg.names import kind_of
from iall_kg.pages.addresses import page_of
from iall_kg.pages.site import Site

# Forms in which a server offers the same description to programs: ending and media type. Files are written as Turtle.
FORMS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}


def thing(site: Site, iri: str) -> str:
    """Return the page about a thing that the graph describes."""
    address = page_of(iri)
    return site.render(
        "thing.html",
        address,
        title=site.label(iri),
        kind=kind_of(iri),
        about=site.graph.show(iri),
        forms=[
            {"media_type": media_type, "address": f"{address.removesuffix('.html')}.{ending}"}
            for ending, media_type in FORMS.items()
            if site.live or ending == "ttl"
        ],
    )
