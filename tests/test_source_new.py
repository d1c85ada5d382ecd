"""The folder of a new source is laid out from its text, the same text giving the same bytes."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from iall_kg.content import Content
from iall_kg.curation.source_new import read_text, write_source
from iall_kg.errors import BuildError, LoadError
from iall_kg.folding import fold, text_hash
from iall_kg.names import BASE, DCTERMS, IALL, RDF, XSD, expand

KEY = "author-2024"
TEXT = """1. Introduction

Infants differ from older
children. They relapse early [1,2].

References

1. Brown, P. One. *Blood* **2019**, *133*, 205–214.
2. Available online: <https://x.org/NCT1> (accessed on 14 February 2024).
"""


def written(text: str, folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in write_source(KEY, text, folder)}


def values(folder: Path, name: str, curie: str) -> dict[str, list[str]]:
    """Return what a file says of a thing: the values by property name, sorted."""
    store = ox.Store()
    store.bulk_load((folder / name).read_bytes(), format=ox.RdfFormat.TURTLE)
    found: dict[str, list[str]] = {}
    for quad in store.quads_for_pattern(ox.NamedNode(expand(curie) or ""), None, None):
        found.setdefault(quad.predicate.value, []).append(quad.object.value)
    return {predicate: sorted(objects) for predicate, objects in found.items()}


def test_a_passage_is_described_by_place_span_hash_cue_and_citations(tmp_path: Path) -> None:
    write_source(KEY, TEXT, tmp_path)
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
    write_source(KEY, TEXT, tmp_path)
    found = values(tmp_path, "passages.ttl", f"passage:{KEY}/s1-p1-s2")
    assert found[IALL.citesAsPrinted.value] == [f"{BASE}reference/{KEY}/1", f"{BASE}reference/{KEY}/2"]
    assert IALL.citesInContext.value not in found


def test_a_cue_has_at_most_six_words(tmp_path: Path) -> None:
    write_source(KEY, "1. One\n\nOne two three four five six seven eight.", tmp_path)
    assert values(tmp_path, "passages.ttl", f"passage:{KEY}/s1-p1-s1")[IALL.cue.value] == [
        "One two three four five six"
    ]


def test_a_paper_is_described_by_its_parts(tmp_path: Path) -> None:
    write_source(KEY, TEXT, tmp_path)
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
    write_source(KEY, TEXT, tmp_path)
    found = values(tmp_path, "references.ttl", f"reference:{KEY}/2")
    assert found[IALL.url.value] == ["https://x.org/NCT1"]
    assert DCTERMS.title.value not in found
    text = (tmp_path / "references.ttl").read_text(encoding="utf-8")
    assert '"2024-02-14"^^xsd:date' in text
    assert XSD.namespace in text


def test_writing_twice_gives_the_same_bytes_even_over_what_was_there(tmp_path: Path) -> None:
    once = written(TEXT, tmp_path / "a")
    assert list(once) == ["passages.ttl", "references.ttl"]
    assert written(TEXT, tmp_path / "b") == once
    (tmp_path / "a" / "passages.ttl").write_text("something else")
    assert written(TEXT, tmp_path / "a") == once


def test_prefixes_come_sorted(tmp_path: Path) -> None:
    for content in written(TEXT, tmp_path).values():
        prefixes = [line for line in content.decode().splitlines() if line.startswith("@prefix")]
        assert len(prefixes) == 7
        assert prefixes == sorted(prefixes)


def test_the_review_gives_the_files_that_are_kept(review_text: str, content: Content, tmp_path: Path) -> None:
    kept = content.data / "sources" / "kulczycka-2024"
    for path in write_source("kulczycka-2024", review_text, tmp_path):
        assert path.read_bytes() == (kept / path.name).read_bytes()


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
        write_source(key, TEXT, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_folder_that_cannot_be_written_is_a_build_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BuildError, match="cannot write the source"):
        write_source(KEY, TEXT, tmp_path / "file" / "new")


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
