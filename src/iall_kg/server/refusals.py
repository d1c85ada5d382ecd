"""Answer what routes refuse: as a page to a browser, as JSON to everybody else."""

import logging

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from iall_kg.server.evaluator import STORE_GONE, busy
from iall_kg.server.negotiation import HTML_FORMS, choose
from iall_kg.server.page_headers import send_page
from iall_kg.server.problems import Problem, response_of
from iall_kg.server.service import mounted_at, path_within, service_of

LOG = logging.getLogger(__name__)
HINTS = {
    404: "The addresses of this server are listed at {}/openapi.json.",
    405: "Use one of the methods of the Allow header.",
}
NOT_ACCEPTABLE = 406
JSON_FIRST = {"json": ("application/json",)} | HTML_FORMS


async def on_problem(request: Request, error: Exception) -> Response:
    """Answer a problem that a route raised."""
    assert isinstance(error, Problem)
    form = choose(request.headers.get("accept"), JSON_FIRST)
    # Who takes none of the forms that there are is told so as a program, whatever it takes.
    if error.status == NOT_ACCEPTABLE or form is None or form.name != "html":
        return response_of(error)
    site = service_of(request).made.site
    page = site.render("problem.html", path_within(request), title="Not answered", problem=error)
    return await send_page(request, page.encode(), error.status, headers=error.headers)


async def on_store_error(_request: Request, error: Exception) -> Response:
    """Answer that the store behind this server failed while a page was made from it; the log says how."""
    LOG.warning("%s", error)
    return response_of(busy(STORE_GONE))


async def on_http_exception(request: Request, error: Exception) -> Response:
    """Answer what the router refuses: no such address, no such method."""
    assert isinstance(error, HTTPException)
    messages = {
        404: f"There is nothing at {request.url.path}.",
        405: f"{request.method} is not allowed at {request.url.path}.",
    }
    message = messages.get(error.status_code, error.detail)
    problem = Problem(
        error.status_code, message, HINTS.get(error.status_code, "").format(mounted_at(request)), error.headers
    )
    return await on_problem(request, problem)
