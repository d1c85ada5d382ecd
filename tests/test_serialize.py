"""The same statements always give the same bytes, whatever the order and names in which they come."""

import random

import pyoxigraph as ox
import rdflib
from rdflib.compare import isomorphic

from iall_kg.names import BASE, IALL
from iall_kg.serialize import serialized, sorted_quads, to_nquads, to_trig

TRIG = f"""@prefix iall: <{IALL.namespace}> . @prefix drug: <{BASE}drug/> . @prefix claim: <{BASE}claim/a/> .
drug:b iall:abbreviation "é\\n\\"quoted\\"" , "B"@en , 5 .
drug:a iall:disrupts [ iall:hasParticipant [ iall:abbreviation "inner" ] ] , [ iall:abbreviation "other" ] .
claim:x {{ drug:a iall:targets drug:b . drug:a iall:disrupts [ iall:abbreviation "inner" ] }}
claim:w {{ drug:a iall:targets drug:b }}
"""


def quads(text: str = TRIG) -> list[ox.Quad]:
    return list(ox.parse(text, format=ox.RdfFormat.TRIG, rename_blank_nodes=True))


def test_order_and_blank_node_names_do_not_change_the_bytes() -> None:
    chance = random.Random(5)
    nquads, trig = to_nquads(quads()), to_trig(quads())
    for _ in range(20):
        other = quads()
        chance.shuffle(other)
        assert to_nquads(other) == nquads
        assert to_trig(other) == trig


def test_statements_given_twice_are_written_once() -> None:
    assert to_nquads(set(quads())) == to_nquads(quads())
    with_blank = [q for q in quads() if isinstance(q.object, ox.BlankNode)]
    assert len(sorted_quads([*with_blank, *with_blank])) == len(with_blank)


def test_another_statement_changes_the_bytes() -> None:
    assert to_nquads(quads(TRIG.replace('"other"', '"another"'))) != to_nquads(quads())


def test_quads_are_sorted_by_graph_subject_predicate_and_object() -> None:
    node = {letter: ox.NamedNode(f"urn:{letter}") for letter in "abc"}
    default = ox.DefaultGraph()
    ordered = [
        ox.Quad(node["c"], node["a"], node["a"], default),
        ox.Quad(node["a"], node["a"], node["b"], node["a"]),
        ox.Quad(node["a"], node["a"], node["c"], node["a"]),
        ox.Quad(node["a"], node["b"], node["a"], node["a"]),
        ox.Quad(node["b"], node["a"], node["a"], node["a"]),
        ox.Quad(node["a"], node["a"], node["a"], node["b"]),
    ]
    assert sorted_quads(ordered[::-1]) == ordered


def test_what_is_written_says_what_was_given() -> None:
    for text, form in ((to_nquads(quads()), "nquads"), (to_trig(quads()), "trig")):
        ours = ox.parse(text, format=ox.RdfFormat.N_QUADS if form == "nquads" else ox.RdfFormat.TRIG)
        assert to_nquads(ours) == to_nquads(quads())


def test_rdflib_reads_the_default_graph_as_it_was() -> None:
    def graph(found: list[ox.Quad]) -> rdflib.Graph:
        plain = [
            ox.Triple(q.subject, q.predicate, q.object) for q in found if isinstance(q.graph_name, ox.DefaultGraph)
        ]
        return rdflib.Graph().parse(data=ox.serialize(plain, format=ox.RdfFormat.N_TRIPLES), format="nt")

    assert isomorphic(graph(sorted_quads(quads())), graph(quads()))


def test_trig_begins_with_sorted_prefixes_of_the_kinds_that_it_names() -> None:
    lines = to_trig(quads()).decode().splitlines()
    prefixes = [line for line in lines if line.startswith("@prefix")]
    assert lines[: len(prefixes)] == prefixes == sorted(prefixes)
    assert f"@prefix drug: <{BASE}drug/> ." in prefixes
    assert f"@prefix iall: <{IALL.namespace}> ." in prefixes
    assert not any("@prefix gene:" in line for line in prefixes)
    assert any(line.startswith("drug:a iall:disrupts") for line in lines)


def test_nothing_at_all_can_be_written() -> None:
    assert to_nquads([]) == b""
    assert all(line.startswith(b"@prefix") for line in to_trig([]).splitlines())


def test_a_literal_that_looks_like_a_prefix_line_is_not_moved() -> None:
    text = f'<{BASE}drug/a> <{IALL.namespace}route> "x\\n@prefix a: <b> ." .'
    assert quads(to_trig(quads(text)).decode()) == quads(text)


def test_statements_in_a_given_order_keep_it() -> None:
    triples = [ox.Triple(ox.NamedNode(f"urn:{n}"), IALL.route, ox.Literal(n)) for n in (3, 1, 2)]
    written = serialized(triples, ox.RdfFormat.N_TRIPLES).decode().splitlines()
    assert [line[:7] for line in written] == ["<urn:3>", "<urn:1>", "<urn:2>"]
