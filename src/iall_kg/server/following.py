"""Follow the release in a SPARQL service: when another one is published there, serve that one from then on.

Names, pages, descriptions and kept answers belong to one release. `publish` writes down in the service which one
stands there; that is asked again every few seconds, before a request is answered. With another release everything is
made anew, as a server that is started again would make it. Where nothing was written down, nothing is followed.
"""

import logging
from collections.abc import Callable
from functools import cached_property

import anyio
from anyio import to_thread
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from iall_kg.errors import StoreError
from iall_kg.server.published import Published
from iall_kg.server.service import Service

LOG = logging.getLogger(__name__)


class Following:
    """Middleware of a server: it sees to it that the release which stands there now is served.

    `renewed` makes a service like the given one of what stands there now, and `routes` makes the routes of a service.
    """

    def __init__(
        self,
        app: ASGIApp,
        server: Starlette,
        published: Published,
        renewed: Callable[[Service], Service],
        routes: Callable[[Service], list[Route]],
    ) -> None:
        self._app = app
        self._server = server
        self._published = published
        self._renewed = renewed
        self._routes = routes

    @cached_property
    def _lock(self) -> anyio.Lock:
        # Made at first use, because it belongs to the event loop that runs then.
        return anyio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "http" and not (self._published.remembered and self._served):
            async with self._lock:
                await self._follow()
        await self._app(scope, receive, send)

    @property
    def _served(self) -> bool:
        """Whether what is known to stand there is what is served."""
        service: Service = self._server.state.service
        return self._published.release in ("", service.dataset.release)

    async def _follow(self) -> None:
        if not self._published.remembered:
            await self._published.ask()
        if self._served:  # perhaps since another request has asked
            return
        try:
            renewed = await to_thread.run_sync(self._renewed, self._server.state.service)
        except StoreError as error:
            LOG.warning("%s", error)
            self._published.release = ""  # until it is asked again
            return
        # At once, so that no request meets the routes of one service and the pages of another.
        self._server.state.service = renewed
        self._server.router.routes[:] = self._routes(renewed)
