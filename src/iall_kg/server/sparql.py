"""The SPARQL endpoint: queries by GET and POST, and the service description."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from iall_kg.server.answers import Forms, answer, not_acceptable
from iall_kg.server.documents import Document, send_with_endpoint
from iall_kg.server.evaluator import Asked
from iall_kg.server.negotiation import GRAPH_FORMS, HTML_FORMS, choose
from iall_kg.server.protocol import read_operation
from iall_kg.server.service import Service, service_of

PAGE = "sparql"


def routes(service: Service) -> list[Route]:
    """Return the routes of this module."""
    dataset = service.dataset
    # Editors look here for classes, properties and example queries, so those are told too.
    description = Document([dataset.service, dataset.void, dataset.queries], dataset.prefixes)
    endpoint = partial(sparql, description=description)
    return [Route(path, endpoint, methods=["GET", "POST"]) for path in ("/sparql", "/sparql/")]


async def sparql(request: Request, description: Document) -> Response:
    """Answer a query operation, or describe the service to a client that asks nothing."""
    service = service_of(request)
    operation = await read_operation(request, service.settings)
    if operation is None:
        return await _describe(request, description)
    asked = Asked(
        operation.text,
        base=service.endpoint,
        default_graphs=operation.default_graphs,
        named_graphs=operation.named_graphs,
    )
    return await answer(request, asked, Forms.accepted(request.headers.get("accept"), operation.format))


async def _describe(request: Request, description: Document) -> Response:
    page = service_of(request).pages.get(PAGE)
    accept = request.headers.get("accept")
    form = choose(accept, GRAPH_FORMS | (HTML_FORMS if page else {}))
    if form is None:
        raise not_acceptable(accept, GRAPH_FORMS)
    if page is not None and form.name == "html":
        return await page(request)
    return await send_with_endpoint(request, description, form)
