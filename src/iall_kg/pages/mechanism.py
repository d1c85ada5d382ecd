"""Follow a mechanism from a thing step by step: what it acts on, what that brings about, and so on to the end."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from iall_kg.names import IALL
from iall_kg.pages.rows import Row, text_in
from iall_kg.pages.said import STATED, Said, Sayings
from iall_kg.pages.site import Site

# A step of these ends the chain: what its object does by itself is not what the actor does.
ENDING = frozenset(p.value for p in (IALL.targets, IALL.binds, IALL.regulates))
MEMBERSHIP = IALL.memberOfClass.value
NEEDED = IALL.requiredFor.value
DEEPEST = 8
# More things on one level are no chain that anybody follows.
WIDEST = 200


@dataclass(frozen=True, slots=True)
class Link:
    """One step, what follows from it, and what drives the process in which it ends."""

    said: Said
    then: list["Link"] = field(default_factory=list)
    drivers: list[Said] = field(default_factory=list)


def chains(site: Site, starts: Iterable[str]) -> dict[str, list[Link]]:
    """Return the steps from each of some things, each with those that follow; nothing is followed twice in a chain."""
    asked = list(dict.fromkeys(starts))
    sayings = _steps(site, asked)
    ended = {said.iri for said in sayings.all if said.predicate == NEEDED}
    drivers = Sayings(site.rows("drivers", *sorted(ended)) if ended else ())
    return {start: _chain(start, sayings, drivers) for start in asked}


def _chain(start: str, sayings: Sayings, drivers: Sayings) -> list[Link]:
    seen = {start}

    def follow(node: str, depth: int, inside_class: bool) -> list[Link]:
        found = []
        for said in sorted(sayings.about(node), key=lambda one: one.predicate != MEMBERSHIP):
            if said.standing == "set aside" or (said.predicate == MEMBERSHIP and not inside_class):
                continue
            new = said.iri not in seen and said.standing == STATED and said.predicate not in ENDING and depth < DEEPEST
            seen.add(said.iri)
            then = follow(said.iri, depth + 1, said.predicate == MEMBERSHIP) if new else []
            found.append(Link(said, then, _drivers(drivers, said)))
        return found

    return follow(start, 0, inside_class=True)


def _steps(site: Site, starts: list[str]) -> Sayings:
    """Return all steps that a chain from one of some things can take, read level by level."""
    rows: list[Row] = []
    # What something is a member of matters only where the way came by memberships alone.
    left, classes, known = starts, set(starts), set(starts)
    for _ in range(DEEPEST + 1):
        if not left:
            break
        found = [
            row
            for row in site.rows("mechanism", *left)
            if text_in(row, "predicate") != MEMBERSHIP or text_in(row, "subject") in classes
        ]
        rows += found
        on = [row for row in found if text_in(row, "status") == STATED and text_in(row, "predicate") not in ENDING]
        classes |= {text_in(row, "object") for row in on if text_in(row, "predicate") == MEMBERSHIP}
        left = sorted({text_in(row, "object") for row in on} - known)[:WIDEST]
        known |= set(left)
    return Sayings(rows)


def _drivers(sayings: Sayings, said: Said) -> list[Said]:
    """Return what drives the process in which a step ends."""
    return [other for other in sayings.all if other.iri == said.iri] if said.predicate == NEEDED else []


def acts_beyond_membership(links: list[Link]) -> bool:
    """Tell whether a chain says more than to which classes something belongs."""
    return any(link.said.predicate != MEMBERSHIP or acts_beyond_membership(link.then) for link in links)
