"""What a rule can look at around a thing is brought into the check of a new source, and no more."""

import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from iall_kg.build import SHARED_GRAPHS, accepted, in_graph
from iall_kg.content import Content
from iall_kg.growth.kept import helps_to_find
from iall_kg.growth.reach import SH, Reach, reach_of_rules
from iall_kg.growth.said import ACCEPTED_GRAPH
from iall_kg.growth.surroundings import surroundings
from iall_kg.load import load, read_quads
from iall_kg.names import BASE, IALL, RDF, RDFS, Vocabulary
from iall_kg.statements import match

EX = Vocabulary("https://example.org/")

SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/> .
ex:S a sh:NodeShape ; sh:targetClass ex:C ;
  sh:property [ sh:path ex:plain ] , [ sh:path [ sh:inversePath ex:back ] ] ,
    [ sh:path ( ex:first [ sh:inversePath ex:second ] ) ] , [ sh:path [ sh:oneOrMorePath ex:more ] ] ,
    [ sh:path [ sh:alternativePath ( ex:either [ sh:zeroOrMorePath ex:any ] ) ] ] ,
    [ sh:path ex:nesting ; sh:node ex:T ] , [ sh:path ex:qualified ; sh:qualifiedValueShape ex:T ] ,
    [ sh:path ex:choosing ; sh:or ( ex:T ex:U ) ] , [ sh:path ex:refusing ; sh:not ex:T ] ,
    [ sh:path ex:single ; sh:maxCount 1 ] , [ sh:path ex:before ; sh:lessThan ex:after ] ,
    [ sh:path ex:some ; sh:minCount 1 ] ;
  sh:sparql [ sh:select "SELECT $this WHERE { $this <https://example.org/asked>/^<https://example.org/turned> ?x }" ] ,
    [ sh:select "SELECT $this WHERE { ?a ^iall:twice $this . ?b ^iall:twice $this }" ] ,
    [ sh:select "SELECT $this WHERE { ?a ^iall:grouped $this } GROUP BY $this" ] ,
    [ sh:select "SELECT (COUNT(*) AS ?n) WHERE { ?a ^iall:counted $this }" ] ,
    [ sh:select "SELECT $this WHERE { $this iall:other ?a FILTER NOT EXISTS { $this ^iall:absent ?b } }" ] ,
    [ sh:select "SELECT $this WHERE { $this (iall:up|^iall:climbed)+ ?a }" ] .
ex:U a sh:NodeShape ; sh:targetSubjectsOf ex:told ; sh:targetObjectsOf ex:telling .
"""


@pytest.fixture
def reach(tmp_path: Path) -> Reach:
    """Return how far SHAPES and a check look."""
    (tmp_path / "shapes").mkdir()
    (tmp_path / "queries" / "checks").mkdir(parents=True)
    (tmp_path / "shapes" / "s.ttl").write_text(SHAPES)
    (tmp_path / "queries" / "checks" / "c.rq").write_text("SELECT ?node WHERE { ?node iall:measure/skos:note ?x }")
    return reach_of_rules(Content(tmp_path))


def test_a_property_is_passed_through_if_a_rule_takes_a_step_beyond_it(reach: Reach) -> None:
    assert {
        EX.first,
        EX.second,
        EX.more,
        EX.any,
        EX.nesting,
        EX.qualified,
        EX.choosing,
        EX.refusing,
        EX.asked,
    } <= reach.passed.keys()
    assert {EX.turned, IALL.measure} <= reach.passed.keys()
    assert not {EX.plain, EX.back, EX.either, EX.single, EX.before, EX.some} & reach.passed.keys()


def test_beyond_a_step_a_rule_looks_at_what_it_names_itself_and_a_shape_within_a_shape_at_anything(
    reach: Reach,
) -> None:
    assert reach.passed[EX.first] - {RDF.nil} == {EX.first, EX.second}
    assert reach.passed[EX.asked] == {EX.asked, EX.turned}
    assert reach.passed[EX.nesting] == reach.compared | reach.asked
    assert reach.only([EX.first, EX.plain]).compared == {EX.first}
    assert reach.only([EX.first, EX.plain]).asked >= {EX.first, EX.plain} & reach.asked


def test_a_join_that_steps_back_once_does_so_where_it_is_told_something_else_and_any_other_rule_everywhere(
    reach: Reach,
) -> None:
    nothing, itself, other = (frozenset(terms) for terms in ((), {EX.turned}, {EX.asked}))
    assert not reach.looks_back(EX.turned, nothing)
    assert not reach.looks_back(EX.turned, itself)
    assert reach.looks_back(EX.turned, itself | other)
    assert reach.looks_back(EX.turned, frozenset({RDF.type}))
    for step in (EX.back, EX.telling, IALL.twice, IALL.grouped, IALL.counted, IALL.absent, IALL.climbed):
        assert reach.looks_back(step, nothing), step


def growing(content: Content) -> ox.Store:
    """Return a store of the real sources, with what helps to find what claims say."""
    store = load(content).store
    facts = accepted(store, content)
    store.extend([*helps_to_find(store, facts, content), *in_graph(facts, ACCEPTED_GRAPH)])
    return store


@pytest.mark.parametrize(
    ("seen", "led_to", "kind_only"),
    [
        # The size of a group is compared with that of the group in which it is; a report is only looked up.
        ("population/Clesham-2020-lineage-switch", "population/Clesham-2020-infants", False),
        ("study/congenital-ALL-Interfant-99", "reference/kulczycka-2024/6", True),
    ],
)
def test_of_what_no_rule_looks_at_only_the_kind_is_brought(
    seen: str, led_to: str, kind_only: bool, content: Content
) -> None:
    store = growing(content)
    found = list(surroundings(store, ox.Store(), [ox.NamedNode(BASE + seen)], content))
    told = {quad.predicate for quad in found if quad.subject == ox.NamedNode(BASE + led_to)}
    assert RDF.type in told
    assert (told == {RDF.type}) is kind_only


@pytest.mark.parametrize(
    ("name", "is_asserted"), [("gene/KMT2A", True), ("comparison/Moskop-2022-response-by-status", False)]
)
def test_what_many_claims_say_is_brought_once_and_from_one_that_asserts_it_if_any_does(
    name: str, is_asserted: bool, content: Content
) -> None:
    store, thing = growing(content), ox.NamedNode(BASE + name)
    compared = reach_of_rules(content).compared

    def claimed(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
        return [q for q in quads if q.predicate in compared and q.graph_name not in SHARED_GRAPHS]

    said = {q.triple for q in claimed(load(content).store.quads_for_pattern(thing, None, None, None))}
    found = [q for q in claimed(surroundings(store, ox.Store(), [thing], content)) if q.subject == thing]
    assert len(found) == len(said) > 1
    assert {quad.triple for quad in found} == said
    asserting = {s.subject for s in match(store, None, IALL.stance, IALL.Asserts)}
    assert {quad.graph_name in asserting for quad in found} == {is_asserted}


def test_of_values_at_which_rules_look_one_by_one_one_is_brought_and_none_of_what_no_rule_names(
    content: Content,
) -> None:
    store = growing(content)
    study = ox.NamedNode(BASE + "study/first-childhood-trials")
    assert len(list(match(store, study, IALL.reportedIn, None, ACCEPTED_GRAPH))) > 1
    assert any(match(store, study, IALL.enrolls, None, ACCEPTED_GRAPH))
    found = list(surroundings(store, ox.Store(), [study], content))
    predicates = [q.predicate for q in found if q.subject == study]
    assert predicates.count(IALL.reportedIn) == 1
    assert IALL.enrolls not in predicates


@pytest.mark.parametrize("is_declared", [True, False], ids=["of a declared kind", "of any kind"])
def test_of_what_a_rule_looks_at_from_the_other_side_the_other_side_is_brought(
    is_declared: bool, content: Content
) -> None:
    phase, store = ox.NamedNode(BASE + "regimen/Interfant-99-induction"), growing(content)
    if not is_declared:
        for quad in store.quads_for_pattern(IALL.hasProtocolPhase, RDFS.range, None):
            store.remove(quad)
    found = list(surroundings(store, ox.Store(), [phase], content))
    assert [q.subject.value for q in found if q.predicate == IALL.hasProtocolPhase and q.object == phase] == [
        BASE + "regimen/Interfant-99"
    ]


@pytest.mark.parametrize(("stated", "is_brought"), [("iall:hasRegion", False), ("iall:listedPosition", True)])
def test_the_other_chains_of_a_region_are_brought_if_its_place_is_told_and_not_if_it_is_only_put_into_one(
    stated: str, is_brought: bool, content: Content
) -> None:
    region = ox.NamedNode(f"{BASE}domain/SET")
    told = {
        "iall:hasRegion": ox.Quad(ox.NamedNode(f"{BASE}protein/new"), IALL.hasRegion, region),
        "iall:listedPosition": ox.Quad(region, IALL.listedPosition, ox.Literal(3)),
    }
    added = ox.Store()
    added.add(told[stated])
    found = list(surroundings(growing(content), added, [region], content))
    assert any(q.predicate == IALL.hasRegion and q.object == region for q in found) is is_brought


def test_what_is_only_asked_of_each_value_is_told_from_what_is_compared(reach: Reach) -> None:
    assert {EX.plain, EX.either, EX.some, EX.told} <= reach.asked - reach.compared
    assert EX.back not in reach.asked | reach.compared
    assert {EX.first, EX.nesting, EX.asked, EX.single, EX.before, EX.after} <= reach.compared
    assert {EX.back, EX.second, EX.turned, EX.telling} <= reach.backwards.keys()
    assert not {EX.plain, EX.first, EX.more, EX.asked, EX.told} & reach.backwards.keys()


ONE_STATEMENT = {
    # Whether a claim uses what it carries over, states what is in conflict, or anything.
    *("carried-over-unused", "claim-without-graph", "conflict-without-values", "graph-without-claim"),
    # What one statement has as subject, property and value.
    *("dangling-iri", "fact-outside-claim", "literal-for-thing", "thing-for-literal", "undeclared-term"),
    *("wrong-datatype", "wrong-object", "wrong-subject"),
}


def test_rules_about_any_property_look_at_one_statement_at_a_time(content: Content) -> None:
    """What no rule names is not brought: a rule that compares statements has to name their properties."""
    shapes = ox.Store()
    shapes.extend(quad for path in content.shapes.glob("*.ttl") for quad in read_quads(path, content.root))
    texts = {str(s.subject): s.object.value for s in match(shapes, None, SH.select)}
    texts |= {path.stem: path.read_text() for path in (content.queries / "checks").glob("*.rq")}
    any_property = re.compile(r"[?$]\w+ [?$](\w+) (?:[?$<\"]|\w+:)")
    listed = re.compile(r"VALUES \?(\w+)")
    selected = re.compile(r"(SELECT|GROUP BY)[^{(\n]*")
    patterns = {name: selected.sub("", text) for name, text in texts.items()}
    found = {name for name, text in patterns.items() if {*any_property.findall(text)} - {*listed.findall(text)}}
    assert found == ONE_STATEMENT
