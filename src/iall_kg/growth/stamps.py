"""Know that a file is still what it was when it was hashed, without reading it again.

As Git's index does it: a file that is the same inode, of the same size and with the same times was not written to.
What was written so shortly before it was looked at that a second write could bear the same time is not trusted.
What a disk changes by itself bears no new time; so whoever reads a file for its content hashes that.
"""

import hashlib
import os
import time
from pathlib import Path
from typing import NamedTuple

# How far apart two writes may be and bear the same time, in nanoseconds: where times are whole seconds, and elsewhere.
SECOND = 1_000_000_000
COARSE, FINE = 2 * SECOND, SECOND // 50


class Stamp(NamedTuple):
    """The hash of a file, what its folder tells of it, and when that was; times in nanoseconds.

    The time of the last change of the inode is left out, because each link that a file gains or loses changes it.
    """

    hash: str
    size: int
    inode: int
    modified: int
    seen: int


def stamp(path: Path, known: str = "") -> Stamp:
    """Return the stamp of a file, which is read unless its hash is known."""
    found = path.stat()
    seen = time.time_ns()
    return Stamp(known or file_hash(path), found.st_size, found.st_ino, found.st_mtime_ns, seen)


def is_unchanged(path: Path | str, was: Stamp) -> bool:
    """Tell whether a file is what it was; it is read only if its stamp does not tell. Raises OSError if it is gone."""
    if _tells_the_same(path, was) and is_settled(was.modified, was.seen):
        return True
    return os.stat(path).st_size == was.size and file_hash(path) == was.hash


def is_settled(modified: int, seen: int) -> bool:
    """Tell whether a write after `seen` cannot bear the time `modified`."""
    return modified + (FINE if modified % SECOND else COARSE) < seen


def _tells_the_same(path: Path | str, was: Stamp) -> bool:
    found = os.stat(path)
    return (found.st_size, found.st_ino, found.st_mtime_ns) == (was.size, was.inode, was.modified)


def file_hash(path: Path | str | os.DirEntry[str]) -> str:
    """Return the SHA-256 of a file."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
