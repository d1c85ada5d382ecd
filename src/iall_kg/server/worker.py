"""The program of a worker process: load the dataset, close itself off, then answer one query after another.

It speaks frames on standard input and output. The first frame brings the dataset and the limits; each further
frame is a query. The queries run in a thread with a very large stack, because the engine's parser and
evaluator call themselves as deep as a query nests. A query that is too much for this process ends it; the
server then starts another.
"""

import json
import os
import signal
import sys
import threading
from typing import BinaryIO

from iall_kg.server import seal
from iall_kg.server.wire import LENGTHS, Head, packed

# Reserved, not used: a page of it costs memory only when a query nests that deep.
STACK = 512 << 20
# The server kills a late worker itself; the alarm is for a server that cannot any more.
ALARM_AFTER_DEADLINE = 2.0
# A process that once held this much more than at its start is not worth keeping.
WORTH_KEEPING = 128 << 20


def main() -> None:
    """Serve until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server
    measures = seal.leave_network()
    threading.stack_size(STACK)
    thread = threading.Thread(target=_serve, args=(measures,))
    thread.start()
    thread.join()


def _serve(measures: list[str]) -> None:
    import pyoxigraph as ox

    from iall_kg.server.evaluation import Limits, answer

    source, target = sys.stdin.buffer, sys.stdout.buffer
    head, dataset = _read(source)
    store = ox.Store()
    store.bulk_load(dataset, format=ox.RdfFormat.N_QUADS)
    del dataset
    limits = Limits(head["max_rows"], head["max_answer"], head["max_nesting"])
    measures += seal.limit_memory(head["max_memory"]) + seal.open_nothing_more() + seal.set_alarm(0)
    at_start = seal.most_memory()
    _write(target, {"sealed": measures}, b"")
    while True:
        asked, text = _read(source)
        seal.set_alarm(asked["seconds"] + ALARM_AFTER_DEADLINE)
        reply, body = answer(store, asked, text.decode(), head["prefixes"], limits)
        reply["retires"] = seal.most_memory() > at_start + WORTH_KEEPING
        _write(target, reply, body)
        seal.set_alarm(0)


def _read(source: BinaryIO) -> tuple[Head, bytes]:
    lengths = source.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        os._exit(0)  # the server is gone
    head_length, body_length = LENGTHS.unpack(lengths)
    head: Head = json.loads(source.read(head_length))
    return head, source.read(body_length)


def _write(target: BinaryIO, head: Head, body: bytes) -> None:
    target.write(packed(head, len(body)))
    target.write(body)
    target.flush()


if __name__ == "__main__":
    main()
