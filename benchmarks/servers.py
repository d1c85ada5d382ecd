"""Serve a release by each engine that is compared: load it there once, then start the server over what was loaded.

Fuseki is a jar of Maven Central: `mvn dependency:get -Dartifact=org.apache.jena:jena-fuseki-server:5.6.0` fetches it,
IALL_KG_FUSEKI names another place. Java 17 runs it.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clients import free_port, running
from measured import read_once, run

FUSEKI = os.environ.get(
    "IALL_KG_FUSEKI",
    str(Path.home() / ".m2/repository/org/apache/jena/jena-fuseki-server/5.6.0/jena-fuseki-server-5.6.0.jar"),
)
PROGRAMS = Path(sys.executable).parent


@dataclass(frozen=True)
class Serving:
    """A server that answers: what it is, where it listens, its process, and the seconds until it answered."""

    engine: str
    port: int
    path: str
    pid: int
    started: float

    @property
    def address(self) -> str:
        """The address that takes queries."""
        return f"http://127.0.0.1:{self.port}{self.path}"


def missing(engine: str) -> str:
    """Return why an engine is not there, or nothing if it is."""
    if engine == "fuseki":
        return "" if shutil.which("java") and Path(FUSEKI).is_file() else "no java, or no jar of Fuseki"
    program = {"iall-kg": "python", "oxigraph": "oxigraph", "rdflib-endpoint": "rdflib-endpoint"}[engine]
    return "" if (PROGRAMS / program).exists() else f"{program} is not installed beside Python"


def prepare(engine: str, folder: Path, limit: float) -> float | str:
    """Load the release of `folder` for an engine; return the seconds that it took, or what went wrong."""
    start = time.perf_counter()
    if engine == "iall-kg":
        measured = run(["open", "directory", str(folder)], limit)
        return measured.lines[-1]["seconds"] if measured.ended == "done" else measured.ended
    if engine == "rdflib-endpoint":
        return 0.0  # it reads the file when it starts
    data = folder / engine
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    release = str(folder / "release.nq")
    if engine == "oxigraph":
        program, place = str(PROGRAMS / "oxigraph"), ("--location", str(data))
        commands = [[program, "load", *place, "--file", release], [program, "optimize", *place]]
    else:
        commands = [["java", "-cp", FUSEKI, "tdb2.tdbloader", f"--loc={data}", release]]
    try:
        for command in commands:
            subprocess.run(command, check=True, timeout=limit, capture_output=True)
    except (OSError, subprocess.SubprocessError) as error:
        return str(error)
    return time.perf_counter() - start


@contextlib.contextmanager
def serving(engine: str, folder: Path, limit: float) -> Iterator[Serving]:
    """Run an engine over what `prepare` loaded; end it afterwards. Raises NotStartedError if it takes too long."""
    port = free_port()
    data = folder / engine
    data.mkdir(exist_ok=True)
    match engine:
        case "iall-kg":
            command = [
                sys.executable,
                "-m",
                "iall_kg",
                "serve",
                "--port",
                str(port),
                "--store",
                str(folder / "directory"),
            ]
            path = "/sparql"
        case "oxigraph":
            command = [str(PROGRAMS / "oxigraph"), "serve", "--location", str(data), "--bind", f"127.0.0.1:{port}"]
            path = "/query"
        case "fuseki":
            command = ["java", "-Xmx4G", "-jar", FUSEKI, "--localhost", f"--port={port}", "--update", "--tdb2"]
            command += [f"--loc={data}", "/ds"]
            path = "/ds/query"
        case _:
            command = [str(PROGRAMS / engine), "serve", "--port", str(port), str(folder / "release.nq")]
            path = "/"
    read_once(folder / "directory" if engine == "iall-kg" else data)
    start = time.perf_counter()
    with running(command, port, path, limit) as process:
        yield Serving(engine, port, path, process.pid, time.perf_counter() - start)
