"""Names beside a store on disk are found as in memory."""

import random
from pathlib import Path

import pyoxigraph as ox
import pytest

from iall_kg.cli import main
from iall_kg.errors import UnknownNameError
from iall_kg.lookup import Names, NamesInMemory, on_disk
from iall_kg.lookup.given import UNNAMED_KINDS
from iall_kg.lookup.on_disk import NamesOnDisk
from iall_kg.lookup.spelling import MINIMUM_SCORE, alike_lengths, fold_name, score
from iall_kg.lookup.write import NAMES, write_names
from iall_kg.names import BASE, RDFS, kind_of
from iall_kg.stores.directory import open_directory

KINDS = ((), ("drug",), ("gene", "fusion"), ("ontology",), ("claim",), ("no-such-kind",))
LIMITS = (0, 1, 20, 100_000)
HOSTILE = (
    *(
        "",
        " ",
        "-",
        "a",
        "B",
        "1",
        "os",
        "-a",
        "a-",
        "é",
        "ß",
        "∆",
        "OR",
        "NOT x",
        "a*",
        '"',
        "'",
        "''",
        '"a"',
        "a AND b",
    ),
    *("%", "_", "\\", "\x00", "a\x00b", "x\ud800y", "\udcff", "\ue02d", "-" * 300, "x" * 300, "x y " * 300),
    *(
        "grams:a",
        "NEAR(a b)",
        "*KMT2A*",
        "<i>MLL</i>",
        "drug:",
        "drug:none",
        f"{BASE}none",
        "http://a b",
        "(",
        "[",
        "^mll",
    ),
)


@pytest.fixture(scope="module")
def on_disk_names(folder: Path) -> Names:
    names = open_directory(folder).names
    assert isinstance(names, NamesOnDisk)
    return names


@pytest.fixture(scope="module")
def in_memory(folder: Path) -> NamesInMemory:
    """The names of the same store."""
    return NamesInMemory(open_directory(folder).store)


@pytest.fixture(scope="module")
def texts(in_memory: NamesInMemory) -> list[str]:
    """Names, pieces of names, and names with a letter left out, put in or exchanged."""
    chosen = random.Random(6)
    written = chosen.sample(sorted({name for name, _ in in_memory.all_names()}), 40)
    found = list(HOSTILE)
    for name in written:
        at, length = chosen.randrange(len(name)), chosen.randrange(1, 12)
        letter = chosen.choice("aeiouxyz-1")
        found += [name, name[at : at + length], name[:at] + name[at + 1 :], name[:at] + letter + name[at:]]
        found.append(name[:at] + letter + name[at + 1 :])
    return found


def test_things_and_labels_are_those_in_memory(on_disk_names: Names, in_memory: NamesInMemory) -> None:
    assert dict(on_disk_names.labels) == in_memory.labels
    assert len(on_disk_names.labels) == len(in_memory.labels) > 1000
    assert on_disk_names.counts() == in_memory.counts()
    assert on_disk_names.counts()["passage"] > 100
    for kind in on_disk_names.counts():
        assert on_disk_names.of_kind(kind) == in_memory.of_kind(kind)
        assert all(on_disk_names.known(iri) for iri in on_disk_names.of_kind(kind))
    assert not on_disk_names.known(f"{BASE}drug/none")
    assert f"{BASE}drug/none" not in on_disk_names.labels


def test_every_name_names_what_it_names_in_memory(on_disk_names: Names, in_memory: NamesInMemory) -> None:
    assert sorted(on_disk_names.all_names()) == sorted(in_memory.all_names())
    compared = 0
    for name, iri in in_memory.all_names():
        for spelling in (name, name.upper(), fold_name(name)):
            assert on_disk_names.named(spelling) == in_memory.named(spelling), spelling
        assert on_disk_names.resolve(iri) == [iri]
        compared += 1
    assert compared > 5000


def test_a_search_finds_what_it_finds_in_memory(
    on_disk_names: Names, in_memory: NamesInMemory, texts: list[str]
) -> None:
    hits = 0
    for text in texts:
        for limit in LIMITS:
            found = on_disk_names.search(text, limit)
            assert found == in_memory.search(text, limit), (text, limit)
            hits += len(found)
    assert hits > 1000


def test_the_nearest_names_and_their_errors_are_those_in_memory(
    on_disk_names: Names, in_memory: NamesInMemory, texts: list[str]
) -> None:
    for text in texts[::8]:
        for kinds in KINDS:
            assert told(on_disk_names, text, kinds) == told(in_memory, text, kinds)
            assert on_disk_names.nearest(text, kinds, 2) == in_memory.nearest(text, kinds, 2), (text, kinds)


def told(names: Names, text: str, kinds: tuple[str, ...]) -> list[str] | str:
    try:
        return names.resolve(text, kinds)
    except UnknownNameError as error:
        return str(error)


@pytest.mark.parametrize(
    ("text", "name"), [("blinatumumab", "blinatumomab"), ("revumenb", "revumenib"), ("Interfant 98", "Interfant-99")]
)
def test_where_there_are_too_many_names_those_with_rare_grams_are_compared(
    text: str, name: str, on_disk_names: Names, in_memory: NamesInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_disk, "MOST_COMPARED", 20)
    assert name in [hit.name for hit in on_disk_names.search(text, 5)]
    assert set(on_disk_names.search(text, 100_000)) <= set(in_memory.search(text, 100_000))
    kinds = {kind_of(hit.iri) for hit in in_memory.search(name, 1)}
    assert in_memory.search(name, 1)[0].label in on_disk_names.nearest(text, kinds)
    assert in_memory.search(name, 1)[0].label in on_disk_names.nearest(text)
    assert on_disk_names.nearest("ø", kinds) == []


def test_no_name_resembles_a_text_whose_length_forbids_it() -> None:
    for wanted in ("abcd", "a" * 7, "ab" * 30):
        shortest, longest = alike_lengths(wanted)
        for length in range(1, 100):
            alike = score(wanted, (wanted * 100)[1 : length + 1].replace(wanted, "x" * len(wanted)))
            assert alike < MINIMUM_SCORE or shortest <= length <= longest


def test_a_thing_whose_name_holds_odd_letters_is_found(tmp_path: Path) -> None:
    store = ox.Store()
    written = ["a\x00b", "menin\ue02dKMT2A", "𝔸𝔹ℂ", "CD19+ / CD22-", 'the "best"', "ΑΒΓ", "x_1", "中文名"]
    for number, label in enumerate(written):
        store.add(ox.Quad(ox.NamedNode(f"{BASE}drug/n{number}"), RDFS.label, ox.Literal(label)))
    write_names(store, tmp_path / NAMES)
    names, known = NamesOnDisk(tmp_path / NAMES), NamesInMemory(store)
    for number, label in enumerate(written):
        assert names.resolve(label) == [f"{BASE}drug/n{number}"]
        for piece in (label, label[1:], label[:2], label[-2:], label[:1]):
            assert names.search(piece) == known.search(piece), piece
        assert names.labels[f"{BASE}drug/n{number}"] == label


def test_commands_ask_the_names_on_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_index(*_: object) -> None:
        raise AssertionError("the index was made")

    monkeypatch.setattr("iall_kg.graph.NamesInMemory", no_index)
    for command in (
        ["search", "revumenb"],
        ["show", "sndx-5613"],
        ["query", "drugs-targeting-interaction", "-p", "interaction=menin / KMT2A"],
        ["explain", "sndx-5613", "targetsMechanismOf", "MLL-AF4"],
    ):
        assert main([*command, "--store", str(folder)]) == 0


def test_claims_and_references_are_no_names_to_search_by(on_disk_names: Names) -> None:
    assert not {kind_of(hit.iri) for hit in on_disk_names.search("kulczycka", 100_000)} & UNNAMED_KINDS
