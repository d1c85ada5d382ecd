"""The client on which JavaScript's query engines stand reads the endpoint by every way of sending."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from iall_kg.graph import KnowledgeGraph
from iall_kg.results import Answer
from running_server import Served, start

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PATTERN = "{ ?s a <https://w3id.org/iall-kg/ontology#Drug> ; <http://www.w3.org/2000/01/rdf-schema#label> ?l }"
SELECT = f"SELECT ?s ?l {PATTERN} ORDER BY ?s"
CONSTRUCT = f"CONSTRUCT {{ ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l }} {PATTERN}"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Served]:
    server = start("--workers", "1")
    yield server
    assert server.stop() == 0


def test_fetch_sparql_endpoint_reads_rows_graphs_and_truth_values(
    npm_packages: Path, endpoint: Served, kg: KnowledgeGraph
) -> None:
    answer = kg.sparql(SELECT)
    assert isinstance(answer, Answer)
    drugs = [[s.value, label.value, label.language] for s, label in answer.rows]
    assert len(drugs) >= 20
    done = subprocess.run(
        ["node", "ask.mjs", f"{endpoint.url}/sparql", SELECT, CONSTRUCT],
        cwd=npm_packages,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    understood = json.loads(done.stdout)
    assert set(understood) == {"GET", "POST", "direct POST"}
    for way, found in understood.items():
        assert found["rows"] == drugs, way
        assert sorted(found["triples"]) == sorted(drugs), way
        assert found["ask"] == [True, False], way
        assert "HTTP status 403" in found["update"], way


@pytest.mark.parametrize("folder", [ROOT / "web", HERE], ids=lambda path: path.name)
def test_a_lock_file_pins_every_package_and_names_no_machine(folder: Path) -> None:
    packages = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    root = packages.pop("")
    assert root["dependencies"] == json.loads((folder / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert packages
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert package["integrity"].startswith("sha512-"), name
