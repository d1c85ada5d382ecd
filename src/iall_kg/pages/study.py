"""The page of a trial or study: phase and status as read, patients, results, and what table and text each say of it."""

from collections.abc import Callable

import pyoxigraph as ox

from iall_kg.names import IALL, kind_of
from iall_kg.pages.addresses import page_of
from iall_kg.pages.cells import View, size_of
from iall_kg.pages.pictured import picture
from iall_kg.pages.said import Evidence, Said
from iall_kg.pages.site import Site
from iall_kg.pages.table import Cell, Part, Table, evidence_part
from iall_kg.pages.thing_parts import Parts, common_parts, render_thing
from iall_kg.pages.values import value_words

COMPARED = (
    IALL.evaluates,
    IALL.hasTrialPhase,
    IALL.hasStatus,
    IALL.responsibleParty,
    IALL.studiesDisease,
    IALL.reportedIn,
)


def page(site: Site, iri: str) -> str:
    """Return the page of a trial or study."""
    parts = common_parts(site, iri, left_out={IALL.enrolls.value})
    # In whom comes before what came out.
    parts.tables.sort(key=lambda found: found.key != "populations")
    view = View(site, parts.found, iri)
    return render_thing(
        site,
        "study.html",
        iri,
        parts=parts,
        phases=parts.sayings.of(iri, IALL.hasTrialPhase),
        statuses=parts.sayings.of(iri, IALL.hasStatus),
        read_on=parts.sayings.of(iri, IALL.statusReadOn),
        compared=_compared(view, parts),
        picture_of_thing=picture(site, "survival", page_of(iri), iri),
    )


def _compared(view: View, parts: Parts) -> Table | None:
    """Return side by side what a table and what the text say of the study, or nothing if not both speak of it."""
    said = parts.sayings.about(view.thing)
    if not all(any(is_table(e) == wanted for s in said for e in s.evidence) for wanted in (True, False)):
        return None
    lines = [line for term in COMPARED if (line := _property_line(view, parts.sayings.of(view.thing, term), term))]
    outcomes = [s.subject for s in parts.sayings.all if s.iri == view.thing and kind_of(s.subject) == "outcome"]
    results = [one for node in dict.fromkeys(outcomes) for one in view.sayings.of(node, IALL.measure)]
    if results:
        lines.append(_line("results", results, lambda s: _result(view, s.subject)))
    return Table(("what", "the table", "the text", "together"), tuple(lines))


def _property_line(view: View, said: list[Said], term: ox.NamedNode) -> tuple[Cell, ...] | None:
    return _line(view.site.property_words(term.value), said, lambda s: (Part(view.words(s), s.iri),)) if said else None


def _line(head: str, said: list[Said], parts_of: Callable[[Said], tuple[Part, ...]]) -> tuple[Cell, ...]:
    sides = [_side(said, parts_of, of_table=True), _side(said, parts_of, of_table=False)]
    table, text = (
        {part.text for s in said if _places(s, of_table) for part in parts_of(s)} for of_table in (True, False)
    )
    return (Cell((Part(head),)), *sides, Cell((Part(_verdict(table, text)),)))


def _verdict(table: set[str], text: set[str]) -> str:
    """Return how two sets of what is said agree."""
    if not table or not text:
        return "only the table says it" if table else "only the text says it"
    if table == text:
        return "the same"
    return "the text says more" if table < text else "the table says more" if text < table else "they differ"


def _side(said: list[Said], parts_of: Callable[[Said], tuple[Part, ...]], *, of_table: bool) -> Cell:
    """Return what one side says, each with its place."""
    parts: list[Part] = []
    for one in said:
        if places := _places(one, of_table):
            parts += parts_of(one)
            parts += [evidence_part(e.claim, e.section, e.references) for e in places]
    return Cell(tuple(parts))


def _places(said: Said, of_table: bool) -> list[Evidence]:
    return [e for e in said.evidence if is_table(e) == of_table]


def _result(view: View, outcome: str) -> tuple[Part, ...]:
    """Return a result in words: measure, time point, value, and in whom."""
    label, sayings = view.site.label, view.sayings
    what = ", ".join(label(iri) for iri in sayings.objects(outcome, IALL.measure, IALL.atTime))
    groups = (
        f"{label(group)}, patients: {size_of(view, group)}" for group in sayings.objects(outcome, IALL.inPopulation)
    )
    return Part(f"{what}: {value_words(view.site, sayings, outcome)}", outcome), *map(Part, groups)


def is_table(evidence: Evidence) -> bool:
    """Tell whether a claim was read out of a table."""
    return evidence.section.startswith("Table")
