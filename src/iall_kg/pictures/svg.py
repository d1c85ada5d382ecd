"""Write SVG: escaped text, links, simple shapes, and the frame with title and description.

Nothing here carries a style attribute or a script, so that a strict Content-Security-Policy lets it pass. Lines and
text take the colour of the text around the picture, so that it reads on light and on dark ground. Classes let a style
sheet say more. Specification: https://www.w3.org/TR/SVG2/
"""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from iall_kg.pictures.measure import width_of, wrap

Point = tuple[float, float]
Place = tuple[float, float, float, float]

SIZE, LEADING = 11.0, 2.0
# Around each picture, so that nothing is cut at its edge.
MARGIN = 8
LINE = SIZE + LEADING
INK = "#111"
# What XML 1.0 does not allow in a document, not even escaped.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(words: str) -> str:
    """Return text that may stand in an element or an attribute."""
    return escape(FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", words))


def number(value: float) -> str:
    """Return a coordinate with one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")


@dataclass(frozen=True, slots=True)
class Look:
    """How text is set: `anchor` is start, middle or end; without a `fill` it has the colour of the page's text."""

    size: float = SIZE
    bold: bool = False
    anchor: str = "start"
    fill: str = ""


PLAIN = Look()


def text(x: float, y: float, words: str, look: Look = PLAIN) -> str:
    """Return a line of text with its base line at y."""
    return _text(x, y, clean(words), look)


def lines(x: float, y: float, found: Sequence[str], look: Look = PLAIN) -> str:
    """Return several lines of text, the first with its base line at y."""
    return "".join(text(x, y + row * (look.size + LEADING), words, look) for row, words in enumerate(found))


def running(x: float, y: float, width: float, pieces: Sequence[tuple[str, str]], look: Look = PLAIN) -> tuple[str, int]:
    """Return links, or plain words where the address is empty, one after another, and how many lines they take."""
    rows: list[list[str]] = [[]]
    used = 0.0
    space = width_of(" ", look.size, look.bold)
    for words, address in pieces:
        # One piece may be longer than a line; it is then spread over several.
        for part in wrap(words, width, look.size, look.bold):
            wide = width_of(part, look.size, look.bold)
            if used and used + space + wide > width:
                rows.append([])
                used = 0.0
            rows[-1].append(f'<a href="{clean(address)}">{clean(part)}</a>' if address else clean(part))
            used += wide + (space if used else 0)
    step = look.size + LEADING
    return "".join(_text(x, y + row * step, " ".join(found), look) for row, found in enumerate(rows)), len(rows)


def listed(pieces: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return pieces for `running` with a comma behind each but the last."""
    return [(f"{words},", address) for words, address in pieces[:-1]] + list(pieces[-1:])


def _text(x: float, y: float, content: str, look: Look) -> str:
    more = "" if look.anchor == "start" else f' text-anchor="{look.anchor}"'
    more += ' font-weight="bold"' if look.bold else ""
    more += f' fill="{look.fill}"' if look.fill else ""
    return f'<text x="{number(x)}" y="{number(y)}" font-size="{number(look.size)}"{more}>{content}</text>'


def line(start: Point, end: Point, dash: str = "", width: float = 1, stroke: str = "currentColor") -> str:
    """Return a straight line."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{number(start[0])}" y1="{number(start[1])}" x2="{number(end[0])}" y2="{number(end[1])}" '
        f'stroke="{stroke}" stroke-width="{number(width)}"{dashes}/>'
    )


def curve(start: Point, end: Point) -> str:
    """Return the part of a path that leads from start to end, and leaves and arrives level."""
    bend = (end[0] - start[0]) / 2
    points = ((start[0] + bend, start[1]), (end[0] - bend, end[1]), end)
    return "C" + " ".join(f"{number(x)} {number(y)}" for x, y in points)


def rectangle(place: Place, more: str = 'fill="none" stroke="currentColor"') -> str:
    """Return a rectangle at x, y of a width and a height; `more` are its other attributes."""
    x, y, width, height = map(number, place)
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" {more}/>'


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


def frame(words: tuple[str, str], size: tuple[float, float], shapes: str, key: str) -> str:
    """Return the whole picture, with its title and description; `key` is one that no other picture of the page has.

    A picture with links is a document of graphics to those who do not see it, for the content of an image is hidden
    from them. Specification: https://www.w3.org/TR/graphics-aria-1.0/#graphics-document
    """
    role = "graphics-document document" if "<a " in shapes else "img"
    title, description = map(clean, words)
    width, height = (number(side + 2 * MARGIN) for side in size)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" viewBox="-{MARGIN} -{MARGIN} {width} {height}" '
        f'width="{width}" height="{height}" role="{role}" aria-labelledby="t-{key}" aria-describedby="d-{key}" '
        f'font-family="sans-serif" fill="currentColor">'
        f'<title id="t-{key}">{title}</title><desc id="d-{key}">{description}</desc>{shapes}</svg>'
    )
