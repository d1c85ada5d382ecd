"""Ask a SPARQL service which release was published there, and remember it for a few seconds."""

import logging
import time

from anyio import to_thread

from iall_kg.errors import StoreError
from iall_kg.stores.remote import RemoteStore

LOG = logging.getLogger(__name__)
SECONDS_REMEMBERED = 3.0
SECONDS_TO_ASK = 1.0


class Published:
    """Which release stands in a service, as far as it is known: its hash, or nothing."""

    def __init__(self, store: RemoteStore) -> None:
        self._store = store
        self._until = 0.0
        self.release = ""

    @property
    def remembered(self) -> bool:
        """Whether the service was asked lately."""
        return time.monotonic() < self._until

    async def ask(self) -> str:
        """Ask the service now; one that does not answer holds nothing that is known."""
        try:
            self.release = await to_thread.run_sync(self._store.release, SECONDS_TO_ASK)
        except StoreError as error:
            LOG.warning("%s", error)
            self.release = ""
        self._until = time.monotonic() + SECONDS_REMEMBERED
        return self.release
