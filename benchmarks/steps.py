"""The single measurements of scale.py, each a command that prints lines of JSON.

    python benchmarks/steps.py load iall-kg FOLDER      time and memory of one step of the chain
    python benchmarks/steps.py ask disk FOLDER FIRST    milliseconds and rows of each question, from number FIRST on

FOLDER holds `content/`, `release.nq` and what steps make there; `grow` goes on from what `build` has kept.
"""

import json
import resource
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import rdflib

from chain import load_with_rdflib, validate_with_rdflib
from iall_kg.content import Content, find_content
from iall_kg.evidence import evidence_quads
from iall_kg.growth.kept import keep
from iall_kg.load import load, source_files
from iall_kg.reasoning.inference import infer
from iall_kg.validate_parallel import validate_all
from measured import MIB, read_once
from questions import asker, questions

NQUADS = ox.RdfFormat.N_QUADS
# The generated paper by which the release of a scale grows.
PAPER = "gen-00001"


def say(**values: object) -> None:
    """Print one line of JSON."""
    print(json.dumps(values), flush=True)


def timed(action: Callable[[], object]) -> None:
    """Print how long an action takes: on the clock, and as time of processors, with the processes that it starts."""
    start, before = time.perf_counter(), _processor()
    action()
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    say(seconds=time.perf_counter() - start, processor=_processor() - before, largest_child=largest / MIB)


def _processor() -> float:
    """Return the processor time of this process and of its children that have ended, in seconds."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def step(name: str, engine: str, folder: Path) -> None:
    """Do what is needed before a step, then the step, and say how long the step took."""
    content, release = Content(folder / "content"), folder / "release.nq"
    match name, engine:
        case "load", "iall-kg":
            timed(lambda: load(content))
        case "load", "rdflib":
            timed(lambda: load_with_rdflib(source_files(content)))
        case "validate", "iall-kg":
            sources = load(content)
            timed(lambda: validate_all(sources, content))
        case "validate", "rdflib":
            dataset = load_with_rdflib(source_files(content))
            timed(lambda: validate_with_rdflib(content.shapes, dataset))
        case "infer", "iall-kg":
            facts = given(content)
            timed(lambda: infer(facts, content.queries / "rules" / "infer"))
        case "build", "iall-kg":
            # As `iall-kg build` does it, from files to files, without the check, which is a step of its own.
            about_to_grow = write_about_to_grow(folder)
            timed(lambda: keep(about_to_grow, folder / "kept", lambda *_: None, fresh=True))
        case "grow", "iall-kg":
            add_paper(folder)
        case "open", "memory":
            timed(lambda: ox.Store().bulk_load(path=str(release), format=NQUADS))
        case "open", "rdflib":
            timed(lambda: rdflib.Dataset().parse(release, format="nquads"))
        case "open", "disk":
            timed(lambda: on_disk(folder / "disk", release))
        case "open", "directory":
            from iall_kg.stores.directory import write_directory

            def fill(store: ox.Store) -> None:
                store.bulk_load(path=str(release), format=NQUADS)

            timed(lambda: write_directory(folder / "directory", fill, find_content()))
        case _:
            raise SystemExit(f"no step {name} of {engine}")


def write_about_to_grow(folder: Path) -> Content:
    """Write the content of this scale as it is before one more paper comes, and that paper beside it.

    The paper is always the same, and what all share is made with it, so that it changes nothing there.
    """
    from growth import write_content

    papers = len(list((folder / "content" / "data" / "sources").glob("gen-*")))
    for name in ("grown", PAPER, "kept"):
        shutil.rmtree(folder / name, ignore_errors=True)
    content = write_content(papers + 2, folder / "grown")
    shutil.move(content.data / "sources" / PAPER, folder)
    return content


def add_paper(folder: Path) -> None:
    """Add the paper to the release that the step before has kept, which is used up; time the check and the growth."""
    import pyshacl.graph_abstraction  # noqa: F401 - the second that this takes is not the paper's

    from iall_kg.growth.conformance import see_that_it_conforms

    content = Content(folder / "grown")
    shutil.move(folder / PAPER, content.data / "sources")
    check = see_that_it_conforms(content)
    timed(lambda: keep(content, folder / "kept", check))
    shutil.rmtree(folder / "kept")


def given(content: Content) -> ox.Store:
    """Return what the build infers from."""
    from growth import given_by

    store = load(content).store
    store.extend(evidence_quads(store))
    facts = ox.Store()
    facts.extend(given_by(store, content))
    return facts


def on_disk(folder: Path, release: Path) -> None:
    """Load the release into a store on disk."""
    store = ox.Store(str(folder))
    store.bulk_load(path=str(release), format=NQUADS)
    store.optimize()


def main() -> None:
    """Do what the command line says."""
    name, engine, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    if name == "ask":
        ask_all(engine, folder, int(sys.argv[4]), set(sys.argv[5:]))
    else:
        step(name, engine, folder)


def ask_all(engine: str, folder: Path, first: int, skipped: set[str]) -> None:
    """Ask the questions from number `first` on, each once."""
    if engine == "disk":
        read_once(folder / "disk")
    asked, ask = questions(), asker(engine, folder)
    say(ready=True)
    for number, question in enumerate(asked):
        if number < first or question.name in skipped:
            continue
        say(number=number, question=question.name)
        start = time.perf_counter()
        try:
            rows = ask(question)
        except (OSError, ValueError) as error:
            say(number=number, question=question.name, failed=str(error))
            continue
        say(number=number, question=question.name, ms=1000 * (time.perf_counter() - start), rows=rows)


if __name__ == "__main__":
    main()
