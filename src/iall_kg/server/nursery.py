"""Where the server gets its workers from: a process that has loaded the dataset and forks them."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from iall_kg.server.settings import Settings
from iall_kg.server.wire import FORK, PIECE, ClosedError, Frame, Incoming, packed
from iall_kg.server.workers import Worker, WorkerLostError

PROGRAM = "iall_kg.server.nursery_program"
SECONDS_TO_START = 30.0
SECONDS_TO_STOP = 2.0


@dataclass(frozen=True, slots=True)
class Load:
    """What the workers answer from: the dataset as N-Quads or in a folder, and the prefixes to write with.

    Those that make pages, of a graph named as in its sources, need the folder of its `content` too.
    """

    nquads: Callable[[], bytes]
    prefixes: dict[str, str]
    folder: str = ""
    content: str = ""


class Nursery:
    """The process that forks workers. If it should ever end, `lost` is called, and it is started anew when needed."""

    def __init__(self, load: Load, settings: Settings, lost: Callable[[], None]) -> None:
        self._load = load
        self._settings = settings
        self._lost = lost
        self._starting = asyncio.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._listening: asyncio.Task[None] | None = None
        # A process that was forked, and what will hold its exit code.
        self._forking: deque[asyncio.Future[tuple[int, asyncio.Future[int]]]] = deque()
        self._ended: dict[int, asyncio.Future[int]] = {}
        self.sealed: list[str] = []

    async def worker(self) -> Worker:
        """Return a new worker that is ready to answer. Raises WorkerLostError or OSError if it does not come."""
        async with self._starting:
            if self._listening is None or self._listening.done():
                await self._start()
        assert self._control is not None
        forked: asyncio.Future[tuple[int, asyncio.Future[int]]] = asyncio.get_running_loop().create_future()
        ours, theirs = socket.socketpair()
        with theirs:
            self._forking.append(forked)
            socket.send_fds(self._control, [FORK], [theirs.fileno()])
        try:
            async with asyncio.timeout(SECONDS_TO_START):
                worker = Worker(*await forked)
                greeting = await worker.greeting(ours)
        except BaseException:
            ours.close()  # a worker ends by itself when nobody is there to ask it
            raise
        self.sealed = greeting.head["sealed"]
        return worker

    async def close(self) -> None:
        """End the process, and with it every worker that is left."""
        for held in (self._writer, self._control):
            if held is not None:
                held.close()
        if self._process is not None:
            await asyncio.to_thread(self._wait)
        if self._listening is not None:
            await asyncio.wait((self._listening,))
        self._process = self._control = self._writer = self._listening = None

    def _wait(self) -> None:
        assert self._process is not None
        try:
            self._process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    async def _start(self) -> None:
        await self.close()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - a program of ours
                [sys.executable, "-P", "-m", PROGRAM, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        # A stream cannot send descriptors, so the socket is held a second time.
        self._control = ours.dup()
        source, self._writer = await asyncio.open_connection(sock=ours)
        incoming = Incoming()
        settings = {
            "max_rows": self._settings.max_rows,
            "max_answer": self._settings.max_answer,
            "max_memory": self._settings.max_memory,
            "max_nesting": self._settings.max_nesting,
            "prefixes": self._load.prefixes,
            "folder": self._load.folder,
            "content": self._load.content,
            "base": self._settings.base_iri,
        }
        self._writer.write(packed(settings, self._load.nquads()))
        try:
            async with asyncio.timeout(SECONDS_TO_START):
                await self._writer.drain()
                await _read_frame(source, incoming)
        except (ClosedError, OSError) as error:
            raise WorkerLostError("the nursery did not start") from error
        self._listening = asyncio.create_task(self._listen(source, incoming))

    async def _listen(self, source: asyncio.StreamReader, incoming: Incoming) -> None:
        """Hear which processes were forked and which ended, until the nursery itself is gone."""
        loop = asyncio.get_running_loop()
        with contextlib.suppress(ClosedError, OSError):
            while True:
                told, _ = await _read_frame(source, incoming)
                if "forked" in told:
                    ended = self._ended[told["forked"]] = loop.create_future()
                    self._settle((told["forked"], ended))
                elif told["ended"] in self._ended:
                    self._ended.pop(told["ended"]).set_result(told["code"])
        while self._forking:
            self._settle(WorkerLostError("the nursery is gone"))
        for pid, ended in self._ended.items():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            ended.set_result(-signal.SIGKILL)
        self._ended.clear()
        self._lost()

    def _settle(self, outcome: tuple[int, asyncio.Future[int]] | WorkerLostError) -> None:
        """Tell whoever asked first for a worker, if it still waits, which process it got."""
        forked = self._forking.popleft()
        if forked.done():
            return
        if isinstance(outcome, WorkerLostError):
            forked.set_exception(outcome)
        else:
            forked.set_result(outcome)


async def _read_frame(source: asyncio.StreamReader, incoming: Incoming) -> Frame:
    """Return the next frame. Raises ClosedError if the other side is gone."""
    while (frame := incoming.frame()) is None:
        data = await source.read(PIECE)
        if not data:
            raise ClosedError
        incoming.add(data)
    return frame
