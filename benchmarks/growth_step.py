"""Measure what one more source costs, beside few others and beside many: check and growth, by processor and clock.

    python benchmarks/growth_step.py --copies 9 99 999

The source is a copy of the invented section of tests/growth with things of its own, the others are such copies beside
the real data. Copies of the series "shared" all say one thing of one popular drug; those of "own" do not. The median of
three sources, each added by a process of its own; `steps.py grow` measures the same with generated papers.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from iall_kg.content import FOLDERS, Content, find_content
from iall_kg.growth.conformance import see_that_it_conforms
from iall_kg.growth.kept import keep

SECTION = Path(__file__).parent.parent / "tests" / "growth" / "sources" / "invented-2026"
SERIES = ("own", "shared")
ADDED = 3
# What the section says of things that are not its own, by what a copy of the series "own" says in its place.
POPULAR = "drug:revumenib iall:disrupts interaction:menin--KMT2A"
OWN = "statement:INV-1-use-in-AFF1 iall:about interaction:menin--KMT2A"
# Things that all copies would describe alike: the first stands once, beside them; the second is told apart.
EVENT = 'adverse:differentiation-syndrome a iall:AdverseEvent ; rdfs:label "differentiation syndrome"@en .'
LABEL = "use of revumenib in infants with KMT2A::AFF1"
PREFIXES = """@prefix adverse: <https://w3id.org/iall-kg/adverse/> .
@prefix iall: <https://w3id.org/iall-kg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


def write_copy(content: Content, number: int, series: str) -> None:
    """Write one more copy of the section."""
    name = f"INV-{number:04d}"
    told = {EVENT: "", LABEL: f"{LABEL}, {name}"} | ({POPULAR: OWN} if series == "own" else {})
    told |= {"invented-2026": f"copy-{number:04d}", "INV-1": name, "Invented 2026": f"Invented {number:04d}"}
    folder = content.data / "sources" / f"copy-{number:04d}"
    folder.mkdir()
    for path in SECTION.iterdir():
        text = path.read_text(encoding="utf-8")
        for old, new in told.items():
            text = text.replace(old, new)
        (folder / path.name).write_text(text, encoding="utf-8")


def write_content(root: Path, copies: int, series: str) -> Content:
    """Write the real data and so many copies."""
    for folder in FOLDERS:
        shutil.copytree(find_content().root / folder, root / folder)
    content = Content(root)
    (content.data / "copies.ttl").write_text(f"{PREFIXES}\n{EVENT}\n", encoding="utf-8")
    for number in range(copies):
        write_copy(content, number, series)
    return content


def timed_keep(root: Path) -> None:
    """Keep the release of the content in a folder, checked, and print how long it took."""
    import pyshacl.graph_abstraction  # noqa: F401 - what this takes is not the source's

    content = Content(root)
    start, worked = time.perf_counter(), time.process_time()
    kept = keep(content, root / "kept", see_that_it_conforms(content))
    took = {"processor": time.process_time() - worked, "clock": time.perf_counter() - start, "grown": kept.grown}
    print(json.dumps(took))


def measure(copies: int, series: str) -> str:
    """Return a row of the table."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        content = write_content(Path(folder).resolve(), copies, series)
        worked = time.process_time()
        keep(content, content.root / "kept", lambda *_: None)
        worked, took = time.process_time() - worked, []
        for number in range(copies, copies + ADDED):
            write_copy(content, number, series)
            command = [sys.executable, __file__, "--keep", str(content.root)]
            took.append(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))
        assert all(one["grown"] for one in took)
        processor, clock = (statistics.median(one[by] for one in took) for by in ("processor", "clock"))
    return f"| {series} | {copies} | {worked:.1f} | {processor:.2f} | {clock:.2f} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--copies", type=int, nargs="+", default=[9, 99, 999])
    parser.add_argument("--keep", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.keep:
        timed_keep(options.keep)
        return
    print(
        "| series | copies before | full build, s | growth, s | on the clock, s |\n| --- | ---: | ---: | ---: | ---: |"
    )
    for copies in options.copies:
        for series in SERIES:
            print(measure(copies, series), flush=True)


if __name__ == "__main__":
    main()
