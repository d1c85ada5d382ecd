"""Count what happens, and write it as Prometheus reads it.

Reference: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
"""

import contextlib
import time
from collections import Counter
from collections.abc import Iterator, Mapping

from iall_kg.server.problems import Problem

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
HELP = {
    "iall_kg_requests_total": "Requests, by route, method and status.",
    "iall_kg_queries_total": "Queries, by what became of them.",
    "iall_kg_workers_ended_total": "Worker processes that were ended, by reason.",
}


class Metrics:
    """The counters of one server."""

    def __init__(self) -> None:
        self._counters: Counter[tuple[str, tuple[tuple[str, str], ...]]] = Counter()
        self._buckets = [0] * (len(BUCKETS) + 1)
        self._seconds = 0.0

    def count(self, name: str, /, **labels: str) -> None:
        """Add one to a counter."""
        self._counters[name, tuple(labels.items())] += 1

    @contextlib.contextmanager
    def query(self) -> Iterator[None]:
        """Count the query that is answered within, by what becomes of it, and the time that it takes."""
        arrived = time.monotonic()
        outcome = "abandoned"
        try:
            yield
            outcome = "answered"
        except Problem as problem:
            outcome = "refused" if problem.status < 500 else "failed"
            raise
        finally:
            self.observe_query(outcome, time.monotonic() - arrived)

    def observe_query(self, outcome: str, seconds: float) -> None:
        """Count a query that came to an end, and how long it took from its arrival."""
        self.count("iall_kg_queries_total", outcome=outcome)
        self._seconds += seconds
        place = next((n for n, bound in enumerate(BUCKETS) if seconds <= bound), len(BUCKETS))
        self._buckets[place] += 1

    def text(self, gauges: Mapping[str, float]) -> str:
        """Return all counters, and the given gauges, as text."""
        lines: list[str] = []
        for name, words in HELP.items():
            lines += [f"# HELP {name} {words}", f"# TYPE {name} counter"]
            for (counter, labels), value in sorted(self._counters.items()):
                if counter == name:
                    shown = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels)
                    lines.append(f"{name}{{{shown}}} {value}")
        lines += self._histogram()
        for name, gauge in gauges.items():
            lines += [f"# TYPE {name} gauge", f"{name} {gauge:g}"]
        return "\n".join(lines) + "\n"

    def _histogram(self) -> list[str]:
        name = "iall_kg_query_seconds"
        lines = [f"# HELP {name} Time from the arrival of a query to its answer or error.", f"# TYPE {name} histogram"]
        total = 0
        for bound, count in zip((*map(str, BUCKETS), "+Inf"), self._buckets, strict=True):
            total += count
            lines.append(f'{name}_bucket{{le="{bound}"}} {total}')
        return [*lines, f"{name}_sum {self._seconds:.6f}", f"{name}_count {total}"]


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
