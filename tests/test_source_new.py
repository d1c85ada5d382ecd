"""The folder of a new source is laid out from its text, the same text giving the same bytes."""

import errno
import os
from pathlib import Path

import pyoxigraph as ox
import pytest

from iall_kg.content import Content
from iall_kg.curation.source_new import address_of, lay_out, read_text, write_source
from iall_kg.errors import BuildError, LoadError
from iall_kg.folding import fold, text_hash
from iall_kg.lookup import NamesInMemory
from iall_kg.names import BASE, DCTERMS, IALL, RDF, RDFS, XSD, expand

KEY = "author-2024"
TEXT = """1. Introduction

Infants differ from older
children. They relapse early [1,2].

References

1. Brown, P. One. *Blood* **2019**, *133*, 205–214.
2. Available online: <https://x.org/NCT1> (accessed on 14 February 2024).
"""


NO_NAMES = NamesInMemory(ox.Store())


def new(text: str, folder: Path, key: str = KEY, replace: bool = False) -> dict[str, bytes]:
    """Lay out a source and return what was written."""
    files = lay_out(key, text, NO_NAMES, "https://doi.org/10.1000/1")
    return {path.name: path.read_bytes() for path in write_source(folder, files, replace)}


def values(folder: Path, name: str, curie: str) -> dict[str, list[str]]:
    """Return what a file says of a thing: the values by property name, sorted."""
    store = ox.Store()
    store.bulk_load((folder / name).read_bytes(), format=ox.RdfFormat.TURTLE)
    found: dict[str, list[str]] = {}
    for quad in store.quads_for_pattern(ox.NamedNode(expand(curie) or ""), None, None):
        found.setdefault(quad.predicate.value, []).append(quad.object.value)
    return {predicate: sorted(objects) for predicate, objects in found.items()}


def test_a_passage_is_described_by_place_span_hash_cue_and_citations(tmp_path: Path) -> None:
    new(TEXT, tmp_path)
    first = TEXT.index("Infants")
    last = TEXT.index(" They")
    assert values(tmp_path, "passages.ttl", f"passage:{KEY}/s1-p1-s1") == {
        RDF.type.value: [IALL.Passage.value],
        IALL.ofSource.value: [f"{BASE}source/{KEY}"],
        IALL.section.value: ["1"],
        IALL.passageKind.value: ["Sentence"],
        IALL.startOffset.value: [str(first)],
        IALL.endOffset.value: [str(last)],
        IALL.textHash.value: [text_hash("Infants differ from older children.")],
        IALL.cue.value: ["Infants differ from older children."],
        IALL.citesInContext.value: [f"{BASE}reference/{KEY}/1", f"{BASE}reference/{KEY}/2"],
    }


def test_a_citing_passage_points_to_the_references_printed_in_it(tmp_path: Path) -> None:
    new(TEXT, tmp_path)
    found = values(tmp_path, "passages.ttl", f"passage:{KEY}/s1-p1-s2")
    assert found[IALL.citesAsPrinted.value] == [f"{BASE}reference/{KEY}/1", f"{BASE}reference/{KEY}/2"]
    assert IALL.citesInContext.value not in found


def test_a_cue_has_at_most_six_words(tmp_path: Path) -> None:
    new("1. One\n\nOne two three four five six seven eight.", tmp_path)
    assert values(tmp_path, "passages.ttl", f"passage:{KEY}/s1-p1-s1")[IALL.cue.value] == [
        "One two three four five six"
    ]


def test_a_paper_is_described_by_its_parts(tmp_path: Path) -> None:
    new(TEXT, tmp_path)
    found = values(tmp_path, "references.ttl", f"reference:{KEY}/1")
    assert found[IALL.authors.value] == ["Brown, P."]
    assert found[DCTERMS.title.value] == ["One"]
    assert found[IALL.publishedIn.value] == ["Blood"]
    assert found[IALL.year.value] == ["2019"]
    assert found[IALL.volume.value] == ["133"]
    assert found[IALL.pages.value] == ["205–214"]
    assert found[IALL.number.value] == ["1"]
    assert found[DCTERMS.source.value] == [f"{BASE}passage/{KEY}/ref-1"]
    assert IALL.url.value not in found


def test_a_web_page_is_described_by_address_and_date_and_has_no_title(tmp_path: Path) -> None:
    new(TEXT, tmp_path)
    found = values(tmp_path, "references.ttl", f"reference:{KEY}/2")
    assert found[IALL.url.value] == ["https://x.org/NCT1"]
    assert DCTERMS.title.value not in found
    text = (tmp_path / "references.ttl").read_text(encoding="utf-8")
    assert '"2024-02-14"^^xsd:date' in text
    assert XSD.namespace in text


def test_writing_twice_gives_the_same_bytes_and_writes_once(tmp_path: Path) -> None:
    once = new(TEXT, tmp_path / "a")
    assert sorted(once) == ["draft.md", "passages.ttl", "references.ttl", "source.ttl"]
    assert new(TEXT, tmp_path / "b") == once
    assert new(TEXT, tmp_path / "a") == {}


@pytest.mark.parametrize("name", ["passages.ttl", "references.ttl", "draft.md"])
def test_a_file_that_a_curator_changed_is_not_written_over_unless_asked_for(name: str, tmp_path: Path) -> None:
    once = new(TEXT, tmp_path)
    (tmp_path / name).write_text("mended by hand", encoding="utf-8")
    with pytest.raises(BuildError, match=rf"{name} would be written anew .* --replace"):
        new(TEXT, tmp_path)
    assert (tmp_path / name).read_text(encoding="utf-8") == "mended by hand"
    assert new(TEXT, tmp_path, replace=True) == {name: once[name]}


def test_a_description_that_a_curator_wrote_stays_whatever_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "source.ttl").write_text("mine", encoding="utf-8")
    assert "source.ttl" not in new(TEXT, tmp_path, replace=True)
    assert (tmp_path / "source.ttl").read_text(encoding="utf-8") == "mine"


def test_when_one_file_may_not_be_written_none_is(tmp_path: Path) -> None:
    (tmp_path / "references.ttl").write_text("mended by hand", encoding="utf-8")
    with pytest.raises(BuildError):
        new(TEXT, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["references.ttl"]


def test_when_the_disk_is_full_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(BuildError, match="No space left"):
        new(TEXT, tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_a_source_is_described_by_its_key_its_first_line_and_its_doi(tmp_path: Path) -> None:
    new("A Title of Four Words\n\n" + TEXT, tmp_path)
    assert values(tmp_path, "source.ttl", f"source:{KEY}") == {
        RDF.type.value: [IALL.Source.value],
        RDFS.label.value: ["Author 2024"],
        DCTERMS.title.value: ["A Title of Four Words"],
        IALL.url.value: ["https://doi.org/10.1000/1"],
    }


@pytest.mark.parametrize(
    "doi", ["10.3390/ijms25073721", "https://doi.org/10.3390/ijms25073721", "doi:10.3390/ijms25073721"]
)
def test_a_doi_is_taken_in_every_usual_form(doi: str) -> None:
    assert address_of(doi) == "https://doi.org/10.3390/ijms25073721"


@pytest.mark.parametrize(
    "doi", ["", "ijms25073721", "10.3390", "https://example.org/10.3390/x", "10.3390/a b", "10.1/<x>"]
)
def test_what_is_no_doi_is_refused(doi: str) -> None:
    with pytest.raises(LoadError, match="is no DOI"):
        address_of(doi)


def test_prefixes_come_sorted(tmp_path: Path) -> None:
    for name, content in new(TEXT, tmp_path).items():
        if name == "draft.md":
            continue
        prefixes = [line for line in content.decode().splitlines() if line.startswith("@prefix")]
        assert len(prefixes) == 7
        assert prefixes == sorted(prefixes)


def test_the_review_gives_the_files_that_are_kept(review_text: str, content: Content) -> None:
    kept = content.data / "sources" / "kulczycka-2024"
    files = lay_out("kulczycka-2024", review_text, NO_NAMES)
    assert files.keys() == {"passages.ttl", "references.ttl", "draft.md"}
    for name in ("passages.ttl", "references.ttl"):
        assert files[name] == (kept / name).read_bytes()


def test_no_kept_passage_copies_more_than_six_words_of_the_review(content: Content) -> None:
    store = ox.Store()
    path = content.data / "sources" / "kulczycka-2024" / "passages.ttl"
    store.bulk_load(path.read_bytes(), format=ox.RdfFormat.TURTLE)
    cues = [quad.object.value for quad in store.quads_for_pattern(None, IALL.cue, None)]
    assert len(cues) == 343
    assert max(len(cue.split()) for cue in cues) == 6


@pytest.mark.parametrize("key", ["", "Author 2024", "author/2024", "../author-2024", "author-2024>", "é-2024", "a--b"])
def test_a_key_that_cannot_be_part_of_an_address_is_refused(key: str, tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="is no key of a source"):
        new(TEXT, tmp_path / "new", key)
    assert not (tmp_path / "new").exists()


def test_a_folder_that_cannot_be_written_is_a_build_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BuildError, match="cannot write the source"):
        new(TEXT, tmp_path / "file" / "new")


def test_a_text_is_read_as_utf_8_with_plain_line_ends(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("é\r\n–".encode())
    assert read_text(tmp_path / "a.txt") == "é\n–"


def test_a_text_that_is_missing_or_not_utf_8_is_a_load_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"abc\xe9")
    with pytest.raises(LoadError, match=r"a\.txt: is not UTF-8 text \(byte 3\)"):
        read_text(tmp_path / "a.txt")
    with pytest.raises(LoadError, match=r"b\.txt: cannot be read"):
        read_text(tmp_path / "b.txt")


def test_white_space_does_not_change_a_hash_and_anything_else_does() -> None:
    assert fold(" a\n\n b\tc\u00a0d ") == "a b c d"
    assert text_hash("a b") == text_hash(" a\n b ")
    assert len({text_hash(t) for t in ("a b", "ab", "A b", "a b.", "a-b")}) == 5
