"""What all pages share: the graph, the templates, and the queries that pages are filled from.

Pages are written with Jinja2, which escapes every value; their facts come from `queries/pages`.
"""

import re
from collections.abc import Iterable
from functools import cached_property
from urllib.parse import quote, urlencode

import jinja2

from iall_kg import stored_queries
from iall_kg.graph import KnowledgeGraph
from iall_kg.lookup import UNNAMED_KINDS
from iall_kg.lookup.given import ONTOLOGY
from iall_kg.names import BASE, expand, kind_of, shorten
from iall_kg.pages.addresses import anchor, kind_page, page_of, question_page, root_of
from iall_kg.pages.hierarchy import Hierarchy
from iall_kg.pages.places import place_words
from iall_kg.pages.rows import Row, text_in
from iall_kg.pages.said import BY_STANCE
from iall_kg.pages.table import words_of_name
from iall_kg.reasoning.explain_text import plain
from iall_kg.results import Answer
from iall_kg.statements import Spo
from iall_kg.values_places import about_statements, about_things
from iall_kg.version import __version__

# Terms of the ontology stand on one page, and what is of no kind on none.
WITHOUT_PAGES = frozenset({ONTOLOGY, ""})
# How kinds are called in lists; others by the word of their address.
KINDS = {
    "adverse": ("adverse event", "adverse events"),
    "agegroup": ("age group", "age groups"),
    "aim": ("study aim", "study aims"),
    "alteration": ("alteration", "genetic alterations"),
    "antigen": ("antigen", "surface antigens"),
    "association": ("prognostic association", "prognostic associations"),
    "band": ("chromosome band", "chromosome bands"),
    "change": ("design change", "design changes"),
    "conflict": ("conflict", "conflicts in the source"),
    "coordinates": ("region coordinates", "region coordinates"),
    "criterion": ("criterion", "criteria"),
    "design": ("study design", "study designs"),
    "disease": ("disease", "diseases"),
    "domain": ("domain", "protein domains"),
    "drug": ("drug", "drugs and cell products"),
    "drugclass": ("drug class", "drug classes"),
    "edit": ("gene edit", "gene edits"),
    "event": ("adverse event report", "adverse event reports"),
    "factor": ("prognostic factor", "prognostic factors"),
    "feature": ("clinical feature", "clinical features"),
    "finding": ("preclinical finding", "preclinical findings"),
    "frequency": ("frequency", "frequencies"),
    "fusion": ("fusion", "gene fusions"),
    "gene": ("gene", "genes"),
    "group": ("organization or study group", "organizations and study groups"),
    "interaction": ("interaction", "molecular interactions"),
    "mark": ("epigenetic mark", "epigenetic marks"),
    "measure": ("measure", "outcome measures"),
    "model": ("laboratory model", "laboratory models"),
    "outcome": ("outcome", "outcomes"),
    "pathway": ("pathway", "signaling pathways"),
    "population": ("population", "populations"),
    "process": ("process", "biological processes"),
    "protein": ("protein", "proteins"),
    "reference": ("reference", "references"),
    "regimen": ("regimen", "regimens"),
    "region": ("region", "regions of genes and proteins"),
    "riskgroup": ("risk group", "risk groups"),
    "sequence": ("reference sequence", "reference sequences"),
    "statement": ("statement", "statements in words"),
    "status": ("disease status", "disease statuses"),
    "study": ("study", "studies and protocols"),
    "timepoint": ("time point", "time points"),
    "trial": ("trial", "clinical trials"),
    "use": ("therapy use", "therapy uses"),
}


class Site:
    """The pages of one graph. `live` pages stand on a server that answers questions; others are files."""

    def __init__(self, graph: KnowledgeGraph, *, base: str = BASE, live: bool = True) -> None:
        self.graph = graph
        self.base = base
        self.live = live
        # What the parameters of a stored query may be, by the names of both, as far as it was asked for.
        self.choices: dict[str, dict[str, list[str]]] = {}

    def render(self, template: str, address: str, **values: object) -> str:
        """Return the page at an address, written with a template and some values."""
        return self._environment.get_template(template).render(
            address=address, root=root_of(address), site=self, version=__version__, **values
        )

    def answer(self, name: str, *things: str) -> Answer:
        """Return the answer to a query of `queries/pages`, for some things as `?thing` if any are given.

        The query says by the line `VALUES ?thing { UNDEF }` where they are bound best; else it is at its end.
        """
        sparql = self._queries[name]
        if things:
            sparql = about_things(sparql, things)
        return stored_queries.answer(self.graph.store, sparql)

    def rows(self, name: str, *things: str) -> list[Row]:
        """Return the rows of `answer` as dictionaries of terms."""
        return _rows(self.answer(name, *things))

    def rows_of_statements(self, name: str, statements: Iterable[Spo]) -> list[Row]:
        """Return the rows of a query of `queries/pages` for some statements."""
        return _rows(stored_queries.answer(self.graph.store, about_statements(self._queries[name], statements)))

    def label(self, iri: str) -> str:
        """Return what people call a thing: its label, where a claim or passage stands, else its CURIE."""
        return self.graph.names.labels.get(iri) or (place_words(iri) if kind_of(iri) in UNNAMED_KINDS else shorten(iri))

    def property_words(self, iri: str) -> str:
        """Return what a property is called beside its values: `status` for `has status`."""
        return self.label(iri).removeprefix("has ")

    def known(self, iri: str) -> bool:
        """Tell whether the graph describes a thing."""
        return self.graph.names.known(iri)

    def lead(self, root: str, iri: str) -> str:
        """Return what leads by way of the root to the page of a thing, or the IRI itself if it has none here.

        An IRI that is no address on the web, such as one of a script, leads nowhere.
        """
        address = page_of(iri)
        if address and (self.known(iri) or "#" in address):
            return f"{root}{address}"
        return iri if iri.startswith(("http://", "https://")) else ""

    def shown(self, iri: str) -> str:
        """Return an IRI under the base that this site answers for."""
        return self.base + iri.removeprefix(BASE) if iri.startswith(BASE) else iri

    @cached_property
    def hierarchy(self) -> Hierarchy:
        """Which terms of the ontology are wider than which."""
        return Hierarchy(self.rows("hierarchy"))

    @cached_property
    def domains(self) -> dict[str, str]:
        """The listed domains of proteins in their order, each with its subunit."""
        return {text_in(row, "domain"): text_in(row, "subunit") for row in self.rows("domains")}

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many things have a page, by kind; kinds in order of their words."""
        found = self.graph.names.counts()
        return {kind: found[kind] for kind in sorted(found, key=kinds_words) if kind not in WITHOUT_PAGES}

    def of_kind(self, kind: str) -> list[str]:
        """Return all things of a kind in order of their labels."""
        return sorted(self.graph.names.of_kind(kind), key=self.order)

    def order(self, iri: str) -> tuple[str, str]:
        """Return what things are ordered by in lists: their labels."""
        return natural(self.label(iri)), iri

    @cached_property
    def _queries(self) -> dict[str, str]:
        folder = self.graph.content.queries / "pages"
        return {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.rq")}

    @cached_property
    def _environment(self) -> jinja2.Environment:
        environment = jinja2.Environment(
            loader=jinja2.PackageLoader("iall_kg", "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals |= {"href": _href, "kind_page": kind_page, "question_page": question_page}
        environment.filters |= {"label": self.label, "curie": shorten, "kind": kind_words, "kinds": kinds_words}
        environment.filters |= {
            "iri": expand,
            "kind_word": lambda iri: kind_words(kind_of(iri)),
            "words_of_name": words_of_name,
            "plain": plain,
        }
        environment.filters |= {"property": self.property_words, "anchor": anchor, "standing": BY_STANCE.__getitem__}
        environment.filters["sort_things"] = lambda things: sorted(things, key=self.order)
        environment.filters |= {"query_string": lambda values: urlencode(values, doseq=True), "quoted": quote}
        return environment


def _rows(found: Answer) -> list[Row]:
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def natural(text: str) -> str:
    """Return what a text is ordered by: numbers count as numbers, so that reference 9 comes before reference 10."""
    return re.sub(r"\d+", lambda found: found[0].zfill(6), text).casefold()


def kind_words(kind: str) -> str:
    """Return what one thing of a kind is called."""
    return KINDS.get(kind, (kind, ""))[0]


def kinds_words(kind: str) -> str:
    """Return what the things of a kind are called."""
    return KINDS.get(kind, ("", f"{kind.removesuffix('s')}s"))[1]


@jinja2.pass_context
def _href(context: jinja2.runtime.Context, iri: str) -> str:
    """Return what leads from the page being written to the page of a thing, or the IRI itself if it has none here."""
    site: Site = context["site"]
    return site.lead(context["root"], iri)
