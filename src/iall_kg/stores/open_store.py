"""Open the store that a user names: a directory, or a SPARQL service."""

from pathlib import Path

from iall_kg.content import Content
from iall_kg.stores.directory import open_directory
from iall_kg.stores.readable import ReadableStore
from iall_kg.stores.remote import RemoteStore
from iall_kg.stores.service import find_service, is_service


def open_store(store: str, content: Content) -> ReadableStore:
    """Return the store at an address or in a directory. Raises StoreError if there is none."""
    if is_service(store):
        return RemoteStore(find_service(store), content.queries)
    return open_directory(Path(store)).store
