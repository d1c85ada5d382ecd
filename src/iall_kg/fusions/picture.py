"""Draw the domains of the rearranged gene's protein and what one call keeps of them, as SVG.

The first lane is the order of the source, not to scale. The others are to scale, one for each source of coordinates
on each sequence, because the sources disagree. Fates are told by colour, hatching and words, so that a print without
colour can be read.
"""

import zlib
from collections import defaultdict
from html import escape

from iall_kg.fusions.annotate import Annotation
from iall_kg.fusions.facts import Facts, Row
from iall_kg.fusions.fates import CUT, DISAGREE, LOST, PARTLY_LOST, RESIDUE, RETAINED, UNDECIDED, fate_of_span

WIDTH, LEFT, RIGHT, TOP = 760, 170, 10, 34
LANE, BOX = 34, 16
FILLS = {
    RETAINED: "#2f7d4f",
    CUT: "#e0a030",
    PARTLY_LOST: "#e0a030",
    LOST: "#d9d9d9",
    UNDECIDED: "#ffffff",
    DISAGREE: "#b58ac0",
    "": "#9db4cc",
}
RED = "#b00020"
HATCH = "@hatch@"
LONGEST_NAME = 9


def picture(facts: Facts, annotation: Annotation) -> str:
    """Return the picture of one call as an SVG element, or nothing if no domains are known."""
    place = annotation.place
    if place is None or not annotation.fates:
        return ""
    lanes: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in facts.rows("coordinates"):
        if row["gene"] == place.gene:
            lanes[row["references"], row["sequence"]].append(row)
    height = TOP + LANE * (len(lanes) + 1) + 24
    parts = [_order_lane(annotation)]
    for number, rows in enumerate(lanes.values(), 1):
        parts.append(_scaled_lane(annotation, rows, TOP + LANE * number))
    title = f"Domains of the protein and their fate in {annotation.match.name}"
    # A page may hold several pictures, and an identifier only once.
    hatch = f"hatch-{zlib.crc32(repr((annotation.match.name, place, height)).encode()):x}"
    body = "".join(parts) + _legend(height - 12)
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" role="img" aria-label="{escape(title)}" '
        'xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" font-size="9">'
        f"<title>{escape(title)}</title>{_hatching(hatch)}{body.replace(HATCH, hatch)}</svg>"
    )


def _order_lane(annotation: Annotation) -> str:
    room = (WIDTH - LEFT - RIGHT) / len(annotation.fates)
    parts = [_label("order of the source, not to scale", TOP)]
    for number, fate in enumerate(annotation.fates):
        x = LEFT + number * room
        words = f"{fate.label}: {fate.fate}"
        parts.append(_box((x + 1, TOP, room - 2), fate.fate, words, _short(fate.domain)))
    return "".join(parts)


def _scaled_lane(annotation: Annotation, rows: list[Row], y: float) -> str:
    place = annotation.place
    assert place is not None
    length = int(rows[0]["length"])
    scale = (WIDTH - LEFT - RIGHT) / length
    label = f"[{rows[0]['references']}] {rows[0]['sequence'].partition(':')[2]}, {length} residues"
    middle = y + BOX / 2
    parts = [_label(label, y), f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{middle}" y2="{middle}" stroke="#888"/>']
    for row in rows:
        first, last = int(row["first"]), int(row["last"] or row["first"])
        fate = ""
        if place.basis == RESIDUE:
            fate = fate_of_span(place, first, int(row["last"]) if row["last"] else None)
        words = f"{row['feature']}: {first}–{row['last'] or 'misprinted'}" + (f", {fate}" if fate else "")
        x = LEFT + (first - 1) * scale
        parts.append(_box((x, y, max((last - first + 1) * scale, 2)), fate, words))
    if place.residue is not None and place.residue <= length:
        x = LEFT + (place.residue if place.end == "5" else place.residue - 1) * scale
        line = f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{y - 5}" y2="{y + BOX + 5}" stroke="{RED}" stroke-width="2"/>'
        parts.append(line)
        parts.append(f'<text x="{x + 3:.1f}" y="{y + BOX + 9}" fill="{RED}">{place.residue}</text>')
    return "".join(parts)


def _box(place: tuple[float, float, float], fate: str, words: str, name: str = "", height: int = BOX) -> str:
    """Return a box at x, y of a width, in the colour of a fate, with its words to point at and a name above it."""
    x, y, width = place
    shape = f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{height}"'
    hatch = f'{shape} fill="url(#{HATCH})"/>' if fate == LOST else ""
    dashed = ' stroke-dasharray="3 2"' if fate in (UNDECIDED, DISAGREE) else ""
    text = f'<text x="{x + width / 2:.1f}" y="{y - 4}" text-anchor="middle">{escape(name)}</text>' if name else ""
    box = f'{shape} fill="{FILLS[fate]}" stroke="#333"{dashed}/>'
    return f"<g><title>{escape(words)}</title>{box}{hatch}{text}</g>"


def _label(text: str, y: float) -> str:
    return f'<text x="0" y="{y + BOX - 4}">{escape(text)}</text>'


def _short(domain: str) -> str:
    return domain.partition(":")[2][:LONGEST_NAME]


def _hatching(name: str) -> str:
    return (
        f'<defs><pattern id="{name}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<line x1="0" y1="0" x2="0" y2="5" stroke="#777" stroke-width="1"/></pattern></defs>'
    )


def _legend(y: float) -> str:
    parts, x = [], float(LEFT)
    for fate in (RETAINED, CUT, LOST, UNDECIDED, DISAGREE):
        parts.append(_box((x, y - 9, 10), fate, fate, height=10))
        parts.append(f'<text x="{x + 14:.1f}" y="{y}">{escape(fate)}</text>')
        x += 40 + 6 * len(fate)
    return "".join(parts)
