"""Real SPARQL services for the tests: the oxigraph server, and those on Java that .ci/engines fetches.

IALL_KG_FUSEKI names the jar of Fuseki, IALL_KG_RDF4J a folder with the server of RDF4J and the Jetty that runs it.
`union` is the oxigraph server with the union of all graphs for its default graph, as RDF4J always has it.
"""

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
from dataclasses import dataclass
from pathlib import Path

import pytest

SECONDS_TO_START = 60
OXIGRAPH = Path(sys.executable).with_name("oxigraph")
FUSEKI = os.environ.get("IALL_KG_FUSEKI", "")
RDF4J = os.environ.get("IALL_KG_RDF4J", "")
REPOSITORY = """
@prefix rep: <http://www.openrdf.org/config/repository#> .
@prefix sr: <http://www.openrdf.org/config/repository/sail#> .
@prefix sail: <http://www.openrdf.org/config/sail#> .
@prefix ns: <http://www.openrdf.org/config/sail/native#> .

[] a rep:Repository ; rep:repositoryID "iall" ; rep:repositoryImpl [
    rep:repositoryType "openrdf:SailRepository" ;
    sr:sailImpl [ sail:sailType "openrdf:NativeStore" ; ns:tripleIndexes "spoc,posc,cspo,opsc" ] ] .
"""


@dataclass
class Engine:
    """A running service: its base address, what starts it, and the query by which it is seen to answer."""

    base: str
    folder: Path
    command: list[str]
    first: urllib.request.Request
    process: subprocess.Popen[bytes] | None = None

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            environment = os.environ | {"FUSEKI_BASE": str(self.folder)}
            self.process = subprocess.Popen(self.command, cwd=self.folder, stdout=log, stderr=log, env=environment)
        deadline = time.monotonic() + SECONDS_TO_START
        while not answers(self.first):
            assert self.process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < deadline, "the service does not answer"
            time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(request: urllib.request.Request) -> bool:
    try:
        with urllib.request.urlopen(request, timeout=5):
            return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def java() -> str:
    found = shutil.which("java")
    return found or pytest.skip("there is no java on the path")


def engine(name: str, folder: Path) -> Engine:
    """Return a service that is not yet started; skip the test where it is not to be had."""
    port = free_port()
    server = base = f"http://127.0.0.1:{port}"
    data = folder / "data"
    data.mkdir(exist_ok=True)
    if name == "fuseki":
        if not FUSEKI:
            pytest.skip("IALL_KG_FUSEKI does not name the jar of Fuseki, which .ci/engines fetches")
        command = [java(), "-Xmx1G", "-jar", FUSEKI, "--localhost", f"--port={port}"]
        command += ["--update", "--tdb2", f"--loc={data}", "/ds"]
        base = f"{server}/ds"
    elif name == "rdf4j":
        if not RDF4J:
            pytest.skip("IALL_KG_RDF4J does not name a folder with RDF4J and Jetty, which .ci/engines fetches")
        (jetty,), (war,) = (list(Path(RDF4J).glob(form)) for form in ("jetty-runner-*.jar", "rdf4j-http-server-*.war"))
        command = [java(), "-Xmx1G", f"-Dorg.eclipse.rdf4j.appdata.basedir={data}", "-jar", str(jetty)]
        command += ["--host", "127.0.0.1", "--port", str(port), "--path", "/", str(war)]
        return Engine(f"{server}/repositories/iall", folder, command, urllib.request.Request(f"{server}/protocol"))
    else:
        command = [str(OXIGRAPH), "serve", "--location", str(data), "--bind", f"127.0.0.1:{port}"]
        command += ["--union-default-graph"] if name == "union" else []
    first = urllib.request.Request(f"{base}/query", b"query=ASK%20%7B%7D", {"Accept": "application/json"})
    return Engine(base, folder, command, first)


@contextmanager
def running(name: str, folder: Path) -> Iterator[Engine]:
    """Run a service with its data in a folder."""
    service = engine(name, folder)
    service.start()
    try:
        if name == "rdf4j":
            turtle = {"Content-Type": "text/turtle"}
            put = urllib.request.Request(service.base, REPOSITORY.encode(), turtle, method="PUT")
            urllib.request.urlopen(put, timeout=SECONDS_TO_START).close()
        yield service
    finally:
        service.kill()
