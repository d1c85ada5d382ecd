"""Draw the numbers of a generated paper so that they agree with each other as those of the review do.

All percentages of a paper shrink by one factor and all groups grow by another. So parts stay below their
wholes, lower bounds below upper ones, and event-free survival below overall survival.
"""

from collections import defaultdict

import pyoxigraph as ox

from iall_kg.names import IALL, XSD
from template import Fact

SMALLEST_FACTOR = 0.5
GROUPS = frozenset({IALL.denominator, IALL.sampleSize})
SHARES = frozenset({IALL.value, IALL.lowerBound, IALL.upperBound, IALL.uncertainty})


class Numbers:
    """The numbers of one paper. `chance`, from 0 up to 1, decides how much shares shrink, `times` how groups grow."""

    def __init__(self, facts: list[Fact], chance: float, times: int) -> None:
        self.factor = SMALLEST_FACTOR + (1 - SMALLEST_FACTOR) * chance
        self.times = times
        self._of: dict[str, dict[ox.NamedNode, list[ox.Literal]]] = defaultdict(lambda: defaultdict(list))
        for subject, predicate, value in facts:
            if isinstance(value, ox.Literal) and value not in self._of[subject][predicate]:
                self._of[subject][predicate].append(value)

    def literal(self, subject: str, predicate: ox.NamedNode, value: ox.Literal) -> ox.Literal | None:
        """Return the number that stands for one of the review, or what is printed for it; None for anything else."""
        if predicate in GROUPS:
            return ox.Literal(int(value.value) * self.times)
        if predicate == IALL.numerator:
            return ox.Literal(self._part(value))
        if predicate in SHARES:
            return _decimal(self._share(subject, predicate, value))
        return ox.Literal(self._printed(subject)) if predicate == IALL.valueAsPrinted else None

    def _part(self, value: ox.Literal) -> int:
        return int(int(value.value) * self.times * self.factor)

    def _share(self, subject: str, predicate: ox.NamedNode, value: ox.Literal) -> float:
        of = self._of[subject]
        parts = [of[p] for p in (IALL.numerator, IALL.denominator, IALL.value)]
        if predicate == IALL.value and all(len(p) == 1 for p in parts) and not of[IALL.unitAsPrinted]:
            return 100 * self._part(parts[0][0]) / (int(parts[1][0].value) * self.times)
        return max(float(value.value) * self.factor, 0.1 if predicate == IALL.uncertainty else 0.0)

    def _printed(self, subject: str) -> str:
        of = self._of[subject]
        shown = [
            self.literal(subject, p, v).value for p in (IALL.value, IALL.lowerBound, IALL.upperBound) for v in of[p]
        ]
        if of[IALL.numerator]:
            whole = "".join(f"/{int(v.value) * self.times}" for v in of[IALL.denominator][:1])
            shown.append(f"{self._part(of[IALL.numerator][0])}{whole}")
        return f"{' or '.join(shown) or 'as'} generated"


def _decimal(number: float) -> ox.Literal:
    return ox.Literal(f"{number:.1f}", datatype=XSD.decimal)
