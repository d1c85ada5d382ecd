"""Watch a page of the browser: what goes wrong on it, and where it asks elsewhere."""

from dataclasses import dataclass, field

from playwright.sync_api import Page


@dataclass
class Watched:
    """A page of the browser, with what went wrong on it and where it asked elsewhere."""

    page: Page
    url: str
    faults: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Open a path of the server."""
        self.page.goto(self.url + path)
        return self.page

    def check(self) -> None:
        """Fail if there was an error on the console, or a request to anywhere else."""
        assert self.faults == []
        assert self.elsewhere == []


def watch(page: Page, url: str) -> Watched:
    """Return a page with a record of its faults and of its requests elsewhere."""
    watched = Watched(page, url)
    page.on("console", lambda message: watched.faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: watched.faults.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith((url, "data:", "blob:")) else watched.elsewhere.append(r.url))
    return watched
