"""Talk HTTP to a SPARQL service: one request, one answer, and errors that say which service and what to do.

Comes in: the address of a service, and credentials from the environment: IALL_KG_STORE_TOKEN, or
IALL_KG_STORE_USER with IALL_KG_STORE_PASSWORD. Connections are kept and used again, each by one thread at a time.
"""

import base64
import contextlib
import http.client
import os
import socket
import ssl
import threading
import time
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from iall_kg.errors import StoreError
from iall_kg.version import __version__

TOKEN, USER, PASSWORD = "IALL_KG_STORE_TOKEN", "IALL_KG_STORE_USER", "IALL_KG_STORE_PASSWORD"
SECONDS = 60.0
PIECE = 256 * 1024
SHOWN = 300
Kept = dict[tuple[str, str], list[http.client.HTTPConnection]]
# What a connection that was closed while nobody used it gives to the next who does.
CLOSED = (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a service answered."""

    status: int
    content_type: str
    body: bytes

    @property
    def ok(self) -> bool:
        """Whether the service did what was asked."""
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        """The first words of the body, on one line, for messages."""
        return " ".join(self.body[: SHOWN * 4].decode("utf-8", "replace").split())[:SHOWN]


class Exchange:
    """A request on its way, which another thread may break off; the service then sees its client hang up."""

    def __init__(self) -> None:
        self.connection: http.client.HTTPConnection | None = None
        self.broken_off = False

    def break_off(self) -> None:
        """End the exchange at once."""
        self.broken_off = True
        if self.connection is not None and self.connection.sock is not None:
            with contextlib.suppress(OSError):
                self.connection.sock.shutdown(socket.SHUT_RDWR)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long an answer may take, how many bytes it may have, and by what it can be broken off."""

    seconds: float = SECONDS
    most: int | None = None
    exchange: Exchange = field(default_factory=Exchange)


class Connections:
    """The connections to one service."""

    def __init__(self) -> None:
        self._kept: Kept = {}
        self._lock = threading.Lock()
        weakref.finalize(self, _close, self._kept)
        self._headers = {"User-Agent": f"iall-kg/{__version__}", **_authorization(os.environ)}

    def send(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        bounds: Bounds | None = None,
        *,
        writes: bool = False,
    ) -> Reply:
        """POST a body and return what the service answers, with any status.

        What `writes` goes over a fresh connection, so that it never has to be sent twice. Raises StoreError if there
        is no answer, none in time, or too much of it.
        """
        bounds = bounds or Bounds()
        exchange = bounds.exchange
        deadline = time.monotonic() + bounds.seconds
        while True:
            connection = self._open(url, fresh=writes)
            exchange.connection = connection
            if exchange.broken_off:
                connection.close()
                raise StoreError(f"{url}: nobody waits for the answer any more.", "unreachable")
            kept = connection.sock is not None
            try:
                _limit(connection, deadline)
                parts = urlsplit(url)
                target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                connection.request("POST", target, body, {**self._headers, **headers})
                return self._reply(url, connection, deadline, bounds.most)
            except TimeoutError:
                connection.close()
                raise StoreError(f"{url}: no answer within {bounds.seconds:g} seconds.", "late") from None
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                if not (kept and isinstance(error, CLOSED) and not exchange.broken_off):
                    raise _unreachable(url, error) from None
            except BaseException:
                connection.close()
                raise

    def close(self) -> None:
        """Close the connections that are kept."""
        with self._lock:
            _close(self._kept)

    def _open(self, url: str, *, fresh: bool) -> http.client.HTTPConnection:
        parts = urlsplit(url)
        with self._lock:
            kept = self._kept.get((parts.scheme, parts.netloc))
            if kept and not fresh:
                return kept.pop()
        if parts.scheme == "https":
            return http.client.HTTPSConnection(parts.hostname or "", parts.port, context=ssl.create_default_context())
        return http.client.HTTPConnection(parts.hostname or "", parts.port)

    def _reply(self, url: str, connection: http.client.HTTPConnection, deadline: float, most: int | None) -> Reply:
        response = connection.getresponse()
        pieces: list[bytes] = []
        size = 0
        while piece := response.read1(PIECE):
            size += len(piece)
            if most is not None and size > most:
                raise StoreError(f"{url}: the answer is larger than {most:,} bytes.", "large")
            pieces.append(piece)
            _limit(connection, deadline)
        if response.length:
            raise http.client.IncompleteRead(b"", response.length)
        response.close()
        if not response.will_close:
            parts = urlsplit(url)
            with self._lock:
                self._kept.setdefault((parts.scheme, parts.netloc), []).append(connection)
        return Reply(response.status, response.headers.get_content_type(), b"".join(pieces))


def _close(kept: Kept) -> None:
    while kept:
        for connection in kept.popitem()[1]:
            connection.close()


def check(url: str, reply: Reply) -> Reply:
    """Return an answer that is one. Raises StoreError, with what to do, if the service says no."""
    if reply.ok:
        return reply
    said = f" It says: {reply.text}" if reply.text else ""
    if reply.status in (401, 403):
        hint = f"Set {USER} and {PASSWORD}, or {TOKEN}, to credentials that may do this."
        raise StoreError(f"{url}: access is denied ({reply.status}). {hint}", "denied")
    if reply.status in (400, 422):
        raise StoreError(f"{url}: the request is refused ({reply.status}).{said}", "refused")
    if reply.status >= 500:
        raise StoreError(f"{url}: the service fails ({reply.status}).{said} Look into its log.", "failed")
    raise StoreError(f"{url}: this is no such SPARQL service ({reply.status}).{said} Look at the address.")


def _limit(connection: http.client.HTTPConnection, deadline: float) -> None:
    """Let the next step on a connection take no longer than until the deadline."""
    connection.timeout = max(deadline - time.monotonic(), 0.001)
    if connection.sock is not None:
        connection.sock.settimeout(connection.timeout)


def _unreachable(url: str, error: Exception) -> StoreError:
    if isinstance(error, ConnectionRefusedError | socket.gaierror):
        return StoreError(f"{url}: nobody answers there ({error}). Is the service running?", "unreachable")
    if isinstance(error, ssl.SSLError):
        return StoreError(f"{url}: no secure connection ({error.reason}). Look at its certificate.", "unreachable")
    reason = str(error) or type(error).__name__
    return StoreError(f"{url}: the connection broke off ({reason}). Is the service still running?", "unreachable")


def _authorization(environment: Mapping[str, str]) -> dict[str, str]:
    if token := environment.get(TOKEN):
        return {"Authorization": f"Bearer {token}"}
    if user := environment.get(USER):
        credentials = f"{user}:{environment.get(PASSWORD, '')}".encode()
        return {"Authorization": f"Basic {base64.b64encode(credentials).decode()}"}
    return {}
