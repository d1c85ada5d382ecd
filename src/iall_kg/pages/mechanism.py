"""Follow a mechanism from a thing step by step: what it acts on, what that brings about, and so on to the end."""

from dataclasses import dataclass, field

from iall_kg.names import IALL
from iall_kg.pages.said import STATED, Said, Sayings
from iall_kg.pages.site import Site

# A step of these ends the chain: what its object does by itself is not what the actor does.
ENDING = frozenset(p.value for p in (IALL.targets, IALL.binds, IALL.regulates))
MEMBERSHIP = IALL.memberOfClass.value
DRIVES = IALL.drives
DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Link:
    """One step, what follows from it, and what drives the process in which it ends."""

    said: Said
    then: list["Link"] = field(default_factory=list)
    drivers: list[Said] = field(default_factory=list)


def chain(site: Site, start: str) -> list[Link]:
    """Return the steps from a thing, each with those that follow; what was shown before is not followed again."""
    sayings = site.mechanism
    seen = {start}

    def follow(node: str, depth: int, inside_class: bool) -> list[Link]:
        found = []
        for said in sorted(sayings.about(node), key=lambda one: one.predicate != MEMBERSHIP):
            if said.standing == "set aside" or (said.predicate == MEMBERSHIP and not inside_class):
                continue
            new = said.iri not in seen and said.standing == STATED and said.predicate not in ENDING and depth < DEEPEST
            seen.add(said.iri)
            then = follow(said.iri, depth + 1, said.predicate == MEMBERSHIP) if new else []
            found.append(Link(said, then, _drivers(sayings, said)))
        return found

    return follow(start, 0, inside_class=True)


def _drivers(sayings: Sayings, said: Said) -> list[Said]:
    """Return what drives the process in which a step ends."""
    if said.predicate != IALL.requiredFor.value:
        return []
    return [other for other in sayings.all if other.predicate == DRIVES.value and other.iri == said.iri]


def acts_beyond_membership(links: list[Link]) -> bool:
    """Tell whether a chain says more than to which classes something belongs."""
    return any(link.said.predicate != MEMBERSHIP or acts_beyond_membership(link.then) for link in links)
