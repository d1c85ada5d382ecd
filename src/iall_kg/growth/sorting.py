"""Sort lines of N-Quads without holding them: some at a time are sorted and put on disk, then all are merged.

Comes in: lines in any order. Goes out: the bytes that `serialize.to_nquads` would give, piece by piece.
"""

import contextlib
import heapq
import itertools
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from iall_kg.serialize import has_blank, serialized

NQUADS = ox.RdfFormat.N_QUADS
# Lines that are in memory together, and that are given out together.
RUN = 200_000
# Between the name of its graph and a line, because the graph decides first. No IRI holds it.
AFTER_GRAPH = b"\0"
# What follows the last term of a line.
END = len(b" .\n")


def sorted_nquads(default: Iterable[bytes], named: Iterable[bytes], scratch: Path, run: int = RUN) -> Iterator[bytes]:
    """Yield the lines of the default graph and of named graphs sorted, each once, in pieces of up to `run` lines.

    `scratch` is a folder for files that are gone afterwards, even if the program is ended. Raises OSError if they
    cannot be written.
    """
    unnamed = ox.Dataset()
    keyed = itertools.chain((AFTER_GRAPH + line for line in default), map(_behind_its_graph, named))
    with contextlib.ExitStack() as files:
        runs: list[IO[bytes]] = []

        def put(some: list[bytes]) -> None:
            some.sort()
            runs.append(files.enter_context(tempfile.TemporaryFile(dir=scratch)))
            runs[-1].writelines(some)
            runs[-1].seek(0)

        while some := list(itertools.islice(keyed, run)):
            put([line for line in some if not _is_unnamed(line, unnamed)])
        # Their names depend on all of them.
        unnamed.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        put([_behind(quad) for quad in unnamed])
        merged = (line.partition(AFTER_GRAPH)[2] for line, _ in itertools.groupby(heapq.merge(*runs)))
        while lines := list(itertools.islice(merged, run)):
            yield b"".join(lines)


def _behind_its_graph(line: bytes) -> bytes:
    """Return a line of a named graph behind the name of that.

    Within a graph lines are in the order of their subjects, predicates and objects, because no term begins another
    one without its end, the space after it.
    """
    return line[line.rindex(b" ", 0, -END) + 1 : -END] + AFTER_GRAPH + line


def _is_unnamed(keyed: bytes, unnamed: ox.Dataset) -> bool:
    """Tell whether a line speaks of something unnamed, and put its statement there if it does."""
    if b"_:" not in keyed:
        return False
    quad = next(ox.parse(keyed.partition(AFTER_GRAPH)[2], NQUADS))
    assert isinstance(quad, ox.Quad)
    if not has_blank(quad):
        return False  # it stands in a text
    unnamed.add(quad)
    return True


def _behind(quad: ox.Quad) -> bytes:
    line = serialized([quad], NQUADS)
    return AFTER_GRAPH + line if isinstance(quad.graph_name, ox.DefaultGraph) else _behind_its_graph(line)
