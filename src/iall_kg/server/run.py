"""Run the server: listen, serve until told to stop, and stop cleanly."""

import contextlib
import gc
import logging
import signal
import socket
import sys
from collections.abc import Callable

import uvicorn
from starlette.applications import Starlette

from iall_kg.errors import IallKgError
from iall_kg.server.connections import patient
from iall_kg.server.service import Service
from iall_kg.server.settings import Settings

SECONDS_TO_STOP = 3
# Room for headers and other parameters beside the longest address that is read.
ROOM_FOR_HEADERS = 256 * 1024
DESCRIPTORS = 65536


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address; port 0 takes any that is free. Raises IallKgError if it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named because asyncio else leaves Nagle's algorithm on, which costs 40 ms an answer.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise IallKgError(f"Cannot listen at {host}, port {port} ({error.strerror}). Choose another --port.") from error
    return bound


def run(app: Starlette, settings: Settings, bound: socket.socket, ready: Callable[[], None]) -> None:
    """Serve at a bound socket until SIGINT or SIGTERM; call `ready` once requests are answered."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s", stream=sys.stderr)
    # asyncio warns of each piece that a client did not wait for.
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    _allow_many_connections()
    config = uvicorn.Config(
        app,
        http=patient(settings.client_patience, settings.max_query_length * 4 + ROOM_FOR_HEADERS),
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=SECONDS_TO_STOP,
    )
    server = _Server(config, app.state.service, ready)
    # uvicorn raises the signal again once it has stopped; by then stopping is all that was asked.
    before = {number: signal.signal(number, _stopped_already) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        server.run([bound])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Server(uvicorn.Server):
    """A uvicorn server that says when it is ready, and ends queries before it waits for their clients."""

    def __init__(self, config: uvicorn.Config, service: Service, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._service = service
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # What was loaded stays, so the collector need not look through it again and again, 20 ms each time.
        gc.collect()
        gc.freeze()
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._service.made.close()
        await self._service.evaluator.close()
        await super().shutdown(sockets)


def _stopped_already(_number: int, _frame: object) -> None:
    """Do nothing."""


def _allow_many_connections() -> None:
    """Raise the number of open descriptors that this process may have, as far as the system allows."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, DESCRIPTORS)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
