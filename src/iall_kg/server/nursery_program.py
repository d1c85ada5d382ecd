"""The program of the nursery: load the dataset once, then fork a worker whenever the server wants one.

A forked worker shares the memory of the dataset and is there in milliseconds, so that losing one to a bad query
costs next to nothing. The nursery has a single thread, has left the network before it loads anything, and never
sees a query. It is told to fork over one socket, which brings a socket for each new worker; it tells which
process it forked, and by what each ended. When the server is gone, it ends all workers and itself.
"""

import contextlib
import gc
import os
import select
import signal
import socket
import sys
from collections.abc import Callable

from iall_kg.server import seal
from iall_kg.server.wire import FORK, Head, Incoming, packed, read_frame


class Nursery:
    """The forked workers of one process."""

    def __init__(self, control: socket.socket, work: Callable[[socket.socket], None]) -> None:
        self._control = control
        self._work = work
        self._workers: set[int] = set()
        self._woken, self._waker = socket.socketpair()

    def serve(self) -> None:
        """Fork and bury until the server is gone."""
        self._waker.setblocking(False)
        signal.signal(signal.SIGCHLD, _do_nothing)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        while True:
            readable, _, _ = select.select([self._control, self._woken], [], [])
            if self._woken in readable:
                self._woken.recv(4096)
                self._bury()
            if self._control in readable:
                asked, descriptors, _, _ = socket.recv_fds(self._control, len(FORK), 1)
                if asked != FORK:
                    return
                self._fork(socket.socket(fileno=descriptors[0]))

    def end(self) -> None:
        """End all workers, and hear no more of them."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for pid in self._workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _fork(self, own: socket.socket) -> None:
        pid = os.fork()
        if pid == 0:
            self._live(own)
        own.close()
        self._workers.add(pid)
        self._control.sendall(packed({"forked": pid}))

    def _live(self, own: socket.socket) -> None:
        """Be a worker, and nothing else ever again."""
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for inherited in (self._control, self._woken, self._waker):
                inherited.close()
            os.setsid()  # its threads share a priority that the server can lower
            self._work(own)
        finally:
            os._exit(1)

    def _bury(self) -> None:
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    return
                self._workers.discard(pid)
                self._control.sendall(packed({"ended": pid, "code": os.waitstatus_to_exitcode(status)}))


def main() -> None:
    """Serve the socket whose descriptor is the first argument until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server
    measures = seal.leave_network()
    control = socket.socket(fileno=int(sys.argv[1]))
    settings, dataset = read_frame(control, Incoming())
    if settings["content"]:
        from iall_kg.server import page_maker

        work = page_maker.prepared(settings, dataset, measures)
    else:
        work = _answering(settings, dataset, measures)
    del dataset
    gc.collect()
    gc.freeze()  # so that collecting in a worker does not copy what it shares
    control.sendall(packed({"ready": True}))
    nursery = Nursery(control, work)
    try:
        nursery.serve()
    except OSError:
        pass  # the server went away in the middle of a word
    finally:
        nursery.end()


def _answering(settings: Head, dataset: bytes, measures: list[str]) -> Callable[[socket.socket], None]:
    """Return what a worker that answers queries does."""
    import pyoxigraph as ox

    from iall_kg.server import worker

    store = ox.Store()
    store.bulk_load(dataset, format=ox.RdfFormat.N_QUADS)

    def work(own: socket.socket) -> None:
        # A store on disk has threads of its own, which a fork would lose, so each worker opens it for itself.
        opened = ox.Store.read_only(settings["folder"]) if settings["folder"] else store
        worker.serve(own, opened, settings, measures)

    return work


def _do_nothing(_number: int, _frame: object) -> None:
    """Let the wake-up descriptor do its work; a signal that is ignored would not wake anybody."""


if __name__ == "__main__":
    main()
