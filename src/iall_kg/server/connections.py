"""A connection that does not wait for ever: for a request without end, or for a client that reads nothing.

uvicorn closes connections that idle between requests; this adds the limits that it does not have, lets what
it refuses by itself look like every other error, and sends the head and the body of a short answer together.
"""

import asyncio
import re
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from iall_kg.server.problems import error_body

MOST_CONNECTIONS = 4000
# What is written is gathered up to so many bytes; a call of the system costs as much as making a short answer.
GATHERED = 64 * 1024
MOST_HEADERS = 200
ORIGIN = re.compile(rb"^https?://[^/?]*", re.IGNORECASE)
ENDPOINT = b"/sparql"


def patient(seconds: float, most_head: int) -> "type[Connection]":
    """Return the protocol of connections that wait so long for a client, and read so many bytes before a body."""
    return type("Connection", (Connection,), {"patience": seconds, "most_head": most_head})


class GatheringTransport:
    """A transport that sends what is written in one turn of the event loop by one call of the system."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._parts: list[bytes] = []
        self._size = 0

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - all else is as the transport has it
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send some bytes soon, at once if there are many."""
        if not self._parts:
            self._loop.call_soon(self._flush)
        self._parts.append(data)
        self._size += len(data)
        if self._size >= GATHERED:
            self._flush()

    def close(self) -> None:
        """Send what was written, and close."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._parts:
            self._transport.write(b"".join(self._parts))
            self._parts.clear()
            self._size = 0


class Connection(HttpToolsProtocol):
    """A connection of HTTP/1.1 with limits of time and size, and one request at a time.

    The parser gives what it has found by calls of the methods `on_…`.
    """

    patience = 15.0
    most_head = 1 << 20
    _expected_since = 0.0
    _waiting_for_request: asyncio.TimerHandle | None = None
    _waiting_for_reader: asyncio.TimerHandle | None = None
    # Bytes that have come since anything came of them.
    _unfinished = 0
    # Whether a request came before the one before it was answered.
    _too_soon = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin; the first request must come to the end of its head in time."""
        super().connection_made(GatheringTransport(transport, self.loop))  # type: ignore[arg-type]
        if len(self.connections) > MOST_CONNECTIONS:
            self._refuse(503, "Too many connections are open.")
            return
        self._expect_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """End, with all timers."""
        for timer in (self._waiting_for_request, self._waiting_for_reader):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read what comes in."""
        if self._too_soon:
            return
        self._unfinished += len(data)
        super().data_received(data)
        if self._unfinished > self.most_head and not self.transport.is_closing():
            self._refuse(431, "The head of the request is too long.")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        if len(self.headers) >= MOST_HEADERS:
            raise ValueError("too many headers")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Begin to answer, unless the request before is not answered: who sends ahead has to ask again."""
        self._unfinished = 0
        if self._answering():
            self._too_soon = True
            self.cycle.keep_alive = False
            return
        # A client may name the whole address, as those behind a proxy do, or, to be told of the methods of a
        # server, none: RFC 9112, section 3.2.
        path, _, query = ORIGIN.sub(b"", self.url, count=1).partition(b"?")
        if path == b"*" and self.parser.get_method() == b"OPTIONS":
            path = ENDPOINT
        # uvicorn's reader of addresses takes 64 KiB at most, and queries may be longer.
        self.url = path if path.startswith(b"/") else b"/" + path
        super().on_headers_complete()
        self.scope["query_string"] = query

    def on_body(self, body: bytes) -> None:
        """Take a part of a body."""
        self._unfinished = 0
        if not self._too_soon:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Take note of the end of a request."""
        self._unfinished = 0
        if not self._too_soon:
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """Expect the next request; if it begins, it must come to the end of its head in time."""
        super().on_response_complete()
        self._expect_request()

    def pause_writing(self) -> None:
        """Wait for the client to read, but not for ever."""
        super().pause_writing()
        if self._waiting_for_reader is None:
            self._waiting_for_reader = self.loop.call_later(self.patience, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on; the client has read."""
        super().resume_writing()
        if self._waiting_for_reader is not None:
            self._waiting_for_reader.cancel()
            self._waiting_for_reader = None

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, in the form of every other error."""
        self._refuse(400, msg)

    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _expect_request(self) -> None:
        self._expected_since = self.loop.time()
        if self._waiting_for_request is None:
            self._waiting_for_request = self.loop.call_later(self.patience, self._no_request)

    def _no_request(self) -> None:
        """Refuse a request that does not come to its end; one timer serves many requests that do."""
        self._waiting_for_request = None
        if self._answering() or self.transport.is_closing():
            return
        left = self._expected_since + self.patience - self.loop.time()
        if left > 0:
            self._waiting_for_request = self.loop.call_later(left, self._no_request)
        else:
            self._refuse(408, "The request did not come to its end in time.")

    def _refuse(self, status: int, message: str) -> None:
        """Answer outside of any request, and close."""
        body = error_body(status, message)
        head = (
            STATUS_LINE[status].decode().rstrip(),
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
            "Access-Control-Allow-Origin: *",
            "Connection: close",
        )
        self.transport.write("\r\n".join((*head, "", "")).encode() + body)
        self.transport.close()
