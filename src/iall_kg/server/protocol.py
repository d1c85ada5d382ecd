"""Read a query operation of the SPARQL 1.1 Protocol from a request, or say what is wrong with it.

Reference: https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

import asyncio
from dataclasses import dataclass
from urllib.parse import parse_qsl

import pyoxigraph as ox
from starlette.requests import ClientDisconnect, Request

from iall_kg.server.problems import Problem
from iall_kg.server.settings import Settings

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
MOST_PARAMETERS = 1000
# A percent-encoded character takes three bytes, and other parameters take some.
LONGER_ENCODED, ROOM_FOR_OTHERS = 3, 64 * 1024
# How much of a body that is too long is read, so that its sender comes to read our answer.
DRAINED = 8 << 20
READ_ONLY = Problem(403, "This endpoint is read-only: updates are refused.", "Send a query as parameter `query`.")
MEDIA_TYPES_OF_POST = {"Accept-Post": f"{FORM}, {QUERY}"}


@dataclass(frozen=True, slots=True)
class Operation:
    """The text of a query, the dataset that the protocol names for it, and the form that `format` asks for."""

    text: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str = ""


async def read_operation(request: Request, settings: Settings) -> Operation | None:
    """Return the query operation of a request, or None if a GET asks for nothing. Raises Problem."""
    too_long = 414 if request.method in ("GET", "HEAD") else 413
    most = settings.max_query_length * LONGER_ENCODED + ROOM_FOR_OTHERS
    raw = request.scope["query_string"]
    if len(raw) > most:
        raise _too_long(414, settings)
    parameters = parsed(_text(raw, "address"))
    if too_long == 413:
        parameters += await _posted(request, settings, most)
    elif not any(name in ("query", "update", "default-graph-uri", "named-graph-uri") for name, _ in parameters):
        return None
    return _operation(parameters, settings, too_long)


def parsed(encoded: str) -> list[tuple[str, str]]:
    """Return the parameters of a query string or form. Raises Problem."""
    try:
        return parse_qsl(encoded, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except UnicodeDecodeError:
        raise Problem(400, "A parameter is not UTF-8.", "Encode parameters as UTF-8, then percent-encode.") from None
    except ValueError:
        raise Problem(400, f"There are more than {MOST_PARAMETERS} parameters.") from None


def _operation(parameters: list[tuple[str, str]], settings: Settings, too_long: int) -> Operation:
    given: dict[str, list[str]] = {}
    for name, value in parameters:
        given.setdefault(name, []).append(value)
    if "update" in given:
        raise READ_ONLY
    queries = given.get("query", [])
    if not queries:
        raise Problem(400, "There is no query.", "Send it as parameter `query`.")
    if len(queries) > 1:
        raise Problem(400, f"There are {len(queries)} queries; a request asks one.", "Send the parameter `query` once.")
    text = queries[0]
    if not text.strip():
        raise Problem(400, "The query is empty.", "Try SELECT * { ?s ?p ?o } LIMIT 10.")
    if len(text.encode()) > settings.max_query_length:
        raise _too_long(too_long, settings)
    graphs = _graphs(given, "default-graph-uri"), _graphs(given, "named-graph-uri")
    return Operation(text, *graphs, given.get("format", [""])[0])


def _graphs(given: dict[str, list[str]], name: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(given.get(name, ())))
    for iri in found:
        try:
            ox.NamedNode(iri)
        except ValueError:
            raise Problem(400, f"{name} is not an absolute IRI: {iri[:200]}", "Give the full IRI of a graph.") from None
    return found


async def _posted(request: Request, settings: Settings, most: int) -> list[tuple[str, str]]:
    """Return the parameters that the body of a POST holds; a query sent directly counts as one."""
    media_type, charset = _content_type(request.headers.get("content-type", ""))
    if not media_type:
        hint = f"Use Content-Type: {FORM} or {QUERY}."
        raise Problem(415, "The request does not say the media type of its body.", hint, MEDIA_TYPES_OF_POST)
    if media_type == UPDATE:
        raise READ_ONLY
    if media_type not in (FORM, QUERY):
        hint = f"Send {FORM} or {QUERY}."
        raise Problem(415, f"Bodies of type {media_type[:100]} are not read here.", hint, MEDIA_TYPES_OF_POST)
    if charset not in ("", "utf-8", "utf8"):
        raise Problem(415, f"The body is in {charset[:100]}; SPARQL is sent as UTF-8.", "Use charset=utf-8 or none.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(415, "A compressed body is not read here.", "Send the body as it is.")
    limit = settings.max_query_length if media_type == QUERY else most
    body = _text(await _body(request, limit, settings), "body")
    return [("query", body)] if media_type == QUERY else parsed(body)


def _content_type(header: str) -> tuple[str, str]:
    media_type, *parameters = (part.strip() for part in header.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return media_type.lower(), value.strip().strip('"').lower()
    return media_type.lower(), ""


async def _body(request: Request, limit: int, settings: Settings) -> bytes:
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(settings.client_patience):
            async for part in request.stream():
                size += len(part)
                if size <= limit:
                    parts.append(part)
                elif size > limit + DRAINED:
                    break
    except TimeoutError:
        message = "The request did not come to its end in time."
        raise Problem(408, message, "Send it at once.", {"Connection": "close"}) from None
    except ClientDisconnect:
        raise Problem(400, "The request broke off.") from None
    if size > limit:
        raise _too_long(413, settings)
    return b"".join(parts)


def _too_long(status: int, settings: Settings) -> Problem:
    hint = "Shorten it." if status == 413 else "Send it by POST, or shorten it."
    message = f"The query is longer than {settings.max_query_length:,} bytes, the limit of this server."
    return Problem(status, message, hint)


def _text(raw: bytes, place: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, f"The {place} is not UTF-8 (byte {error.start}).", "SPARQL is sent as UTF-8.") from None
