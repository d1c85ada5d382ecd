"""Say below a picture what its signs mean, one sign with its words after another, in as many lines as it takes."""

from collections.abc import Collection, Sequence

from iall_kg.pictures.grounds import DASHES, MEANINGS
from iall_kg.pictures.measure import shortened, width_of
from iall_kg.pictures.svg import Look, line, number, text

SIZE, STEP, BETWEEN = 10.0, 17.0, 18.0
SIGN = 34.0

# Shapes to the right of the point 0, 0, at half their height; the room that they take; and the words.
Entry = tuple[str, float, str]


def legend(entries: Sequence[Entry], y: float, width: float) -> tuple[str, float]:
    """Return a legend with the middle of its first line at y, and the y of the line behind it."""
    parts, x = [], 0.0
    for sign, room, meaning in entries:
        words = shortened(meaning, width - room, SIZE)
        wide = room + width_of(words, SIZE)
        if x and x + wide > width:
            x, y = 0.0, y + STEP
        shown = sign + text(room, 3.5, words, Look(size=SIZE))
        parts.append(f'<g transform="translate({number(x)} {number(y)})">{shown}</g>')
        x += wide + BETWEEN
    return "".join(parts), y + STEP if entries else y


def grounds_of(statuses: Collection[str]) -> list[Entry]:
    """Return what the lines mean that tell on what grounds facts stand."""
    return [_line(status, meaning) for status, meaning in MEANINGS.items() if status in statuses]


def _line(status: str, meaning: str) -> Entry:
    return line((0, 0), (SIGN, 0), dash=DASHES[status], width=1.4), SIGN + 6, meaning
