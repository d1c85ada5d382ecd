"""Draw lines over two logarithmic axes as SVG, without any library."""

import math
from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860, 460, 70, 260, 40, 50
# After Okabe and Ito: told apart by those who do not see all colours; the marks differ too.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999999")
DASHES = ("", "6 3", "2 3", "8 3 2 3")

Points = Sequence[tuple[float, float]]


def exponent(points: Points) -> float | None:
    """Return the slope of the straight line through the logarithms: 1 grows like the data, 2 like their square."""
    if len(points) < 2:
        return None
    xs, ys = ([math.log(max(point[axis], 1e-9)) for point in points] for axis in (0, 1))
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - mean_x) ** 2 for x in xs)
    return sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / spread if spread else None


def drawn(title: str, x_name: str, y_name: str, lines: Mapping[str, Points]) -> str:
    """Return an SVG drawing of named lines; values are above 0."""
    shown = {name: points for name, points in lines.items() if points}
    xs = [x for points in shown.values() for x, _ in points]
    ys = [y for points in shown.values() for _, y in points]
    low_x, high_x, low_y, high_y = _decade(xs, 0), _decade(xs, 1), _decade(ys, 0), _decade(ys, 1)

    def place(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - low_x) / (high_x - low_x)
        up = (math.log10(y) - low_y) / (high_y - low_y)
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{escape(title)}</title>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="22" font-size="15">{escape(title)}</text>',
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 12}" text-anchor="middle">{escape(x_name)}</text>',
        f'<text x="{LEFT}" y="{TOP - 4}">{escape(y_name)}</text>',
    ]
    for power in range(low_x, high_x + 1):
        x, bottom = place(10**power, 10**low_y)
        parts.append(f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{bottom:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 16:.1f}" text-anchor="middle">{10**power:,}</text>')
    for power in range(low_y, high_y + 1):
        left, y = place(10**low_x, 10**power)
        parts.append(f'<line x1="{left:.1f}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 6:.1f}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:,g}</text>')
    for number, (name, points) in enumerate(shown.items()):
        colour = COLOURS[number % len(COLOURS)]
        # With the colours begun again, the marks differ.
        dash = DASHES[(number // 2 + number // len(COLOURS)) % len(DASHES)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in points))
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
        )
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in (place(*p) for p in points)
        ]
        height = TOP + 12 + number * 20
        parts.append(
            f'<line x1="{WIDTH - RIGHT + 14}" y1="{height - 4}" x2="{WIDTH - RIGHT + 44}" y2="{height - 4}" '
            f'stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
        )
        parts.append(f'<text x="{WIDTH - RIGHT + 50}" y="{height}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>\n"])


def _decade(values: Sequence[float], end: int) -> int:
    """Return the power of ten at or below the least value, or at or above the greatest; the two always differ."""
    least, greatest = math.log10(min(values)), math.log10(max(values))
    return max(math.ceil(greatest), math.floor(least) + 1) if end else math.floor(least)
