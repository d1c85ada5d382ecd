"""The page for fusion calls: a form, and the report of what is pasted or uploaded. Nothing is stored."""

from anyio import to_thread
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from iall_kg.fusions import report_html
from iall_kg.pages.site import Site
from iall_kg.server.page_headers import send_page
from iall_kg.server.places import Places
from iall_kg.server.problems import Problem
from iall_kg.server.service import Service, service_of

ADDRESS = "fusions"
MOST_BYTES = 64 * 1024
# A report can be kept as a file: it brings its own style, draws its own pictures, and loads and runs nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
HEADERS = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
ONE_AT_A_TIME = Places(1, "Other reports are being made.")


def routes(_service: Service) -> list[Route]:
    """Return the routes of this module."""
    return [Route(f"/{ADDRESS}", form), Route(f"/{ADDRESS}", report, methods=["POST"])]


async def form(request: Request) -> Response:
    """Return the page on which calls are pasted."""
    pages = service_of(request).made
    return await send_page(request, await pages.page(ADDRESS, lambda: _form(pages.site)))


async def report(request: Request) -> Response:
    """Return the report of the calls that were sent.

    Raises Problem 413 for too much text, 400 for none or for what is no text, 503 while others are served.
    """
    text, name = await _calls(request)
    graph = service_of(request).graph
    give_back = await ONE_AT_A_TIME.take()
    try:
        page = await to_thread.run_sync(lambda: report_html(graph, text, name))
    finally:
        give_back()
    return HTMLResponse(page, headers=HEADERS)


async def _calls(request: Request) -> tuple[str, str]:
    """Return the text that was sent and the name of its file; a file goes before pasted text."""
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal() or int(length) > MOST_BYTES + 4096:
        raise Problem(413, f"Send at most {MOST_BYTES // 1024} kB of text, with its Content-Length.")
    try:
        async with request.form(max_files=1, max_fields=4, max_part_size=MOST_BYTES) as sent:
            file, pasted = sent.get("file"), sent.get("calls")
            if isinstance(file, UploadFile) and file.size:
                return _decoded(await file.read()), file.filename or "file"
            if isinstance(pasted, str) and pasted.strip():
                return pasted, "pasted"
    except MultiPartException as error:
        raise Problem(400, f"The form cannot be read: {error.message}") from error
    raise Problem(400, "No calls were sent.", "Paste them into the field `calls` or send a `file`.")


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Problem(400, "The file is not UTF-8 text.", "Unpack it first if it is compressed.") from None


def _form(site: Site) -> str:
    return site.render("fusion_form.html", ADDRESS, title="Fusion calls", limit=MOST_BYTES // 1024)
