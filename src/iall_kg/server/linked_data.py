"""Every thing at its address: a page for people, RDF for programs.

The address of a thing itself leads on (303) to that of a document about it, in the form that the client likes best;
each document says which others there are. Reference: https://www.w3.org/TR/cooluris/
"""

from functools import partial

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from iall_kg.linked import describing, linked_query
from iall_kg.lookup import UNNAMED_KINDS
from iall_kg.names import BASE, DCTERMS, OWL, kind_of
from iall_kg.pages.all_pages import THING
from iall_kg.pages.fixed import missing
from iall_kg.server.answers import VARY, Forms, answer, not_acceptable
from iall_kg.server.evaluator import STORED, Asked
from iall_kg.server.negotiation import GRAPH_FORMS, HTML_FORMS, Form, choose
from iall_kg.server.page_headers import send_page
from iall_kg.server.problems import Problem
from iall_kg.server.service import Service, path_within, service_of
from iall_kg.statements import DEFAULT, match

# Who names no form is a program more often than a browser, which names HTML.
DOCUMENT_FORMS = GRAPH_FORMS | HTML_FORMS
LONGEST = 300
MOST_NEAREST = 6
ONTOLOGY = "ontology"


def routes(service: Service) -> list[Route]:
    """Return the routes of this module."""
    return [
        Route("/ontology", _ontology),
        Route("/ontology.{ending}", _ontology_document),
        *(Route(f"/{kind}/{{key:path}}", partial(_thing, kind=kind)) for kind in service.dataset.kinds),
    ]


async def _thing(request: Request, kind: str) -> Response:
    """Answer at the address of a thing, or of a document about it."""
    service = service_of(request)
    path = f"{kind}/{request.path_params['key']}"
    iri = BASE + path
    if len(path) > LONGEST:
        raise Problem(404, "There is nothing at this address.")
    known = await service.made.made(lambda: service.made.site.known(iri))
    if known:
        return _see_other(request, path)
    about, dot, ending = iri.rpartition(".")
    if dot and ending in DOCUMENT_FORMS and service.made.site.known(about):
        elsewhere = await service.made.made(lambda: _deprecated(service, about, ending))
        return elsewhere or await _document(request, about, ending)
    return await _missing(request, about if dot and ending in DOCUMENT_FORMS else iri)


def _see_other(request: Request, path: str) -> Response:
    """Lead from a thing to the document about it that the client likes best."""
    accept = request.headers.get("accept")
    form = choose(accept, DOCUMENT_FORMS)
    if form is None:
        raise not_acceptable(accept, DOCUMENT_FORMS)
    name = path.rpartition("/")[2]
    # Relative, so that it holds wherever this application is mounted.
    return RedirectResponse(f"{name}.{form.name}", 303, {"Vary": VARY, "Link": _alternates(name)})


async def _document(request: Request, iri: str, ending: str) -> Response:
    service = service_of(request)
    links = {"Link": _alternates(iri.rpartition("/")[2])}
    if ending == "html":
        page = await service.made.kept_of_graph(iri, THING, iri)
        response = await send_page(request, page)
    else:
        response = await _graph(request, describing(service.graph.content, iri), ending)
    response.headers.update(links)
    return response


async def _graph(request: Request, query: str, ending: str) -> Response:
    """Answer with the graph that a query makes, in the form of an ending."""
    service = service_of(request)
    asked = Asked(service.settings.rebase(query), base=service.endpoint, priority=STORED)
    return await answer(request, asked, Forms(solutions=None, graph=Form(ending, GRAPH_FORMS[ending][0])))


def _alternates(name: str) -> str:
    return ", ".join(
        f'<{name}.{ending}>; rel="alternate"; type="{types[0]}"' for ending, types in DOCUMENT_FORMS.items()
    )


def _deprecated(service: Service, iri: str, ending: str) -> Response | None:
    """Lead on from a thing that was replaced; one that was withdrawn is gone. Raises Problem 410."""
    node = ox.NamedNode(iri)
    if not any(q.object.value == "true" for q in match(service.graph.store, node, OWL.deprecated, None, DEFAULT)):
        return None
    for found in match(service.graph.store, node, DCTERMS.isReplacedBy, None, DEFAULT):
        up = "../" * iri.removeprefix(BASE).count("/")
        return RedirectResponse(f"{up}{found.object.value.removeprefix(BASE)}.{ending}", 301)
    raise Problem(410, f"{service.made.site.label(iri)} was withdrawn, and nothing stands in its place.")


async def _missing(request: Request, iri: str) -> Response:
    """Say that there is nothing at an address, and what is called alike."""
    service = service_of(request)
    kind, name = kind_of(iri), iri.rpartition("/")[2]
    kinds = () if kind in UNNAMED_KINDS or kind not in service.made.site.counts else (kind,)
    names = service.graph.names
    labels = await service.made.made(lambda: names.nearest(name, kinds, MOST_NEAREST))
    message = f"There is no {kind or 'thing'} with the key {name!r}."
    if choose(request.headers.get("accept"), DOCUMENT_FORMS | {"json": ("application/json",)}) == Form(
        "html", "text/html"
    ):
        nearest = [iri for label in labels for iri in names.resolve(label, kinds)][:MOST_NEAREST]
        page = missing(service.made.site, path_within(request), message, nearest)
        return await send_page(request, page.encode(), 404)
    raise Problem(404, message, f"Nearest: {', '.join(labels)}." if labels else "")


async def _ontology(request: Request) -> Response:
    return _see_other(request, ONTOLOGY)


async def _ontology_document(request: Request) -> Response:
    ending = request.path_params["ending"]
    if ending not in GRAPH_FORMS:
        raise Problem(404, f"The ontology is not written as {ending[:20]}.", f"Use one of {', '.join(GRAPH_FORMS)}.")
    response = await _graph(request, linked_query(service_of(request).graph.content, ONTOLOGY), ending)
    response.headers["Link"] = _alternates(ONTOLOGY)
    return response
