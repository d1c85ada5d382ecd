"""A release in a directory on disk, for what does not fit in memory; written whole, then put in place of the former.

    DIR/current      leads to the release that answers
    DIR/release-7    quads/ is the store; about.json and the .nt files say what it holds;
                     names-2.sqlite holds what people call its things
    DIR/.lock        held while somebody writes

A release is built beside the others, forced to the disk, and becomes the current one by a single rename. So whatever
ends the writer, the former release answers, and the next run completes. The release before the current one stays, for
servers that still answer from it.
"""

import contextlib
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import pyoxigraph as ox

from iall_kg.content import Content
from iall_kg.errors import StoreError
from iall_kg.lookup import Names
from iall_kg.lookup.on_disk import open_names
from iall_kg.lookup.write import NAMES, write_names
from iall_kg.serialize import serialized
from iall_kg.stores.described import Descriptions, describe_within, kinds_of
from iall_kg.stores.digest import digest

CURRENT, UNFINISHED, LOCK, ABOUT, QUADS = "current", ".unfinished", ".lock", "about.json", "quads"
DESCRIPTIONS = tuple(field.name for field in fields(Descriptions))
# The engine says that a file is damaged with a RuntimeError.
DISK_ERRORS = (OSError, RuntimeError, sqlite3.Error)
RELEASE = re.compile(r"release-(\d+)")


@dataclass(frozen=True, slots=True)
class About:
    """What a release on disk holds: its hash, how many quads, and the kinds of its things."""

    digest: str
    quads: int
    kinds: list[str]


@dataclass(frozen=True, slots=True)
class StoreDirectory:
    """A release on disk, opened for reading; `path` is that of the store itself.

    `names` is None if the release was written by a version that kept no names, or kept them in another way.
    """

    store: ox.Store
    path: Path
    about: About
    names: Names | None

    def description(self, name: str) -> list[ox.Triple]:
        """Read a document that describes the release: void, queries or service. Raises StoreError if it cannot."""
        return _read_description(self.path.parent / f"{name}.nt")


def open_directory(folder: Path) -> StoreDirectory:
    """Open the current release of a directory. Raises StoreError if there is none."""
    again = f"Write it with `iall-kg build --store {folder}`."
    try:
        return open_release((folder / CURRENT).resolve(strict=True))
    except FileNotFoundError:
        raise StoreError(f"{folder}: holds no release. {again}") from None
    except (*DISK_ERRORS, ValueError, TypeError) as error:
        raise StoreError(f"{folder}: the release cannot be opened ({error}). {again}") from error


def open_release(release: Path) -> StoreDirectory:
    """Open one release of a directory. Raises one of DISK_ERRORS, ValueError or TypeError if it cannot be opened."""
    about = About(**json.loads((release / ABOUT).read_text(encoding="utf-8")))
    store = ox.Store.read_only(str(release / QUADS))
    return StoreDirectory(store, release / QUADS, about, open_names(release / NAMES))


def write_directory(folder: Path, fill: Callable[[ox.Store], None], content: Content) -> About:
    """Write what `fill` puts into a store, with its descriptions, as the current release of a directory.

    Raises StoreError if it cannot be written, or if somebody else is writing; the former release stays as it is.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder):
            unfinished = folder / UNFINISHED
            shutil.rmtree(unfinished, ignore_errors=True)  # of a run that was ended
            try:
                about = _write_release(unfinished, fill, content)
                _switch(folder, unfinished)
            finally:
                shutil.rmtree(unfinished, ignore_errors=True)
            return about
    except DISK_ERRORS as error:
        reason = getattr(error, "strerror", None) or error
        said = f"{folder}: cannot write the release ({reason}). What stood there before still does."
        raise StoreError(said) from error


def _write_release(release: Path, fill: Callable[[ox.Store], None], content: Content) -> About:
    release.mkdir()
    store = ox.Store(str(release / QUADS))
    fill(store)
    descriptions = describe_within(store, content)
    about = About(digest(store), len(store), kinds_of(store))
    store.optimize()
    store.flush()
    write_names(store, release / NAMES)
    del store
    (release / ABOUT).write_text(json.dumps(asdict(about), indent=1), encoding="utf-8")
    for name in DESCRIPTIONS:
        (release / f"{name}.nt").write_bytes(serialized(getattr(descriptions, name), ox.RdfFormat.N_TRIPLES))
    for place, _, names in os.walk(release):
        for name in (*names, "."):
            _force_to_disk(Path(place) / name)
    return about


def _switch(folder: Path, release: Path) -> None:
    """Make a whole release the current one, and drop those that nobody needs any more."""
    former = _releases(folder)
    number = max(former, default=0) + 1
    target = folder / f"release-{number}"
    release.rename(target)
    _force_to_disk(folder)
    link = folder / f".{CURRENT}"
    link.unlink(missing_ok=True)
    link.symlink_to(target.name)
    before = os.readlink(folder / CURRENT) if (folder / CURRENT).is_symlink() else ""
    link.replace(folder / CURRENT)
    _force_to_disk(folder)
    for path in former.values():
        if path.name != before:
            shutil.rmtree(path, ignore_errors=True)


def _releases(folder: Path) -> dict[int, Path]:
    found = ((RELEASE.fullmatch(path.name), path) for path in folder.iterdir())
    return {int(name[1]): path for name, path in found if name}


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep others from writing; the system takes the lock back from whoever is ended."""
    import fcntl  # not on Windows, which can still ask services

    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(f"{folder}: another run is writing there. Wait for its end.") from None
        yield


def _force_to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read_description(path: Path) -> list[ox.Triple]:
    try:
        return [quad.triple for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_TRIPLES)]
    except (OSError, SyntaxError) as error:
        raise StoreError(f"{path}: cannot be read ({error}). Write the release again.") from error
