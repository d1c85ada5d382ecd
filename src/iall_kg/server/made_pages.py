"""Have pages made, a few at a time, and keep what was made up to a number of bytes.

What grows with the graph is made by a process of its own, if there are such; what is small, in threads.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import TypeVar

from anyio import to_thread

from iall_kg.graph import KnowledgeGraph
from iall_kg.pages.all_pages import PAGES
from iall_kg.pages.site import Site
from iall_kg.server.evaluator import busy
from iall_kg.server.page_makers import AT_ONCE, PageMakers
from iall_kg.server.places import Places
from iall_kg.server.settings import Settings

Make = Callable[[], str | bytes]
Made = TypeVar("Made")


class MadePages:
    """The pages of one server. The data do not change while it runs, so neither do they."""

    def __init__(self, graph: KnowledgeGraph, settings: Settings, makers: PageMakers | None = None) -> None:
        self._makers = makers
        self.site = Site(graph, base=settings.base_iri)
        self._most = settings.max_kept
        self._longest = settings.timeout
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self._places = Places(AT_ONCE, "Too many pages and names are being looked for.")

    async def page(self, name: str, make: Make) -> bytes:
        """Return the page that is kept under a name, or make it. Raises Problem 503 if too many are being made."""
        return await self._kept_or(name, lambda: self._made_page(make))

    async def of_graph(self, page: str, *given: str) -> bytes:
        """Return a page of `pages/all_pages.py`. Raises Problem 503 if it is too much or too late."""
        if self._makers is not None:
            return await self._makers.make(page, *given)
        return await self._made_page(lambda: PAGES[page](self.site, *given))

    async def kept_of_graph(self, name: str, page: str, *given: str) -> bytes:
        """Return the page of `of_graph` that is kept under a name, or have it made."""
        return await self._kept_or(name, lambda: self.of_graph(page, *given))

    async def close(self) -> None:
        """End the processes that make pages."""
        if self._makers is not None:
            await self._makers.close()

    def kept(self, name: str) -> bytes | None:
        """Return the page that is kept under a name, or None."""
        if name in self._kept:
            self._kept.move_to_end(name)
        return self._kept.get(name)

    async def made(self, make: Callable[[], Made]) -> Made:
        """Return what is made, or looked for, in a thread. Raises Problem 503 if there is too much of it.

        A thread cannot be stopped: one that takes too long keeps its place until it ends, but nobody waits for it.
        """
        give_back = await self._places.take()
        making = asyncio.ensure_future(to_thread.run_sync(make))

        def ended(done: asyncio.Future[Made]) -> None:
            give_back()
            if not done.cancelled():
                done.exception()  # seen here, where nobody may be left to see it

        making.add_done_callback(ended)
        try:
            async with asyncio.timeout(self._longest) as limit:
                return await asyncio.shield(making)
        except TimeoutError:
            if not limit.expired():
                raise
            raise busy(f"The page takes longer than {self._longest:g} seconds, the limit of this server.") from None

    async def _made_page(self, make: Make) -> bytes:
        made = await self.made(make)
        return made.encode() if isinstance(made, str) else made

    async def _kept_or(self, name: str, make: Callable[[], Awaitable[bytes]]) -> bytes:
        if (kept := self.kept(name)) is not None:
            return kept
        page = await make()
        self._keep(name, page)
        return page

    def _keep(self, name: str, page: bytes) -> None:
        if name not in self._kept:
            self._kept[name] = page
            self._size += len(page)
        while self._size > self._most:
            _, dropped = self._kept.popitem(last=False)
            self._size -= len(dropped)
