"""Close a worker process off: no network, no new files, no more memory or time than it was given.

Each measure is used where the system has it and its name is returned, so that the server can say what holds.

- `network namespace` (Linux, as root or where users may make namespaces): the process has no network device
  at all, not even a loopback.
- `no descriptors` (every POSIX system): the process may open nothing more, so no socket, no file, no pipe.
  This alone keeps a query from reaching out, because the engine needs a new descriptor for a connection.
- `descriptors of the store`: in its place where a store on disk has more files than the engine opens ahead, and only
  if the process has no network: it may open as many as the store has files.
- `memory`: RLIMIT_AS. A query that asks for more ends its own process.
- `alarm`: the kernel ends a process that outlives its deadline, even if the server is gone.
"""

import contextlib
import ctypes
import os
import signal
import sys

try:
    import resource
except ImportError:  # Windows has no limits of this kind
    resource = None  # type: ignore[assignment]

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
NO_NETWORK = "network namespace"
# RocksDB opens that many files of each index when it opens a store.
OPENED_AHEAD = 16
# What the process has open beside the files of a store.
OTHER_DESCRIPTORS = 64


def leave_network() -> list[str]:
    """Move this process, while it has one thread, into an empty network namespace if the system lets it."""
    if not sys.platform.startswith("linux"):
        return []
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    # The first needs privileges; the second needs a system that lets users make namespaces.
    allowed = unshare(CLONE_NEWNET) == 0 or unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0
    return [NO_NETWORK] if allowed else []


def open_nothing_more() -> list[str]:
    """Forbid new descriptors; those that are open stay."""
    return ["no descriptors"] if _limited("RLIMIT_NOFILE", 0) else []


def open_the_store_only(files: int, measures: list[str]) -> list[str]:
    """Forbid new descriptors, but to a process without a network those for the files of a store on disk."""
    if files <= OPENED_AHEAD or NO_NETWORK not in measures:
        return open_nothing_more()
    limit = files + OTHER_DESCRIPTORS
    return ["descriptors of the store"] if _limited("RLIMIT_NOFILE", limit) else []


def limit_memory(more: int) -> list[str]:
    """Let the process take `more` bytes beyond what it has now, and leave no core file when it dies of it."""
    _limited("RLIMIT_CORE", 0)
    return ["memory"] if _limited("RLIMIT_AS", _address_space() + more) else []


def set_alarm(seconds: float) -> list[str]:
    """Let the kernel end this process after so many seconds; 0 takes the alarm back."""
    if not hasattr(signal, "setitimer"):
        return []
    signal.setitimer(signal.ITIMER_REAL, seconds)
    return ["alarm"]


def most_memory() -> int:
    """Return the most memory that this process has ever held, in bytes, or 0 where that is not known."""
    if resource is None:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _limited(name: str, value: int) -> bool:
    limit = getattr(resource, name, None)
    if limit is None:
        return False
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(limit, (value, value))
        return True
    return False


def _address_space() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return most_memory() + (1 << 30)  # no /proc: leave room for the stack and the libraries
