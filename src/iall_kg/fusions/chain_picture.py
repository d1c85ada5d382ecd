"""Draw the chain from a fusion to what it drives, and where agents cut it, as SVG.

Comes in: a dossier. Goes out: boxes in columns from cause to effect, joined by arrows that bear the numbers of the
steps in the table, with lines that tell on what grounds a step stands. What an agent cuts has a thick red frame and
the agent's name in it.
"""

from collections import defaultdict

from iall_kg.fusions.knowledge import Dossier
from iall_kg.fusions.mechanism import Cut, Step
from iall_kg.pictures.grounds import DASHES
from iall_kg.pictures.layers import Layout, lay_out
from iall_kg.pictures.layers import Step as Leg
from iall_kg.pictures.legend import grounds_of, legend
from iall_kg.pictures.measure import wrap
from iall_kg.pictures.svg import Look, arrow_head, curve, frame, key_of, line, number, rectangle, text, told

BOX, CURVE, ROOM_FOR_NUMBERS, ARROW = 114.0, 26.0, 20.0, 8.0
SIZE, LINE, PAD, SPACING, TOP = 9.5, 11.5, 5.0, 13.0, 4.0
RED = "#d0342c"
# In these relations the effect comes before the cause: an interaction needs its parts and the place where it occurs.
BACKWARD = frozenset({"iall:occursAt", "iall:hasParticipant"})
PLAIN, CUT_BY = Look(size=SIZE, anchor="middle"), Look(size=SIZE, anchor="middle", bold=True, fill=RED)

Arrow = tuple[str, str]


def chain_picture(dossier: Dossier) -> str:
    """Return the picture of a chain as an SVG element, or nothing if there is no chain."""
    if not dossier.chain:
        return ""
    labels = {s.cause: s.cause_label for s in dossier.chain} | {s.effect: s.effect_label for s in dossier.chain}
    arrows: dict[Arrow, list[tuple[int, Step]]] = defaultdict(list)
    for at, step in enumerate(dossier.chain, 1):
        ends = (step.effect, step.cause) if step.relation in BACKWARD else (step.cause, step.effect)
        arrows[ends].append((at, step))
    words = {node: [(row, PLAIN) for row in wrap(label, BOX - 2 * PAD, SIZE)] for node, label in labels.items()}
    for node, rows in _agents(dossier.cuts).items():
        words[node] += [(row, CUT_BY) for row in rows]
    columns = _columns(list(labels), list(arrows))
    layout = lay_out(columns, list(arrows), lambda node: len(words[node]) * LINE + 2 * PAD, SPACING)
    parts = [_arrow(legs, steps) for legs, steps in zip(layout.steps, arrows.values(), strict=True)]
    parts += [_box(layout, node, words[node]) for node in labels]
    width = _left(max(columns.values())) + BOX
    signs, height = legend(grounds_of({step.status for step in dossier.chain}), TOP + layout.height + 16, width)
    title = f"The chain from {dossier.label} to what it drives, and where agents cut it"
    said = [f"{at}: {step.text} ({step.status})." for at, step in enumerate(dossier.chain, 1)]
    said += [f"{cut.text}." for cut in dossier.cuts]
    return frame((title, " ".join(said)), (width, height), "".join([*parts, signs]), key_of("chain", dossier.key))


def _agents(cuts: list[Cut]) -> dict[str, list[str]]:
    """Return for each thing that is cut the lines that name the agents."""
    named: dict[str, dict[str, None]] = defaultdict(dict)
    for cut in cuts:
        named[cut.target][f"cut: {cut.agent_label}{' (hedged)' if cut.stance == 'hedges' else ''}"] = None
    return {
        node: [row for words in found for row in wrap(words, BOX - 2 * PAD, SIZE, bold=True)]
        for node, found in named.items()
    }


def _columns(nodes: list[str], arrows: list[Arrow]) -> dict[str, int]:
    """Return the column of each node: behind all its causes; ends last, a beginning just before what it leads to."""
    column = dict.fromkeys(nodes, 0)
    for _ in nodes:
        for cause, effect in arrows:
            column[effect] = max(column[effect], column[cause] + 1)
    last = max(column.values())
    effects = {effect for _, effect in arrows}
    for node in nodes:
        after = [column[effect] for cause, effect in arrows if cause == node]
        if not after:
            column[node] = last
        elif node not in effects:
            column[node] = min(after) - 1
    return column


def _left(column: int) -> float:
    return column * (BOX + CURVE + ROOM_FOR_NUMBERS + ARROW)


def _box(layout: Layout, node: str, words: list[tuple[str, Look]]) -> str:
    row = layout.rows[node]
    x, y = _left(row.column), TOP + row.y
    is_cut = any(look is CUT_BY for _, look in words)
    stroke = f'stroke="{RED}" stroke-width="2.4"' if is_cut else 'stroke="currentColor"'
    base = y + (row.height - len(words) * LINE) / 2 + SIZE - 1
    shown = "".join(text(x + BOX / 2, base + at * LINE, each, look) for at, (each, look) in enumerate(words))
    return rectangle((x, y, BOX, row.height), f'rx="4" fill="none" {stroke}') + shown


def _arrow(legs: list[Leg], steps: list[tuple[int, Step]]) -> str:
    # Where several statements say the same, the surest is drawn.
    status = min((step.status for _, step in steps), key=list(DASHES).index)
    dash = DASHES[status]
    path = f"M{number(_left(legs[0].left.column) + BOX)} {number(TOP + legs[0].start)}"
    for leg in legs:
        start, end = _left(leg.left.column) + BOX, _left(leg.right.column) - ROOM_FOR_NUMBERS - ARROW
        path += f"H{number(start)}" + curve((start, TOP + leg.start), (end, TOP + leg.end))
    x, y = _left(legs[-1].right.column), TOP + legs[-1].end
    middle = x - ARROW - ROOM_FOR_NUMBERS / 2
    style = f' stroke-dasharray="{dash}"' if dash else ""
    shapes = f'<path d="{path}" fill="none" stroke="currentColor"{style}/>'
    shapes += text(middle, y + 3, ", ".join(str(at) for at, _ in steps), Look(size=8.5, anchor="middle"))
    shapes += line((x - ARROW, y), (x - 4, y)) + arrow_head(x, y, "right")
    return told("; ".join(f"{at}: {step.text} ({step.status})" for at, step in steps), shapes)
