"""Ask the evaluator for a client, and send what it answers, in a fitting form and while somebody listens."""

import asyncio
import hashlib
import re
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from iall_kg.server.evaluator import STORED, Answered, Asked, busy
from iall_kg.server.negotiation import GRAPH_FORMS, SOLUTION_FORMS, Form, choose, listed, takes_gzip
from iall_kg.server.problems import Problem
from iall_kg.server.service import Service, service_of

PIECE = 64 * 1024
CLIENT_GONE = 499
SECONDS_BEFORE_LISTENING = 0.05
REMEMBERED = 1000
VARY = "Accept, Accept-Encoding"
# A query with one of these gives something else each time.
CHANGING = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms in which a client takes rows and graphs; None where it takes none that we have."""

    solutions: Form | None
    graph: Form | None

    @classmethod
    def accepted(cls, accept: str | None, name: str = "") -> "Forms":
        """Choose forms by name, or else by an Accept header. Raises Problem if the client takes none that we have.

        The name is for those who cannot set a header, such as a form on a page. One that is not ours counts for
        nothing, because clients send the names that other servers have.
        """
        # Most clients send one of a few headers. A long one is not remembered, because that would take memory.
        short = len(accept or "") + len(name) <= REMEMBERED
        chosen = _forms(accept, name) if short else _forms.__wrapped__(accept, name)
        if chosen.solutions is None and chosen.graph is None:
            raise not_acceptable(accept, SOLUTION_FORMS, GRAPH_FORMS)
        return chosen


@lru_cache(maxsize=256)
def _forms(accept: str | None, name: str) -> Forms:
    return Forms(*(_named(name, forms) or choose(accept, forms) for forms in (SOLUTION_FORMS, GRAPH_FORMS)))


def _named(name: str, forms: Mapping[str, tuple[str, ...]]) -> Form | None:
    return Form(name, forms[name][0]) if name in forms else None


def not_acceptable(accept: str | None, *offered: Mapping[str, tuple[str, ...]]) -> Problem:
    """Return the problem of a client that takes none of the offered forms."""
    message = f"No form of the answer fits Accept: {(accept or '')[:200]}"
    return Problem(406, message, f"Offered: {listed(*offered)}.", {"Vary": VARY})


async def answer(request: Request, asked: Asked, forms: Forms) -> Response:
    """Return the answer to a query in one of the given forms, or 304 if the client has it already. Raises Problem."""
    service = service_of(request)
    asked = replace(
        asked,
        solutions=forms.solutions.name if forms.solutions else None,
        graph=forms.graph.name if forms.graph else None,
        gzip=takes_gzip(request.headers.get("accept-encoding")),
        client=request.client.host if request.client else "",
    )
    tag = _tag(service, asked)
    headers = {"Vary": VARY, "Cache-Control": "no-cache" if tag else "no-store"}
    if tag:
        headers["ETag"] = tag
        # Whether there is anything at all shows only when the query is asked.
        if has_already(request, tag, anything=False):
            return Response(status_code=304, headers=headers)
    if service.held > service.settings.max_held:
        raise busy("Too many answers are still being taken by slow clients.")
    answered = service.kept.get(tag, asked.gzip) if tag else None
    if answered is None:
        answered = await while_listening(request, service.evaluator.answer(asked))
        if answered is None:
            return Response(status_code=CLIENT_GONE)
        if tag and service.published and await service.published.ask() != service.dataset.release:
            # It was answered from another release, or nobody knows from which.
            tag, headers = "", {"Vary": VARY, "Cache-Control": "no-store"}
        if tag:
            service.kept.put(tag, asked.gzip, answered)
    else:
        service.metrics.observe_query("kept", 0.0)
    if tag and has_already(request, tag):
        return Response(status_code=304, headers=headers)
    form = forms.solutions if answered.kind == "solutions" else forms.graph
    assert form is not None
    return Body(service, answered.body, form.content_type, headers, gzip=answered.gzip)


def has_already(request: Request, tag: str, *, anything: bool = True) -> bool:
    """Tell whether If-None-Match of a GET or HEAD names a tag, or anything where that is asked too."""
    given = request.headers.get("if-none-match", "").strip() if request.method in ("GET", "HEAD") else ""
    if given == "*":
        return anything
    return tag.removeprefix("W/") in (t.strip().removeprefix("W/") for t in given.split(","))


class Body(Response):
    """A body that is sent piece by piece, counted while it is held, and dropped when nobody takes it."""

    def __init__(
        self, service: Service, body: bytes, content_type: str, headers: Mapping[str, str], *, gzip: bool = False
    ) -> None:
        packed = {"Content-Encoding": "gzip"} if gzip else {}
        sent = {**headers, "Content-Type": content_type, "Content-Length": str(len(body)), **packed}
        super().__init__(b"", 200, sent)
        self._service = service
        self._body = body

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Send the head and the pieces; the server waits between them until the client has taken some."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        body = b"" if scope["method"] == "HEAD" else self._body
        self._service.held += len(body)
        try:
            last = max(0, len(body) - PIECE)
            for start in range(0, last, PIECE):
                await send({"type": "http.response.body", "body": body[start : start + PIECE], "more_body": True})
            await send({"type": "http.response.body", "body": body[-(-last // PIECE) * PIECE :]})
        finally:
            self._service.held -= len(body)


async def while_listening(request: Request, work: Coroutine[object, object, Answered]) -> Answered | None:
    """Return what the work gives, or None as soon as the client hangs up; the work is then cancelled.

    Most answers are there before anybody could hang up, so whether the client listens is asked only after a while.
    """
    gone: asyncio.Task[None] | None = None
    try:
        async with asyncio.timeout(None) as scope:

            def listen() -> None:
                nonlocal gone
                gone = asyncio.create_task(_end_when_gone(request, scope))

            listening = asyncio.get_running_loop().call_later(SECONDS_BEFORE_LISTENING, listen)
            try:
                return await work
            finally:
                listening.cancel()
                if gone is not None:
                    gone.cancel()
    except TimeoutError:
        if scope.expired():
            return None
        raise


async def _end_when_gone(request: Request, scope: asyncio.Timeout) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    scope.reschedule(asyncio.get_running_loop().time())


def _tag(service: Service, asked: Asked) -> str:
    """Return the tag of an answer, or nothing if the same request may be answered otherwise another time."""
    if not service.dataset.digest or CHANGING.search(asked.text):
        return ""
    if service.published and (service.published.release != service.dataset.release or asked.priority != STORED):
        # Queries that anybody wrote may ask for graphs of others, which stand beside the release and change as they do.
        return ""
    parts = (service.dataset.digest, asked.text, asked.solutions, asked.graph, asked.default_graphs, asked.named_graphs)
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'
