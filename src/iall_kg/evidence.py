"""Sum up the evidence of each claim in two literals, so that every query can show it on a row.

`iall:section` is the section, figure or table of the claim's passage; `iall:references` the numbers of the
references that stand behind it: those printed in the passage, the right ones where the print is wrong, or
those of the next citation in the paragraph.
"""

from collections import defaultdict
from collections.abc import Iterator

import pyoxigraph as ox

from iall_kg.names import IALL, META_GRAPH


def evidence_quads(store: ox.Store) -> Iterator[ox.Quad]:
    """Yield a section and a references literal for each claim of `store`."""
    section = {q.subject: q.object for q in store.quads_for_pattern(None, IALL.section, None, META_GRAPH)}
    cited = {
        term: _numbers(store, term) for term in (IALL.citesAsPrinted, IALL.citesAsCorrected, IALL.citesInContext)
    }
    for quad in store.quads_for_pattern(None, IALL.fromPassage, None, META_GRAPH):
        claim, passage = quad.subject, quad.object
        if passage in section:
            yield ox.Quad(claim, IALL.section, section[passage], META_GRAPH)
        printed, corrected, context = (cited[term].get(passage, []) for term in cited)
        yield ox.Quad(claim, IALL.references, ox.Literal(_shown(printed, corrected, context)), META_GRAPH)


def _numbers(store: ox.Store, term: ox.NamedNode) -> dict[ox.NamedNode, list[int]]:
    found = defaultdict(list)
    for quad in store.quads_for_pattern(None, term, None, META_GRAPH):
        found[quad.subject].append(int(quad.object.value.rsplit("/", 1)[-1]))
    return {passage: sorted(numbers) for passage, numbers in found.items()}


def _shown(printed: list[int], corrected: list[int], context: list[int]) -> str:
    if corrected:
        return f"{_listed(corrected)} (printed {_listed(printed or context)})"
    if printed:
        return _listed(printed)
    return f"{_listed(context)} (end of paragraph)" if context else "none"


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))
