"""Tell by content what is new: a hash of what all sources share, and one of each source.

Comes in: the content. Goes out: hashes and files by source. A source is a folder of `data/sources/`; everything
else that is read, the rules, the shapes and the code that works with them are shared.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from iall_kg.content import Content
from iall_kg.dataset import code_hash
from iall_kg.load import source_files, source_of

# What is asked of a release does not change it; all other queries do.
APART = "questions"


@dataclass(frozen=True, slots=True)
class Units:
    """The hash of what is shared, and the hash and the files of each source by its key."""

    shared: str
    sources: dict[str, str]
    files: dict[str, list[Path]]

    @property
    def key(self) -> str:
        """The hash of everything together."""
        return hashlib.sha256(repr((self.shared, sorted(self.sources.items()))).encode()).hexdigest()[:24]


def read_units(content: Content) -> Units:
    """Return the units of `content`. Time grows with the size of the files, by about a millisecond a megabyte."""
    files: dict[str, list[Path]] = {}
    shared = [*content.shapes.rglob("*.ttl")]
    shared += [path for path in content.queries.rglob("*.rq") if APART not in path.parts]
    for path in source_files(content):
        key = source_of(path, content)
        if key:
            files.setdefault(key, []).append(path)
        else:
            shared.append(path)
    of_shared = f"{code_hash()} {_hash(shared, content.root)}"
    return Units(of_shared, {key: _hash(paths, content.root) for key, paths in files.items()}, files)


def _hash(paths: Iterable[Path], root: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        text = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(text)}\0".encode() + text)
    return digest.hexdigest()
