"""The RO-Crate describes every file of a release."""

import hashlib
import json
from pathlib import Path

import pytest
from exported import only

from iall_kg.errors import BuildError
from iall_kg.exports.crate import METADATA, crate
from iall_kg.graph import KnowledgeGraph


def test_the_crate_describes_every_file_beside_it(kg: KnowledgeGraph, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    contents = {"a.ttl": b"# a\n", "site/my page.html": b"<p>", ".hidden": b"", METADATA: b"old"}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    document = json.loads(only(crate(kg, tmp_path)))
    entities = {entity["@id"]: entity for entity in document["@graph"]}
    assert len(entities) == len(document["@graph"])
    assert entities[METADATA]["about"] == {"@id": "./"}
    assert entities[METADATA]["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert document["@context"][0] == "https://w3id.org/ro/crate/1.1/context"
    root = entities["./"]
    assert root["@type"] == "Dataset"
    assert all(root[key] for key in ("name", "description", "datePublished", "license", "creator", "isBasedOn"))
    assert [part["@id"] for part in root["hasPart"]] == ["a.ttl", "site/my%20page.html"]
    assert entities["a.ttl"] == {
        "@id": "a.ttl",
        "@type": "File",
        "name": "a.ttl",
        "contentSize": "4",
        "sha256": hashlib.sha256(b"# a\n").hexdigest(),
        "encodingFormat": "text/turtle",
    }

    def named(value: object) -> list[str]:
        if isinstance(value, list):
            return [iri for item in value for iri in named(item)]
        return [value["@id"]] if isinstance(value, dict) else []

    for entity in entities.values():
        for key, value in entity.items():
            for iri in named(value) if key != "conformsTo" else []:
                assert iri in entities, iri


def test_the_crate_of_an_empty_or_missing_folder_is_an_error(kg: KnowledgeGraph, tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(BuildError, match="holds no file"):
            crate(kg, folder)
