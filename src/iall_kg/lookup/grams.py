"""Grams: the pieces of names by which a full-text index finds the names that hold a text.

A gram is three letters in a row, or a whole word that is shorter. Each is written so that the simplest tokenizer of
SQLite takes it for one word.
"""

import re

SIZE = 3
SHORT_WORD = re.compile(rf"\b\w{{1,{SIZE - 1}}}\b")
NOTHING = '""'
# Signs that part words, each as a letter of private use. If a name held such a letter, it would be looked at in vain.
AS_LETTERS = {code: 0xE000 + code for code in range(128) if not chr(code).isalnum()}


def grams(name: str) -> str:
    """Return all grams of a folded name, each once, with spaces between them."""
    return " ".join(dict.fromkeys((*_threes(name), *_short_words(name))))


def grams_of_holders(text: str) -> list[str]:
    """Return the grams of every name that holds a folded text as a part, or as a word if it is shorter than a gram."""
    return list(dict.fromkeys(_threes(text) if len(text) >= SIZE else _short_words(text)))


def all_of(wanted: list[str]) -> str:
    """Return the query for the names with all of some grams; without any it finds nothing."""
    return " AND ".join(f'"{gram}"' for gram in wanted) or NOTHING


def any_of(wanted: list[str]) -> str:
    """Return the query for the names with any of some grams."""
    return " OR ".join(f'"{gram}"' for gram in wanted) or NOTHING


def _threes(text: str) -> list[str]:
    text = text.translate(AS_LETTERS)
    return [text[at : at + SIZE] for at in range(len(text) - SIZE + 1)]


def _short_words(text: str) -> list[str]:
    return [word.translate(AS_LETTERS) for word in SHORT_WORD.findall(text)]
