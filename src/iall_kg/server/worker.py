"""What a worker process does: close itself off, then answer one query after another.

The queries run in a thread with a very large stack, because the engine's parser and evaluator call themselves as
deep as a query nests. A query that is too much for this process ends it; the server then has another forked.
"""

import os
import socket
import threading
from pathlib import Path

import pyoxigraph as ox

from iall_kg.server import seal
from iall_kg.server.evaluation import Limits, answer
from iall_kg.server.wire import ClosedError, Head, Incoming, packed, read_frame

# Reserved, not used: a page of it costs memory only when a query nests that deep.
STACK = 512 << 20
# The server kills a late worker itself; the alarm is for a server that cannot any more.
ALARM_AFTER_DEADLINE = 2.0
# A process that once held this much more than at its start is not worth keeping.
WORTH_KEEPING = 128 << 20


def serve(own: socket.socket, store: ox.Store, settings: Head, measures: list[str]) -> None:
    """Answer what comes in over a socket until it is closed; `measures` name how this process is sealed already."""
    threading.stack_size(STACK)
    thread = threading.Thread(target=_serve, args=(own, store, settings, measures))
    thread.start()
    thread.join()


def _serve(own: socket.socket, store: ox.Store, settings: Head, measures: list[str]) -> None:
    incoming = Incoming()
    limits = Limits(settings["max_rows"], settings["max_answer"], settings["max_nesting"])
    files = sum(1 for _ in Path(settings["folder"]).glob("*.sst")) if settings["folder"] else 0
    sealed = measures + seal.limit_memory(settings["max_memory"])
    sealed += seal.open_the_store_only(files, measures) + seal.set_alarm(0)
    at_start = seal.most_memory()
    try:
        own.sendall(packed({"sealed": sealed}))
    except (BrokenPipeError, ConnectionResetError):
        os._exit(0)  # the server was stopped while this process started
    while True:
        try:
            asked, text = read_frame(own, incoming)
            seal.set_alarm(asked["seconds"] + ALARM_AFTER_DEADLINE)
            reply, body = answer(store, asked, text.decode(), settings["prefixes"], limits)
            reply["retires"] = seal.most_memory() > at_start + WORTH_KEEPING
            own.sendall(packed(reply, body))
        except (ClosedError, BrokenPipeError, ConnectionResetError):
            os._exit(0)  # the server is gone, before the question or before the answer
        seal.set_alarm(0)
