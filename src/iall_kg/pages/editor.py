"""The page on which SPARQL is written and run, and what its editor completes: prefixes, terms and things."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from importlib.resources import files

from iall_kg.lookup import UNNAMED_KINDS
from iall_kg.names import BASE, kind_of, shorten
from iall_kg.pages.fixed import by_topic, offered
from iall_kg.pages.site import Site
from iall_kg.statements import types_of
from iall_kg.stored_queries import StoredQuery, without_header

FIRST_EXAMPLE = "drugs-targeting-interaction"
# What the form offers; the second name is that of the parameter `format`.
FORMS_OF_ROWS = (("CSV", "csv"), ("TSV", "tsv"), ("JSON", "json"), ("XML", "xml"))
FORMS_OF_GRAPHS = (("Turtle", "ttl"), ("JSON-LD", "jsonld"), ("N-Triples", "nt"), ("RDF/XML", "rdf"))
VENDOR = files("iall_kg") / "static" / "vendor"
# The local part of a prefixed name that needs no escapes; a name with another one is written as a whole IRI.
LOCAL = re.compile(r"\w(?:[\w.-]*[\w-])?", re.ASCII)


def editor(site: Site, address: str, example: StoredQuery) -> str:
    """Return the page at an address, `sparql` or `sparql/`, with an example in its editor."""
    return site.render(
        "editor.html",
        address,
        title="SPARQL",
        query=f"# {example.question}\n{without_header(example.sparql)}".replace(BASE, site.base),
        topics=by_topic(site.graph),
        forms={"rows": FORMS_OF_ROWS, "graphs": FORMS_OF_GRAPHS},
        built=(VENDOR / "yasqe.js").is_file(),
    )


def completions(site: Site, prefixes: Mapping[str, str]) -> bytes:
    """Return JSON: `prefixes`, and rows of `class`, `property` and `thing`.

    A row is how SPARQL writes the name with these prefixes, the label, all other names in one text, and classes in
    another: those that a thing is of, or that a property leads to. There is no thing, and no term that the
    ontology does not declare, if there are more things than a browser could hold.
    """
    groups: dict[str, dict[str, set[str]]] = {"class": {}, "property": {}}
    for row in (*site.rows("vocabulary"), *(site.rows("vocabulary-in-use") if offered(site) else ())):
        group, term, leads_to = row["group"], row["term"], row["range"]
        if group is not None and term is not None:
            groups[group.value].setdefault(term.value, set()).update({shorten(leads_to.value)} if leads_to else ())
    ranges = set().union(*groups["property"].values())
    groups["thing"] = {
        iri: ranges.intersection(types_of(site.graph.store, iri))
        for iri in (site.graph.names.labels if offered(site) else ())
        if kind_of(iri) not in UNNAMED_KINDS and not any(iri in terms for terms in groups.values())
    }
    names = _names(site)
    rows = {
        group: sorted(
            (_written(site.shown(iri), prefixes), site.label(iri), names.get(iri, ""), " ".join(sorted(classes)))
            for iri, classes in found.items()
        )
        for group, found in groups.items()
    }
    return json.dumps({"prefixes": dict(prefixes), **rows}, ensure_ascii=False, separators=(",", ":")).encode()


def _names(site: Site) -> dict[str, str]:
    """Return the names of each thing that neither its label nor its own name in SPARQL says already."""
    names = defaultdict(set)
    for name, iri in site.graph.names.all_names() if offered(site) else ():
        if not name.startswith("http") and name not in (site.label(iri), shorten(iri)) and not iri.endswith(name):
            names[iri].add(name)
    return {iri: ", ".join(sorted(found)) for iri, found in names.items()}


def _written(iri: str, prefixes: Mapping[str, str]) -> str:
    """Return how SPARQL writes an IRI, with the prefix of the longest namespace that fits."""
    fitting = [(len(space), prefix) for prefix, space in prefixes.items() if iri.startswith(space)]
    if fitting:
        length, prefix = max(fitting)
        if LOCAL.fullmatch(iri[length:]):
            return f"{prefix}:{iri[length:]}"
    return f"<{iri}>"
