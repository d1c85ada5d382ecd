"""Lay out the folder of a new source: its passages and its reference list, read from its text.

Comes in: a key such as `kulczycka-2024` and the source's plain text. Goes out:
`data/sources/<key>/passages.ttl` and `references.ttl`. Claims are written by a curator afterwards.
Offsets count characters of the text; hashes are of the text with its white space folded.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from iall_kg.curation.reference_list import parse_entry
from iall_kg.curation.segment import Passage, segment
from iall_kg.errors import BuildError, LoadError
from iall_kg.folding import text_hash
from iall_kg.names import BASE, DCTERMS, IALL, RDF, RDFS, XSD
from iall_kg.serialize import serialized

CUE_WORDS = 6
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def read_text(path: Path) -> str:
    """Return the text of a source. Raises LoadError if the file is missing or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise LoadError(f"{path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise LoadError(f"{path}: is not UTF-8 text (byte {error.start}).") from error


def write_source(key: str, text: str, folder: Path) -> list[Path]:
    """Write passages.ttl and references.ttl of `key` into `folder` and return their paths.

    The same text always gives the same files, byte for byte. Raises LoadError if `key` cannot be part of an IRI,
    BuildError if the files cannot be written.
    """
    if not KEY.fullmatch(key):
        raise LoadError(f"{key!r} is no key of a source; use small letters, digits and hyphens, as in author-2024.")
    prefixes = {
        "iall": IALL.namespace,
        "dcterms": DCTERMS.namespace,
        "rdfs": RDFS.namespace,
        "xsd": XSD.namespace,
        "source": BASE + "source/",
        "passage": f"{BASE}passage/{key}/",
        "ref": f"{BASE}reference/{key}/",
    }
    items = segment(text)
    parts = {
        "passages.ttl": [t for item in items for t in _passage_triples(key, item, text)],
        "references.ttl": [t for item in items if item.kind == "Entry" for t in _reference_triples(key, item, text)],
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, triples in parts.items():
            (folder / name).write_bytes(serialized(triples, ox.RdfFormat.TURTLE, prefixes))
    except OSError as error:
        raise BuildError(f"{folder}: cannot write the source ({error.strerror}).") from error
    return [folder / name for name in parts]


def _passage_triples(key: str, item: Passage, text: str) -> Iterator[ox.Triple]:
    node, span = ox.NamedNode(f"{BASE}passage/{key}/{item.place}"), text[item.start : item.end]
    yield ox.Triple(node, RDF.type, IALL.Passage)
    yield ox.Triple(node, IALL.ofSource, ox.NamedNode(f"{BASE}source/{key}"))
    yield ox.Triple(node, IALL.section, ox.Literal(item.section))
    yield ox.Triple(node, IALL.passageKind, ox.Literal(item.kind))
    yield ox.Triple(node, IALL.startOffset, ox.Literal(item.start))
    yield ox.Triple(node, IALL.endOffset, ox.Literal(item.end))
    yield ox.Triple(node, IALL.textHash, ox.Literal(text_hash(span)))
    yield ox.Triple(node, IALL.cue, ox.Literal(" ".join(span.split()[:CUE_WORDS])))
    for number in item.cites:
        yield ox.Triple(node, IALL.citesAsPrinted, _reference(key, number))
    for number in item.context_cites:
        yield ox.Triple(node, IALL.citesInContext, _reference(key, number))


def _reference_triples(key: str, item: Passage, text: str) -> Iterator[ox.Triple]:
    entry = parse_entry(text[item.start : item.end])
    node = _reference(key, entry.number)
    yield ox.Triple(node, RDF.type, IALL.Reference)
    yield ox.Triple(node, RDFS.label, ox.Literal(f"[{entry.number}] {entry.title}"))
    yield ox.Triple(node, IALL.ofSource, ox.NamedNode(f"{BASE}source/{key}"))
    yield ox.Triple(node, IALL.number, ox.Literal(entry.number))
    yield ox.Triple(node, DCTERMS.source, ox.NamedNode(f"{BASE}passage/{key}/{item.place}"))
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
            yield ox.Triple(node, term, ox.Literal(value))
    if entry.accessed_on:
        yield ox.Triple(node, IALL.accessedOn, ox.Literal(entry.accessed_on.isoformat(), datatype=XSD.date))


def _reference(key: str, number: int) -> ox.NamedNode:
    return ox.NamedNode(f"{BASE}reference/{key}/{number}")
