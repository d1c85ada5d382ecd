"""What claims say, claim by claim and thing by thing, with the sentences of the statements in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from iall_kg.pages.facts import Group, groups_of
from iall_kg.pages.rows import text_in
from iall_kg.pages.said import Sayings
from iall_kg.pages.site import Site


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one claim says of one thing."""

    thing: str
    facts: list[Group]


def contents(site: Site, claims: Iterable[str]) -> dict[str, list[Spoken]]:
    """Return what each of some claims says, things in the order of their labels."""
    found: dict[str, list[Spoken]] = {claim: [] for claim in claims}
    if not found:
        return {}
    rows = site.rows("contents", *found)
    for claim, spoken in found.items():
        sayings = Sayings(row for row in rows if text_in(row, "claim") == claim)
        subjects = sorted({said.subject for said in sayings.all}, key=site.order)
        spoken += [Spoken(subject, groups_of(site, sayings.about(subject))) for subject in subjects]
    return found
