"""The page at /sparql for browsers, and what its editor completes."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from iall_kg.pages.editor import FIRST_EXAMPLE, completions, editor
from iall_kg.server.documents import send_written
from iall_kg.server.negotiation import Form
from iall_kg.server.page_headers import send_page
from iall_kg.server.problems import Problem
from iall_kg.server.questions import given
from iall_kg.server.service import Service, service_of
from iall_kg.server.sparql import PAGE

COMPLETIONS = "completions.json"
# The parameter that names a stored query to begin with.
QUESTION = "question"


def routes(service: Service) -> list[Route]:
    """Return the routes of this module, and let browsers see the endpoint as a page."""
    service.pages[PAGE] = _page
    return [Route(f"/{COMPLETIONS}", _completions)]


async def _page(request: Request) -> Response:
    """Return the page, with the stored query of ?question= in its editor. Raises Problem if there is none."""
    made = service_of(request).made
    [name, *_] = [*given(request).get(QUESTION, []), FIRST_EXAMPLE]
    if name not in made.site.graph.queries:
        raise Problem(404, f"No stored query is called {name[:200]!r}.", "They are listed at /.")
    address = "sparql/" if request.url.path.endswith("/") else "sparql"
    make = partial(editor, made.site, address, made.site.graph.queries[name])
    return await send_page(request, await made.page(f"{address}?{name}", make))


async def _completions(request: Request) -> Response:
    """Return what can be completed; the address is for the page only and no part of the interface."""
    service = service_of(request)
    make = partial(completions, service.made.site, service.dataset.prefixes)
    return await send_written(request, await service.made.page(COMPLETIONS, make), Form("json", "application/json"))
