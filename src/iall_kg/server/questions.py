"""The stored queries as plain addresses: /query/<name>?parameter=value."""

from collections.abc import Mapping
from math import prod

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from iall_kg.errors import UnknownNameError
from iall_kg.server.answers import Forms, answer, not_acceptable
from iall_kg.server.evaluator import FREE, STORED, Asked
from iall_kg.server.negotiation import HTML_FORMS, SOLUTION_FORMS, Form, choose
from iall_kg.server.problems import Problem, unknown_name
from iall_kg.server.protocol import parsed
from iall_kg.server.service import Service, service_of

PAGE = "question"
FORMAT = "format"
LONGEST_ADDRESS = 8192
MOST_ALTERNATIVES = 200
# A stored query is cheap for a few names, not for many.
CHEAP_ALTERNATIVES = 8
LONGEST_NAME = 300


def routes(_service: Service) -> list[Route]:
    """Return the routes of this module."""
    return [Route("/query/{name}", question)]


async def question(request: Request) -> Response:
    """Answer a stored query in the form of ?format= or of the Accept header."""
    service = service_of(request)
    page = service.pages.get(PAGE)
    values = given(request)
    form = _form(request, values.pop(FORMAT, None), html=page is not None)
    if page is not None and form.name == "html":
        return await page(request)
    asked = await asked_for(service, request.path_params["name"], values)
    return await answer(request, asked, Forms(solutions=form, graph=None))


def given(request: Request) -> dict[str, list[str]]:
    """Return the parameters of a request with the values of each; empty ones, as forms send them, count as none."""
    raw = request.scope["query_string"]
    if len(raw) > LONGEST_ADDRESS:
        raise Problem(414, f"The address is longer than {LONGEST_ADDRESS} bytes.")
    try:
        parameters = parsed(raw.decode())
    except UnicodeDecodeError:
        raise Problem(400, "The address is not UTF-8.") from None
    values: dict[str, list[str]] = {}
    for name, value in parameters:
        if value.strip():
            values.setdefault(name, []).append(value.strip())
    return values


async def asked_for(service: Service, name: str, values: Mapping[str, list[str]]) -> Asked:
    """Return the query that a stored query comes to with some values. Raises Problem for unknown names."""
    if name not in service.graph.queries:
        if len(name) > LONGEST_NAME:
            raise Problem(404, f"No stored query has a name of {len(name)} characters.")
        try:
            service.graph.sparql_of(name)
        except UnknownNameError as error:
            raise unknown_name(error, 404) from None
    alternatives = within_limits(values)
    try:
        # In few threads, because the nearest of many names are looked for when one is unknown.
        text = await service.made.made(lambda: service.graph.sparql_of(name, **values))
    except UnknownNameError as error:
        raise unknown_name(error, 400) from None
    priority = STORED if alternatives <= CHEAP_ALTERNATIVES else FREE
    return Asked(service.settings.rebase(text), base=service.endpoint, priority=priority)


def within_limits(values: Mapping[str, list[str]]) -> int:
    """Return how many alternatives some values come to. Raises Problem if there are too many, or one is too long."""
    alternatives = prod(len(given_values) for given_values in values.values())
    if alternatives > MOST_ALTERNATIVES or any(len(v) > LONGEST_NAME for vs in values.values() for v in vs):
        raise Problem(400, f"More than {MOST_ALTERNATIVES} alternatives, or a value that is no name.")
    return alternatives


def _form(request: Request, formats: list[str] | None, *, html: bool) -> Form:
    offered = SOLUTION_FORMS | (HTML_FORMS if html else {})
    if formats is not None:
        if len(formats) > 1 or formats[0] not in offered:
            raise Problem(400, f"There is no format {', '.join(formats)[:100]}.", f"Use one of {', '.join(offered)}.")
        return Form(formats[0], offered[formats[0]][0])
    accept = request.headers.get("accept")
    form = choose(accept, offered)
    if form is None:
        raise not_acceptable(accept, offered)
    return form
