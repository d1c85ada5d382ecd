"""Lines put into a sorted file, or taken out, leave it as if all had been sorted anew."""

import io
import random
from pathlib import Path

import pyoxigraph as ox
import pytest

from iall_kg.dataset import pack, unpack
from iall_kg.growth.merge import HEAD, DamagedError, check, key, merge
from iall_kg.serialize import sorted_quads, to_nquads

LITERALS = (
    ox.Literal("plain"),
    ox.Literal('with "quotes", <brackets>, a \\ and\na new line\t'),
    ox.Literal("ends like a graph> ."),
    ox.Literal("häßlich 😀 \u2028", language="de"),
    ox.Literal("", language="en-GB"),
    ox.Literal(12),
    ox.Literal("<urn:x>"),
    ox.Literal("\x7f\x00\r"),
)
GRAPHS = (ox.DefaultGraph(), ox.NamedNode("urn:g"), ox.NamedNode("urn:g-b"), ox.NamedNode("urn:g/c"))


def quads(count: int, chance: random.Random) -> set[ox.Quad]:
    """Return some statements of a small world, so that they stand close together."""
    nodes = [ox.NamedNode(f"urn:{name}") for name in ("a", "a-b", "a/b", "ä", "b", "B")]
    return {
        ox.Quad(chance.choice(nodes), chance.choice(nodes), chance.choice([*nodes, *LITERALS]), chance.choice(GRAPHS))
        for _ in range(count)
    }


def kept(statements: set[ox.Quad], folder: Path) -> Path:
    path = folder / "old.nq"
    path.write_bytes(pack(to_nquads(statements)))
    return path


@pytest.mark.parametrize("seed", range(20))
def test_what_is_merged_is_what_is_sorted(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    old = quads(chance.choice([0, 1, 5, 400]), chance)
    added = quads(chance.choice([0, 1, 30, 300]), chance) - old
    removed = set(chance.sample(sorted(old, key=str), min(len(old), chance.choice([0, 1, 20]))))
    new = io.BytesIO()
    merge(kept(old, tmp_path), new, added, removed)
    assert new.getvalue() == pack(to_nquads((old | added) - removed))
    assert unpack(new.getvalue()) is not None


def test_lines_are_sorted_as_statements_are() -> None:
    ordered = sorted_quads(quads(400, random.Random(0)))
    lines = to_nquads(ordered).splitlines(keepends=True)
    assert [key(line) for line in lines] == sorted(key(line) for line in lines)


def test_what_is_to_be_removed_and_is_not_there_is_damage(tmp_path: Path) -> None:
    there, missing = sorted_quads(quads(2, random.Random(3)))[:2]
    with pytest.raises(DamagedError, match="lacks"):
        merge(kept({there}, tmp_path), io.BytesIO(), [], [missing])


@pytest.mark.parametrize("place", [0, 10, HEAD, HEAD + 20, -2])
def test_a_changed_byte_is_damage(place: int, tmp_path: Path) -> None:
    path = kept(quads(30, random.Random(1)), tmp_path)
    check(path)
    text = bytearray(path.read_bytes())
    text[place] ^= 1
    path.write_bytes(text)
    with pytest.raises(DamagedError):
        check(path)
    with pytest.raises(DamagedError):
        merge(path, io.BytesIO(), quads(5, random.Random(2)), [])
