"""Sorting on disk gives the bytes that sorting in memory gives, and leaves nothing behind."""

import random
from pathlib import Path

import pyoxigraph as ox
import pytest

from iall_kg.growth.sorting import sorted_nquads
from iall_kg.serialize import serialized, to_nquads

NODES = [ox.NamedNode(f"urn:{name}") for name in ("a", "a-b", "a/b", "ä", "b", "B", "😀", "z")]
LITERALS = [
    ox.Literal(""),
    ox.Literal("a"),
    ox.Literal("a", language="en"),
    ox.Literal("a", language="en-GB"),
    ox.Literal("a", datatype=ox.NamedNode("urn:a")),
    ox.Literal('"> <urn:b> .\n\0\r\t\\'),
    ox.Literal("a b"),
    ox.Literal("no node _:a or _:b"),
    ox.Literal("ä"),
    ox.Literal(5),
]
GRAPHS = (ox.DefaultGraph(), *(ox.NamedNode(f"urn:{name}") for name in ("g", "g-b", "g/c", "ä")))


def quads(count: int, chance: random.Random) -> list[ox.Quad]:
    """Return statements of a small world, so that they stand close together; some speak of unnamed things."""
    unnamed = [ox.BlankNode() for _ in range(5)]
    found = [
        ox.Quad(
            chance.choice([*NODES, *NODES, *unnamed]),
            chance.choice(NODES),
            chance.choice([*NODES, *LITERALS, *unnamed]),
            chance.choice(GRAPHS),
        )
        for _ in range(count)
    ]
    # What tells the unnamed ones apart, so that they have one canonical name each.
    return [*found, *(ox.Quad(node, NODES[0], ox.Literal(f"{n}"), GRAPHS[0]) for n, node in enumerate(unnamed))]


def lines(statements: list[ox.Quad]) -> tuple[list[bytes], list[bytes]]:
    """Return the lines of the default graph and those of the others."""
    parts = [[quad for quad in statements if (quad.graph_name == GRAPHS[0]) == default] for default in (True, False)]
    default, named = (serialized(part, ox.RdfFormat.N_QUADS).splitlines(keepends=True) for part in parts)
    return default, named


@pytest.mark.parametrize("run", [7, 100, 10_000], ids=lambda run: f"{run} at once")
def test_sorting_on_disk_gives_the_bytes_of_sorting_in_memory(run: int, tmp_path: Path) -> None:
    for seed in range(5):
        some = quads(400, random.Random(seed))
        pieces = list(sorted_nquads(*lines([*some, *some[::3]]), tmp_path, run))
        assert b"".join(pieces) == to_nquads(set(some))
        assert max(piece.count(b"\n") for piece in pieces) <= run


def test_nothing_gives_nothing(tmp_path: Path) -> None:
    assert list(sorted_nquads([], [], tmp_path)) == []


def test_no_file_is_left_even_when_nobody_reads_to_the_end(tmp_path: Path) -> None:
    reading = sorted_nquads(*lines(quads(50, random.Random(1))), tmp_path, 10)
    next(reading)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        list(sorted_nquads(*lines(quads(5, random.Random(1))), tmp_path / "missing"))
