"""A release is kept and grown without a look at the shapes, and compared with that of a full build."""

from pathlib import Path

from iall_kg.build import build
from iall_kg.content import Content
from iall_kg.growth.kept import Kept, keep
from iall_kg.load import load
from iall_kg.serialize import to_nquads


def conforms(*_: object) -> None:
    """Let everything pass: these small sources are not of the kinds that the shapes ask for."""


def grown(content: Content, cache: Path) -> Kept:
    return keep(content, cache, conforms)


def is_that_of_a_full_build(kept: Kept, content: Content) -> bool:
    release = build(load(content), content)
    counts = (kept.about.claims, kept.about.facts, kept.about.inferred)
    assert counts == (release.claims, release.facts, release.inferred)
    return text_of(kept) == to_nquads(release.store)


def text_of(kept: Kept) -> bytes:
    return b"".join(kept.nquads.texts())
