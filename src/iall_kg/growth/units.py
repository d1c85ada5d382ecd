"""Tell by content what is new: a hash of what all sources share, and one of each source.

Comes in: the content. Goes out: hashes and files by source. A source is a folder of `data/sources/`; everything
else that is read, the rules, the shapes and the code that works with them are shared.

    .hashes    by source, what its folder told of its files when they were hashed, and the hash

So what did not change since the last time is not read again, only looked up in its folder.
"""

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from iall_kg.build import write_whole
from iall_kg.content import Content
from iall_kg.dataset import code_hash, pack, unpack
from iall_kg.errors import LoadError
from iall_kg.growth.stamps import is_settled
from iall_kg.load import files_by_source

# What is asked of a release does not change it; all other queries do.
APART = f"{os.sep}questions{os.sep}"
RULES = (".ttl", ".rq")
HASHES = ".hashes"


@dataclass(frozen=True, slots=True)
class Units:
    """The hash of what is shared, and the hash and the files of each source by its key."""

    shared: str
    sources: dict[str, str]
    files: dict[str, list[str]]

    @property
    def key(self) -> str:
        """The hash of everything together."""
        return hashlib.sha256(repr((self.shared, sorted(self.sources.items()))).encode()).hexdigest()[:24]


def read_units(content: Content, cache: Path) -> Units:
    """Return the units of `content`; what did not change since `cache` was written to is not read.

    Raises LoadError if a file cannot be read.
    """
    files = files_by_source(content)
    rules = content.paths("shapes", "queries")
    shared = [*files[""], *(path for path in rules if path.endswith(RULES) and APART not in path)]
    known = _read_hashes(cache / HASHES)
    hashes, to_keep = {}, {}
    try:
        for key, paths in (files | {"": shared}).items():
            stamp, settled = _stamp(paths)
            was, hashed = known.get(key, ("", ""))
            hashes[key] = hashed if was == stamp else _hash(paths, str(content.root))
            if settled:
                to_keep[key] = (stamp, hashes[key])
    except OSError as error:
        raise LoadError(f"{error.filename}: cannot be read ({error.strerror}).") from error
    if to_keep != known:
        # Where it cannot be kept, the next run reads everything, which costs it a second and nothing else.
        with contextlib.suppress(OSError):
            write_whole(cache / HASHES, pack(json.dumps(to_keep).encode()))
    del files[""]
    return Units(f"{code_hash()} {hashes.pop('')}", hashes, files)


def _stamp(paths: Iterable[str]) -> tuple[str, bool]:
    """Return what the folders tell of files, and whether a later write cannot leave it the same."""
    now, newest, told = time.time_ns(), 0, []
    for path in paths:
        found = os.stat(path)
        newest = max(newest, found.st_mtime_ns, found.st_ctime_ns)
        told.append(f"{path}\0{found.st_size} {found.st_ino} {found.st_mtime_ns} {found.st_ctime_ns}")
    return hashlib.sha256(os.fsencode("\0".join(told))).hexdigest(), is_settled(newest, now)


def _read_hashes(path: Path) -> dict[str, tuple[str, str]]:
    """Return what was kept by source, or nothing if that is damaged."""
    try:
        packed = unpack(path.read_bytes())
        return {} if packed is None else {key: (stamp, hashed) for key, (stamp, hashed) in json.loads(packed).items()}
    except (OSError, ValueError):
        return {}


def _hash(paths: Iterable[str], root: str) -> str:
    digest = hashlib.sha256()
    for path in paths:
        text = Path(path).read_bytes()
        digest.update(os.fsencode(f"{path.removeprefix(root)}\0{len(text)}\0") + text)
    return digest.hexdigest()
