"""What a process that makes pages does: hold the graph, and make one page after another within the memory it may take.

A page that needs more ends the process, as a query that needs more ends its worker; the server then has another forked.
Unlike a worker it runs what we wrote and no query of anybody else, so it may open files: templates, queries, the store.
"""

import os
import socket
import traceback
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

from iall_kg.content import Content
from iall_kg.graph import KnowledgeGraph
from iall_kg.pages.all_pages import PAGES
from iall_kg.pages.site import Site
from iall_kg.server import seal
from iall_kg.server.wire import ClosedError, Head, Incoming, packed, read_frame
from iall_kg.server.worker import ALARM_AFTER_DEADLINE
from iall_kg.stores.directory import open_release


def prepared(settings: Head, dataset: bytes, measures: list[str]) -> Callable[[socket.socket], None]:
    """Return what a forked process does, with all that it can share with others made already."""
    content = Content(Path(settings["content"]))
    if settings["folder"]:
        # A store on disk has threads of its own, which a fork would lose, so each process opens it for itself.
        return lambda own: _serve(own, _site_of_folder(content, settings), settings, measures)
    store = ox.Store()
    store.bulk_load(dataset, format=ox.RdfFormat.N_QUADS)
    site = Site(KnowledgeGraph(store, content), base=settings["base"])
    site.counts  # noqa: B018 - makes the index of names
    return lambda own: _serve(own, site, settings, measures)


def _site_of_folder(content: Content, settings: Head) -> Site:
    opened = open_release(Path(settings["folder"]).parent)
    return Site(KnowledgeGraph(opened.store, content, opened.names), base=settings["base"])


def _serve(own: socket.socket, site: Site, settings: Head, measures: list[str]) -> None:
    """Make the pages that are asked for over a socket until it is closed."""
    incoming = Incoming()
    sealed = measures + seal.limit_memory(settings["max_memory"]) + seal.set_alarm(0)
    at_start = seal.most_memory()
    try:
        own.sendall(packed({"sealed": sealed}))
        while True:
            asked, _ = read_frame(own, incoming)
            seal.set_alarm(asked["seconds"] + ALARM_AFTER_DEADLINE)
            reply, page = _made(site, asked["page"], asked["given"])
            # What it keeps for the next pages, such as the map of mechanisms, must leave them room.
            reply["retires"] = seal.most_memory() > at_start + settings["max_memory"] // 2
            own.sendall(packed(reply, page))
            seal.set_alarm(0)
    except MemoryError:
        os.abort()
    except (ClosedError, BrokenPipeError, ConnectionResetError):
        os._exit(0)  # the server is gone


def _made(site: Site, name: str, given: list[str]) -> tuple[Head, bytes]:
    """Return the head of a reply and a page, or what went wrong."""
    try:
        page = PAGES[name](site, *given)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - whatever it is, the server says that it was its mistake
        return {"fault": traceback.format_exc()}, b""
    return {}, page.encode()
