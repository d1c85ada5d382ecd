"""What an operator watches: /health and /metrics."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from iall_kg.server.metrics import CONTENT_TYPE
from iall_kg.server.service import Service, service_of
from iall_kg.version import __version__

NO_STORE = {"Cache-Control": "no-store"}


def routes(_service: Service) -> list[Route]:
    """Return the routes of this module."""
    return [Route("/health", health), Route("/metrics", metrics)]


async def health(request: Request) -> Response:
    """Say whether queries can be answered: 200 if a worker lives, else 503."""
    service = service_of(request)
    state = service.evaluator.state()
    alive = state["idle"] + state["quick"] > 0
    document = {
        "status": "ok" if alive else "starting",
        "version": __version__,
        "dataset": service.dataset.digest,
        "quads": service.dataset.size,
        "workers": state,
        "sealed": service.evaluator.sealed,
    }
    return JSONResponse(document, 200 if alive else 503, NO_STORE)


async def metrics(request: Request) -> Response:
    """Return counters and gauges as Prometheus reads them."""
    service = service_of(request)
    state = service.evaluator.state()
    gauges = {
        **{f"iall_kg_workers_{name}": value for name, value in state.items() if name != "waiting"},
        "iall_kg_queries_waiting": state["waiting"],
        "iall_kg_answer_bytes_held": service.held,
        "iall_kg_answer_bytes_kept": service.kept.size,
        "iall_kg_dataset_quads": service.dataset.size,
    }
    return Response(service.metrics.text(gauges), headers=NO_STORE | {"Content-Type": CONTENT_TYPE})
