"""Sort statements as N-Quads without holding them: some at a time are sorted and put on disk, then all are merged.

Comes in: statements in any order. Goes out: the bytes that `serialize.to_nquads` would give, piece by piece.
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

# Statements that are in memory together, and lines that are given out together.
RUN = 200_000
# Between the name of its graph and a line, because the graph decides first. No IRI holds it.
AFTER_GRAPH = b"\0"


def sorted_nquads(quads: Iterable[ox.Quad], scratch: Path, run: int = RUN) -> Iterator[bytes]:
    """Yield `quads` as sorted N-Quads, each statement once, in pieces of up to `run` lines.

    `scratch` is a folder for files that are gone afterwards, even if the program is ended. Raises OSError if they
    cannot be written.
    """
    quads, unnamed = iter(quads), ox.Dataset()
    with contextlib.ExitStack() as files:
        runs: list[IO[bytes]] = []

        def put(some: list[ox.Quad]) -> None:
            runs.append(files.enter_context(tempfile.TemporaryFile(dir=scratch)))
            runs[-1].writelines(_sorted_lines(some))
            runs[-1].seek(0)

        while some := list(itertools.islice(quads, run)):
            plain = [quad for quad in some if not has_blank(quad)]
            put(plain)
            if len(plain) < len(some):
                for quad in filter(has_blank, some):
                    unnamed.add(quad)
        # Their names depend on all of them.
        unnamed.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        put(list(unnamed))
        merged = (line.partition(AFTER_GRAPH)[2] for line, _ in itertools.groupby(heapq.merge(*runs)))
        while lines := list(itertools.islice(merged, run)):
            yield b"".join(lines)


def _sorted_lines(quads: list[ox.Quad]) -> list[bytes]:
    """Return statements as sorted lines, each behind the name of its graph.

    Within a graph lines are in the order of their subjects, predicates and objects, because no term begins another
    one without its end, the space after it.
    """
    lines = serialized(quads, ox.RdfFormat.N_QUADS).splitlines(keepends=True)
    return sorted(_graph(quad) + AFTER_GRAPH + line for quad, line in zip(quads, lines, strict=True))


def _graph(quad: ox.Quad) -> bytes:
    return b"" if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name).encode()
