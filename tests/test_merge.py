"""Lines put into a sorted text, or taken out, leave it as if all had been sorted anew, however it is cut."""

import random
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from iall_kg.growth import segments
from iall_kg.growth.merge import key, merge
from iall_kg.growth.segments import DamagedError, Segments, first_of, name_of, names_in_list, write
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


Make = Callable[[set[ox.Quad]], Segments]


@pytest.fixture(params=[1, 300, segments.SIZE], ids=["a line a segment", "some lines a segment", "one segment"])
def keep(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Return what writes statements as a text, cut into segments of some size."""
    monkeypatch.setattr(segments, "SIZE", request.param)
    return lambda statements: Segments(tmp_path, write(tmp_path, to_nquads(statements)))


@pytest.mark.parametrize("seed", range(20))
def test_what_is_merged_is_what_is_sorted(seed: int, keep: Make) -> None:
    chance = random.Random(seed)
    old = quads(chance.choice([0, 1, 5, 400]), chance)
    added = quads(chance.choice([0, 1, 30, 300]), chance) - old
    removed = set(chance.sample(sorted(old, key=str), min(len(old), chance.choice([0, 1, 20]))))
    text = keep(old)
    new = merge(text, added, removed)
    assert b"".join(new.texts()) == to_nquads((old | added) - removed)
    assert new.stream().read() == b"".join(new.texts())
    assert {path.name for path in new.folder.iterdir()} == {name_of(part) for part in (*text.parts, *new.parts)}
    assert b"".join(text.texts()) == to_nquads(old)


def test_lines_are_sorted_as_statements_are() -> None:
    ordered = sorted_quads(quads(400, random.Random(0)))
    lines = to_nquads(ordered).splitlines(keepends=True)
    assert [key(line) for line in lines] == sorted(key(line) for line in lines)


def test_a_text_that_grows_is_cut_again_and_what_is_not_touched_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "SIZE", 300)
    chance, held = random.Random(4), set[ox.Quad]()
    text, shared = Segments(tmp_path, []), 0
    for _ in range(40):
        added = quads(2, chance) - held
        former, held = text, held | added
        text = merge(former, added, [])
        shared += len(set(former.parts) & set(text.parts))
    assert shared > 100
    # A segment is full at its size, and then holds one more line.
    longest = max(len(line) for line in to_nquads(held).splitlines(keepends=True))
    assert max(len(lines) for lines in text.texts()) < 300 + longest


def test_what_is_to_be_removed_and_is_not_there_is_damage(keep: Make) -> None:
    there, missing = sorted_quads(quads(2, random.Random(3)))[:2]
    with pytest.raises(DamagedError, match="lacks"):
        merge(keep({there}), set(), {missing})


@pytest.mark.parametrize("place", [0, 20, -2])
def test_a_changed_byte_is_damage_when_it_is_read(place: int, keep: Make) -> None:
    old = keep(quads(30, random.Random(1)))
    path = old.folder / name_of(old.parts[0])
    text = bytearray(path.read_bytes())
    text[place] ^= 1
    path.write_bytes(text)
    with pytest.raises(DamagedError, match="--fresh"):
        list(old.texts())
    with pytest.raises(DamagedError, match="--fresh"):
        old.stream().read()
    with pytest.raises(DamagedError, match="--fresh"):
        merge(old, {ox.Quad(ox.NamedNode("urn:A"), ox.NamedNode("urn:A"), ox.NamedNode("urn:A"))}, set())
    path.unlink()
    with pytest.raises(DamagedError, match="--fresh"):
        list(old.texts())


def test_a_list_of_segments_says_all_of_them(keep: Make) -> None:
    text = keep(quads(60, random.Random(2)))
    read = Segments.from_list(text.folder, text.as_list())
    assert read == text
    assert names_in_list(text.as_list()) == {name_of(part).encode() for part in text.parts}
    assert [first_of(part) for part in text.parts] == [lines.splitlines(keepends=True)[0] for lines in text.texts()]


def test_a_segment_that_is_there_stays_unless_it_is_damaged(tmp_path: Path) -> None:
    lines = to_nquads(quads(60, random.Random(2)))
    (part,) = write(tmp_path, lines)
    path = tmp_path / name_of(part)
    inode = path.stat().st_ino
    assert write(tmp_path, lines) == [part]
    assert path.stat().st_ino == inode
    path.write_bytes(b"half of it")
    write(tmp_path, lines)
    assert Segments(tmp_path, [part]).read(part) == lines
