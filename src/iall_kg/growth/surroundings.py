"""Take out of a store what the rules have to see beside new sources: what others say around the things named there.

Comes in: the store of what is there, the new sources and the things that they name. Goes out: what others say of those
things and of those labelled alike, each statement once, however many claims make it; their conflicts; and of what those
statements lead to, all that is said of it if a rule may look so far, else what kind of thing it is. So a popular thing
brings in neither everybody who ever spoke of it, nor all that was said of everything that was ever joined to it.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TypeGuard

import pyoxigraph as ox

from iall_kg.build import SHARED_GRAPHS
from iall_kg.content import Content
from iall_kg.growth.labels import labelled
from iall_kg.growth.said import said_of
from iall_kg.load import read_quads
from iall_kg.names import CURATION_GRAPH, IALL, META_GRAPH, RDF, RDFS, Vocabulary, expand, key_of, kind_of
from iall_kg.statements import Term, match
from iall_kg.values_places import about_things

# An IRI or a CURIE in SPARQL.
NAMED = re.compile(r"<([^<>\s]+)>|\b([a-z]+:[A-Za-z]\w*)")
SH = Vocabulary("http://www.w3.org/ns/shacl#")
SEVERAL_STEPS = (RDF.first, SH.zeroOrMorePath, SH.oneOrMorePath)
# What asks a value to conform to a shape.
NESTED = tuple(
    ox.NamedNode(SH.namespace + name)
    for name in ("node", "property", "qualifiedValueShape", "and", "or", "not", "xone")
)


def surroundings(
    store: ox.Store, added: ox.Store, named: Iterable[ox.NamedNode], content: Content
) -> Iterator[ox.Quad]:
    """Yield what rules see beside the sources `added` in `store`, which has what labels.py and said.py put there.

    `named` are the things and claims of which these speak.
    """
    # The label of a reference need differ from those in its own list only.
    labels = (s.object.value for s in match(added, None, RDFS.label) if not _in_list(s.subject.value))
    alike = {node for label in labels for node in labelled(store, label)}
    trials = (
        other.subject for s in match(added, None, IALL.nctId) for other in match(store, None, IALL.nctId, s.object)
    )
    near = alike.union(named, (node for node in trials if isinstance(node, ox.NamedNode)))
    said = list(_given(store, near))
    yield from said
    yield from _conflicts(store, near, content)
    passed = passed_through(content)
    further = {q.object for q in said if q.predicate in passed and is_ours(q.object)} - near
    yield from _given(store, further)
    typed = {q.object for q in said if is_ours(q.object)} - near - further
    kinds = (quad for node in typed for quad in store.quads_for_pattern(node, RDF.type, None, None))
    yield from (quad for quad in kinds if quad.graph_name in SHARED_GRAPHS)
    # Of claims that nobody names only how they are put: the rest is about other things.
    claims = {quad.graph_name for quad in said} - near
    for claim in filter(is_ours, claims):
        yield from store.quads_for_pattern(claim, IALL.stance, None, META_GRAPH)


def is_ours(term: object) -> TypeGuard[ox.NamedNode]:
    """Tell whether a term is a thing of ours or a claim, and none of the ontology."""
    return isinstance(term, ox.NamedNode) and kind_of(term.value) not in ("", "graph")


def passed_through(content: Content) -> set[ox.NamedNode]:
    """Return the properties by which a rule may look at what is said of a value, and not only at what kind it is.

    These are all that stand in the SPARQL of a rule, in a path of several steps, and over a shape in a shape.
    """
    shapes = ox.Store()
    shapes.extend(quad for path in content.shapes.glob("*.ttl") for quad in read_quads(path, content.root))
    texts = [s.object.value for s in match(shapes, None, SH.select)]
    texts += [path.read_text(encoding="utf-8") for path in (content.queries / "checks").glob("*.rq")]
    iris = {iri or expand(curie) for text in texts for iri, curie in NAMED.findall(text)}
    passed = {ox.NamedNode(iri) for iri in iris if iri}
    for shape, _, path, _ in match(shapes, None, SH.path):
        nests = any(any(match(shapes, shape, term)) for term in NESTED)
        passed.update(_steps(shapes, path) if nests else _further_steps(shapes, path))
    return passed


def _further_steps(shapes: ox.Store, path: Term) -> Iterator[ox.NamedNode]:
    """Yield the properties of those parts of a path that take several steps."""
    if not isinstance(path, ox.BlankNode):
        return
    if any(any(match(shapes, path, term)) for term in SEVERAL_STEPS):
        yield from _steps(shapes, path)
    for part in match(shapes, path, SH.inversePath):
        yield from _further_steps(shapes, part.object)
    for part in match(shapes, path, SH.alternativePath):
        for one in _list(shapes, part.object):
            yield from _further_steps(shapes, one)


def _steps(shapes: ox.Store, path: Term) -> Iterator[ox.NamedNode]:
    """Yield all properties of a path."""
    if isinstance(path, ox.NamedNode):
        yield path
    elif isinstance(path, ox.BlankNode):
        for part in match(shapes, path):
            yield from _steps(shapes, part.object)


def _list(shapes: ox.Store, head: Term) -> Iterator[Term]:
    while isinstance(head, ox.BlankNode):
        yield from (s.object for s in match(shapes, head, RDF.first))
        head = next(s.object for s in match(shapes, head, RDF.rest))


def _in_list(iri: str) -> bool:
    return bool(key_of(iri)) and kind_of(iri) != "source"


def _given(store: ox.Store, things: Iterable[ox.NamedNode]) -> Iterator[ox.Quad]:
    """Yield what sources say of things, each statement once; of claims, what they say too.

    No rule asks how many claims say it.
    """
    for thing in things:
        for graph in SHARED_GRAPHS:
            yield from store.quads_for_pattern(thing, None, None, graph)
        if kind_of(thing.value) == "claim":
            yield from store.quads_for_pattern(None, None, None, thing)
        yield from said_of(store, thing)


def _conflicts(store: ox.Store, things: Iterable[ox.NamedNode], content: Content) -> Iterator[ox.Quad]:
    text = (content.queries / "growth" / "conflicts-about.rq").read_text(encoding="utf-8")
    rows = store.query(about_things(text, sorted(thing.value for thing in things)))
    assert isinstance(rows, ox.QuerySolutions)
    for conflict in {row["one"] for row in rows}:
        yield from store.quads_for_pattern(conflict, None, None, CURATION_GRAPH)
