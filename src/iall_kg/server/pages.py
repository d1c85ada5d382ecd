"""The pages for people: each is made once, kept while the data stay, and sent with a strict policy.

Every page runs only scripts and styles of this server, and what it shows is escaped where it is made.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from importlib.resources import files

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from iall_kg.names import BASE
from iall_kg.pages import all_pages, fixed
from iall_kg.pages.addresses import HOME, SEARCH, TERMS
from iall_kg.pages.pictured import PICTURES
from iall_kg.pages.question import question, remember_choices
from iall_kg.results import Answer
from iall_kg.server.answers import CLIENT_GONE, while_listening
from iall_kg.server.documents import send_written
from iall_kg.server.negotiation import Form
from iall_kg.server.page_headers import send_page
from iall_kg.server.problems import Problem
from iall_kg.server.questions import PAGE as QUESTION_PAGE
from iall_kg.server.questions import asked_for, given, within_limits
from iall_kg.server.service import Service, service_of
from iall_kg.server.settings import Settings
from iall_kg.term_page import term_page

# The reference of terms is one page that needs no other file, so its style stands in it.
POLICY_OF_TERMS = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
TYPES = {
    "css": "text/css",
    "js": "text/javascript",
    "json": "application/json",
    "svg": "image/svg+xml",
    "txt": "text/plain",
}
STATIC = files("iall_kg") / "static"
LONGEST_TEXT = 300
UNKNOWN, TOO_LARGE = 400, 422


def routes(service: Service) -> list[Route]:
    """Return the routes of this module, and let browsers see questions as pages."""
    service.pages[QUESTION_PAGE] = _question
    single = {
        HOME: all_pages.HOME,
        fixed.ABOUT: all_pages.ABOUT,
        fixed.THINGS: all_pages.THINGS,
        PICTURES: all_pages.PICTURES,
    }
    return [
        Route("/", partial(_single, name=HOME, page=single[HOME])),
        *(Route(f"/{name}", partial(_single, name=name, page=page)) for name, page in single.items()),
        Route(f"/{SEARCH}", _search),
        Route(f"/{TERMS}", _terms),
        Route("/names.json", _names),
        Route("/static/{path:path}", _static),
        Route("/query/{name}.html", _question),
        *(Route(f"/{kind}/{HOME}", partial(_kind, kind=kind)) for kind in service.dataset.kinds),
        *(Route(f"/{kind}/", lambda _: RedirectResponse(HOME, 308)) for kind in service.dataset.kinds),
    ]


async def _single(request: Request, name: str, page: str) -> Response:
    return await send_page(request, await service_of(request).made.kept_of_graph(name, page))


async def _search(request: Request) -> Response:
    pages, [text, *_] = service_of(request).made, [*given(request).get("q", []), ""]
    if len(text) > LONGEST_TEXT:
        raise Problem(400, f"No name is longer than {LONGEST_TEXT} characters.")
    return await send_page(request, await pages.of_graph(all_pages.SEARCH, text))


async def _terms(request: Request) -> Response:
    service = service_of(request)
    made = await service.made.page(TERMS, lambda: _written_terms(service))
    return await send_page(request, made, policy=POLICY_OF_TERMS)


def _written_terms(service: Service) -> str:
    content = service.graph.content
    source = (content.ontology / "iall.ttl").read_text("utf-8")
    return service.settings.rebase(term_page(service.graph.store, source, partial(service.made.site.lead, "")))


async def _names(request: Request) -> Response:
    pages = service_of(request).made
    return await send_written(
        request, await pages.page("names.json", lambda: fixed.names(pages.site)), Form("json", TYPES["json"])
    )


async def _static(request: Request) -> Response:
    path = request.path_params["path"]
    ending = path.rpartition(".")[2]
    file = STATIC.joinpath(*path.split("/"))
    if ".." in path.split("/") or ending not in TYPES or not file.is_file():
        raise Problem(404, f"There is no file {path[:200]}.")
    content = await service_of(request).made.page(f"static/{path}", file.read_bytes)
    return await send_written(request, content, Form(ending, TYPES[ending]))


async def _question(request: Request) -> Response:
    pages = service_of(request).made
    name, values = request.path_params["name"], given(request)
    values.pop("format", None)
    if name not in pages.site.graph.queries:
        raise Problem(404, f"No stored query is called {name[:200]!r}.", "They are listed at /.")
    within_limits(values)
    key = f"query/{name}"
    if not values and (kept := pages.kept(key)) is not None:
        return await send_page(request, kept)
    try:
        # The values that the form offers are those of the whole answer.
        whole, too_much = None, ""
        if not values or name not in pages.site.choices:
            try:
                whole = await _whole(request, name)
            except Problem as problem:
                if "Retry-After" in problem.headers:
                    raise
                whole, too_much = Answer([], []), problem.message
            await pages.made(partial(remember_choices, pages.site, name, whole))
        if not values:
            make = partial(question, pages.site, name, whole=whole, too_much=too_much)
            return await send_page(request, await pages.page(key, lambda: make().html))
        status, too_much = 200, ""
        try:
            rows = await _answered(request, name, values)
        except Problem as problem:
            # The page says which name it does not know, or how to ask for so many rows in parts.
            if problem.status not in (UNKNOWN, TOO_LARGE):
                raise
            rows, status = None, problem.status
            too_much = problem.message if status == TOO_LARGE else ""
    except _ClientGoneError:
        return Response(status_code=CLIENT_GONE)
    page = await pages.made(lambda: question(pages.site, name, values, rows, too_much=too_much))
    return await send_page(request, page.html.encode(), status if page.known else UNKNOWN)


async def _whole(request: Request, name: str) -> Answer:
    """Return the answer to a stored query without values. Raises Problem where it would take too long."""
    site = service_of(request).made.site
    if site.graph.queries[name].parameters and not await service_of(request).made.made(lambda: fixed.offered(site)):
        raise Problem(503, "An answer about all things of so large a graph takes too long.")
    return await _answered(request, name, {})


class _ClientGoneError(Exception):
    """Nobody waits for the answer any more."""


async def _answered(request: Request, name: str, values: Mapping[str, list[str]]) -> Answer:
    """Return the answer to a stored query from a worker, because only a worker can be stopped when it takes too long.

    Raises Problem, and _ClientGoneError.
    """
    service = service_of(request)
    asked = await asked_for(service, name, values)
    asked = replace(asked, solutions="json", client=request.client.host if request.client else "")
    answered = await while_listening(request, service.evaluator.answer(asked))
    if answered is None:
        raise _ClientGoneError
    return await service.made.made(partial(_rows, answered.body, service.settings))


def _rows(body: bytes, settings: Settings) -> Answer:
    """Return the rows of an answer in JSON, with the names of things as they are in the graph."""
    found = ox.parse_query_results(
        body.replace(settings.base_iri.encode(), BASE.encode()), format=ox.QueryResultsFormat.JSON
    )
    assert isinstance(found, ox.QuerySolutions)
    columns = [variable.value for variable in found.variables]
    return Answer(columns, [tuple(solution[column] for column in columns) for solution in found])


async def _kind(request: Request, kind: str) -> Response:
    pages = service_of(request).made
    if kind not in pages.site.counts:
        raise Problem(404, f"There is no list at {request.url.path}.", "All lists are named at /things.html.")
    return await send_page(request, await pages.kept_of_graph(f"{kind}/", all_pages.KIND, kind))
