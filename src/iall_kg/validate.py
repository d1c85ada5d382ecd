"""Check the sources before anything is built: SHACL shapes for single things, stored checks across graphs.

Comes in: the loaded sources. Goes out: a report of faults, each with what is wrong, what to do and where,
and of how many things each rule looked at. A rule that looked at nothing is itself a fault, because a typing
error in a target would otherwise pass as conformance.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox

from iall_kg.content import Content
from iall_kg.errors import LoadError
from iall_kg.faults import Fault, readable
from iall_kg.load import Sources, shown
from iall_kg.names import kind_of, shorten
from iall_kg.shacl import Focus, check_shapes, count_targets, one_pass, read_shapes, rules_that_warn

CHECK_HEADER = re.compile(
    r"# (?P<rule>[^\n]+)\n# severity: (?P<severity>violation|warning)\n# counts: (?P<counts>[^\n]+)\n"
)


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Share:
    """Which part of the rules to run, of how many parts."""

    number: int
    parts: int

    def of(self, rules: Sequence[T]) -> Sequence[T]:
        """Return this part of them."""
        return rules[self.number :: self.parts]


EVERY = Share(0, 1)


@dataclass(frozen=True, slots=True)
class Report:
    """The faults found, and how many things each rule looked at."""

    faults: list[Fault]
    checked: dict[str, int]

    @property
    def conforms(self) -> bool:
        """Whether no rule of severity violation is broken."""
        return not any(fault.severity == "violation" for fault in self.faults)


def validate(sources: Sources, content: Content, only: Iterable[Path] = ()) -> Report:
    """Check `sources` against all shapes and checks of `content`.

    With `only`, faults are reported of what is described or claimed in those files alone; a rule that finds nothing to
    look at is then no fault.
    """
    return of_all(run_rules(sources, content), sources, only)


def run_rules(
    sources: Sources,
    content: Content,
    share: Share = EVERY,
    focus: Collection[ox.NamedNode] | None = None,
    warnings: bool = True,
) -> Report:
    """Return what a share of the shapes and checks finds among `sources`, in no order.

    With `focus`, faults are reported of those things alone, and shapes do not look at others. Without `warnings`, no
    rule of that severity is run.
    """
    shapes = read_shapes(content.shapes)
    looked = None if focus is None else Focus(sources.store, focus)
    counts = count_targets(sources.store, shapes, content)
    left_out = set() if warnings else rules_that_warn(shapes)
    checked = {rule: counts[rule] for rule in share.of(sorted(counts)) if rule not in left_out}
    faults = check_shapes(sources, one_pass(shapes, checked, looked))
    for path in share.of(sorted((content.queries / "checks").glob("*.rq"))):
        if warnings or _read_check(path)[1]["severity"] == "violation":
            found, count = run_check(sources, path, focus)
            faults += found
            checked[path.stem] = count
    return Report(faults, checked)


def of_all(found: Report, sources: Sources, only: Iterable[Path] = ()) -> Report:
    """Return a report in order: of all files, with the rules that looked at nothing, or of the files of `only`."""
    resolved = {path.resolve() for path in only}
    wanted = {shown(path, sources.root) for path in sources.files if path.resolve() in resolved}
    if wanted:
        faults = [f for f in found.faults if f.where.rsplit(":", 1)[0] in wanted]
    else:
        nothing = "The rule found nothing to look at: mend its target."
        idle = [Fault("violation", rule, nothing, "", "") for rule, count in found.checked.items() if count == 0]
        faults = found.faults + idle
    return Report(sorted(set(faults), key=in_order), found.checked)


def in_order(fault: Fault) -> tuple[bool, str, int, str, str, str]:
    """Return by what faults are sorted: violations first, then file by file from top to bottom."""
    file, _, line = fault.where.rpartition(":")
    return fault.severity != "violation", file, int(line or 0), fault.rule, fault.node, fault.message


def run_check(sources: Sources, path: Path, focus: Collection[ox.NamedNode] | None = None) -> tuple[list[Fault], int]:
    """Return the faults that one stored check finds, of `focus` only if it is given, and at how much it looked.

    A check selects ?node and ?problem, and may select ?claim, the graph in which the fault stands: the claim
    is then the place to mend, not the description of the node.
    """
    text, header = _read_check(path)
    try:
        rows = sources.store.query(text)
    except SyntaxError as error:
        raise LoadError(f"{path.name}: the check is not SPARQL that can be run: {error}") from error
    assert isinstance(rows, ox.QuerySolutions)
    in_claims = ox.Variable("claim") in rows.variables
    faults = []
    for row in rows:
        if focus is not None and row["node"] not in focus:
            continue
        iri = row["node"].value if isinstance(row["node"], ox.NamedNode) else ""
        graph = row["claim"].value if in_claims and isinstance(row["claim"], ox.NamedNode) else ""
        where = sources.locate(graph) if kind_of(graph) == "claim" else ""
        message = readable(row["problem"].value)
        faults.append(Fault(header["severity"], path.stem, message, shorten(iri), where or sources.locate(iri)))
    return faults, _count(sources.store, header["counts"])


def _read_check(path: Path) -> tuple[str, re.Match[str]]:
    text = path.read_text(encoding="utf-8")
    header = CHECK_HEADER.match(text)
    if header is None:
        raise LoadError(f"{path.name}: a check begins with its rule in words, `# severity:` and `# counts:` lines.")
    return text, header


def _count(store: ox.Store, term: str) -> int:
    """Return how often a class or property, given as an IRI in angle brackets, is used, or all triples."""
    if term == "triples":
        return len(store)
    node = ox.NamedNode(term.strip("<>"))
    as_property = sum(1 for _ in store.quads_for_pattern(None, node, None, None))
    return as_property or sum(1 for _ in store.quads_for_pattern(None, None, node, None))
