"""Documents of RDF that describe the dataset, in every form of RDF, and the dumps of the whole.

/.well-known/void is VoID and DCAT, /queries.ttl and /.well-known/sparql-examples are the stored queries.
"""

import gzip
import hashlib
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from iall_kg.server.answers import VARY, Body, Forms, answer, has_already, not_acceptable
from iall_kg.server.evaluator import Asked
from iall_kg.server.negotiation import DATASET_FORMS, GRAPH_FORMS, Form, choose, takes_gzip
from iall_kg.server.problems import Problem
from iall_kg.server.service import Service, mounted_at, service_of
from iall_kg.writing import written

DUMPS = {name: forms for kinds in (DATASET_FORMS, GRAPH_FORMS) for name, forms in kinds.items() if name != "rdf"}
DUMP = "iall-kg"
GZIP_LEVEL = 5
MOST_PACKED = 64
HOST = re.compile(r"[\w.-]+(?::\d+)?|\[[0-9A-Fa-f:.]+\](?::\d+)?", re.ASCII)
Endpoint = Callable[[Request], Awaitable[Response]]


class Document:
    """A graph, in parts, that does not change while the server runs; each form of it is written once."""

    def __init__(self, parts: Sequence[Iterable[ox.Triple]], prefixes: dict[str, str]) -> None:
        self._parts = parts
        self._prefixes = prefixes
        self._written: dict[str, bytes] = {}

    async def written(self, form: str) -> bytes:
        """Return the graph in a form of RDF."""
        if form not in self._written:
            self._written[form] = await run_in_threadpool(self._write, form)
        return self._written[form]

    def _write(self, form: str) -> bytes:
        return written([triple for part in self._parts for triple in part], form, self._prefixes)


def routes(service: Service) -> list[Route]:
    """Return the routes of this module."""
    dataset = service.dataset
    queries = Document([dataset.queries], dataset.prefixes)
    void = Document([dataset.void], dataset.prefixes)
    return [
        Route("/.well-known/void", partial(_negotiated, document=void)),
        Route("/.well-known/sparql-examples", partial(_negotiated, document=queries)),
        Route("/queries.ttl", partial(_turtle, document=queries)),
        Route("/dumps/{name}", dump),
    ]


async def _negotiated(request: Request, document: Document) -> Response:
    return await send(request, document)


async def _turtle(request: Request, document: Document) -> Response:
    return await send(request, document, Form("ttl", "text/turtle"))


async def send(request: Request, document: Document, form: Form | None = None) -> Response:
    """Return a document in the given form, or else in the one that the client likes best. Raises Problem."""
    accept = request.headers.get("accept")
    form = form or choose(accept, GRAPH_FORMS)
    if form is None:
        raise not_acceptable(accept, GRAPH_FORMS)
    return await send_written(request, await document.written(form.name), form)


async def send_written(
    request: Request, body: bytes, form: Form, more_headers: Mapping[str, str] | None = None
) -> Response:
    """Return bytes that are written already, packed if the client takes that, or 304 if the client has them."""
    tag = _tag(body)
    headers = {"Vary": VARY, "ETag": tag, "Cache-Control": "no-cache", **(more_headers or {})}
    if has_already(request, tag):
        return Response(status_code=304, headers=headers)
    packed = takes_gzip(request.headers.get("accept-encoding"))
    if packed:
        body = await run_in_threadpool(_packed, body)
    return Body(service_of(request), body, form.content_type, headers, gzip=packed)


# What does not change is the same object each time, so that the bytes are looked through once.
@lru_cache(maxsize=MOST_PACKED)
def _tag(body: bytes) -> str:
    return f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'


@lru_cache(maxsize=MOST_PACKED)
def _packed(body: bytes) -> bytes:
    return gzip.compress(body, GZIP_LEVEL)


async def send_with_endpoint(request: Request, document: Document, form: Form) -> Response:
    """Return a document in which the endpoint has the address that the client has called."""
    service = service_of(request)
    body = await document.written(form.name)
    called = request.url.netloc
    if HOST.fullmatch(called):
        endpoint = f"{request.url.scheme}://{called}{mounted_at(request)}/sparql"
        body = re.sub(re.escape(service.endpoint.encode()) + rb'(?=[>"])', endpoint.encode(), body)
    return await send_written(request, body, form)


async def dump(request: Request) -> Response:
    """Return all that the endpoint answers from: by file name, or negotiated under the bare name."""
    service = service_of(request)
    name, dot, ending = request.path_params["name"].partition(".")
    if name != DUMP or (dot and ending not in DUMPS):
        files = ", ".join(f"{mounted_at(request)}/dumps/{DUMP}.{ending}" for ending in DUMPS)
        raise Problem(404, "There is no such dump.", f"There are {files}.")
    accept = request.headers.get("accept")
    form = Form(ending, DUMPS[ending][0]) if dot else choose(accept, DATASET_FORMS)
    if form is None:
        raise not_acceptable(accept, DATASET_FORMS)
    asked = Asked("", base=service.endpoint, dump=True)
    return await answer(request, asked, Forms(solutions=None, graph=form))
