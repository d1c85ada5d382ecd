"""The site as files: any web server hosts it, and search runs in the browser."""

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect
from watching import Watched, watch

from iall_kg.exports.files import write_each
from iall_kg.exports.site import site_files
from iall_kg.graph import KnowledgeGraph


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A plain web server that writes no log."""

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, kg: KnowledgeGraph) -> Path:
    target = tmp_path_factory.mktemp("host") / "below" / "a-path"
    assert len(list(write_each(site_files(kg), target))) > 3000
    return target


@pytest.fixture(scope="module")
def host(folder: Path) -> Iterator[str]:
    """The site below a path of a plain web server."""
    handler = functools.partial(Quiet, directory=str(folder.parent.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/below/a-path"
        server.shutdown()
        thread.join()


@pytest.fixture
def static(context: BrowserContext, host: str) -> Iterator[Watched]:
    watched = watch(context.new_page(), host)
    yield watched
    watched.check()


def test_a_reader_walks_from_question_to_claim_to_home(static: Watched) -> None:
    page = static.open("/index.html")
    page.get_by_role("link", name="Which drugs hit the menin–KMT2A interaction?").click()
    page.get_by_role("link", name="Table 2 [60]").first.click()
    expect(page).to_have_url(f"{static.url}/claim/kulczycka-2024/table2-r8.html")
    page.get_by_role("link", name="iall-kg infant").click()
    expect(page).to_have_url(f"{static.url}/index.html")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("MLL-AF4", "KMT2A::AFF1"),
        ("SNDX-5613", "revumenib"),
        ("NCT04065399", "NCT04065399"),
        ("revumenip", "revumenib"),
    ],
)
def test_search_runs_in_the_browser(static: Watched, text: str, label: str) -> None:
    page = static.open("/search.html")
    page.locator("#q").fill(text)
    page.locator("#q").press("Enter")
    expect(page.locator("#hits .hits a").first).to_have_text(label)


def test_nothing_is_offered_that_only_a_server_can_do(static: Watched, folder: Path) -> None:
    page = static.open("/index.html")
    assert page.get_by_role("link", name="SPARQL").count() == 0
    assert page.get_by_role("link", name="Fusion calls").count() == 0
    page.goto(f"{static.url}/query/trials.html")
    assert page.locator("form.parameters").count() == 0
    assert (folder / "query" / "trials.csv").read_text(encoding="utf-8").startswith("trial,")
