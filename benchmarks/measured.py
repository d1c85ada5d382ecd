"""Run one measurement in a process of its own, so that its memory is its own, and its time and room can be up."""

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MIB = 1024
# A machine that swaps measures nothing: a process ends that has more than this share of the memory.
MOST_MEMORY = 0.75 * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / MIB / MIB
SECONDS_BETWEEN_LOOKS = 0.5
PIECE = 1 << 16
PIECES_OF_A_FILE = 1 << 24
STEPS = Path(__file__).with_name("steps.py")


@dataclass
class Measured:
    """The lines that a process printed as JSON, peak resident memory in MiB, and how it ended.

    The memory is that of the process or of the largest that it started, whichever had more.

    `ended` is "done", "failed", or, if it was killed, "late" when it printed nothing for too long and "large" when it
    had too much memory.
    """

    lines: list[dict[str, Any]] = field(default_factory=list)
    memory: float = 0.0
    ended: str = "done"


def run(arguments: list[str], limit: float, first: float = 0.0, most_memory: float = MOST_MEMORY) -> Measured:
    """Run steps.py; it is killed, with all that it started, when it prints nothing for `limit` seconds.

    `first` is how long it may take for its first line, if that is another time. It is killed too when it and what it
    started have more than `most_memory` MiB.
    """
    measured = Measured()
    process = subprocess.Popen([sys.executable, str(STEPS), *arguments], stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    with selectors.DefaultSelector() as selector, process.stdout:
        selector.register(process.stdout, selectors.EVENT_READ)
        deadline = time.monotonic() + (first or limit)
        unfinished = b""
        while True:
            readable = selector.select(SECONDS_BETWEEN_LOOKS)
            measured.memory = max(peak_memory(process.pid), measured.memory)
            if readable:
                # Read past Python's buffer, which would keep lines from the selector.
                piece = os.read(process.stdout.fileno(), PIECE)
                if not piece:
                    break
                *lines, unfinished = (unfinished + piece).split(b"\n")
                measured.lines += [json.loads(line) for line in lines]
                deadline = time.monotonic() + limit
            elif time.monotonic() > deadline:
                measured.ended = "late"
            elif memory_together(process.pid) > most_memory:
                measured.ended = "large"
            if measured.ended != "done":
                os.killpg(process.pid, signal.SIGKILL)
                break
    children = max((line.get("largest_child", 0.0) for line in measured.lines), default=0.0)
    measured.memory = max(measured.memory, children)
    if process.wait() and measured.ended == "done":
        measured.ended = "failed"
    return measured


def read_once(folder: Path) -> None:
    """Read all files of a folder, so that the system holds them in its cache, whatever was measured before."""
    for path in filter(Path.is_file, folder.rglob("*")):
        with path.open("rb") as file:
            while file.read(PIECES_OF_A_FILE):
                pass


def peak_memory(pid: int) -> float:
    """Return the greatest resident memory that a process has had, in MiB, or 0 if it is gone."""
    return _memory(pid, "VmHWM")


def memory_together(pid: int) -> float:
    """Return the resident memory of a process and of all that it started, in MiB; what they share counts for each."""
    return _memory(pid, "VmRSS") + sum(map(memory_together, children(pid)))


def children(pid: int) -> list[int]:
    """Return the processes that a process started from its first thread and that still run."""
    with contextlib.suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()]
    return []


def _memory(pid: int, kind: str) -> float:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith(kind):
                return int(line.split()[1]) / MIB
    return 0.0
