"""Run one measurement in a process of its own, so that its memory is its own and its time can be up."""

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
PIECE = 1 << 16
STEPS = Path(__file__).with_name("steps.py")


@dataclass
class Measured:
    """The lines that a process printed as JSON, peak resident memory in MiB, and how it ended.

    The memory is that of the process or of the largest that it started, whichever had more.

    `ended` is "done", "late" if it printed nothing for too long and was killed, or "failed".
    """

    lines: list[dict[str, Any]] = field(default_factory=list)
    memory: float = 0.0
    ended: str = "done"


def run(arguments: list[str], limit: float, first: float = 0.0) -> Measured:
    """Run steps.py; it is killed, with all that it started, when it prints nothing for `limit` seconds.

    `first` is how long it may take for its first line, if that is another time.
    """
    measured = Measured()
    process = subprocess.Popen([sys.executable, str(STEPS), *arguments], stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    with selectors.DefaultSelector() as selector, process.stdout:
        selector.register(process.stdout, selectors.EVENT_READ)
        deadline = time.monotonic() + (first or limit)
        unfinished = b""
        while selector.select(max(0.0, deadline - time.monotonic())):
            # Read past Python's buffer, which would keep lines from the selector.
            piece = os.read(process.stdout.fileno(), PIECE)
            if not piece:
                break
            *lines, unfinished = (unfinished + piece).split(b"\n")
            measured.lines += [json.loads(line) for line in lines]
            children = max((line.get("largest_child", 0.0) for line in measured.lines), default=0.0)
            measured.memory = max(peak_memory(process.pid), children, measured.memory)
            deadline = time.monotonic() + limit
        else:
            measured.ended = "late"
            measured.memory = peak_memory(process.pid)
            os.killpg(process.pid, signal.SIGKILL)
    if process.wait() and measured.ended == "done":
        measured.ended = "failed"
    return measured


def peak_memory(pid: int) -> float:
    """Return the greatest resident memory that a process has had, in MiB, or 0 if it is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / MIB
    return 0.0
