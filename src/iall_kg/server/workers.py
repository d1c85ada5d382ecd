"""A worker process as the server sees it: ask it, kill it, know by what it ended."""

import asyncio
import contextlib
import json
import os
import signal
import sys
import time

from iall_kg.server.wire import LENGTHS, Head, packed

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


class Worker:
    """One process, which answers one query at a time; `ended` will hold its exit code."""

    def __init__(
        self, pid: int, source: asyncio.StreamReader, target: asyncio.StreamWriter, ended: asyncio.Future[int]
    ) -> None:
        self._pid = pid
        self._source = source
        self._target = target
        self._ended = ended

    @property
    def alive(self) -> bool:
        """Whether the process has not ended yet, as far as is known."""
        return not self._ended.done()

    def seconds_used(self) -> float:
        """Return the processor time that the process has used, or the time of day where that is not told."""
        if sys.platform.startswith("linux"):
            with contextlib.suppress(OSError):
                return time.clock_gettime(~self._pid << 3 | SCHEDULED)
        return time.monotonic()

    async def ask(self, head: Head, body: bytes) -> tuple[Head, bytes]:
        """Send a frame and return the frame that answers it. Raises WorkerLostError if the process ends first."""
        try:
            self._target.write(packed(head, len(body)) + body)
            await self._target.drain()
        except OSError:
            raise WorkerLostError(await self._reason()) from None
        return await self.hear()

    async def hear(self) -> tuple[Head, bytes]:
        """Return the next frame. Raises WorkerLostError if the process ends first."""
        try:
            return await read_frame(self._source)
        except (asyncio.IncompleteReadError, OSError):
            raise WorkerLostError(await self._reason()) from None

    def kill(self) -> None:
        """End the process at once."""
        if self.alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)

    async def end(self) -> None:
        """End the process and wait until the system has taken it back."""
        self.kill()
        await asyncio.shield(self._ended)
        self._target.close()

    def lower_priority(self) -> None:
        """Let other processes go first; there is no way back, so this query must be the worker's last."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PGRP, self._pid, LOW_PRIORITY)

    async def _reason(self) -> str:
        code = await asyncio.shield(self._ended)
        by = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return REASONS.get(by, by)


async def read_frame(source: asyncio.StreamReader) -> tuple[Head, bytes]:
    """Return the head and the body of the next frame. Raises IncompleteReadError if the other side is gone."""
    head_length, body_length = LENGTHS.unpack(await source.readexactly(LENGTHS.size))
    head = json.loads(await source.readexactly(head_length))
    return head, await source.readexactly(body_length)
