"""Describe the files of a release as an RO-Crate: ro-crate-metadata.json beside them.

Specification: https://www.researchobject.org/ro-crate/specification/1.1/
"""

import hashlib
import json
from pathlib import Path

import pyoxigraph as ox

from iall_kg.errors import BuildError
from iall_kg.exports.files import Files
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, DCTERMS, IALL, ONTOLOGY_GRAPH, OWL, RDF
from iall_kg.statements import Node, Term, match

METADATA = "ro-crate-metadata.json"
VERSION = "https://w3id.org/ro/crate/1.1"
CREATOR = "#curators"
# The context of RO-Crate 1.1 has no term for the hash of a file.
CONTEXT = [f"{VERSION}/context", {"sha256": "https://schema.org/sha256"}]
MEDIA_TYPES = {
    ".csv": "text/csv",
    ".graphml": "application/graphml+xml",
    ".gz": "application/gzip",
    ".html": "text/html",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".nq": "application/n-quads",
    ".nt": "application/n-triples",
    ".ofn": "text/owl-functional",
    ".owl": "application/rdf+xml",
    ".rdf": "application/rdf+xml",
    ".svg": "image/svg+xml",
    ".trig": "application/trig",
    ".tsv": "text/tab-separated-values",
    ".ttl": "text/turtle",
}
Entity = dict[str, object]


def crate(kg: KnowledgeGraph, folder: Path) -> Files:
    """Return the description of all files that lie in `folder`, hidden ones left out.

    Raises BuildError if there is none, or if one cannot be read.
    """
    try:
        paths = sorted(p for p in folder.rglob("*") if p.is_file() and _is_shown(p.relative_to(folder)))
        files = [_file(path, folder) for path in paths]
    except OSError as error:
        raise BuildError(f"{folder}: cannot be read ({error.strerror}).") from error
    if not files:
        raise BuildError(f"{folder}: holds no file to describe; write the release there first with `iall-kg build`.")
    about = {s.predicate: s.object.value for s in match(kg.store, ONTOLOGY_GRAPH, None, None, ONTOLOGY_GRAPH)}
    sources = _sources(kg)
    licence = about[DCTERMS.license]
    root: Entity = {
        "@id": "./",
        "@type": "Dataset",
        "name": "Infant ALL knowledge graph",
        "description": "What published sources report on infant acute lymphoblastic leukemia: genes, fusions, "
        "mechanisms, drugs, trials and outcomes, each statement tied to the passage that makes it. "
        "Research software, not medical advice.",
        "identifier": BASE,
        "url": BASE,
        "version": about[OWL.versionInfo],
        "datePublished": about[DCTERMS.issued],
        "license": {"@id": licence},
        "creator": {"@id": CREATOR},
        "publisher": {"@id": CREATOR},
        "keywords": "acute lymphoblastic leukemia, infant, KMT2A, knowledge graph",
        "isBasedOn": [{"@id": source["@id"]} for source in sources],
        "hasPart": [{"@id": file["@id"]} for file in files],
    }
    descriptor: Entity = {
        "@id": METADATA,
        "@type": "CreativeWork",
        "conformsTo": {"@id": VERSION},
        "about": {"@id": "./"},
    }
    creator: Entity = {"@id": CREATOR, "@type": "Organization", "name": about[DCTERMS.creator]}
    named: Entity = {"@id": licence, "@type": "CreativeWork", "name": "CC BY 4.0", "url": licence}
    document = {"@context": CONTEXT, "@graph": [descriptor, root, creator, named, *sources, *files]}
    return {METADATA: json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"}


def _is_shown(path: Path) -> bool:
    return path.as_posix() != METADATA and not any(part.startswith(".") for part in path.parts)


def _file(path: Path, folder: Path) -> Entity:
    from urllib.parse import quote

    content = path.read_bytes()
    name = path.relative_to(folder).as_posix()
    entity: Entity = {
        "@id": quote(name),
        "@type": "File",
        "name": name,
        "contentSize": str(len(content)),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    if path.suffix in MEDIA_TYPES:
        entity["encodingFormat"] = MEDIA_TYPES[path.suffix]
    return entity


def _sources(kg: KnowledgeGraph) -> list[Entity]:
    """Return the publications from which the statements are taken."""
    found = []
    for source, _, _, _ in match(kg.store, None, RDF.type, IALL.Source, ox.DefaultGraph()):
        entity: Entity = {"@id": _one(kg, source, IALL.url), "@type": "CreativeWork"}
        for key, predicate in (("name", DCTERMS.title), ("author", IALL.authors), ("datePublished", IALL.year)):
            if value := _one(kg, source, predicate):
                entity[key] = value
        if _one(kg, source, IALL.publishedIn):
            entity["@type"] = "ScholarlyArticle"
        found.append(entity)
    return sorted(found, key=lambda entity: str(entity["@id"]))


def _one(kg: KnowledgeGraph, subject: Node, predicate: ox.NamedNode) -> str:
    values: list[Term] = [s.object for s in match(kg.store, subject, predicate, None, ox.DefaultGraph())]
    return values[0].value if values else ""
