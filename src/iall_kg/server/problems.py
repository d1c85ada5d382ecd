"""Every error that a client can cause or meet, in one JSON form: {"error": {"status", "message", "hint"}}."""

import json
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from iall_kg.errors import UnknownNameError


class Problem(Exception):  # noqa: N818 - a refusal is no fault of the program
    """An answer that says what is wrong and what to do."""

    def __init__(self, status: int, message: str, hint: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.hint = hint
        self.headers = dict(headers or {})


def response_of(problem: Problem) -> Response:
    """Return the JSON answer to a problem."""
    headers = {"Cache-Control": "no-store", **problem.headers}
    return Response(
        error_body(problem.status, problem.message, problem.hint), problem.status, headers, "application/json"
    )


def error_body(status: int, message: str, hint: str = "") -> bytes:
    """Return the JSON form of an error."""
    document = {"error": {"status": status, "message": message, "hint": hint}}
    return json.dumps(document, ensure_ascii=False).encode() + b"\n"


async def on_fault(_request: Request, _error: Exception) -> Response:
    """Answer a fault of ours; the server logs it."""
    # This answer is given outside of what adds the header to all others.
    headers = {"Access-Control-Allow-Origin": "*"}
    return response_of(Problem(500, "The server made a mistake.", "It has been logged; please report it.", headers))


def unknown_name(error: UnknownNameError, status: int) -> Problem:
    """Return the problem of a name that does not exist, with the nearest as a hint."""
    message, _, _ = str(error).partition(" Nearest: ")
    return Problem(status, message, f"Nearest: {', '.join(error.nearest)}." if error.nearest else "")
