"""Read a picture as a reader sees it: its texts with the places that they take at most."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass

from iall_kg.pictures.measure import width_of

SVG = "{http://www.w3.org/2000/svg}"
SHIFT = re.compile(r"translate\(([-\d.]+) ([-\d.]+)\)")


@dataclass(frozen=True)
class Words:
    """A line of text with the box that it takes."""

    said: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Words") -> bool:
        """Tell whether two lines of text cover each other."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def parsed(svg: str) -> ET.Element:
    """Return the picture as XML. Raises ParseError if it is not well-formed."""
    return ET.fromstring(svg)


def texts(root: ET.Element, shift: tuple[float, float] = (0, 0)) -> Iterator[Words]:
    """Yield all lines of text of a picture."""
    moved = SHIFT.fullmatch(root.get("transform", ""))
    if moved:
        shift = (shift[0] + float(moved[1]), shift[1] + float(moved[2]))
    if root.tag == f"{SVG}text":
        said = "".join(root.itertext())
        size = float(root.get("font-size", "0"))
        wide = width_of(said, size, bold=root.get("font-weight") == "bold")
        x, y = float(root.get("x", "0")) + shift[0], float(root.get("y", "0")) + shift[1]
        left = x - {"start": 0, "middle": wide / 2, "end": wide}[root.get("text-anchor", "start")]
        yield Words(said, left, y - size * 0.75, left + wide, y + size * 0.2)
        return
    for child in root:
        yield from texts(child, shift)


def said(svg: str) -> list[str]:
    """Return all lines of text of a picture, in order."""
    return [words.said for words in texts(parsed(svg))]


def pointed_at(svg: str) -> list[str]:
    """Return what is told of the shapes of a picture when one points at them."""
    return [title.text or "" for group in parsed(svg).iter(f"{SVG}g") for title in group.findall(f"{SVG}title")]
