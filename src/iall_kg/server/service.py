"""What all routes share, and the seams where other modules join: pages for browsers, and other evaluators."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from iall_kg.graph import KnowledgeGraph
from iall_kg.server.dataset import ServedDataset
from iall_kg.server.evaluator import Evaluator
from iall_kg.server.kept import KeptAnswers
from iall_kg.server.made_pages import MadePages
from iall_kg.server.metrics import Metrics
from iall_kg.server.published import Published
from iall_kg.server.settings import Settings

Page = Callable[[Request], Awaitable[Response]]


@dataclass(slots=True)
class Service:
    """One server: its graph, what answers for it, and what it counts.

    `pages` holds what a browser is shown instead of data, by name of the route: "sparql" is the editor at /sparql
    without a query, "question" the page of a stored query. A route offers text/html only if its page is there.
    """

    graph: KnowledgeGraph
    settings: Settings
    dataset: ServedDataset
    evaluator: Evaluator
    metrics: Metrics
    kept: KeptAnswers
    made: MadePages
    # Which release stands in the SPARQL service behind this server, where that is what it serves.
    published: Published | None = None
    pages: dict[str, Page] = field(default_factory=dict)
    # Bytes of answers that clients have not taken yet.
    held: int = 0

    @property
    def endpoint(self) -> str:
        """The IRI of the SPARQL endpoint, which is also the base of relative IRIs in queries."""
        return self.settings.base_iri + "sparql"


def service_of(request: Request) -> Service:
    """Return the service that a request is made to."""
    service: Service = request.app.state.service
    return service


def mounted_at(request: Request) -> str:
    """Return the path under which another application has mounted this one, such as `/kg`, or nothing."""
    return quote(request.scope.get("root_path", "").rstrip("/"))


def path_within(request: Request) -> str:
    """Return the path of a request below where this application is mounted, without its first slash."""
    return request.url.path.removeprefix(mounted_at(request)).removeprefix("/")
