"""Real SPARQL services for the tests: the oxigraph server, and Fuseki where IALL_KG_FUSEKI names its jar."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

SECONDS_TO_START = 60
OXIGRAPH = Path(sys.executable).with_name("oxigraph")
FUSEKI = os.environ.get("IALL_KG_FUSEKI", "")


@dataclass
class Engine:
    """A running service: its base address, and the process behind it."""

    base: str
    process: subprocess.Popen[bytes]
    folder: Path
    command: list[str] = field(default_factory=list)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def start_again(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                env=os.environ | {"FUSEKI_BASE": str(self.folder)},
            )
        deadline = time.monotonic() + SECONDS_TO_START
        while not answers(self.base):
            assert self.process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < deadline, "the service does not answer"
            time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(base: str) -> bool:
    request = urllib.request.Request(f"{base}/query", b"query=ASK%20%7B%7D", {"Accept": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=5):
            return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@contextmanager
def running(name: str, folder: Path) -> Iterator[Engine]:
    """Run a service with its data in a folder; skip the test where it is not to be had."""
    port = free_port()
    if name == "oxigraph":
        command = [str(OXIGRAPH), "serve", "--location", str(folder / "data"), "--bind", f"127.0.0.1:{port}"]
        base = f"http://127.0.0.1:{port}"
    else:
        java = shutil.which("java")
        if not FUSEKI or not java:
            pytest.skip("Fuseki needs java, and IALL_KG_FUSEKI with the path of its jar, which .ci/fuseki fetches")
        (folder / "data").mkdir(exist_ok=True)
        command = [java, "-Xmx1G", "-jar", FUSEKI, "--localhost", f"--port={port}", "--update", "--tdb2"]
        command += [f"--loc={folder / 'data'}", "/ds"]
        base = f"http://127.0.0.1:{port}/ds"
    engine = Engine(base, subprocess.Popen(["true"]), folder, command)
    engine.process.wait()
    engine.start_again()
    try:
        yield engine
    finally:
        engine.kill()
