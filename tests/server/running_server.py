"""A server in a process of its own, as `iall-kg serve` starts it."""

import os
import subprocess
import sys
import threading
from dataclasses import dataclass

import httpx2 as httpx


@dataclass(frozen=True)
class Served:
    """A server in a process of its own."""

    url: str
    process: subprocess.Popen[str]

    def sparql(self, query: str, **more: object) -> httpx.Response:
        return httpx.post(f"{self.url}/sparql", data={"query": query}, timeout=30, **more)

    def state(self) -> dict[str, int]:
        return httpx.get(f"{self.url}/health", timeout=30).json()["workers"]


def start(*options: str) -> Served:
    """Start `iall-kg serve` at a free port and wait until it says that it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "iall_kg", "serve", "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("Serving at http://127.0.0.1:"), line + process.communicate()[1]
    assert process.stderr is not None
    threading.Thread(target=process.stderr.read, daemon=True).start()  # so that its pipe never fills
    return Served(line.split()[2].removesuffix("/sparql"), process)


def stop(served: Served) -> int:
    served.process.terminate()
    code = served.process.wait(timeout=10)
    assert served.process.stdout is not None
    served.process.stdout.close()
    return code
