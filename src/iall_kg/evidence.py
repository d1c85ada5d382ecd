"""Sum up the evidence of each claim in two literals, so that every query can show it on a row.

`iall:section` is the section, figure or table of the claim's passage; `iall:references` the numbers of the
references that stand behind it: those printed in the passage, the right ones where the print is wrong, or
those of the next citation in the paragraph.
"""

from collections import defaultdict
from collections.abc import Iterator

import pyoxigraph as ox

from iall_kg.errors import BuildError
from iall_kg.names import IALL, META_GRAPH, shorten
from iall_kg.statements import match


def evidence_quads(store: ox.Store) -> Iterator[ox.Quad]:
    """Yield a section and a references literal for each claim of `store`."""
    section = {s.subject.value: s.object for s in match(store, None, IALL.section, None, META_GRAPH)}
    kind = {s.subject.value: s.object.value for s in match(store, None, IALL.passageKind, None, META_GRAPH)}
    cited = [_numbers(store, term) for term in (IALL.citesAsPrinted, IALL.citesAsCorrected, IALL.citesInContext)]
    for claim, _, passage, _ in match(store, None, IALL.fromPassage, None, META_GRAPH):
        if passage.value in section:
            yield ox.Quad(claim, IALL.section, section[passage.value], META_GRAPH)
        printed, corrected, context = (numbers.get(passage.value, []) for numbers in cited)
        covered = "end of paragraph" if kind.get(passage.value) == "Sentence" else "where it is called"
        shown = _shown(printed, corrected, context, covered)
        yield ox.Quad(claim, IALL.references, ox.Literal(shown), META_GRAPH)


def _numbers(store: ox.Store, term: ox.NamedNode) -> dict[str, list[int]]:
    found = defaultdict(list)
    for passage, _, reference, _ in match(store, None, term, None, META_GRAPH):
        number = reference.value.rsplit("/", 1)[-1]
        if not number.isdecimal():
            raise BuildError(f"{shorten(passage.value)} cites {shorten(reference.value)}, which has no number.")
        found[passage.value].append(int(number))
    return {passage: sorted(numbers) for passage, numbers in found.items()}


def _shown(printed: list[int], corrected: list[int], context: list[int], covered: str) -> str:
    if corrected:
        return f"{_listed(corrected)} (printed {_listed(printed or context)})"
    if printed:
        return _listed(printed)
    return f"{_listed(context)} ({covered})" if context else "none"


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers)) or "none"
