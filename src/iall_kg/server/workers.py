"""A worker process as the server sees it: ask it, kill it, know by what it ended."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import Callable

from iall_kg.server.wire import Frame, Head, Incoming, packed

LOW_PRIORITY = 5
# The kind of clock that runs while a process is on a processor; its number is made from that of the process.
SCHEDULED = 2
# No query ends its process by this signal.
ENDED_BY_OTHERS = "SIGKILL"
REASONS = {"SIGABRT": "memory", "SIGSEGV": "depth", "SIGBUS": "depth"}


class WorkerLostError(Exception):
    """The process ended before it had answered; `reason` says by what."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


Told = Callable[[Frame | WorkerLostError], None]


class Worker(asyncio.Protocol):
    """One process at the other end of a socket, which answers one query at a time; `ended` will hold its exit code."""

    _transport: asyncio.Transport
    _told: Told

    def __init__(self, pid: int, ended: asyncio.Future[int]) -> None:
        self._pid = pid
        self._ended = ended
        self._incoming = Incoming()
        self._gone = False

    async def greeting(self, ours: socket.socket) -> Frame:
        """Begin to hear, and return the first frame. Raises WorkerLostError if the process ends first."""
        loop = asyncio.get_running_loop()
        heard: asyncio.Future[Frame | WorkerLostError] = loop.create_future()
        self._told = lambda told: None if heard.done() else heard.set_result(told)
        await loop.create_connection(lambda: self, sock=ours)
        try:
            told = await heard
            if isinstance(told, WorkerLostError):
                raise told
        except BaseException:
            self._transport.close()
            raise
        return told

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Keep what sends."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Tell a frame once it is whole."""
        self._incoming.add(data)
        frame = self._incoming.frame()
        if frame is not None:
            self._told(frame)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the exit code says more
        """Tell how the process ended, once that is known."""
        self._gone = True
        self._ended.add_done_callback(lambda ended: self._told(WorkerLostError(_reason(ended.result()))))

    @property
    def alive(self) -> bool:
        """Whether the process has not ended yet, as far as is known."""
        return not (self._gone or self._ended.done())

    def seconds_used(self) -> float:
        """Return the processor time that the process has used, or the time of day where that is not told."""
        if sys.platform.startswith("linux"):
            with contextlib.suppress(OSError):
                return time.clock_gettime(~self._pid << 3 | SCHEDULED)
        return time.monotonic()

    def ask(self, head: Head, body: bytes, told: Told) -> None:
        """Send a frame; `told` is called with the frame that answers it, or with the loss of the process."""
        self._told = told
        self._transport.write(packed(head, body))

    def kill(self) -> None:
        """End the process at once."""
        if not self._ended.done():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)

    async def end(self) -> None:
        """End the process and wait until the system has taken it back."""
        self.kill()
        await asyncio.shield(self._ended)
        self._transport.close()

    def lower_priority(self) -> None:
        """Let other processes go first; there is no way back, so this query must be the worker's last."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PGRP, self._pid, LOW_PRIORITY)


def _reason(code: int) -> str:
    by = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return REASONS.get(by, by)
