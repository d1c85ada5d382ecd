"""Open the store that a user names: a directory, or a SPARQL service."""

from pathlib import Path
from typing import NamedTuple

from iall_kg.content import Content
from iall_kg.lookup import Names
from iall_kg.stores.directory import open_directory
from iall_kg.stores.readable import ReadableStore
from iall_kg.stores.remote import RemoteStore
from iall_kg.stores.service import find_service, is_service


class OpenedStore(NamedTuple):
    """A store, and the names of its things if they are kept beside it."""

    store: ReadableStore
    names: Names | None


def open_store(store: str, content: Content) -> OpenedStore:
    """Return the store at an address or in a directory. Raises StoreError if there is none."""
    if is_service(store):
        return OpenedStore(RemoteStore(find_service(store), content.queries), None)
    opened = open_directory(Path(store))
    return OpenedStore(opened.store, opened.names)
