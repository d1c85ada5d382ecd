"""Measure the chain from the sources to an answer beside plain rdflib doing the same, in one run.

Run `python benchmarks/chain.py`; prints one Markdown table of steps and one of stored queries. Times are the
best of several runs, in milliseconds.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import rdflib

from iall_kg import stored_queries
from iall_kg.build import build
from iall_kg.content import find_content
from iall_kg.dataset import open_release
from iall_kg.load import load, source_files
from iall_kg.serialize import to_nquads
from iall_kg.shacl import read_shapes
from iall_kg.validate import validate


def best(action: Callable[[], object], runs: int) -> float:
    """Return the shortest time of `runs` runs, in milliseconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def load_with_rdflib(files: list[Path]) -> rdflib.Dataset:
    """Parse the same files into an rdflib dataset."""
    dataset = rdflib.Dataset()
    for path in files:
        dataset.parse(path, format="trig")
    return dataset


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--without-validation", action="store_true", help="leave out SHACL on rdflib, which is slow")
    options = parser.parse_args()

    content = find_content()
    sources = load(content)
    store = build(sources, content).store
    nquads = to_nquads(store)
    dataset = rdflib.Dataset(default_union=False)
    dataset.parse(data=nquads, format="nquads")

    print("| step | iall-kg, ms | rdflib, ms | ratio |\n| --- | ---: | ---: | ---: |")
    steps: list[tuple[str, Callable[[], object], Callable[[], object] | None]] = [
        ("parse all sources", lambda: load(content), lambda: load_with_rdflib(source_files(content))),
        ("build with inference", lambda: build(sources, content), None),
        ("open the cached release", open_release, lambda: rdflib.Dataset().parse(data=nquads, format="nquads")),
    ]
    if not options.without_validation:
        steps.insert(
            1, ("validate", lambda: validate(sources, content), lambda: validate_with_rdflib(content.shapes, dataset))
        )
    for name, ours, theirs in steps:
        row(name, best(ours, options.runs), best(theirs, 1) if theirs else None)

    print("\n| stored query | iall-kg, ms | rdflib, ms | ratio |\n| --- | ---: | ---: | ---: |")
    for query in stored_queries.read_queries(content.queries / "questions").values():
        ours = best(lambda q=query: stored_queries.answer(store, q.sparql), options.runs)
        row(query.name, ours, best(lambda q=query: list(dataset.query(q.sparql)), 1))


def validate_with_rdflib(shapes: Path, dataset: rdflib.Dataset) -> None:
    """Validate the release in an rdflib dataset with the same shapes."""
    import pyshacl

    pyshacl.validate(dataset, shacl_graph=read_shapes(shapes), allow_warnings=True, allow_infos=True)


def row(name: str, ours: float, theirs: float | None) -> None:
    """Print one line of a table."""
    print(
        f"| {name} | {ours:.1f} | {theirs:.0f} | {theirs / ours:.0f} |"
        if theirs
        else f"| {name} | {ours:.1f} | – | – |"
    )


if __name__ == "__main__":
    main()
