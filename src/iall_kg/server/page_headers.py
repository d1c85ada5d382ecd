"""Send a page with the headers that every page has: a policy that lets in nothing from elsewhere, and no referrer."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from iall_kg.server.documents import send_written
from iall_kg.server.negotiation import Form

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HTML = Form("html", "text/html")


async def send_page(
    request: Request,
    body: bytes,
    status: int = 200,
    policy: str = POLICY,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a page. One that is no answer (status other than 200) is not kept by anybody."""
    sent = {**(headers or {}), "Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"}
    if status == 200:
        return await send_written(request, body, HTML, sent)
    return Response(body, status, {**sent, "Cache-Control": "no-store", "Vary": "Accept"}, HTML.content_type)
