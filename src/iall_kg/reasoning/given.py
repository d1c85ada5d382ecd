"""Read all that is given, the accepted facts and the ontology, into one default graph to reason over.

Comes in: the content, and files that a user adds or puts in place of our ontology. Goes out: a store.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from iall_kg.build import accept
from iall_kg.content import Content
from iall_kg.errors import LoadError
from iall_kg.evidence import evidence_quads
from iall_kg.load import FORMATS, load, read_quads, shown
from iall_kg.names import IALL, ONTOLOGY_GRAPH, RDF
from iall_kg.statements import match

PROVENANCE = {IALL.Source, IALL.Passage, IALL.Reference, IALL.Claim, IALL.Conflict, IALL.Agent}


def read_given(content: Content, extra: Iterable[Path] = (), ontology: Path | None = None) -> ox.Store:
    """Return all that is given, in one default graph.

    Whatever the files of `extra` say counts as given, in whichever graph it stands. `ontology` is read in place
    of ours. Raises LoadError if a file cannot be read.
    """
    sources = load(content)
    if ontology is not None:
        sources.store.remove_graph(ONTOLOGY_GRAPH)
        sources.store.extend(_in_graph(_read(ontology, content.root), ONTOLOGY_GRAPH))
    store = ox.Store()
    store.extend(sources.store)
    store.extend(evidence_quads(sources.store))
    given, _ = accept(store, content)
    known = {path.resolve() for path in sources.files}
    for path in extra:
        if path.resolve() not in known:
            given.extend(_in_graph(_read(path, content.root), ox.DefaultGraph()))
    return given


def triples(given: ox.Store, provenance: bool = True) -> list[ox.Triple]:
    """Return the triples of a store, if wanted without those that describe a source, passage, reference or claim."""
    described = set() if provenance else {s.subject for kind in PROVENANCE for s in match(given, None, RDF.type, kind)}
    return [ox.Triple(s.subject, s.predicate, s.object) for s in match(given) if s.subject not in described]


def _in_graph(quads: Iterable[ox.Quad], graph: ox.NamedNode | ox.DefaultGraph) -> Iterator[ox.Quad]:
    for quad in quads:
        yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def _read(path: Path, root: Path) -> Iterator[ox.Quad]:
    form = ox.RdfFormat.RDF_XML if path.suffix == ".owl" else ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
    if path.suffix in FORMATS:
        yield from read_quads(path, root)
    elif form is None:
        raise LoadError(f"{path}: is no RDF file; its name should end in .ttl, .trig, .nt, .nq, .rdf or .owl.")
    else:
        try:
            text = path.read_bytes()
            yield from ox.parse(text, format=form, rename_blank_nodes=True, base_iri=path.resolve().as_uri())
        except OSError as error:
            raise LoadError(f"{shown(path, root)}: cannot be read ({error.strerror}).") from error
        except SyntaxError as error:
            raise LoadError(f"{shown(path, root)}: {error.msg}") from error
