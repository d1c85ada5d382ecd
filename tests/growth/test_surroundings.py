"""What a rule can look at around a thing is brought into the check of a new source, and no more."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from iall_kg.build import SHARED_GRAPHS, accepted, in_graph
from iall_kg.content import Content
from iall_kg.growth.said import ACCEPTED_GRAPH, doubted
from iall_kg.growth.surroundings import passed_through, surroundings
from iall_kg.load import load
from iall_kg.names import BASE, IALL, RDF, Vocabulary
from iall_kg.statements import match

EX = Vocabulary("https://example.org/")

SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/> .
ex:S a sh:NodeShape ; sh:targetClass ex:C ;
  sh:property [ sh:path ex:plain ] , [ sh:path [ sh:inversePath ex:back ] ] ,
    [ sh:path ( ex:first [ sh:inversePath ex:second ] ) ] , [ sh:path [ sh:oneOrMorePath ex:more ] ] ,
    [ sh:path [ sh:alternativePath ( ex:either [ sh:zeroOrMorePath ex:any ] ) ] ] ,
    [ sh:path ex:nesting ; sh:node ex:T ] , [ sh:path ex:qualified ; sh:qualifiedValueShape ex:T ] ,
    [ sh:path ex:choosing ; sh:or ( ex:T ex:U ) ] , [ sh:path ex:refusing ; sh:not ex:T ] ;
  sh:sparql [ sh:select "SELECT $this WHERE { $this <https://example.org/asked>/iall:ofStudy ?x }" ] .
"""


def test_a_property_is_passed_through_if_a_rule_takes_a_step_beyond_it(tmp_path: Path) -> None:
    (tmp_path / "shapes").mkdir()
    (tmp_path / "queries" / "checks").mkdir(parents=True)
    (tmp_path / "shapes" / "s.ttl").write_text(SHAPES)
    (tmp_path / "queries" / "checks" / "c.rq").write_text("SELECT ?node WHERE { ?node iall:measure/skos:note ?x }")
    passed = passed_through(Content(tmp_path))
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
    } <= passed
    assert {IALL.ofStudy, IALL.measure} <= passed
    assert not {EX.plain, EX.back, EX.either} & passed


def growing(content: Content) -> ox.Store:
    """Return a store of the real sources, with what helps to find what claims say."""
    store = load(content).store
    store.extend([*doubted(store), *in_graph(accepted(store, content), ACCEPTED_GRAPH)])
    return store


@pytest.mark.parametrize(
    ("seen", "led_to", "kind_only"),
    [
        # The size of a group is compared with that of the group in which it is; what a study enrolls is only looked up.
        ("population/Clesham-2020-lineage-switch", "population/Clesham-2020-infants", False),
        ("study/Clesham-2020", "population/Clesham-2020-infants", True),
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


def test_what_many_claims_say_is_brought_once_and_from_one_that_asserts_it(content: Content) -> None:
    store = growing(content)
    disease = ox.NamedNode(BASE + "disease/infant-ALL")
    said = {q.triple for q in load(content).store.quads_for_pattern(disease, None, None, None)}
    found = [q for q in surroundings(store, ox.Store(), [disease], content) if q.subject == disease]
    assert {quad.triple for quad in found} == said
    assert len(found) == len(said)
    asserting = {s.subject for s in match(store, None, IALL.stance, IALL.Asserts)}
    asserted = {t for t in said if any(s.graph in asserting for s in match(store, t.subject, t.predicate, t.object))}
    assert asserted < said
    claims = [q for q in found if q.triple in asserted and q.graph_name not in SHARED_GRAPHS]
    assert claims
    assert all(quad.graph_name in asserting for quad in claims)
