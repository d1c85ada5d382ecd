"""Small pieces of HTML that the sections of the report share; every text is escaped here."""

from collections.abc import Iterable, Sequence
from html import escape

from iall_kg.fusions.facts import Row


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def cell(text: str) -> str:
    """Return a text escaped, unless it is HTML already."""
    return text if isinstance(text, Html) else escape(text)


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> Html:
    """Return a table, of a kind for which the page has a style; nothing if it has no rows."""
    lines = ["<tr>" + "".join(f"<td>{cell(text)}</td>" for text in row) + "</tr>" for row in rows]
    if not lines:
        return Html("")
    title = f"<caption>{cell(caption)}</caption>" if caption else ""
    head = "".join(f'<th scope="col">{cell(text)}</th>' for text in heads)
    style = f' class="{kind}"' if kind else ""
    body = f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody>"
    return Html(f'<div class="wide"><table{style}>{title}{body}</table></div>')


def listed(items: Iterable[str]) -> Html:
    """Return a list of items, or a dash if there is none."""
    lines = [f"<li>{cell(item)}</li>" for item in items]
    return Html(f"<ul>{''.join(lines)}</ul>") if lines else Html("–")


def evidence(section: str, references: str) -> Html:
    """Return where something is stated, set apart."""
    return Html(f'<span class="e">{escape(section)} [{escape(references)}]</span>')


def of_row(row: Row) -> Html:
    """Return where a row is stated."""
    return evidence(row["section"], row["references"])


def marked(text: str) -> Html:
    """Return a text that must not be overlooked."""
    return Html(f'<span class="mark">{escape(text)}</span>')


def as_written(text: str) -> Html:
    """Return a text of the input, which may be long and without spaces, so that it breaks anywhere."""
    return Html(f'<span class="w">{escape(text)}</span>')
