"""Fixtures that several test modules share: the content, the sources as read, and the release, once a session."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import iall_kg
from iall_kg.build import build
from iall_kg.content import Content, find_content
from iall_kg.graph import KnowledgeGraph
from iall_kg.load import Sources, load

CLIENTS = Path(__file__).parent / "clients"
SEVERAL = Path(__file__).parent / "several-sources"
NO_NETWORK = re.compile(r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED")
REVIEW = Path(__file__).parent.parent.parent / "shared" / "source" / "kulczycka-2024.txt"


@pytest.fixture(scope="session")
def content() -> Content:
    return find_content()


@pytest.fixture(scope="session")
def sources(content: Content) -> Sources:
    return load(content)


@pytest.fixture(scope="session")
def kg(content: Content, sources: Sources) -> KnowledgeGraph:
    return iall_kg.KnowledgeGraph(build(sources, content).store, content)


@pytest.fixture(scope="session")
def review_text() -> str:
    if not REVIEW.exists():
        pytest.skip("the review's text is not part of the repository and lies in no ../shared/source here")
    return REVIEW.read_text(encoding="utf-8")


@pytest.fixture
def make_content(tmp_path: Path, content: Content) -> Callable[[dict[str, str]], Content]:
    """Return a maker of small contents: files by path, with the real shapes and queries beside them."""

    def make(files: dict[str, str]) -> Content:
        root = tmp_path / "content"
        for folder in ("ontology", "data"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        for folder in ("shapes", "queries"):
            if not (root / folder).exists():
                (root / folder).symlink_to(content.root / folder, target_is_directory=True)
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        return Content(root)

    return make


@pytest.fixture(scope="session")
def npm_packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages of the JavaScript world that the tests use, of the versions of their lock file."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("Node.js and npm are not installed")
    folder = tmp_path_factory.mktemp("clients")
    for file in CLIENTS.iterdir():
        if file.suffix in (".json", ".mjs") or file.name == ".npmrc":
            shutil.copy(file, folder)
    done = subprocess.run([npm, "ci", "--fetch-retries=1"], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode and NO_NETWORK.search(done.stderr):
        pytest.skip("npm reaches no registry")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def several(content: Content, make_content: Callable[[dict[str, str]], Content]) -> KnowledgeGraph:
    """The release of a few invented sources that tell different steps of one mechanism."""
    files = {"ontology/iall.ttl": (content.ontology / "iall.ttl").read_text(encoding="utf-8")}
    files["data/things.ttl"] = (SEVERAL / "things.ttl").read_text(encoding="utf-8")
    for path in SEVERAL.glob("*.trig"):
        files[f"data/sources/{path.stem}/s1.trig"] = path.read_text(encoding="utf-8")
    made = make_content(files)
    return KnowledgeGraph(build(load(made), made).store, made)
