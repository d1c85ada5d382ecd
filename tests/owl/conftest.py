"""The OWL export of the whole graph, once a session: its files, a folder of them, and what the merged one holds."""

from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest

from iall_kg.exports.owl import owl
from iall_kg.graph import KnowledgeGraph


@pytest.fixture(scope="session")
def files(kg: KnowledgeGraph) -> Mapping[str, bytes]:
    return owl(kg)


@pytest.fixture(scope="session")
def folder(files: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("owl")
    for name, content in files.items():
        (written / name).write_bytes(content)
    return written


@pytest.fixture(scope="session")
def merged(files: Mapping[str, bytes]) -> ox.Store:
    store = ox.Store()
    store.bulk_load(files["iall-kg.owl"], format=ox.RdfFormat.RDF_XML)
    return store
