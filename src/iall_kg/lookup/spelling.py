"""How names are compared: the form in which they are the same, and how well one holds or resembles another."""

import re
from functools import lru_cache
from math import ceil, floor

from rapidfuzz import fuzz

from iall_kg.folding import normalize

MINIMUM_SCORE = 72
# A shorter text is found as a whole word only, and is not compared with names that merely look like it.
SHORTEST_PART = 3
SHORTEST_FUZZY = 4
# No name is longer, and comparing one that is would take minutes.
LONGEST = 300
SAME, AS_WORD, AS_PART = 100.0, 95.0, 90.0
# What a resemblance counts beside a part.
RESEMBLING = 0.9
LEAST_RATIO = MINIMUM_SCORE / RESEMBLING


def fold_name(name: str) -> str:
    """Return a name in the form in which names are compared: case does not count, nor which dash, slash or space."""
    return re.sub(r"\s*(?:::|--|/|-|\s)\s*", "-", normalize(name))


def searchable(text: str) -> str:
    """Return the folded form of a text that is searched for, or nothing if no name could hold or resemble it."""
    wanted = fold_name(text) if len(text) <= LONGEST else ""
    return wanted if re.search(r"\w", wanted) else ""


def score(wanted: str, name: str) -> float:
    """Return how well a folded name holds or resembles what is wanted: 0, or from MINIMUM_SCORE to 100."""
    if wanted == name:
        return SAME
    if wanted in name:
        if _as_word(wanted).search(name):
            return AS_WORD
        if len(wanted) >= SHORTEST_PART:
            return AS_PART
    if len(wanted) < SHORTEST_FUZZY or abs(len(wanted) - len(name)) > len(wanted):
        return 0.0
    return fuzz.ratio(wanted, name, score_cutoff=LEAST_RATIO) * RESEMBLING


def alike_lengths(wanted: str) -> tuple[int, int]:
    """Return the least and the greatest length of a name that resembles what is wanted by MINIMUM_SCORE.

    The ratio of two texts is twice what they share, which is no longer than the shorter, over both lengths.
    """
    least = LEAST_RATIO / 100 / 2
    return floor(len(wanted) * least / (1 - least)), ceil(len(wanted) * (1 - least) / least)


@lru_cache
def _as_word(wanted: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(wanted)}\b")
