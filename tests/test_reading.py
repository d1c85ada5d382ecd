"""What `show` and `explain` read of a store does not grow with what others say in it."""

from collections.abc import Callable, Iterator

import pyoxigraph as ox
import pytest

from iall_kg.content import Content
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, IALL, INFERRED_GRAPH, ONTOLOGY_GRAPH, RDF, RDFS
from iall_kg.reasoning.rules import read_rules

OTHERS = 2_000
ASKED: dict[str, Callable[[KnowledgeGraph], object]] = {
    "show by label": lambda kg: kg.show("revumenib"),
    "show by CURIE": lambda kg: kg.show("fusion:KMT2A--AFF1"),
    "show a claim": lambda kg: kg.show("claim:kulczycka-2024/s4-3-p2-s2"),
    "explain what is inferred": lambda kg: kg.explain("revumenib", "targetsMechanismOf", "fusion:KMT2A--AFF1"),
    "explain a membership": lambda kg: kg.explain("drug:revumenib", "a", "menin inhibitor", 3),
    "explain a value": lambda kg: kg.explain("lestaurtinib plus chemotherapy arm", "sampleSize", "67"),
    "explain what is stated": lambda kg: kg.explain("venetoclax", "member of class", "BCL-2 inhibitor"),
}


class Watched:
    """A store that writes down each pattern that it is asked for, and counts the statements that it gives."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self.patterns: set[tuple[object, ...]] = set()
        self.read = 0

    def quads_for_pattern(self, *pattern: object) -> Iterator[ox.Quad]:
        self.patterns.add(pattern)
        for quad in self._store.quads_for_pattern(*pattern):
            self.read += 1
            yield quad

    def __contains__(self, quad: ox.Quad) -> bool:
        self.read += 1
        return quad in self._store


@pytest.fixture(scope="module")
def crowded(kg: KnowledgeGraph) -> ox.Store:
    """The release with many other drugs in it, each with a label, a class, a claim and what follows from it."""
    store = ox.Store()
    store.bulk_extend(kg.store)
    protein = ox.NamedNode(BASE + "protein/other")
    for number in range(OTHERS):
        drug, claim = (ox.NamedNode(f"{BASE}{kind}/other/{number}") for kind in ("drug", "claim"))
        for triple, *graphs in (
            ((drug, RDF.type, IALL.Drug),),
            ((drug, RDFS.label, ox.Literal(f"other {number}", language="en")),),
            ((claim, IALL.stance, IALL.Asserts),),
            ((drug, IALL.targets, protein), claim),
            ((drug, RDF.type, IALL.TherapeuticAgent), INFERRED_GRAPH),
        ):
            store.extend(ox.Quad(*triple, graph) for graph in (ox.DefaultGraph(), *graphs))
    return store


def watched(store: ox.Store, content: Content, ask: Callable[[KnowledgeGraph], object]) -> Watched:
    seen = Watched(store)
    assert ask(KnowledgeGraph(seen, content))
    return seen


@pytest.mark.parametrize("asked", ASKED)
def test_no_more_is_read_where_others_say_more(asked: str, crowded: ox.Store, kg: KnowledgeGraph) -> None:
    alone = watched(kg.store, kg.content, ASKED[asked])
    among_others = watched(crowded, kg.content, ASKED[asked])
    # Not the same number: what stops at the first of several statements meets them in another order.
    assert alone.read > 0
    assert among_others.read < alone.read + OTHERS / 10
    assert among_others.patterns == alone.patterns


@pytest.mark.parametrize("asked", ASKED)
def test_what_is_asked_names_a_thing_or_an_axiom_or_the_ontology(asked: str, kg: KnowledgeGraph) -> None:
    rules = read_rules(kg.content.queries / "rules" / "infer")
    axioms = {axiom[1] for rule in rules for axiom in rule.axioms} - {RDF.type}
    for subject, predicate, target, graph in watched(kg.store, kg.content, ASKED[asked]).patterns:
        named = subject is not None or target is not None
        assert named or predicate in axioms or graph == ONTOLOGY_GRAPH
