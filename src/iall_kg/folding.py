"""Bring text into the forms in which it is hashed and compared."""

import hashlib
import re
import unicodedata

DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-") | dict.fromkeys(map(ord, "’‘"), "'")
# Signs that a source's text writes in TeX.
TEX = {r"\geq": "≥", r"\leq": "≤", r"\pm": "±", r"\times": "×", r"\mu": "μ", r"\text": "", r"\%": "%"}


def fold(text: str) -> str:
    """Return `text` with every run of white space as one space, and none at its ends."""
    return " ".join(text.split())


def text_hash(text: str) -> str:
    """Return the SHA-256 of the folded text, in hexadecimal."""
    return hashlib.sha256(fold(text).encode()).hexdigest()


def normalize(text: str) -> str:
    """Return `text` folded, in lower case, without emphasis or TeX, with plain dashes and quotes."""
    text = unicodedata.normalize("NFKC", text).translate(DASHES)
    for command, sign in TEX.items():
        text = text.replace(command, sign)
    text = re.sub(r"</?\w+>", " ", text)
    text = re.sub(r"[*$^{}\\]", "", text)
    text = re.sub(r"\s+([),.;%])", r"\1", re.sub(r"(?<=\()\s+", "", fold(text)))
    return re.sub(r" ?([-/±]) ?", r"\1", text).casefold()
