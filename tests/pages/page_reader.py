"""Read a page as a browser and a reader would: its tags in balance, its headings, links, tables and text."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urldefrag

# Words of these run on; all other elements part them.
RUNNING = frozenset(["a", "b", "cite", "code", "i", "small", "span", "strong", "tspan"])
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])


@dataclass
class Page:
    """What was found on a page; each row of a table is a dictionary of cells by the head of their column."""

    headings: list[tuple[int, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    rows: list[dict[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    text: str = ""

    def row(self, **wanted: str) -> dict[str, str]:
        """Return the only row in which some columns hold some words; underscores stand for spaces in their names."""
        found = [
            row
            for row in self.rows
            if all(words in row.get(head.replace("_", " "), "") for head, words in wanted.items())
        ]
        assert len(found) == 1, (wanted, found)
        return found[0]


class PageReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._open: list[str] = []
        self._parts: list[str] = []
        self._heading: list[str] | None = None
        self._cell: tuple[str, list[str]] | None = None
        self._row: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in RUNNING:
            self.handle_data(" ")
        if tag == "style" or any(name == "style" or name.startswith("on") for name in given):
            self.page.faults.append(f"<{tag}> with a style or script of its own")
        if tag == "script" and "src" not in given:
            self.page.faults.append("a script in the page")
        if given.get("id"):
            self.page.ids.append(given["id"] or "")
        if tag in ("a", "link") and given.get("href"):
            self.page.links.append(given["href"] or "")
        if tag not in VOID:
            self._open.append(tag)
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self._heading = []
        if tag == "tr":
            self._row = {}
        if tag == "td" and "data-head" in given:
            self._cell = (given["data-head"] or "", [])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.page.faults.append(f"</{tag}> where <{self._open[-1] if self._open else 'nothing'}> is open")
            return
        self._open.pop()
        if tag not in RUNNING:
            self.handle_data(" ")
        if self._heading is not None and tag.startswith("h") and tag[1:].isdigit():
            self.page.headings.append((int(tag[1:]), _plain(self._heading)))
            self._heading = None
        if tag == "td" and self._cell is not None:
            self._row[self._cell[0]] = _plain(self._cell[1])
            self._cell = None
        if tag == "tr" and self._row:
            self.page.rows.append(self._row)

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] in ("script", "style"):
            return
        self._parts.append(data)
        for kept in (self._heading, self._cell[1] if self._cell else None):
            if kept is not None:
                kept.append(data)

    def close(self) -> None:
        super().close()
        if self._open:
            self.page.faults.append(f"never closed: {self._open}")
        self.page.text = _plain(self._parts)


def read_page(html: str) -> Page:
    reader = PageReader()
    reader.feed(html)
    reader.close()
    return reader.page


def led_to(address: str, link: str) -> tuple[str, str]:
    """Return the address and the fragment to which a relative link on the page at an address leads."""
    path, fragment = urldefrag(link)
    path = path.partition("?")[0]
    target = normpath(join(dirname(address), unquote(path))) if path else unquote(address)
    return ("" if target == "." else target), unquote(fragment)


def _plain(parts: list[str]) -> str:
    return " ".join("".join(parts).split())
