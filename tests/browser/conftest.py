"""A real browser before a real server: headless Chromium, driven by Playwright, that may reach nothing else."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright
from watching import Watched, watch

from running_server import Served, start

# A machine may be busy with other things; what comes about at all comes about in this time.
expect.set_options(timeout=30_000)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# Chromium as root needs no sandbox; the others keep it from looking for its makers' servers.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium is installed here; apt-get install chromium brings it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site() -> Iterator[Served]:
    """A server as a user starts it."""
    server = start("--workers", "2")
    yield server
    assert server.stop() == 0


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def watched(context: BrowserContext, site: Served) -> Iterator[Watched]:
    """A page that must end without an error on its console and without a request to anywhere else."""
    watched = watch(context.new_page(), site.url)
    yield watched
    watched.check()
