"""Lead from what a page leaves out to all of it: a stored question about the thing, with its rows in other forms too.

A stored question is answered by a worker with the limits of any query, so the rest of a page costs the page nothing.
In the static export its page holds the answer about all things, and leads to the files with every row.
"""

from dataclasses import dataclass

import pyoxigraph as ox

from iall_kg.names import kind_of, shorten
from iall_kg.show import SAID, said_of

BELONGING = "studies-and-results"
RESTING = "results-of-reference"


@dataclass(frozen=True, slots=True)
class Rest:
    """A stored query and the values, as CURIEs, with which it gives what a page leaves out and what it shows of it."""

    query: str
    values: dict[str, list[str]]


def all_said(thing: str, relation: str) -> Rest:
    """Return where all statements stand that name a thing by a relation, which is given as a CURIE."""
    return Rest(SAID, said_of(shorten(thing), relation))


def all_belonging(thing: str, *kinds: ox.NamedNode) -> Rest:
    """Return where all studies, groups, results and uses, or those of some kinds, stand that belong to a thing."""
    query, parameter = (RESTING, "reference") if kind_of(thing) == "reference" else (BELONGING, "thing")
    values = {parameter: [shorten(thing)], "kind": [shorten(kind.value) for kind in kinds]}
    return Rest(query, {name: given for name, given in values.items() if given})
