"""Describe the addresses of the server as OpenAPI 3.1: the endpoint, and one address for each stored query.

Reference: https://spec.openapis.org/oas/v3.1.1.html
"""

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from iall_kg.server.documents import DUMP, DUMPS, send_written
from iall_kg.server.negotiation import GRAPH_FORMS, HTML_FORMS, SOLUTION_FORMS, Form
from iall_kg.server.protocol import FORM, QUERY
from iall_kg.server.questions import FORMAT, PAGE
from iall_kg.server.service import Service, mounted_at
from iall_kg.stored_queries import ANY_KIND, TEXT_KIND, Parameter, StoredQuery
from iall_kg.version import __version__

JSON = Form("json", "application/json")
Part = dict[str, Any]
ERROR: Part = {
    "description": "What is wrong and what to do.",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
}
RESULTS: Part = {
    SOLUTION_FORMS["json"][0]: {"schema": {"$ref": "#/components/schemas/Results"}},
    **{forms[0]: {"schema": {"type": "string"}} for name, forms in SOLUTION_FORMS.items() if name != "json"},
}
GRAPHS: Part = {forms[0]: {"schema": {"type": "string"}} for forms in GRAPH_FORMS.values()}
SCHEMAS: Part = {
    "Error": {
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {
                "type": "object",
                "required": ["status", "message", "hint"],
                "properties": {
                    "status": {"type": "integer"},
                    "message": {"type": "string"},
                    "hint": {"type": "string"},
                },
            }
        },
    },
    "Results": {
        "description": "SPARQL 1.1 Query Results JSON: https://www.w3.org/TR/sparql11-results-json/",
        "type": "object",
        "required": ["head"],
        "properties": {
            "head": {"type": "object", "properties": {"vars": {"type": "array", "items": {"type": "string"}}}},
            "results": {
                "type": "object",
                "properties": {"bindings": {"type": "array", "items": {"type": "object"}}},
            },
            "boolean": {"type": "boolean"},
        },
    },
}


def routes(service: Service) -> list[Route]:
    """Return the routes of this module."""

    @lru_cache(maxsize=8)
    def body(address: str) -> bytes:
        return json.dumps(description(service, address), ensure_ascii=False, indent=1).encode()

    async def openapi(request: Request) -> Response:
        return await send_written(request, body(mounted_at(request) or "/"), JSON)

    return [Route("/openapi.json", openapi)]


def description(service: Service, address: str = "/") -> Part:
    """Return the OpenAPI description of a server whose routes begin at an address."""
    forms = SOLUTION_FORMS | (HTML_FORMS if PAGE in service.pages else {})
    queries = {f"/query/{query.name}": _question(query, list(forms)) for query in service.graph.queries.values()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Infant ALL knowledge graph",
            "version": __version__,
            "description": "Stored queries and SPARQL over what published sources report on infant acute "
            "lymphoblastic leukemia. Research software, not medical advice.",
            "license": {
                "name": "MIT (code) and CC BY 4.0 (data)",
                "url": "https://creativecommons.org/licenses/by/4.0/",
            },
        },
        "servers": [{"url": address, "description": "This server"}],
        "tags": [{"name": topic} for topic in sorted({q.topic for q in service.graph.queries.values()})]
        + [{"name": "SPARQL"}, {"name": "dataset"}, {"name": "operation"}],
        "paths": queries | _sparql() | _dataset() | _operation(),
        "components": {"schemas": SCHEMAS},
    }


def _question(query: StoredQuery, forms: list[str]) -> Part:
    page = {HTML_FORMS["html"][0]: {"schema": {"type": "string"}}} if "html" in forms else {}
    return {
        "get": {
            "operationId": query.name,
            "summary": query.title,
            "description": f"{query.question}\n\nReturns {query.returns}.",
            "tags": [query.topic],
            "parameters": [*map(_parameter, query.parameters), _format(forms)],
            "responses": {
                "200": {"description": "The rows", "content": RESULTS | page},
                "400": ERROR,
                "406": ERROR,
                "503": ERROR,
            },
        }
    }


def _parameter(parameter: Parameter) -> Part:
    kinds = "any text" if parameter.kinds == (TEXT_KIND,) else f"label, synonym, CURIE or IRI of {_either(parameter)}"
    return {
        "name": parameter.name,
        "in": "query",
        "description": f"{parameter.description[0].upper()}{parameter.description[1:]}: {kinds}. "
        "Repeat it for alternatives; without it, all rows.",
        "schema": {"type": "array", "items": {"type": "string"}},
        "explode": True,
        "examples": {"example": {"value": [parameter.example]}},
    }


def _either(parameter: Parameter) -> str:
    return "any thing" if parameter.kinds == (ANY_KIND,) else f"a {' or '.join(parameter.kinds)}"


def _format(forms: Iterable[str]) -> Part:
    return {
        "name": FORMAT,
        "in": "query",
        "description": "Form of the answer; without it, the Accept header decides.",
        "schema": {"type": "string", "enum": list(forms)},
    }


def _sparql() -> Part:
    graphs = [
        {"name": name, "in": "query", "schema": {"type": "array", "items": {"type": "string", "format": "iri"}}}
        for name in ("default-graph-uri", "named-graph-uri")
    ]
    more = [*graphs, _format([*SOLUTION_FORMS, *GRAPH_FORMS])]
    text = {"type": "string", "description": "A SPARQL 1.1 query"}
    responses = {
        "200": {"description": "Rows or a truth value, or a graph", "content": RESULTS | GRAPHS},
        **dict.fromkeys(("400", "403", "406", "422", "503"), ERROR),
    }
    form = {"type": "object", "required": ["query"], "properties": {"query": text}}
    return {
        "/sparql": {
            "get": {
                "operationId": "sparql-get",
                "summary": "Ask a SPARQL query, or for the service description",
                "tags": ["SPARQL"],
                "parameters": [{"name": "query", "in": "query", "schema": text}, *more],
                "responses": responses | {"304": {"description": "The client has this answer"}, "414": ERROR},
            },
            "post": {
                "operationId": "sparql-post",
                "summary": "Ask a SPARQL query",
                "tags": ["SPARQL"],
                "parameters": more,
                "requestBody": {"required": True, "content": {FORM: {"schema": form}, QUERY: {"schema": text}}},
                "responses": responses | {"413": ERROR, "415": ERROR},
            },
        }
    }


def _dataset() -> Part:
    dumps = {
        f"/dumps/{DUMP}.{ending}": _document(f"dump-{ending}", f"The dataset as {forms[0]}", forms[0])
        for ending, forms in DUMPS.items()
    }
    return {
        "/.well-known/void": _document("void", "What the dataset is: VoID and DCAT", *GRAPHS),
        "/queries.ttl": _document("queries", "The stored queries as RDF", "text/turtle"),
        **dumps,
    }


def _operation() -> Part:
    return {
        "/health": _document("health", "Whether queries can be answered", "application/json", tag="operation"),
        "/metrics": _document("metrics", "Counters for Prometheus", "text/plain", tag="operation"),
    }


def _document(name: str, summary: str, *media_types: str, tag: str = "dataset") -> Part:
    content = {media_type: {"schema": {"type": "string"}} for media_type in media_types}
    if media_types == ("application/json",):
        content = {"application/json": {"schema": {"type": "object"}}}
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "tags": [tag],
            "responses": {"200": {"description": summary, "content": content}},
        }
    }
