"""Ask a query of a dataset whose default graph stands under a name.

Where the default graph of a service is the union of all graphs, the facts stand in a named graph instead. A query
without GRAPH is asked of that graph as its dataset. A dataset with thousands of named graphs is too long to name, so
any other query is put into the graph as a whole: `GRAPH <name> { … }` within each outermost group makes it the graph
of all patterns that name none, those of subqueries and EXISTS too. A pattern `GRAPH ?graph { … }` passes over it.

Reference: https://www.w3.org/TR/sparql11-query/#queryDataset
"""

from iall_kg.errors import StoreError
from iall_kg.sparql_guard import TOKEN
from iall_kg.stores.described import DEFAULT_GRAPH

Mark = tuple[int, str]
Dataset = list[tuple[str, str]]


def in_named_default(sparql: str) -> tuple[str, Dataset]:
    """Return the query for such a dataset, and the dataset that goes with it by the protocol.

    A query that names its dataset itself stays as it is. Raises StoreError for DESCRIBE by patterns in named graphs,
    which cannot be put so, and for escaped characters outside strings and IRIs, which may be braces.
    """
    marks = [(m.start(), m[0]) for m in TOKEN.finditer(sparql) if not m[0].isspace() and not m[0].startswith("#")]
    if any(mark == "\\" for _, mark in marks):
        raise StoreError(
            "Escaped characters outside strings and IRIs are not read there. Write them plainly.", "refused"
        )
    words = _outside_groups(marks)
    if "from" in words:
        return sparql, []
    if not any(mark.casefold() == "graph" for _, mark in marks):
        return sparql, [("default-graph-uri", DEFAULT_GRAPH.value)]
    if "describe" in words:
        raise StoreError("DESCRIBE with GRAPH is not answered there. Find the things by SELECT first.", "refused")
    pieces = []
    end = 0
    for offset, added in _additions(marks):
        pieces += [sparql[end:offset], added]
        end = offset
    return "".join([*pieces, sparql[end:]]), []


def _outside_groups(marks: list[Mark]) -> set[str]:
    depth = 0
    words = set()
    for _, mark in marks:
        depth += {"{": 1, "}": -1}.get(mark, 0)
        if not depth:
            words.add(mark.casefold())
    return words


def _additions(marks: list[Mark]) -> list[Mark]:
    """Return what is added, and at which offsets."""
    added: list[Mark] = []
    behind: list[str] = []  # what is added behind each group that is open
    values = False
    before = ["", ""]
    for start, mark in marks:
        if mark == "{":
            if behind:
                names_variable = before[0].casefold() == "graph" and before[1][0] in "?$"
                behind.append(f" FILTER({before[1]} != {DEFAULT_GRAPH})" if names_variable else "")
            elif values or before[1].casefold() == "construct":  # rows or a template, no patterns
                behind.append("")
            else:
                added.append((start + 1, f" GRAPH {DEFAULT_GRAPH} {{"))
                behind.append(" }")
        elif mark == "}" and behind:
            added.append((start + 1, behind.pop()))
        values = values or (not behind and mark.casefold() == "values")
        before = [before[1], mark]
    return added
