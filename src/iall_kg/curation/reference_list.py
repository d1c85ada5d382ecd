"""Read an entry of a printed reference list into its parts.

Comes in: the text of one entry, e.g. `3. Brown, P.; Pieters, R. How I treat infant leukemia. *Blood*
**2019**, *133*, 205-214.`, or in the style of Vancouver `3. Brown P, Pieters R. How I treat infant leukemia.
Blood. 2019;133(3):205-14.` Goes out: its number, authors, title, journal, year, volume and pages, or the
address and date of access of a web page, each as printed. Nothing is looked up elsewhere.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

WEB = re.compile(r"(\d+)\. Available online: <(?P<url>[^>]+)> \(accessed on (?P<on>\d+ \w+ \d{4})\)")
# Journal in italics, year in bold, then volume and pages up to the full stop.
TAIL = re.compile(
    r"\*(?P<journal>[^*]+)\* \*\*(?P<year>\d{4})\*\*, \*(?P<volume>[^*]+)\*, (?P<pages>[\w–.-]*?\w)\.(?:\s|$)"
)

# Vancouver: no stop but at the end of authors, title and journal; then year, volume with issue, and pages.
VANCOUVER = re.compile(
    r"(?P<authors>[^.;]+?(?:, et al)?)\. (?P<title>\S.*?[.?!]) (?P<journal>[^.;?!]+)\. "
    r"(?P<year>\d{4})(?: [A-Z][a-z]{2}(?: \d{1,2})?)?;(?P<volume>[\w-]+)(?:\([^)]*\))?:"
    r"(?P<pages>[\w–.-]*?\w)\.?(?:\s|$)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a reference list, each part as printed; parts that the entry lacks are empty."""

    number: int
    authors: str = ""
    title: str = ""
    journal: str = ""
    year: int | None = None
    volume: str = ""
    pages: str = ""
    url: str = ""
    accessed_on: date | None = None


def parse_entry(text: str) -> Entry:
    """Return the parts of one entry. Raises ValueError if it begins with no number."""
    text = " ".join(text.split())
    number = re.match(r"(\d+)\. ", text)
    if number is None:
        raise ValueError(f"a reference entry begins with its number: {text[:40]!r}")
    if web := WEB.match(text):
        return Entry(int(web[1]), title=web["url"], url=web["url"], accessed_on=_date(web["on"]))
    body = text[number.end() :]
    if entry := VANCOUVER.match(body):
        title, year = entry["title"].rstrip("."), int(entry["year"])
        return Entry(int(number[1]), entry["authors"], title, entry["journal"], year, entry["volume"], entry["pages"])
    tail = TAIL.search(body)
    head = body[: tail.start()].strip() if tail else body
    authors, title = _authors_and_title(head)
    if tail is None:
        return Entry(int(number[1]), authors, title)
    return Entry(int(number[1]), authors, title, tail["journal"], int(tail["year"]), tail["volume"], tail["pages"])


def _date(printed: str) -> date | None:
    """Return a date printed as `14 February 2024`, or None if there is no such day."""
    try:
        return datetime.strptime(printed, "%d %B %Y").date()
    except ValueError:
        return None


def _authors_and_title(head: str) -> tuple[str, str]:
    """Split at the end of the last author, who ends in initials or in `et al.`."""
    if "et al. " in head:
        authors, title = head.split("et al. ", 1)
        return authors + "et al.", title.rstrip(". ")
    # Initials before a semicolon end an author; the first that are followed by a space end the last one.
    end = re.search(r", (?:[^\W\d_]\.-?)+(?:, Jr\.)? ", head)
    if end is None:
        return "", head.rstrip(". ")
    return head[: end.end()].strip(), head[end.end() :].rstrip(". ")
