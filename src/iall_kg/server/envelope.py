"""What every answer gets: CORS, OPTIONS, a check against sniffing, and a place in the counts."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from iall_kg.server.metrics import Metrics

ALWAYS = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Retry-After, Content-Encoding, Link"),
    (b"x-content-type-options", b"nosniff"),
)
SECONDS_OF_PREFLIGHT = "86400"
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})


class Envelope:
    """Middleware around all routes."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and the answer back with what every answer gets."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        preflight = False

        async def send_on(message: Message) -> None:
            nonlocal preflight
            if message["type"] == "http.response.start":
                # A new list, because the answer keeps its own.
                message["headers"] = [*message["headers"], *ALWAYS]
                if message["status"] == 405:
                    headers = MutableHeaders(raw=message["headers"])
                    headers["Allow"] = ", ".join(sorted({*headers.get("Allow", "").split(", "), "OPTIONS"} - {""}))
                    if scope["method"] == "OPTIONS":
                        preflight = True
                        message["status"] = 204
                        _allow(scope, headers)
                self._count(scope, message["status"])
            elif preflight:
                message = {"type": "http.response.body", "body": b""}
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        except Exception:
            self._count(scope, 500)
            raise

    def _count(self, scope: Scope, status: int) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = getattr(scope.get("route"), "path", "none")
        self._metrics.count("iall_kg_requests_total", route=route, method=method, status=str(status))


def _allow(scope: Scope, headers: MutableHeaders) -> None:
    """Turn the refusal of OPTIONS into the answer that tells which methods there are."""
    asked = dict(scope["headers"]).get(b"access-control-request-headers", b"*").decode("latin-1")
    headers["Access-Control-Allow-Methods"] = headers["Allow"]
    headers["Access-Control-Allow-Headers"] = asked
    headers["Access-Control-Max-Age"] = SECONDS_OF_PREFLIGHT
    for name in ("Content-Length", "Content-Type"):
        del headers[name]
