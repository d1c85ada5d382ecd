"""What a picture is: an SVG, and the same content as a table for those who do not see it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

# What turns the IRI of a thing into the address of its page.
Href = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as an SVG element, its title, and its content as the headers and rows of a table.

    `svg` is empty if there is nothing to draw; then the title, if there is one, says why. Cells are plain text, not yet
    escaped.
    """

    svg: str = ""
    title: str = ""
    headers: tuple[str, ...] = ()
    rows: Sequence[tuple[str, ...]] = ()


NOTHING = Picture()


class TooLargeError(Exception):
    """There is too much to draw; the message says how much."""


def too_large(title: str, size: str) -> Picture:
    """Return what stands in the place of a picture in which nobody would find anything."""
    return Picture(title=f"{title}: too large to draw ({size})")
