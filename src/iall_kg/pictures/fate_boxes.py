"""Draw what becomes of a domain as a box: by colour, by hatching and by a broken border, and always told in words too.

The colours are of the palette of Okabe and Ito, which people of all kinds of colour vision tell apart; the hatching is
for prints without colour.
"""

from iall_kg.fate_words import CUT, DISAGREE, LOST, PARTLY_LOST, RETAINED, UNDECIDED
from iall_kg.pictures.svg import Place, rectangle

FILLS = {
    RETAINED: "#56b4e9",
    CUT: "#e69f00",
    PARTLY_LOST: "#e69f00",
    LOST: "#e4e4e4",
    UNDECIDED: "#fff",
    DISAGREE: "#cc79a7",
    "": "#b9c7d6",
}
# The angles of the lines over a box.
HATCHED = {LOST: 45, CUT: 0, PARTLY_LOST: 0, DISAGREE: 90}
BROKEN = (UNDECIDED, DISAGREE)
BORDER, HATCHING = "currentColor", "#666"
STEP = 6


def box(place: Place, fate: str, hatch: str, shapes: str = "", dash: str = "") -> str:
    """Return a box at x, y of a width and a height, in the look of a fate.

    `hatch` is the identifier that `hatching` was given; `shapes` stand upon the box; `dash` breaks its border.
    """
    dash = dash or ("3 2" if fate in BROKEN else "")
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    ground = rectangle(place, f'fill="{FILLS[fate]}" stroke="{BORDER}"{dashes}')
    over = rectangle(place, f'fill="url(#{hatch}-{HATCHED[fate]})"') if fate in HATCHED else ""
    return ground + over + shapes


def plate(place: Place, fate: str) -> str:
    """Return a ground for words upon a box, so that its hatching does not run through them."""
    return rectangle(place, f'fill="{FILLS[fate]}"') if fate in HATCHED else ""


def hatching(identifier: str) -> str:
    """Return the definitions of the hatchings that boxes use."""
    patterns = (
        f'<pattern id="{identifier}-{angle}" width="{STEP}" height="{STEP}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate({angle})"><path d="M{STEP / 2} 0V{STEP}" stroke="{HATCHING}" '
        'stroke-width="1"/></pattern>'
        for angle in dict.fromkeys(HATCHED.values())
    )
    return f"<defs>{''.join(patterns)}</defs>"
