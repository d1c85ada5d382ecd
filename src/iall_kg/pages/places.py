"""Say in words where a passage stands: `s4-3-p1-s2` is section 4.3, paragraph 1, sentence 2."""

import re

from iall_kg.names import shorten

PARTS = {"p": "paragraph", "s": "sentence", "r": "row"}
WHOLE = {
    "abstract": "abstract",
    "front": "front matter",
    "back": "back matter",
    "head": "head",
    "foot": "foot",
    "heading": "heading",
}
# A letter at the end tells claims of one passage apart.
SECOND = re.compile(r"-([b-z])$")


def place_words(iri: str) -> str:
    """Return where a passage, or the passage of a claim, stands; its short form if its key is not of that form."""
    key = iri.rsplit("/", 1)[-1]
    second = SECOND.search(key)
    words = [_part(part) for part in _parts(SECOND.sub("", key))]
    if not all(words):
        return shorten(iri)
    return ", ".join(words) + (f" ({second[1]})" if second else "")


def _parts(key: str) -> list[str]:
    """Return the parts of a key, the numbers of a section as one part."""
    found = re.match(r"s(\d+(?:-\d+)*)(?=-|$)", key)
    if not found:
        return key.split("-") if not key.startswith("ref-") else [key]
    rest = key[found.end() :].removeprefix("-")
    return [f"section {found[1].replace('-', '.')}", *(rest.split("-") if rest else ())]


def _part(part: str) -> str:
    if part.startswith("section "):
        return part
    if part in WHOLE:
        return WHOLE[part]
    if found := re.fullmatch(r"(table|fig)(\d+)", part):
        return f"{'table' if found[1] == 'table' else 'figure'} {found[2]}"
    if found := re.fullmatch(r"ref-(\d+)", part):
        return f"entry {found[1]} of the reference list"
    found = re.fullmatch(r"([psr])(\d+)", part)
    return f"{PARTS[found[1]]} {found[2]}" if found else ""


def section_words(section: str) -> str:
    """Return the name of a section as a heading: `4.3` as `Section 4.3`."""
    if re.fullmatch(r"[\d.]+", section):
        return f"Section {section}"
    return WHOLE[section].capitalize() if section in WHOLE else section
