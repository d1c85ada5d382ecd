"""Measure and wrap text without knowing the font: as wide as the widest of the common sans-serif fonts draws it.

Widths are in parts of the font size, rounded up from DejaVu Sans, which is wider than Arial, Helvetica and
Liberation Sans. So text that fits here fits everywhere.
"""

import re

GROUPS = {
    0.33: "ijlI'′’‘",
    0.36: " \u00a0.,:;|/\\·",
    0.44: "ft()[]r-!",
    0.56: 'Jcsz*"_°“”`',
    0.6: "kvxyL–",
    0.65: "abdeghnopquFT?$0123456789{}",
    0.7: "AEPSYZ",
    0.75: "BCKRUVX",
    0.83: "DGHNOQw",
    0.88: "M<>=+~±×≤≥&#^",
    1.02: "mW@%—…→←",
}
WIDTHS = {character: width for width, characters in GROUPS.items() for character in characters}
UNKNOWN = 1.05
BOLD = 1.14
# A line may end behind a space, a hyphen, a dash, a slash or the colons of a fusion.
# It never ends at a space that is marked as one that holds together.
BREAKING = re.compile(r"[ \t\r\n]+")
PARTS = re.compile(r"[^ \-–—/:]*(?: +|[\-–—/]+|:+)|[^ \-–—/:]+")


def width_of(text: str, size: float, bold: bool = False) -> float:
    """Return how wide `text` is at most, in the unit of the font size."""
    return sum(WIDTHS.get(character, UNKNOWN) for character in text) * size * (BOLD if bold else 1)


def held(text: str) -> str:
    """Return text that is never broken at its spaces."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def wrap(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Return `text` in lines of at most `width`; a word that is wider is broken."""
    lines, line = [], ""
    for part in PARTS.findall(BREAKING.sub(" ", text).strip(" ")):
        if line and width_of((line + part).rstrip(), size, bold) > width:
            lines.append(line.rstrip())
            line = ""
        line += part
        while width_of(line.rstrip(), size, bold) > width and len(line) > 1:
            fits = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or width_of(line[:n], size, bold) <= width)
            lines.append(line[:fits])
            line = line[fits:]
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def shortened(text: str, width: float, size: float, bold: bool = False) -> str:
    """Return `text` on one line of at most `width`, with … in place of what does not fit."""
    words = BREAKING.sub(" ", text).strip(" ")
    if width_of(words, size, bold) <= width:
        return words
    while words and width_of(f"{words}…", size, bold) > width:
        words = words[:-1]
    return f"{words.rstrip()}…"
