"""Fill the cells of tables of observations: labels that lead on, values as printed, numbers of patients, evidence."""

from collections.abc import Callable
from dataclasses import dataclass

import pyoxigraph as ox

from iall_kg.names import IALL
from iall_kg.pages.said import STATED, Said, Sayings
from iall_kg.pages.site import Site
from iall_kg.pages.table import Cell, Part, evidence_part
from iall_kg.pages.values import value_words

NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class View:
    """What a table is filled from: the site, what is said of the observations, and the thing that the page is about."""

    site: Site
    sayings: Sayings
    thing: str

    def words(self, said: Said) -> str:
        """Return the object of a statement in words."""
        return self.site.label(said.iri) if said.iri else said.object.value


Fill = Callable[[View, str], Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column, and what fills it; one that `names` things is left out where it names only the page's."""

    head: str
    fill: Fill
    names: bool = False


def links(*predicates: ox.NamedNode) -> Fill:
    """Fill with what some properties lead to; what does not stand among the facts is marked."""

    def fill(view: View, node: str) -> Cell:
        found = (said for predicate in predicates for said in view.sayings.of(node, predicate))
        return Cell(tuple(dict.fromkeys(Part(view.words(s), s.iri, mark=_mark_of(view, s)) for s in found)))

    return fill


def texts(*predicates: ox.NamedNode) -> Fill:
    """Fill with the texts or numbers of some properties."""

    def fill(view: View, node: str) -> Cell:
        parts = tuple(
            dict.fromkeys(
                Part(view.words(s), mark=_mark_of(view, s)) for p in predicates for s in view.sayings.of(node, p)
            )
        )
        return Cell(parts, number=all(part.text.isdecimal() for part in parts))

    return fill


def first_of(*fills: Fill) -> Fill:
    """Fill with the first of several that gives anything."""

    def fill(view: View, node: str) -> Cell:
        cells = (other(view, node) for other in fills)
        return next((cell for cell in cells if cell.parts), Cell(()))

    return fill


def named_by(predicate: ox.NamedNode) -> Fill:
    """Fill with what a property leads to, as a link to the node itself."""

    def fill(view: View, node: str) -> Cell:
        words = ", ".join(view.words(said) for said in view.sayings.of(node, predicate)) or NOT_STATED
        return Cell((Part(words, "" if node == view.thing else node),))

    return fill


def itself(view: View, node: str) -> Cell:
    """Fill with the label of the node."""
    return Cell((Part(view.site.label(node), "" if node == view.thing else node),))


def value(view: View, node: str) -> Cell:
    """Fill with the value in words, which leads to the observation."""
    words = value_words(view.site, view.sayings, node)
    return Cell((Part(words, "" if node == view.thing else node),))


def patients(view: View, node: str) -> Cell:
    """Fill with the number of patients of each population of an observation."""
    return Cell(tuple(Part(size_of(view, p)) for p in view.sayings.objects(node, IALL.inPopulation)), number=True)


def size_of(view: View, population: str) -> str:
    """Return the number of patients of a population as stated."""
    return "; ".join(said.object.value for said in view.sayings.of(population, IALL.sampleSize)) or NOT_STATED


def side(outcome: ox.NamedNode, population: ox.NamedNode) -> Fill:
    """Fill with one side of a comparison: a result with its patients, or only the patients."""

    def fill(view: View, node: str) -> Cell:
        parts: list[Part] = []
        for result in view.sayings.objects(node, outcome):
            parts.append(Part(value_words(view.site, view.sayings, result), result))
            parts += [_group(view, group) for group in view.sayings.objects(result, IALL.inPopulation)]
        if not parts:
            parts = [_group(view, group) for group in view.sayings.objects(node, population)]
        return Cell(tuple(parts))

    return fill


def _group(view: View, population: str) -> Part:
    return Part(f"{view.site.label(population)}, patients: {size_of(view, population)}", population)


def standing(view: View, node: str) -> Cell:
    """Fill with how the observation stands, if nothing that is said of it is simply stated."""
    return Cell(()) if _is_stated(view, node) else Cell(tuple(Part("", mark=mark) for mark in _marks(view, node)))


def evidence(*predicates: ox.NamedNode) -> Fill:
    """Fill with the claims that state something of the node, or only those that state some properties of it."""

    def fill(view: View, node: str) -> Cell:
        said = [s for p in predicates for s in view.sayings.of(node, p)] if predicates else view.sayings.about(node)
        found = {e.claim: e for one in said for e in one.evidence}
        return Cell(tuple(evidence_part(e.claim, e.section, e.references) for _, e in sorted(found.items())))

    return fill


def _mark_of(view: View, said: Said) -> str:
    """Return how a statement stands, if it is not stated but others about the same node are."""
    return said.standing if said.standing != STATED and _is_stated(view, said.subject) else ""


def _is_stated(view: View, node: str) -> bool:
    return STATED in _marks(view, node)


def _marks(view: View, node: str) -> list[str]:
    return list(dict.fromkeys(said.standing for said in view.sayings.about(node)))
