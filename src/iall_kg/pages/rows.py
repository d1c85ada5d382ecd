"""Rows of answers as pages read them: terms by the names of their columns."""

from collections.abc import Mapping

from iall_kg.statements import Term

Row = Mapping[str, Term | None]


def text_in(row: Row, name: str) -> str:
    """Return the IRI or the text in a column of a row, or nothing if it is empty."""
    term = row.get(name)
    return term.value if term is not None else ""
