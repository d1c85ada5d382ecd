"""Compose the application: each module of MODULES brings the routes of one purpose."""

import contextlib
from collections.abc import AsyncIterator
from types import ModuleType

import pyoxigraph as ox
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from iall_kg.errors import StoreError
from iall_kg.graph import KnowledgeGraph
from iall_kg.serialize import serialized
from iall_kg.server import (
    dataset,
    documents,
    editor_page,
    fusion_page,
    linked_data,
    openapi,
    operations,
    pages,
    questions,
    sparql,
)
from iall_kg.server.envelope import Envelope
from iall_kg.server.evaluator import Evaluator
from iall_kg.server.following import Following
from iall_kg.server.kept import KeptAnswers
from iall_kg.server.made_pages import MadePages
from iall_kg.server.metrics import Metrics
from iall_kg.server.nursery import Load
from iall_kg.server.page_makers import PageMakers
from iall_kg.server.pool import Pool
from iall_kg.server.problems import Problem, on_fault
from iall_kg.server.published import Published
from iall_kg.server.refusals import on_http_exception, on_problem, on_store_error
from iall_kg.server.remote_evaluator import RemoteEvaluator
from iall_kg.server.service import Service
from iall_kg.server.settings import Settings
from iall_kg.stores.remote import RemoteStore

# The first route that fits an address answers, so the one that takes any thing stands last.
# A module of routes has a function `routes(service)`; it may also put a page for browsers into `service.pages`.
MODULES: tuple[ModuleType, ...] = (
    sparql,
    pages,
    questions,
    documents,
    editor_page,
    openapi,
    operations,
    fusion_page,
    linked_data,
)


def create_app(
    graph: KnowledgeGraph,
    settings: Settings | None = None,
    evaluator: Evaluator | None = None,
    served: dataset.ServedDataset | None = None,
) -> Starlette:
    """Return the application that serves a graph; its lifespan starts and ends what answers the queries.

    `served` is the dataset of a graph in a directory; those in memory and in SPARQL services are made here.
    """
    settings = settings or Settings()
    metrics = Metrics()
    served = served or dataset.serve(graph, settings)
    evaluator = evaluator or _evaluator(graph, served, settings, metrics)
    service = _service(graph, settings, served, evaluator, metrics)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await service.evaluator.start()
        try:
            yield
        finally:
            await app.state.service.made.close()
            await service.evaluator.close()

    app = Starlette(
        routes=_routes(service),
        middleware=[Middleware(Envelope, metrics=metrics)],
        exception_handlers={
            Problem: on_problem,
            StoreError: on_store_error,
            HTTPException: on_http_exception,
            Exception: on_fault,
        },
        lifespan=lifespan,
    )
    app.state.service = service
    if isinstance(graph.store, RemoteStore):
        service.published = Published(graph.store)
        app.add_middleware(Following, app, service.published, _renewed, _routes)
    return app


def _service(
    graph: KnowledgeGraph,
    settings: Settings,
    served: dataset.ServedDataset,
    evaluator: Evaluator,
    metrics: Metrics,
) -> Service:
    kept, made = KeptAnswers(settings.max_kept), MadePages(graph, settings, _makers(graph, served, settings, metrics))
    return Service(graph, settings, served, evaluator, metrics, kept, made)


def _makers(
    graph: KnowledgeGraph, served: dataset.ServedDataset, settings: Settings, metrics: Metrics
) -> PageMakers | None:
    """Return what makes the pages of a local dataset; those of a SPARQL service are made where it can be reached."""
    if isinstance(graph.store, RemoteStore):
        return None
    load = Load(
        lambda: b"" if served.folder else serialized(graph.store, ox.RdfFormat.N_QUADS),
        {},
        served.folder,
        str(graph.content.root),
    )
    return PageMakers(load, settings, metrics)


def _renewed(service: Service) -> Service:
    """Return a service like another one, of what stands in its SPARQL service now; they share what answers queries."""
    store = service.graph.store
    assert isinstance(store, RemoteStore)
    graph = KnowledgeGraph(store.renewed(), service.graph.content)
    served = dataset.serve(graph, service.settings)
    renewed = _service(graph, service.settings, served, service.evaluator, service.metrics)
    renewed.published = service.published
    return renewed


def _routes(service: Service) -> list[Route]:
    return [route for module in MODULES for route in module.routes(service)]


def _evaluator(graph: KnowledgeGraph, served: dataset.ServedDataset, settings: Settings, metrics: Metrics) -> Evaluator:
    if isinstance(graph.store, RemoteStore):
        return RemoteEvaluator(graph.store, served.prefixes, settings, metrics)
    return Pool(served.load, settings, metrics)
