"""Write SVG: escaped text, links, simple shapes, and the frame with title and description.

Nothing here carries a style attribute or a script, so that a strict Content-Security-Policy lets it pass. Lines and
text take the colour of the text around the picture, so that it reads on light and on dark ground. Classes let a style
sheet say more. Specification: https://www.w3.org/TR/SVG2/
"""

import re
import zlib
from html import escape

from iall_kg.pictures.measure import width_of, wrap

SIZE = 11.0
LINE = 13.0
INK = "#111"
# What XML 1.0 does not allow in a document, not even escaped.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(words: str) -> str:
    """Return text that may stand in an element or an attribute."""
    return escape(FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", words))


def number(value: float) -> str:
    """Return a coordinate with one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")


def text(
    x: float, y: float, words: str, *, size: float = SIZE, anchor: str = "start", bold: bool = False, fill: str = ""
) -> str:
    """Return a line of text with its base line at y; `anchor` is start, middle or end."""
    more = "" if anchor == "start" else f' text-anchor="{anchor}"'
    more += ' font-weight="bold"' if bold else ""
    more += f' fill="{fill}"' if fill else ""
    return f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}"{more}>{clean(words)}</text>'


def lines(
    x: float,
    y: float,
    found: list[str],
    *,
    size: float = SIZE,
    anchor: str = "start",
    bold: bool = False,
    fill: str = "",
) -> str:
    """Return several lines of text, the first with its base line at y."""
    step = size + 2
    return "".join(
        text(x, y + row * step, words, size=size, anchor=anchor, bold=bold, fill=fill)
        for row, words in enumerate(found)
    )


def running(
    x: float, y: float, width: float, pieces: list[tuple[str, str]], size: float = SIZE, *, bold: bool = False
) -> tuple[str, int]:
    """Return links, or plain words where the address is empty, one after another, and how many lines they take."""
    rows: list[list[str]] = [[]]
    used = 0.0
    space = width_of(" ", size, bold)
    for words, address in pieces:
        # One piece may be longer than a line; it is then spread over several.
        for part in wrap(words, width, size, bold):
            wide = width_of(part, size, bold)
            if used and used + space + wide > width:
                rows.append([])
                used = 0.0
            rows[-1].append(f'<a href="{clean(address)}">{clean(part)}</a>' if address else clean(part))
            used += wide + (space if used else 0)
    weight = ' font-weight="bold"' if bold else ""
    return "".join(
        f'<text x="{number(x)}" y="{number(y + row * (size + 2))}" font-size="{number(size)}"{weight}>{" ".join(found)}</text>'
        for row, found in enumerate(rows)
    ), len(rows)


def line(
    x1: float, y1: float, x2: float, y2: float, *, dash: str = "", width: float = 1, stroke: str = "currentColor"
) -> str:
    """Return a straight line."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}" stroke="{stroke}" '
        f'stroke-width="{number(width)}"{dashes}/>'
    )


def arrow_head(x: float, y: float, towards: str, size: float = 5) -> str:
    """Return the head of a horizontal arrow with its tip at x, y; `towards` is left or right."""
    back = x + size if towards == "left" else x - size
    return (
        f'<path d="M{number(x)} {number(y)}L{number(back)} {number(y - size * 0.7)}V{number(y + size * 0.7)}Z" '
        'fill="currentColor"/>'
    )


def told(words: str, shapes: str) -> str:
    """Return shapes that tell their words when pointed at."""
    return f"<g><title>{clean(words)}</title>{shapes}</g>"


def link(address: str, shapes: str, words: str = "") -> str:
    """Return shapes as a link, with words for those who point at it."""
    title = f"<title>{clean(words)}</title>" if words else ""
    return f'<a href="{clean(address)}">{title}{shapes}</a>'


def key_of(*parts: object) -> str:
    """Return a name that can be part of an identifier, the same for the same parts."""
    return f"{zlib.crc32(repr(parts).encode()):x}"


def frame(title: str, description: str, width: float, height: float, shapes: str, key: str) -> str:
    """Return the whole picture; `key` is one that no other picture of the page has.

    A picture with links is a document of graphics to those who do not see it, for the content of an image is hidden
    from them. Specification: https://www.w3.org/TR/graphics-aria-1.0/#graphics-document
    """
    role = "graphics-document document" if "<a " in shapes else "img"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" viewBox="0 0 {number(width)} {number(height)}" '
        f'width="{number(width)}" height="{number(height)}" role="{role}" aria-labelledby="t-{key}" '
        f'aria-describedby="d-{key}" font-family="sans-serif" fill="currentColor">'
        f'<title id="t-{key}">{clean(title)}</title><desc id="d-{key}">{clean(description)}</desc>{shapes}</svg>'
    )
