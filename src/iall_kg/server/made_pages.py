"""Have pages made, a few at a time, and keep what was made up to a number of bytes.

What grows with the graph is made by a process of its own, if there are such; what is small, in threads.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

import anyio
from anyio import CapacityLimiter, to_thread

from iall_kg.graph import KnowledgeGraph
from iall_kg.pages.all_pages import PAGES
from iall_kg.pages.site import Site
from iall_kg.server.evaluator import busy
from iall_kg.server.page_makers import AT_ONCE, SECONDS_TO_WAIT, PageMakers
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

    @cached_property
    def _threads(self) -> CapacityLimiter:
        # Made at first use, because it belongs to the event loop that runs then.
        return CapacityLimiter(AT_ONCE)

    async def page(self, name: str, make: Make) -> bytes:
        """Return the page that is kept under a name, or make it. Raises Problem 503 if too many are being made."""
        if (kept := self.kept(name)) is not None:
            return kept
        made = await self.made(make)
        page = made.encode() if isinstance(made, str) else made
        self._keep(name, page)
        return page

    async def of_graph(self, page: str, *given: str) -> bytes:
        """Return a page of `pages/all_pages.py`. Raises Problem 503 if it is too much or too late."""
        if self._makers is not None:
            return await self._makers.make(page, *given)
        return (await self.made(lambda: PAGES[page](self.site, *given))).encode()

    async def kept_of_graph(self, name: str, page: str, *given: str) -> bytes:
        """Return the page of `of_graph` that is kept under a name, or have it made."""
        if (kept := self.kept(name)) is not None:
            return kept
        made = await self.of_graph(page, *given)
        self._keep(name, made)
        return made

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
        token = object()
        try:
            with anyio.fail_after(SECONDS_TO_WAIT):
                await self._threads.acquire_on_behalf_of(token)
        except TimeoutError:
            raise busy("Too many pages and names are being looked for.") from None
        making = asyncio.ensure_future(to_thread.run_sync(make))

        def ended(done: asyncio.Future[Made]) -> None:
            self._threads.release_on_behalf_of(token)
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

    def _keep(self, name: str, page: bytes) -> None:
        if name not in self._kept:
            self._kept[name] = page
            self._size += len(page)
        while self._size > self._most:
            _, dropped = self._kept.popitem(last=False)
            self._size -= len(dropped)
