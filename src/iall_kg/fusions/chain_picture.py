"""Draw the chain from a fusion to what it drives, and where agents cut it, as SVG.

Comes in: the steps and cuts of a dossier. Goes out: boxes in columns from cause to effect, joined by arrows that bear
the numbers of the steps in the table. A full arrow is stated, a dashed one read by the curators, a dotted one hedged.
What an agent cuts has a thick red frame and the agent's name below it.
"""

import textwrap
from collections import defaultdict
from html import escape
from statistics import fmean

from iall_kg.fusions.knowledge import Dossier
from iall_kg.fusions.mechanism import HEDGED, READ, STATED, Cut, Step

WIDTH, BOX, LINE, SIDE_GAP, TOP, APART = 900, 122, 11, 14, 12, 13
LETTERS = 21
RED = "#b00020"
# In these relations the effect comes before the cause: an interaction needs its parts and the place where it occurs.
BACKWARD = frozenset({"iall:occursAt", "iall:hasParticipant"})
# From the surest status of a step to the least sure.
DASHES = {STATED: "", READ: ' stroke-dasharray="6 3"', HEDGED: ' stroke-dasharray="1.5 3"'}

Arrow = tuple[str, str]
# Left edge, top and height of a box.
Place = tuple[float, float, float]


def chain_picture(dossier: Dossier) -> str:
    """Return the picture of a chain as an SVG element, or nothing if there is no chain."""
    if not dossier.chain:
        return ""
    labels = {s.cause: s.cause_label for s in dossier.chain} | {s.effect: s.effect_label for s in dossier.chain}
    arrows: dict[Arrow, list[tuple[int, Step]]] = defaultdict(list)
    for number, step in enumerate(dossier.chain, 1):
        ends = (step.effect, step.cause) if step.relation in BACKWARD else (step.cause, step.effect)
        arrows[ends].append((number, step))
    cuts: dict[str, list[Cut]] = defaultdict(list)
    for cut in dossier.cuts:
        cuts[cut.target].append(cut)
    words = {node: textwrap.wrap(label, LETTERS) for node, label in labels.items()}
    agents = {node: _agents(found) for node, found in cuts.items()}
    columns = _columns(list(labels), list(arrows))
    arriving = {node: sum(effect == node for _, effect in arrows) for node in labels}
    heights = {n: max((len(words[n]) + len(agents.get(n, ()))) * LINE + 8, arriving[n] * APART) for n in labels}
    places, height = _places(columns, list(arrows), heights)
    title = f"The chain from {dossier.label} to what it drives, and where agents cut it"
    parts = [_arrow(places, ends, _end(places, ends, list(arrows)), steps) for ends, steps in arrows.items()]
    parts += [_box(places[node], words[node], agents.get(node, [])) for node in labels]
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" role="img" aria-label="{escape(title)}" '
        'xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" font-size="9.5">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def _agents(cuts: list[Cut]) -> list[str]:
    said = dict.fromkeys(f"cut: {cut.agent_label}{' (hedged)' if cut.stance == 'hedges' else ''}" for cut in cuts)
    return [line for text in said for line in textwrap.wrap(text, LETTERS)]


def _columns(nodes: list[str], arrows: list[Arrow]) -> list[list[str]]:
    """Return the nodes in columns: each behind all its causes, a beginning just before what it leads to."""
    column = dict.fromkeys(nodes, 0)
    # A chain has no ring; should one come, the number of rounds ends it.
    for _ in nodes:
        for cause, effect in arrows:
            column[effect] = max(column[effect], min(column[cause] + 1, len(nodes) - 1))
    last = max(column.values())
    for node in nodes:
        after = [column[effect] for cause, effect in arrows if cause == node]
        if not after:
            column[node] = last
        elif not any(effect == node for _, effect in arrows):
            column[node] = min(after) - 1
    found: list[list[str]] = [[] for _ in range(last + 1)]
    for node in nodes:
        found[max(column[node], 0)].append(node)
    return found


def _places(columns: list[list[str]], arrows: list[Arrow], heights: dict[str, int]) -> tuple[dict[str, Place], float]:
    """Return the place of each node, and the height of all; a node stands near its causes."""
    tallest = max(sum(heights[n] + SIDE_GAP for n in column) for column in columns)
    step = (WIDTH - BOX - 4) / max(len(columns) - 1, 1)
    places: dict[str, Place] = {}
    for number, column in enumerate(columns):
        wanted = {}
        for node in column:
            before = [places[cause] for cause, effect in arrows if effect == node and cause in places]
            wanted[node] = fmean(y + h / 2 for _, y, h in before) if before else tallest / 2
        room = tallest - sum(heights[node] for node in column)
        y = float(TOP)
        for node in sorted(column, key=lambda n: wanted[n]):
            y += room / (len(column) + 1)
            places[node] = (2 + number * step, y, heights[node])
            y += heights[node]
    return places, tallest + TOP + 4


def _box(place: Place, words: list[str], agents: list[str]) -> str:
    x, y, height = place
    first = y + (height - (len(words) + len(agents)) * LINE) / 2 - 3
    frame = f'stroke="{RED}" stroke-width="2.5"' if agents else 'stroke="#333"'
    lines = [(line, "") for line in words] + [(line, f' fill="{RED}" font-weight="bold"') for line in agents]
    middle = x + BOX / 2
    text = "".join(
        f'<text x="{middle:.1f}" y="{first + LINE * number:.1f}" text-anchor="middle"{style}>{escape(line)}</text>'
        for number, (line, style) in enumerate(lines, 1)
    )
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{BOX}" height="{height:.1f}" rx="4" fill="#fff" {frame}/>{text}'


def _end(places: dict[str, Place], ends: Arrow, arrows: list[Arrow]) -> float:
    """Return the height at which an arrow meets its effect: arrows that meet it come one below the other."""
    _, y, height = places[ends[1]]
    causes = sorted((cause for cause, effect in arrows if effect == ends[1]), key=lambda cause: places[cause][1])
    return y + height * (causes.index(ends[0]) + 1) / (len(causes) + 1)


def _arrow(places: dict[str, Place], ends: Arrow, y2: float, steps: list[tuple[int, Step]]) -> str:
    start = places[ends[0]]
    x1, y1, x2 = start[0] + BOX, start[1] + start[2] / 2, places[ends[1]][0]
    # The surest of several statements is drawn.
    status = min((step.status for _, step in steps), key=list(DASHES).index)
    numbers = ", ".join(str(number) for number, _ in steps)
    bend = (x2 - x1) / 2
    said = "; ".join(f"{number}: {step.text} ({step.status})" for number, step in steps)
    return (
        f"<g><title>{escape(said)}</title>"
        f'<path d="M{x1:.1f} {y1:.1f} C{x1 + bend:.1f} {y1:.1f} {x2 - bend:.1f} {y2:.1f} {x2 - 5:.1f} {y2:.1f}" '
        f'fill="none" stroke="#555"{DASHES[status]}/>'
        f'<path d="M{x2:.1f} {y2:.1f} l-6 -3 v6 z" fill="#555"/>'
        f'<text x="{x2 - 9:.1f}" y="{y2 + 3:.1f}" text-anchor="end" fill="#333" stroke="#fff" '
        f'stroke-width="3" paint-order="stroke">{numbers}</text></g>'
    )
