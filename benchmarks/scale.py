"""Measure how everything grows, from the real data to a thousand sources, beside rdflib and three servers.

Run `python benchmarks/scale.py --out growth`; writes `growth/growth.md`, drawings and `growth/growth.json`.
Scale N is the real sources and N - 1 generated papers (growth.py). Each measurement has a process of its own; one that
takes longer than the limit is ended and shown as "over N s". What was too slow at one scale, or can be expected to be
at the next, is not tried there. Ratios are those of one run. The data are kept in the folder and made once.
"""

import argparse
import asyncio
import datetime
import importlib.metadata
import itertools
import json
import os
import platform
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import growth
from clients import NotStartedError, ask
from endpoint import MIX
from measured import MIB, MOST_MEMORY, Measured, children, peak_memory, run
from questions import RDFLIB_ENDPOINT, Question, questions
from report import written
from servers import Serving, missing, prepare, serving

STEPS = (
    ("load", "iall-kg"),
    ("load", "rdflib"),
    ("validate", "iall-kg"),
    ("validate", "rdflib"),
    ("infer", "iall-kg"),
    ("build", "iall-kg"),
    ("grow", "iall-kg"),
    ("open", "memory"),
    ("open", "disk"),
    ("open", "rdflib"),
)
SERVERS = ("iall-kg", "oxigraph", "fuseki", "rdflib-endpoint")
# iall-kg asks its store, which "disk" is.
SERVERS_FOR_QUESTIONS = SERVERS[1:]
STORES = ("disk", "memory", "rdflib")
# Queries of the mix that touch one thing; the others count or scan, and so grow with the data on any engine.
LOOKUPS = MIX[:3]
# Stored queries about one thing, which do some work on each engine.
ABOUT_ONE = (
    "cell-products",
    "domain-functions",
    "domain-order",
    "drug-targets",
    "fusions-of-gene",
    "names-of-thing",
    "prognostic-factors",
    "protocol-phases",
    "study-populations",
    "trials",
)
CLIENTS = 8
# What stands in the place of a result that was not waited for.
GIVEN_UP = {"over", "large"}
# An engine that gave up more questions than this at one scale is not asked at the next.
MOST_GIVEN_UP = 2
PARTS = ("steps", "questions", "servers")

Results = dict[str, dict[str, dict[str, Any]]]


class Run:
    """All measurements of one run, by scale; what was too slow at one scale is not tried at the next."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        former = options.out / "growth.json"
        self.results: Results = json.loads(former.read_text())["scales"] if former.exists() else {}
        self.asked = [question for question in questions() if question.name.split(",")[0] in ABOUT_ONE]
        self.late = set(self._late_before(min(options.scales)))
        # So a run that was ended goes on at the scale where it was.
        smaller = sorted(int(of) for of in self.results if int(of) < min(options.scales))
        for scale, larger in itertools.pairwise([*smaller, min(options.scales)]):
            self.give_up(scale, larger / scale)

    def measure(self, scale: int) -> None:
        """Take all measurements of one scale."""
        folder = self.options.out / f"scale-{scale}"
        found = self.results.setdefault(str(scale), {})
        for part in PARTS:
            # Of some engines only, what is known of the others stays.
            if part not in found or (part in self.options.parts and not self.options.engines):
                found[part] = {}
        self._make(scale, folder)
        with (folder / "release.nq").open("rb") as release:
            found["data"] = {"scale": scale, "quads": sum(1 for _ in release)}
        if "steps" in self.options.parts:
            for step, engine in (pair for pair in STEPS if self._is_asked_for(pair[1])):
                self._step(found, folder, step, engine)
                self._save()
        if "questions" in self.options.parts:
            self._ask_stores(found, folder)
        if {"servers", "questions"} & set(self.options.parts):
            servers = SERVERS if "servers" in self.options.parts else SERVERS_FOR_QUESTIONS
            for server in filter(self._is_asked_for, servers):
                self._serve(found, folder, server)
        self._save()

    def give_up(self, scale: int, times: float) -> None:
        """Note what was so slow at a scale that it need not be tried where there are `times` as many sources."""
        found = self.results[str(scale)]
        for name, measured in found["steps"].items():
            if measured.get("seconds", 0.0) * times > self.options.limit:
                step, _, engine = name.partition(", ")
                self.late.add((step, engine))
        for engine, answers in found["questions"].items():
            if sum("ms" not in answer for answer in answers.values()) > MOST_GIVEN_UP:
                self.late.add(("ask", engine))
        for server, measured in found["servers"].items():
            answer = measured.get("questions_median_ms", 0.0) / 1000
            if measured.get("load", 0.0) * times > self.options.limit or answer > self.options.answer_limit:
                self.late.add(("serve", server))

    def _save(self) -> None:
        """Write down what was measured, for a run takes hours."""
        self.results = {scale: self.results[scale] for scale in sorted(self.results, key=int)}
        (self.options.out / "growth.json").write_text(json.dumps(self.about(), indent=1))

    def _is_asked_for(self, engine: str) -> bool:
        return not self.options.engines or engine in self.options.engines

    def _late_before(self, scale: int) -> Iterator[tuple[str, str]]:
        """Yield what an earlier run gave up at a smaller scale."""
        for found in (found for of, found in self.results.items() if int(of) < scale):
            for name, measured in found["steps"].items():
                if GIVEN_UP & measured.keys():
                    step, _, engine = name.partition(", ")
                    yield step, engine
            for engine, answers in found["questions"].items():
                yield from ((engine, question) for question, answer in answers.items() if GIVEN_UP & answer.keys())

    def _make(self, scale: int, folder: Path) -> None:
        if "steps" in self.options.parts and not (folder / "content").exists():
            growth.write_content(scale, folder / "content")
        if not (folder / "release.nq").exists():
            growth.write_release(scale, folder / "release.part")
            (folder / "release.part").rename(folder / "release.nq")
        if "questions" in self.options.parts and "steps" not in self.options.parts and not (folder / "disk").exists():
            run(["open", "disk", str(folder)], self.options.limit)

    def _step(self, found: dict[str, dict[str, Any]], folder: Path, step: str, engine: str) -> None:
        name = f"{step}, {engine}"
        if (step, engine) in self.late:
            return
        measured = run([step, engine, str(folder)], self.options.limit)
        found["steps"][name] = _shown(measured, self.options.limit)
        print(folder.name, name, found["steps"][name], flush=True)
        if measured.ended != "done":
            self.late.add((step, engine))

    def _ask(self, found: dict[str, dict[str, Any]], folder: Path, name: str, engine: str, first: int = 0) -> int:
        """Ask all questions from number `first` on, until one is too slow.

        Return the number of the next one, or -1 when nothing is left to ask.
        """
        answers = found["questions"].setdefault(name, {})
        skipped = [question for store, question in self.late if store == name]
        arguments = ["ask", engine, str(folder), str(first), *skipped]
        measured = run(arguments, self.options.answer_limit, self.options.limit)
        if not any("ready" in line for line in measured.lines):
            return -1
        for line in measured.lines:
            if "ms" in line:
                answers[line["question"]] = {"ms": line["ms"], "rows": line["rows"]}
            elif "failed" in line:
                answers[line["question"]] = {"failed": line["failed"]}
        slow = measured.lines[-1]
        if measured.ended in {"done", "failed"} or "ms" in slow or "question" not in slow:
            return -1
        answers[slow["question"]] = _given_up(measured, self.options.answer_limit)
        self.late.add((name, slow["question"]))
        return int(slow["number"]) + 1

    def _ask_stores(self, found: dict[str, dict[str, Any]], folder: Path) -> None:
        for store in filter(self._is_asked_for, STORES):
            self._save()
            first = -1 if {("open", store), ("ask", store)} & self.late else 0
            while first >= 0:
                first = self._ask(found, folder, store, store, first)

    def _serve(self, found: dict[str, dict[str, Any]], folder: Path, server: str) -> None:
        reason = missing(server)
        if reason or ("serve", server) in self.late:
            found["servers"][server] = {"missing": reason} if reason else {}
            return
        # How long loading takes is a result of the servers only.
        loaded = "servers" not in self.options.parts and (folder / server).exists()
        seconds = 0.0 if loaded else prepare(server, folder, self.options.limit)
        if isinstance(seconds, str):
            found["servers"][server] = {"missing": seconds}
            self.late.add(("serve", server))
            return
        try:
            if "servers" in self.options.parts:
                with serving(server, folder, self.options.limit) as running:
                    found["servers"][server] = {"load": seconds + running.started} | self._loaded(running)
                print(folder.name, server, found["servers"][server], flush=True)
            is_asked = "questions" in self.options.parts and server in SERVERS_FOR_QUESTIONS
            first = 0 if is_asked and ("ask", server) not in self.late else -1
            while first >= 0:
                # Started again each time, because some go on with a question after its client has gone.
                with serving(server, folder, self.options.limit) as running:
                    way = RDFLIB_ENDPOINT if server == "rdflib-endpoint" else ""
                    first = self._ask(found, folder, server, f"{way}{running.address}", first)
        except NotStartedError as error:
            found["servers"].setdefault(server, {"missing": str(error)})
            self.late.add(("serve", server))

    def _loaded(self, running: Serving) -> dict[str, Any]:
        """Let clients ask a server: look-ups, then stored queries about one thing."""
        found: dict[str, Any] = {"failed": 0}
        own: Callable[[Question], str] = lambda question: question.sparql  # noqa: E731
        if running.engine == "rdflib-endpoint":
            own = lambda question: question.with_values_last  # noqa: E731
        for name, queries in {"lookups": LOOKUPS, "questions": list(map(own, self.asked))}.items():
            at = (running.port, running.path)
            done = asyncio.run(ask(at, queries, CLIENTS, self.options.seconds, each_new=True))
            found["failed"] += done.failed
            found[f"{name}_per_second"] = len(done.times) / done.seconds
            if done.times:
                times = sorted(done.times)
                found[f"{name}_median_ms"] = 1000 * times[len(times) // 2]
                found[f"{name}_p99_ms"] = 1000 * times[min(len(times) - 1, int(0.99 * len(times)))]
        return found | {"memory": _memory(running.pid)}

    def about(self) -> dict[str, Any]:
        """Return the results with date, versions and machine."""
        packages = ("pyoxigraph", "rdflib", "pyshacl", "oxigraph", "rdflib-endpoint")
        return {
            "date": datetime.date.today().isoformat(),
            "machine": f"{os.cpu_count()} cores, {platform.machine()}, {_total_memory()} GiB",
            "versions": {"Python": platform.python_version()} | {name: _version(name) for name in packages},
            "limit": self.options.limit,
            "seed": growth.SEED,
            "scales": self.results,
        }


def _shown(measured: Measured, limit: float) -> dict[str, Any]:
    if measured.ended in {"late", "large"}:
        return _given_up(measured, limit) | {"memory": measured.memory}
    if measured.ended == "failed" or not measured.lines:
        return {"failed": "failed", "memory": measured.memory}
    line = measured.lines[-1]
    return {"seconds": line["seconds"], "processor": line["processor"], "memory": measured.memory}


def _given_up(measured: Measured, limit: float) -> dict[str, Any]:
    """Say why something was not waited for."""
    return {"large": MOST_MEMORY / MIB} if measured.ended == "large" else {"over": limit}


def _memory(pid: int) -> float:
    """Return the peak resident memory of a process and of all that it started, in MiB, added up."""
    return peak_memory(pid) + sum(map(_memory, children(pid)))


def _total_memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // (1 << 30)


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def main() -> None:
    """Measure and write the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder for data and results; what is there is used")
    parser.add_argument("--scales", type=int, nargs="+", default=[1, 10, 100, 1000])
    parser.add_argument("--limit", type=float, default=900, metavar="SECONDS", help="longest time for a step")
    parser.add_argument("--seconds", type=float, default=5, help="for each server (default: %(default)g)")
    parser.add_argument("--answer-limit", type=float, default=10, metavar="SECONDS", help="longest time for an answer")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="what to measure (default: all)")
    parser.add_argument("--engines", nargs="+", metavar="ENGINE", help="only these, such as disk or fuseki")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    measurements = Run(options)
    scales = sorted(options.scales)
    for scale, larger in itertools.zip_longest(scales, scales[1:], fillvalue=scales[-1]):
        (options.out / f"scale-{scale}").mkdir(exist_ok=True)
        measurements.measure(scale)
        measurements.give_up(scale, larger / scale)
        written(measurements.about(), options.out)
    print((options.out / "growth.md").read_text())


if __name__ == "__main__":
    main()
