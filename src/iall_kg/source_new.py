"""Lay out the folder of a new source: its passages and its reference list, read from its text.

Comes in: a key such as `kulczycka-2024` and the source's plain text. Goes out:
`data/sources/<key>/passages.ttl` and `references.ttl`. Claims are written by a curator afterwards.
Offsets count characters of the text; hashes are of the text with its white space folded.
"""

import hashlib
from pathlib import Path

from rdflib import RDF, RDFS, XSD, Graph, Literal, Namespace, URIRef

from iall_kg.names import BASE, DCTERMS, IALL
from iall_kg.reference_list import parse_entry
from iall_kg.segment import Passage, segment

CUE_WORDS = 6


def fold(text: str) -> str:
    """Return `text` with every run of white space as one space, and none at its ends."""
    return " ".join(text.split())


def text_hash(text: str) -> str:
    """Return the SHA-256 of the folded text, in hexadecimal."""
    return hashlib.sha256(fold(text).encode()).hexdigest()


def source_graphs(key: str, text: str) -> tuple[Graph, Graph]:
    """Return the graph of passages and the graph of references of a source's text."""
    source = URIRef(f"{BASE}source/{key}")
    reference = Namespace(f"{BASE}reference/{key}/")
    passage = Namespace(f"{BASE}passage/{key}/")
    passages, references = Graph(), Graph()
    for graph in (passages, references):
        for prefix, namespace in (("iall", IALL), ("passage", passage), ("ref", reference), ("dcterms", DCTERMS)):
            graph.bind(prefix, namespace)
        graph.bind("source", Namespace(BASE + "source/"))
    for item in segment(text):
        _add_passage(passages, passage, reference, source, item, text)
        if item.kind == "Entry":
            _add_reference(references, passage, reference, source, item, text)
    return passages, references


def write_source(key: str, text_file: Path, folder: Path) -> list[Path]:
    """Write passages.ttl and references.ttl of `key` into `folder` and return their paths."""
    passages, references = source_graphs(key, text_file.read_text(encoding="utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, graph in (("passages.ttl", passages), ("references.ttl", references)):
        path = folder / name
        path.write_text(graph.serialize(format="turtle"), encoding="utf-8")
        written.append(path)
    return written


def _add_passage(
    graph: Graph, passage: Namespace, reference: Namespace, source: URIRef, item: Passage, text: str
) -> None:
    node, span = passage[item.place], text[item.start : item.end]
    graph.add((node, RDF.type, IALL.Passage))
    graph.add((node, IALL.ofSource, source))
    graph.add((node, IALL.section, Literal(item.section)))
    graph.add((node, IALL.passageKind, Literal(item.kind)))
    graph.add((node, IALL.startOffset, Literal(item.start)))
    graph.add((node, IALL.endOffset, Literal(item.end)))
    graph.add((node, IALL.textHash, Literal(text_hash(span))))
    graph.add((node, IALL.cue, Literal(" ".join(span.split()[:CUE_WORDS]))))
    for number in item.cites:
        graph.add((node, IALL.citesAsPrinted, reference[str(number)]))
    for number in item.context_cites:
        graph.add((node, IALL.citesInContext, reference[str(number)]))


def _add_reference(
    graph: Graph, passage: Namespace, reference: Namespace, source: URIRef, item: Passage, text: str
) -> None:
    entry = parse_entry(text[item.start : item.end])
    node = reference[str(entry.number)]
    graph.add((node, RDF.type, IALL.Reference))
    graph.add((node, RDFS.label, Literal(f"[{entry.number}] {entry.title}")))
    graph.add((node, IALL.ofSource, source))
    graph.add((node, IALL.number, Literal(entry.number)))
    graph.add((node, DCTERMS.source, passage[item.place]))
    for term, value in (
        (IALL.authors, entry.authors),
        (DCTERMS.title, "" if entry.url else entry.title),
        (IALL.publishedIn, entry.journal),
        (IALL.year, entry.year),
        (IALL.volume, entry.volume),
        (IALL.pages, entry.pages),
        (IALL.url, entry.url),
    ):
        if value:
            graph.add((node, term, Literal(value)))
    if entry.accessed_on:
        graph.add((node, IALL.accessedOn, Literal(entry.accessed_on.isoformat(), datatype=XSD.date)))
