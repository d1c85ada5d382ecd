"""A worker process as the server sees it: start it, ask it, kill it."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from dataclasses import dataclass

from iall_kg.server.settings import Settings
from iall_kg.server.wire import LENGTHS, Head, packed

PROGRAM = "iall_kg.server.worker"
# Bytes that the reader takes in at once; an answer may be many times larger.
READ_AHEAD = 1 << 20
LOW_PRIORITY = 10
SECONDS_TO_START = 30.0


class WorkerLostError(Exception):
    """The process ended before it had answered; `reason` says by what."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Load:
    """What a worker is started with: the dataset as N-Quads, and the prefixes to write with."""

    nquads: bytes
    prefixes: dict[str, str]


class Worker:
    """One process, which answers one query at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.sealed: list[str] = []

    @classmethod
    async def start(cls, load: Load, settings: Settings) -> "Worker":
        """Start a process and wait until it has loaded the dataset. Raises WorkerLostError if it does not."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", PROGRAM),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=READ_AHEAD,
            # A session of its own: signals of the terminal are for the server, and its threads share a priority.
            start_new_session=True,
        )
        worker = cls(process)
        head = {
            "max_rows": settings.max_rows,
            "max_answer": settings.max_answer,
            "max_memory": settings.max_memory,
            "max_nesting": settings.max_nesting,
            "prefixes": load.prefixes,
        }
        try:
            async with asyncio.timeout(SECONDS_TO_START):
                reply, _ = await worker.ask(head, load.nquads)
        except BaseException:
            await worker.end()
            raise
        worker.sealed = reply["sealed"]
        return worker

    async def ask(self, head: Head, body: bytes) -> tuple[Head, bytes]:
        """Send a frame and return the frame that answers it. Raises WorkerLostError if the process ends first."""
        source, target = self._process.stdout, self._process.stdin
        assert source is not None
        assert target is not None
        try:
            target.write(packed(head, len(body)) + body)
            await target.drain()
            head_length, body_length = LENGTHS.unpack(await source.readexactly(LENGTHS.size))
            reply = json.loads(await source.readexactly(head_length))
            return reply, await source.readexactly(body_length)
        except (asyncio.IncompleteReadError, OSError) as error:
            raise WorkerLostError(_reason(await self._process.wait())) from error

    def kill(self) -> None:
        """End the process at once."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def end(self) -> None:
        """End the process and wait until the system has taken it back."""
        self.kill()
        await self._process.wait()

    def lower_priority(self) -> None:
        """Let other processes go first; there is no way back, so this worker must be its last query's."""
        if hasattr(os, "setpriority"):
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PGRP, self._process.pid, LOW_PRIORITY)


def _reason(code: int) -> str:
    """Say by what a process ended that was not told to end."""
    by = signal.Signals(-code).name if code < 0 else ""
    return {"SIGABRT": "memory", "SIGSEGV": "depth", "SIGBUS": "depth"}.get(by, by or f"exit code {code}")
