"""The inference rules are read as what they say, and running them on news only finds all that follows."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from iall_kg.content import Content, find_content
from iall_kg.errors import BuildError
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import INFERRED_GRAPH, OWL, RDF
from iall_kg.reasoning.inference import close, infer
from iall_kg.reasoning.rules import LATEST_GRAPH, read_rule, read_rules
from iall_kg.statements import DEFAULT, match

FOLDER = find_content().queries / "rules" / "infer"
RULES = sorted(FOLDER.glob("*.rq"))
HEAD = "# OWL 2 RL test: words.\nPREFIX owl: <http://www.w3.org/2002/07/owl#>\n"


def given(kg: KnowledgeGraph) -> ox.Store:
    """Return the default graph of the release as it was before anything was inferred."""
    store = ox.Store()
    store.extend(
        ox.Quad(*found[:3])
        for found in match(kg.store, graph=DEFAULT)
        if ox.Quad(*found[:3], INFERRED_GRAPH) not in kg.store
    )
    return store


def closed_naively(facts: ox.Store, texts: list[str]) -> ox.Store:
    """Run every rule over everything until nothing new appears."""
    size = -1
    while size != len(facts):
        size = len(facts)
        for text in texts:
            facts.extend([ox.Quad(t.subject, t.predicate, t.object) for t in facts.query(text)])
    return facts


def test_running_rules_on_the_latest_statements_finds_all_that_running_them_on_everything_finds(
    kg: KnowledgeGraph,
) -> None:
    rules = read_rules(FOLDER)
    ours, naive = given(kg), closed_naively(given(kg), [rule.sparql for rule in rules])
    before = len(ours)
    inferred = close(ours, rules)
    assert len(inferred) > 1000
    assert len(ours) == before + len(inferred) == len(naive)
    assert set(ours) == set(naive)


def test_inference_leaves_nothing_behind_but_what_follows(kg: KnowledgeGraph, content: Content) -> None:
    store = given(kg)
    inferred = infer(store, content.queries / "rules" / "infer")
    assert list(store.named_graphs()) == []
    assert {(t.subject, t.predicate, t.object) for t in inferred} == {
        found[:3] for found in match(kg.store, graph=INFERRED_GRAPH)
    }


def patterns(part: CompValue) -> set[str]:
    """Return the triple patterns anywhere below a part of rdflib's algebra."""
    own = {" ".join(term.n3() for term in triple) for triple in dict.get(part, "triples", [])}
    return own.union(*(patterns(below) for below in part.values() if isinstance(below, CompValue)))


@pytest.mark.parametrize("path", RULES, ids=lambda p: p.stem)
def test_a_rule_is_read_as_a_sparql_parser_reads_it(path: Path) -> None:
    rule, algebra = read_rule(path), prepareQuery(path.read_text(encoding="utf-8")).algebra
    assert {" ".join(map(str, premise)) for premise in rule.premises} == patterns(algebra)
    assert [" ".join(map(str, rule.conclusion))] == [" ".join(t.n3() for t in triple) for triple in algebra.template]
    assert len(rule.only_iris) == rule.sparql.count("FILTER")
    assert rule.sentence.endswith(".")
    assert path.stem.startswith(rule.clause.rstrip("12")), "the file is named after its clause of OWL 2 RL"


@pytest.mark.parametrize("path", RULES, ids=lambda p: p.stem)
def test_a_rule_asked_of_the_latest_statements_gives_what_it_gives_of_all_when_all_are_the_latest(
    path: Path, kg: KnowledgeGraph
) -> None:
    rule = read_rule(path)
    store = ox.Store()
    for subject, predicate, target, _ in match(kg.store, graph=DEFAULT):
        store.extend(ox.Quad(subject, predicate, target, graph) for graph in (DEFAULT, LATEST_GRAPH))
    whole = set(store.query(rule.sparql))
    for number in range(len(rule.premises)):
        assert set(store.query(rule.after(number))) == whole


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("CONSTRUCT { ?x a ?y } WHERE { ?x a ?y }", "comment line"),
        (HEAD + "SELECT ?x WHERE { ?x a ?y }", "CONSTRUCT"),
        (HEAD + "CONSTRUCT { ?x a ?y } WHERE { ?x a ?y FILTER NOT EXISTS { ?y a ?x } }", "CONSTRUCT"),
        (HEAD + "CONSTRUCT { ?x a ?y } WHERE { ?x owl:oneOf*/owl:onClass ?y }", "nothing else"),
        (HEAD + "CONSTRUCT { ?x a ?y } WHERE { ?x a ?y . FILTER(isLiteral(?x)) }", "nothing else"),
        (HEAD + "CONSTRUCT { ?x a ?z } WHERE { ?x a ?y }", "bind"),
        (HEAD + "CONSTRUCT { ?x a ?y . ?y a ?x } WHERE { ?x a ?y }", "one triple"),
        (HEAD + "CONSTRUCT { } WHERE { ?x a ?y }", "one triple"),
    ],
)
def test_what_is_more_than_a_rule_is_refused(text: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.rq"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BuildError, match=reason):
        read_rule(path)


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="no inference rules"):
        infer(ox.Store(), tmp_path)


def lengths(store: ox.Store, predicate: ox.NamedNode) -> Iterator[int]:
    for found in match(store, None, predicate):
        node, length = found.object, 0
        while node != RDF.nil:
            node, length = next(match(store, node, RDF.rest)).object, length + 1
        yield length


@pytest.mark.parametrize("predicate", [OWL.propertyChainAxiom, OWL.intersectionOf], ids=str)
def test_the_ontology_has_no_chain_or_intersection_longer_than_the_rules_read(
    predicate: ox.NamedNode, content: Content
) -> None:
    store = ox.Store()
    store.load(path=content.ontology / "iall.ttl", format=ox.RdfFormat.TURTLE)
    found = set(lengths(store, predicate))
    assert found
    assert found <= {2, 3}
