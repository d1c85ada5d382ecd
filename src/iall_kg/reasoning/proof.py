"""Prove what was inferred: which rules lead from which given statements to a triple, the smallest proof first.

Comes in: the release dataset and the rules that inferred it. Goes out: proofs as trees. The rules are run
backwards, and their premises are looked up among all that holds (`applications`). Given statements (of claims,
the ontology, the things) are where a proof ends; they are never proved.

A proof is smaller the fewer stated facts it stands on, then the fewer rules it applies; what is needed in
two places counts twice. The smallest proof of each premise is found first (D. E. Knuth, "A generalization of
Dijkstra's algorithm", Information Processing Letters 6, 1977), so no proof can go in a circle.
"""

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

import pyoxigraph as ox

from iall_kg.names import IALL, INFERRED_GRAPH
from iall_kg.reasoning.applications import Application, Applications
from iall_kg.reasoning.rules import Rule
from iall_kg.statements import Spo, match
from iall_kg.stores.readable import ReadableStore


@dataclass(frozen=True, slots=True)
class Proof:
    """A triple and why it holds: a rule with the proofs of its premises, or no rule if it is given."""

    conclusion: Spo
    rule: Rule | None = None
    premises: tuple["Proof", ...] = ()

    def leaves(self) -> Iterator[Spo]:
        """Yield the given statements on which the proof stands, each once."""
        yield from dict.fromkeys(self._leaves())

    def steps(self) -> Iterator["Proof"]:
        """Yield every application of a rule, each conclusion once, premises before conclusions."""
        seen: dict[Spo, Proof] = {}
        for step in self._steps():
            seen.setdefault(step.conclusion, step)
        yield from seen.values()

    def _leaves(self) -> Iterator[Spo]:
        if self.rule is None:
            yield self.conclusion
        for premise in self.premises:
            yield from premise._leaves()

    def _steps(self) -> Iterator["Proof"]:
        for premise in self.premises:
            yield from premise._steps()
        if self.rule is not None:
            yield self


@dataclass(frozen=True, slots=True, order=True)
class Size:
    """What makes one proof smaller than another; `form` decides between equals, the same way each time."""

    facts: int
    steps: int
    form: str = ""


@dataclass(frozen=True, slots=True)
class Best:
    """The size of the smallest proof of a triple, and its last step; a given triple has none."""

    size: Size
    application: Application | None = None


class Prover:
    """Finds the proofs of triples of one release dataset."""

    def __init__(self, release: ReadableStore, rules: list[Rule], form: Callable[[Spo], str]) -> None:
        """Take a release, the rules that made it, and a text for each triple that is the same in every run."""
        self.rules = rules
        self._release = release
        self._applications = Applications(release, rules)
        self._form = form
        self._best: dict[Spo, Best] = {}

    def smallest(self, goal: Spo) -> Proof | None:
        """Return the smallest proof of a triple: itself if it is given, None if it does not hold."""
        self._solve(goal, self._best)
        return _tree(goal, self._best) if goal in self._best else None

    def proofs(self, goal: Spo, limit: int) -> list[Proof]:
        """Return proofs of a triple from other statements than itself, smallest first, each from another set of them.

        They differ in the last step, together with the parts of a definition that it applies; of each other
        premise the smallest proof is taken.
        """
        known: dict[Spo, Best] = {}
        self._solve(goal, known, barred=goal)
        return [proof for _, proof in self._ranked(goal, known, goal, limit)[:limit]]

    def _ranked(self, goal: Spo, known: dict[Spo, Best], barred: Spo, limit: int) -> list[tuple[Size, Proof]]:
        """Return the proofs of a triple by its last step, smallest first, of each set of given statements one."""
        ranked = []
        for application in self._applications.giving(goal):
            if barred in application.premises or any(premise not in known for premise in application.premises):
                continue
            options = [
                self._ranked(premise, known, barred, limit)[:limit]
                if isinstance(premise[2], ox.BlankNode) and known[premise].application
                else [(known[premise].size, _tree(premise, known))]
                for premise in application.premises
            ]
            for chosen in product(*options):
                size = self._added(application, [size for size, _ in chosen])
                ranked.append((size, Proof(goal, application.rule, tuple(proof for _, proof in chosen))))
        first: dict[frozenset[Spo], tuple[Size, Proof]] = {}
        for size, proof in sorted(ranked, key=lambda item: item[0]):
            first.setdefault(frozenset(self.stated(proof)), (size, proof))
        return list(first.values())

    def stated(self, proof: Proof) -> list[Spo]:
        """Return the leaves of a proof that claims state."""
        return [leaf for leaf in proof.leaves() if self.is_stated(leaf)]

    def is_given(self, triple: Spo) -> bool:
        """Tell whether a triple is stated, an axiom or a typing, and so needs no proof."""
        return ox.Quad(*triple) in self._release and ox.Quad(*triple, INFERRED_GRAPH) not in self._release

    def is_stated(self, triple: Spo) -> bool:
        """Tell whether a claim asserts a triple."""
        graphs = (found.graph for found in match(self._release, *triple))
        return any(
            ox.Quad(g, IALL.stance, IALL.Asserts) in self._release for g in graphs if isinstance(g, ox.NamedNode)
        )

    def _solve(self, goal: Spo, known: dict[Spo, Best], barred: Spo | None = None) -> None:
        """Add to `known` the smallest proof of all that may serve to prove the goal, without using `barred`."""
        waiting: dict[Spo, list[Application]] = defaultdict(list)
        missing: dict[Application, int] = {}
        heap: list[tuple[Size, int, Application]] = []

        def offer(application: Application) -> None:
            size = self._size(application, known)
            if size is not None and application.conclusion != barred:
                heapq.heappush(heap, (size, len(missing) + len(heap), application))

        for application in self._reachable(goal, known, barred):
            unsolved = {premise for premise in application.premises if premise not in known}
            missing[application] = len(unsolved)
            for premise in unsolved:
                waiting[premise].append(application)
            if not unsolved:
                offer(application)
        while heap:
            size, _, application = heapq.heappop(heap)
            if application.conclusion in known:
                continue
            known[application.conclusion] = Best(size, application)
            for next_one in waiting[application.conclusion]:
                missing[next_one] -= 1
                if not missing[next_one]:
                    offer(next_one)

    def _reachable(self, goal: Spo, known: dict[Spo, Best], barred: Spo | None) -> list[Application]:
        """Return the applications on which the goal may rest, and enter the given statements into `known`."""
        found, queue, seen = [], [goal], {goal}
        while queue:
            triple = queue.pop()
            if triple in known:
                continue
            if triple != barred and self.is_given(triple):
                known[triple] = Best(Size(int(self.is_stated(triple)), 0))
                continue
            for application in self._applications.giving(triple):
                if barred not in application.premises:
                    found.append(application)
                    queue += [premise for premise in application.premises if premise not in seen]
                    seen.update(application.premises)
        return found

    def _size(self, application: Application, known: dict[Spo, Best]) -> Size | None:
        """Return the size of the proof that ends in this application, or None if a premise has no proof."""
        if any(premise not in known for premise in application.premises):
            return None
        return self._added(application, [known[premise].size for premise in application.premises])

    def _added(self, application: Application, sizes: list[Size]) -> Size:
        form = f"{application.rule.name} {' '.join(map(self._form, application.premises))}"
        below = " ".join(size.form for size in sizes if size.steps)
        return Size(sum(s.facts for s in sizes), sum(s.steps for s in sizes) + 1, f"{form} {below}")


def _tree(triple: Spo, known: dict[Spo, Best]) -> Proof:
    application = known[triple].application
    if application is None:
        return Proof(triple)
    return Proof(triple, application.rule, tuple(_tree(p, known) for p in application.premises))
