"""Lay out the folder of a new source: its passages and its reference list, read from its text, and a draft.

Comes in: a key such as `kulczycka-2024`, the source's plain text and its address. Goes out: the files of
`data/sources/<key>/`. Claims are written by a curator afterwards, who finds in `draft.md` what they may speak of.
Offsets count characters of the text; hashes are of the text with its white space folded.
"""

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from iall_kg.content import DRAFT
from iall_kg.curation.draft import CUE_WORDS, draft
from iall_kg.curation.reference_list import parse_entry
from iall_kg.curation.segment import Passage, segment
from iall_kg.errors import BuildError, LoadError
from iall_kg.folding import fold, text_hash
from iall_kg.lookup import Names
from iall_kg.names import BASE, DCTERMS, IALL, RDF, RDFS, XSD
from iall_kg.serialize import serialized

SOURCE = "source.ttl"
TITLE_SPACES = 2
DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/[^\s<>\"{}|\\^`]+)", re.I)
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def read_text(path: Path) -> str:
    """Return the text of a source. Raises LoadError if the file is missing or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise LoadError(f"{path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise LoadError(f"{path}: is not UTF-8 text (byte {error.start}).") from error


def lay_out(key: str, text: str, names: Names, address: str = "") -> dict[str, bytes]:
    """Return the files of the source `key`: passages.ttl, references.ttl, draft.md and, with an `address`, source.ttl.

    The same text always gives the same files, byte for byte; the draft depends on the `names` of things too. Raises
    LoadError if `key` cannot be part of an IRI.
    """
    if not KEY.fullmatch(key):
        raise LoadError(f"{key!r} is no key of a source; use small letters, digits and hyphens, as in author-2024.")
    items = segment(text)
    parts = {
        "passages.ttl": [t for item in items for t in _passage_triples(key, item, text)],
        "references.ttl": [t for item in items if item.kind == "Entry" for t in _reference_triples(key, item, text)],
    }
    if address:
        parts[SOURCE] = list(_source_triples(key, address, _title(items, text)))
    files = {name: serialized(triples, ox.RdfFormat.TURTLE, _prefixes(key)) for name, triples in parts.items()}
    return files | {DRAFT: draft(key, items, text, names).encode()}


def write_source(folder: Path, files: dict[str, bytes], replace: bool = False) -> list[Path]:
    """Write the files of a source into `folder`, all or none, and return those that were not there.

    A source.ttl that is there stays as it is. Raises BuildError if another file is there and differs, unless `replace`
    is set, or if the files cannot be written.
    """
    try:
        new = {name: text for name, text in files.items() if _there(folder / name) != text}
        if (folder / SOURCE).exists():
            new.pop(SOURCE, None)
        differ = [name for name in new if (folder / name).exists()]
        if differ and not replace:
            raise BuildError(
                f"{folder}: {', '.join(differ)} would be written anew and may hold a curator's work. "
                "Write elsewhere with --out and compare, or give --replace."
            )
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as stage:
            for name, text in new.items():
                (Path(stage) / name).write_bytes(text)
            folder.mkdir(exist_ok=True)
            for name in new:
                os.replace(Path(stage) / name, folder / name)
    except OSError as error:
        raise BuildError(f"{folder}: cannot write the source ({error.strerror}).") from error
    return [folder / name for name in new]


def address_of(doi: str) -> str:
    """Return the address of a DOI, given as `10.…/…` or as its address. Raises LoadError if it is none."""
    found = DOI.fullmatch(doi.strip())
    if found is None:
        raise LoadError(f"{doi!r} is no DOI; one begins with 10. and a number, as in 10.3390/ijms25073721.")
    return f"https://doi.org/{found[1]}"


def _there(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _prefixes(key: str) -> dict[str, str]:
    return {
        "iall": IALL.namespace,
        "dcterms": DCTERMS.namespace,
        "rdfs": RDFS.namespace,
        "xsd": XSD.namespace,
        "source": BASE + "source/",
        "passage": f"{BASE}passage/{key}/",
        "ref": f"{BASE}reference/{key}/",
    }


def _title(items: list[Passage], text: str) -> str:
    """Return the first lines before the first section that are long enough for a title, or nothing."""
    front = [fold(text[item.start : item.end]) for item in items if item.section == "front"]
    return next((words.strip("# *") for words in front if words.count(" ") >= TITLE_SPACES), "")


def _source_triples(key: str, address: str, title: str) -> Iterator[ox.Triple]:
    node = ox.NamedNode(f"{BASE}source/{key}")
    yield ox.Triple(node, RDF.type, IALL.Source)
    yield ox.Triple(node, RDFS.label, ox.Literal(key.replace("-", " ").capitalize(), language="en"))
    if title:
        yield ox.Triple(node, DCTERMS.title, ox.Literal(title, language="en"))
    yield ox.Triple(node, IALL.url, ox.Literal(address))


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
