"""Draw the domains of the rearranged gene's protein and what one call keeps of them, as SVG.

The first lane is the order of the source, not to scale. The others are to scale, one for each source of coordinates
on each sequence, because the sources disagree. Fates are told by colour, hatching and words, so that a print without
colour can be read.
"""

from collections import defaultdict

from iall_kg.fate_words import CUT, DISAGREE, LOST, RETAINED, UNDECIDED
from iall_kg.fusions.annotate import Annotation
from iall_kg.fusions.facts import Facts, Row
from iall_kg.fusions.fates import RESIDUE, fate_of_span
from iall_kg.pictures import fate_boxes
from iall_kg.pictures.measure import width_of
from iall_kg.pictures.svg import Look, frame, key_of, line, text, told

WIDTH, LEFT, RIGHT, TOP = 760, 170, 10, 34
LANE, BOX, SMALL = 34, 16, 9.0
RED = "#d0342c"
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
    title = f"Domains of the protein and their fate in {annotation.match.name}"
    # A page may hold several pictures, and an identifier only once.
    key = key_of(annotation.match.name, place, height)
    hatch = f"hatch-{key}"
    parts = [fate_boxes.hatching(hatch), _order_lane(annotation, hatch)]
    for number, rows in enumerate(lanes.values(), 1):
        parts.append(_scaled_lane(annotation, rows, TOP + LANE * number, hatch))
    said = "; ".join(f"{fate.label}: {fate.fate}" for fate in annotation.fates)
    return frame((title, said), (WIDTH, height), "".join([*parts, _legend(height - 12, hatch)]), key)


def _order_lane(annotation: Annotation, hatch: str) -> str:
    room = (WIDTH - LEFT - RIGHT) / len(annotation.fates)
    parts = [_label("order of the source, not to scale", TOP)]
    for number, fate in enumerate(annotation.fates):
        x = LEFT + number * room
        name = fate.domain.partition(":")[2][:LONGEST_NAME]
        above = text(x + room / 2, TOP - 4, name, Look(size=SMALL, anchor="middle"))
        words = f"{fate.label}: {fate.fate}"
        parts.append(told(words, fate_boxes.box((x + 1, TOP, room - 2, BOX), fate.fate, hatch, above)))
    return "".join(parts)


def _scaled_lane(annotation: Annotation, rows: list[Row], y: float, hatch: str) -> str:
    place = annotation.place
    assert place is not None
    length = int(rows[0]["length"])
    scale = (WIDTH - LEFT - RIGHT) / length
    label = f"[{rows[0]['references']}] {rows[0]['sequence'].partition(':')[2]}, {length} residues"
    middle = y + BOX / 2
    parts = [_label(label, y), line((LEFT, middle), (WIDTH - RIGHT, middle), stroke="#888")]
    for row in rows:
        first, last = int(row["first"]), int(row["last"] or row["first"])
        fate = ""
        if place.basis == RESIDUE:
            fate = fate_of_span(place, first, int(row["last"]) if row["last"] else None)
        words = f"{row['feature']}: {first}–{row['last'] or 'misprinted'}" + (f", {fate}" if fate else "")
        x = LEFT + (first - 1) * scale
        place_of = (x, y, max((last - first + 1) * scale, 2), BOX)
        parts.append(told(words, fate_boxes.box(place_of, fate, hatch)))
    if place.residue is not None and place.residue <= length:
        x = LEFT + (place.residue if place.end == "5" else place.residue - 1) * scale
        parts.append(line((x, y - 5), (x, y + BOX + 5), stroke=RED, width=2))
        parts.append(text(x + 3, y + BOX + 9, str(place.residue), Look(size=SMALL, fill=RED)))
    return "".join(parts)


def _label(words: str, y: float) -> str:
    return text(0, y + BOX - 4, words, Look(size=SMALL))


def _legend(y: float, hatch: str) -> str:
    parts, x = [], float(LEFT)
    for fate in (RETAINED, CUT, LOST, UNDECIDED, DISAGREE):
        parts.append(fate_boxes.box((x, y - 9, 10, 10), fate, hatch) + text(x + 14, y, fate, Look(size=SMALL)))
        x += 28 + width_of(fate, SMALL)
    return "".join(parts)
