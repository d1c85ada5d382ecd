"""Write the reference of all terms of the ontology as one HTML page that needs nothing else.

Comes in: the release dataset, and the ontology's source, whose headings group the terms. Goes out: a page on
which each term has its local name as anchor, so that `…/ontology#GeneFusion` leads to it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template

import pyoxigraph as ox

from iall_kg.build import write_whole
from iall_kg.content import Content
from iall_kg.errors import BuildError
from iall_kg.names import BASE, DCTERMS, IALL, ONTOLOGY_GRAPH, OWL, RDF, RDFS, SKOS, expand, shorten
from iall_kg.statements import Node, Term, match
from iall_kg.stores.readable import ReadableStore
from iall_kg.wording import CHARACTERISTICS, Wording

FILE_NAME = "terms.html"
HOME = '<p><a href="index.html">iall-kg: questions, pictures, things</a></p>'
OBO = "http://purl.obolibrary.org/obo/"
HEADING = re.compile(r"^# --- (?:Classes|Properties|Values|Inference)?:? ?(.+?) -+$")
SUBJECT = re.compile(r"^:([\w-]+) a ")
KINDS = {
    OWL.Class: "class",
    OWL.ObjectProperty: "property between things",
    OWL.DatatypeProperty: "property with a value",
    OWL.AnnotationProperty: "annotation",
    OWL.NamedIndividual: "value",
}
MATCHES = {
    SKOS.exactMatch: "same as",
    SKOS.closeMatch: "close to",
    SKOS.broadMatch: "narrower than",
    SKOS.narrowMatch: "wider than",
    SKOS.relatedMatch: "related to",
}
# What a term says of itself, and what others say of it, in the order of the page.
SAID = {
    RDFS.subClassOf: "kind of",
    RDFS.subPropertyOf: "narrower than",
    RDFS.domain: "subject",
    RDFS.range: "object",
    OWL.inverseOf: "inverse of",
    OWL.equivalentClass: "by definition",
    OWL.propertyChainAxiom: "follows from",
    OWL.disjointWith: "never also",
    OWL.propertyDisjointWith: "never also",
}
SAID_BY_OTHERS = {
    RDFS.subClassOf: "kinds",
    RDFS.subPropertyOf: "wider than",
    OWL.inverseOf: "inverse of",
    RDF.type: "values",
    RDFS.domain: "subject of",
    RDFS.range: "object of",
}
ABOUT = {
    OWL.versionInfo: "Version",
    DCTERMS.license: "Licence",
    DCTERMS.creator: "By",
    DCTERMS.issued: "Issued",
    DCTERMS.source: "Taken from",
}


def write_term_page(store: ReadableStore, content: Content, folder: Path) -> Path:
    """Write the page into a folder and return its path. Raises BuildError if it cannot be written."""
    page = term_page(store, (content.ontology / "iall.ttl").read_text(encoding="utf-8"))
    path = folder / FILE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, page.encode())
    except OSError as error:
        raise BuildError(f"{path}: cannot be written ({error.strerror}).") from error
    return path


def term_page(store: ReadableStore, source: str, lead: Callable[[str], str] | None = None) -> str:
    """Return the page of all terms, grouped by the headings of the ontology's source.

    On a site, `lead` tells what leads from this page to that of a thing; without it, the page leads to IRIs.
    """
    ontology = ox.Store()
    ontology.extend(ox.Quad(*found[:3]) for found in match(store, graph=ONTOLOGY_GRAPH))
    writer = _Writer(ontology, Wording(store), lead or str)
    grouped = groups(source, writer.terms)
    contents = "".join(
        f'<li><a href="#group-{number}">{escape(title)}</a> ({len(terms)})</li>'
        for number, (title, terms) in enumerate(grouped.items(), 1)
    )
    sections = (
        f'<section aria-labelledby="group-{number}">\n<h2 id="group-{number}">{escape(title)}</h2>\n'
        + "\n".join(map(writer.article, terms))
        + "\n</section>"
        for number, (title, terms) in enumerate(grouped.items(), 1)
    )
    template = Template(files("iall_kg").joinpath("templates", FILE_NAME).read_text(encoding="utf-8"))
    return template.substitute(
        home=HOME if lead else "",
        title=writer.text(ONTOLOGY_GRAPH, DCTERMS.title),
        description=writer.text(ONTOLOGY_GRAPH, DCTERMS.description),
        about=_list([("Address", writer.link(ONTOLOGY_GRAPH.value)), *writer.rows(ONTOLOGY_GRAPH, ABOUT)]),
        contents=f"<ul>{contents}</ul>",
        groups="\n".join(sections),
    )


def groups(source: str, terms: Iterable[ox.NamedNode]) -> dict[str, list[ox.NamedNode]]:
    """Return the terms under the headings where the source declares them; what it does not, under `Other terms`."""
    wanted = dict.fromkeys(terms)
    found: dict[str, list[ox.NamedNode]] = {}
    title = "Other terms"
    for line in source.splitlines():
        if heading := HEADING.match(line):
            title = heading[1][0].upper() + heading[1][1:]
        elif (subject := SUBJECT.match(line)) and (term := ox.NamedNode(IALL.namespace + subject[1])) in wanted:
            del wanted[term]
            found.setdefault(title, []).append(term)
    if wanted:
        found["Other terms"] = [*found.get("Other terms", []), *wanted]
    return found


class _Writer:
    """Writes the terms of one ontology as HTML."""

    def __init__(self, ontology: ox.Store, words: Wording, lead: Callable[[str], str]) -> None:
        self._ontology = ontology
        self._words = words
        self._lead = lead

    @property
    def terms(self) -> list[ox.NamedNode]:
        """All terms of our own, sorted."""
        found = {
            subject
            for kind in KINDS
            for subject, *_ in match(self._ontology, None, RDF.type, kind)
            if isinstance(subject, ox.NamedNode) and subject.value.startswith(IALL.namespace)
        }
        return sorted(found, key=lambda term: term.value)

    def article(self, term: ox.NamedNode) -> str:
        """Return all that the ontology says of one term."""
        name = escape(term.value.removeprefix(IALL.namespace))
        label = escape(self._words.term(term))
        rows = [
            ("definition", self.text(term, SKOS.definition)),
            ("note", self.text(term, SKOS.scopeNote)),
            ("example", ", ".join(self._example(o.value) for o in self._objects(term, SKOS.example))),
            *self.rows(term, SAID),
            ("is", ", ".join(self._characteristics(term))),
            *((head, self._links(self._subjects(term, p))) for p, head in SAID_BY_OTHERS.items()),
            *((head, self._links(self._objects(term, p))) for p, head in MATCHES.items()),
        ]
        kinds = ", ".join(word for kind, word in KINDS.items() if ox.Quad(term, RDF.type, kind) in self._ontology)
        return (
            f'<article id="{name}">\n<h3>{label} <small>{kinds}</small></h3>\n'
            f'<p class="iri">{self.link(term.value)}</p>\n<dl>\n{_list(rows)}\n</dl>\n</article>'
        )

    def link(self, iri: str, words: str = "") -> str:
        """Return a link to the page of a thing, or to its IRI."""
        return f'<a href="{escape(self._lead(iri) or iri)}">{escape(words or iri)}</a>'

    def rows(self, term: ox.NamedNode, heads: dict[ox.NamedNode, str]) -> Iterator[tuple[str, str]]:
        """Yield a head and its values for each of some properties of a term."""
        for predicate, head in heads.items():
            yield head, self._links(self._objects(term, predicate))

    def text(self, term: ox.NamedNode, predicate: ox.NamedNode) -> str:
        """Return the literals that a term has for a property."""
        return " ".join(
            escape(found.value) for found in self._objects(term, predicate) if isinstance(found, ox.Literal)
        )

    def _links(self, terms: Iterable[Node | Term]) -> str:
        return ", ".join(map(self._shown, terms))

    def _shown(self, term: Node | Term) -> str:
        if not isinstance(term, ox.NamedNode):
            return escape(self._words.term(term))
        if term.value.startswith(IALL.namespace):
            name = escape(term.value.removeprefix(IALL.namespace))
            return f'<a href="#{name}">{escape(self._words.term(term))}</a>'
        return self.link(term.value, _short(term.value))

    def _example(self, text: str) -> str:
        """Return an example, a CURIE or a statement of CURIEs, with its things as links."""
        parts = (self.link(iri, part) if (iri := _address(part)) else escape(part) for part in text.split(" "))
        return f"<code>{' '.join(parts)}</code>"

    def _characteristics(self, term: ox.NamedNode) -> list[str]:
        return [word for kind, word in CHARACTERISTICS.items() if ox.Quad(term, RDF.type, kind) in self._ontology]

    def _objects(self, term: ox.NamedNode, predicate: ox.NamedNode) -> list[Term]:
        found = (o for _, _, o, _ in match(self._ontology, term, predicate))
        return sorted(found, key=self._words.term)

    def _subjects(self, term: ox.NamedNode, predicate: ox.NamedNode) -> list[Node]:
        found = (s for s, *_ in match(self._ontology, None, predicate, term) if isinstance(s, ox.NamedNode))
        return sorted(found, key=self._words.term)


def _short(iri: str) -> str:
    """Return an IRI as people write it: `SO:0000704` for a term of the OBO Foundry, a CURIE for what has a prefix."""
    return iri.removeprefix(OBO).replace("_", ":", 1) if iri.startswith(OBO) else shorten(iri)


def _address(part: str) -> str | None:
    iri = expand(part)
    return iri if iri is not None and iri.startswith(BASE) else None


def _list(rows: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"<dt>{head}</dt><dd>{value}</dd>" for head, value in rows if value)
