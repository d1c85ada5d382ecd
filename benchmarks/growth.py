"""Grow the knowledge graph: write the real sources and so many generated papers, as content or as a release.

    python benchmarks/growth.py content 3 OUT      the sources, as `iall-kg validate` and `build` take them
    python benchmarks/growth.py release 1000 FILE  the release as N-Quads, as `build` makes it from that content

Scale N is the real sources and N - 1 generated papers (see paper.py). The same seed gives the same bytes. Papers are
made one after another; a release keeps the facts on disk, so that memory does not grow with the scale.
"""

import argparse
import itertools
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from iall_kg.build import SHARED_GRAPHS
from iall_kg.content import FOLDERS, Content, find_content
from iall_kg.evidence import evidence_quads
from iall_kg.load import load
from iall_kg.names import CURATION_GRAPH, INFERRED_GRAPH, META_GRAPH, THINGS_GRAPH
from iall_kg.reasoning.inference import infer
from iall_kg.serialize import to_trig
from paper import Paper, World
from template import read_template

SEED = "iall-kg"
# Papers whose quads are in memory together.
AT_ONCE = 20


def write_content(scale: int, root: Path, seed: str = SEED) -> Content:
    """Write the real content with `scale` - 1 generated papers below `root`, and return it."""
    real = find_content()
    for folder in FOLDERS:
        shutil.copytree(real.root / folder, root / folder)
    world = World(read_template(real), seed)
    for number in range(1, scale):
        paper = Paper(world, number)
        folder = root / "data" / "sources" / paper.key
        folder.mkdir()
        for name, quads, home in (
            ("source.ttl", paper.source(), META_GRAPH),
            ("claims.trig", paper.statements(), META_GRAPH),
            ("conflicts.ttl", paper.conflicts(), CURATION_GRAPH),
        ):
            (folder / name).write_bytes(to_trig(_at_home(quads, home)))
    (root / "data" / "generated.ttl").write_bytes(to_trig(_at_home(world.things(), THINGS_GRAPH)))
    return Content(root)


def write_release(scale: int, path: Path, seed: str = SEED) -> None:
    """Write the release of that content as N-Quads, in no order, and a few of them twice."""
    content = find_content()
    # Beside the file, because the folder for temporary files may be in memory.
    with path.open("wb") as out, tempfile.TemporaryDirectory(dir=path.parent) as scratch:
        facts = ox.Store(scratch)
        unnamed: set[ox.Quad] = set()
        for quads in _parts(scale, content, seed):
            store = ox.Store()
            store.extend(quads)
            store.extend(evidence_quads(store))
            ox.serialize(store, out, ox.RdfFormat.N_QUADS)
            given = set(given_by(store, content))
            facts.bulk_extend(given)
            unnamed.update(q for q in given if isinstance(q.object, ox.BlankNode))
        inferred = infer(facts, content.queries / "rules" / "infer")
        ox.serialize((_in(INFERRED_GRAPH, t) for t in inferred), out, ox.RdfFormat.N_QUADS)
        # As in the build, what only says that something belongs to an unnamed class is left out.
        kept = (q for q in facts if not isinstance(q.object, ox.BlankNode) or q in unnamed)
        ox.serialize(kept, out, ox.RdfFormat.N_QUADS)


def given_by(store: ox.Store, content: Content) -> Iterator[ox.Quad]:
    """Yield what the build infers from, in the default graph: accepted facts, and what the shared graphs say."""
    accept = (content.queries / "rules" / "accept" / "asserted-facts.rq").read_text(encoding="utf-8")
    yield from (_in(ox.DefaultGraph(), triple) for triple in store.query(accept))
    for graph in SHARED_GRAPHS:
        yield from (_in(ox.DefaultGraph(), quad) for quad in store.quads_for_pattern(None, None, None, graph))


def _parts(scale: int, content: Content, seed: str) -> Iterator[Iterable[ox.Quad]]:
    """Yield what is written at once: the real sources, some papers together, the shared things that they speak of."""
    yield load(content).store
    world = World(read_template(content), seed)
    for first in range(1, scale, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, scale))
        yield itertools.chain.from_iterable(Paper(world, number).quads() for number in numbers)
    yield world.things()


def _in(graph: ox.NamedNode | ox.DefaultGraph, statement: ox.Quad | ox.Triple) -> ox.Quad:
    return ox.Quad(statement.subject, statement.predicate, statement.object, graph)


def _at_home(quads: Iterable[ox.Quad], home: ox.NamedNode) -> Iterator[ox.Quad]:
    """Yield quads as they stand in a file whose triples outside of all graphs belong to `home`."""
    return (_in(ox.DefaultGraph(), q) if q.graph_name == home else q for q in quads)


def main() -> None:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("form", choices=("content", "release"))
    parser.add_argument("scale", type=int, help="1 is the real sources alone")
    parser.add_argument("out", type=Path, help="a folder for content, a file for a release; neither may exist")
    parser.add_argument("--seed", default=SEED)
    options = parser.parse_args()
    if options.out.exists() or options.scale < 1:
        raise SystemExit(f"{options.out} exists already, or the scale is below 1.")
    {"content": write_content, "release": write_release}[options.form](options.scale, options.out, options.seed)


if __name__ == "__main__":
    main()
