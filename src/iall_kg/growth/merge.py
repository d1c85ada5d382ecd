"""Change sorted N-Quads: put lines in and take lines out, without parsing or sorting what stays.

Comes in: the text in segments, and lines. Goes out: another such text, the same as if all its lines had been sorted
anew. Places are found by bisection. Segments that are not touched stay, the others are written anew beside them.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

import pyoxigraph as ox

from iall_kg.growth.segments import DamagedError, Segment, Segments, first_of, write
from iall_kg.serialize import serialized

LINE = re.compile(
    rb"(?P<s>\S+) (?P<p>\S+) (?P<o><[^>]*>|_:\S+|\".*\"(?:@\S+|\^\^<[^>]*>)?)(?: (?P<g><[^>]*>|_:\S+))? \."
)

Key = tuple[bytes, bytes, bytes, bytes]
# Where a line belongs, the line, and whether it is put in or taken out.
Change = tuple[Key, bytes, bool]


def merge(old: Segments, added: Iterable[ox.Quad], removed: Iterable[ox.Quad]) -> Segments:
    """Return the text `old` with statements added and removed, its new segments beside the old ones.

    Raises DamagedError if a segment that is touched is not what was written, or lacks what is to be removed.
    """
    changes = sorted(
        (key(line), line, put) for put, quads in ((True, added), (False, removed)) for line in lines(quads)
    )
    touched: dict[int, list[Change]] = defaultdict(list)

    @cache
    def begins(number: int) -> Key:
        return key(first_of(old.parts[number]))

    for change in changes:
        # What comes before all that is there goes into the first segment.
        touched[max(bisect_right(range(len(old.parts)), change[0], key=begins) - 1, 0)].append(change)
    parts: list[Segment] = []
    done = 0
    for number in sorted(touched):
        parts += old.parts[done:number]
        # An empty text has no segment and may be touched all the same.
        text = old.read(old.parts[number]) if old.parts else b""
        parts += write(old.folder, _changed(text, touched[number]))
        done = number + 1
    return Segments(old.folder, parts + old.parts[done:])


def lines(quads: Iterable[ox.Quad]) -> list[bytes]:
    """Return statements as lines of N-Quads."""
    return serialized(quads, ox.RdfFormat.N_QUADS).splitlines(keepends=True)


def key(line: bytes) -> Key:
    """Return by what a line is sorted: graph, subject, predicate and object."""
    parts = LINE.match(line)
    if parts is None:
        raise DamagedError(f"A kept file holds a line that is no N-Quads: {line[:60]!r}")
    return parts["g"] or b"", parts["s"], parts["p"], parts["o"]


def _changed(text: bytes, changes: list[Change]) -> bytes:
    """Return a sorted text with some lines more and some less."""
    pieces, at = [], 0
    for place, line, put in changes:
        found = _place(text, place, at)
        pieces.append(text[at:found])
        at = found
        if put:
            pieces.append(line)
        elif text.startswith(line, at):
            at += len(line)
        else:
            raise DamagedError(f"The kept release lacks {line.decode().strip()}")
    return b"".join([*pieces, text[at:]])


def _place(text: bytes, place: Key, start: int) -> int:
    """Return where the first line from `start` on begins that is not sorted before `place`."""
    low, high, step = start, start, 256
    # New lines stand together, so the place is looked for nearby first.
    while high < len(text) and key(_line(text, high)) < place:
        low = text.find(b"\n", high) + 1
        high = _begin(text, min(low + step, len(text)), low)
        step *= 4
    while low < high:
        middle = _begin(text, (low + high) // 2, low)
        line = _line(text, middle)
        if key(line) < place:
            low = middle + len(line)
        else:
            high = middle
    return low


def _begin(text: bytes, at: int, low: int) -> int:
    """Return where the line begins in which `at` lies; the line at `low` is the first that counts."""
    return at if at == len(text) else max(text.rfind(b"\n", low, at) + 1, low)


def _line(text: bytes, at: int) -> bytes:
    return text[at : text.find(b"\n", at) + 1]
