"""Give the queries whose answers describe things at their addresses: `queries/linked`, with the thing bound."""

from iall_kg.content import Content
from iall_kg.names import kind_of
from iall_kg.values_places import about_things


def describing(content: Content, iri: str) -> str:
    """Return the CONSTRUCT query for a thing; that of a claim also gives the statements that the claim makes."""
    return about_things(linked_query(content, "claim" if kind_of(iri) == "claim" else "thing"), [iri])


def linked_query(content: Content, name: str) -> str:
    """Return a query of `queries/linked`."""
    return (content.queries / "linked" / f"{name}.rq").read_text(encoding="utf-8")
