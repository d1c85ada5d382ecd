"""Keep releases on disk, and make the next one from the one before where only sources were added.

    KEY/store        what is given, in named graphs, what holds, in the default graph, and what helps to grow
    KEY/segments     the list of the segments that are the release as sorted N-Quads
    KEY/about        from what it was made, its counts, and the stamps of its files
    .segments        the segments of all releases (see segments.py)
    .hashes          the sources as they were hashed (see units.py)
    .unfinished      what a run that was ended left behind
    .lock            held while somebody makes a release

A release is named by the hash of everything that it was made from, so it is never stale. It is made beside the others
and moved into place by one rename, so it is never half-written. The release before is not copied: its segments and the
big files of its store never change once written, so the new one lists the ones and links to the others. What was
changed since in the store is noticed by its stamp and its hash before growth, for the checksums of the engine do not
notice everything; in a segment by its hash, when it is read.
"""

import contextlib
import fcntl
import itertools
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

from iall_kg.build import claims_of, derive, in_graph
from iall_kg.content import Content
from iall_kg.dataset import pack, unpack
from iall_kg.errors import BuildError
from iall_kg.growth.disputed import disputed
from iall_kg.growth.grow import EntangledError, Growth, grow
from iall_kg.growth.labels import small_labels
from iall_kg.growth.lines import lines_of_graphs, lines_that_hold
from iall_kg.growth.merge import merge
from iall_kg.growth.reach import reach_of_rules
from iall_kg.growth.said import ACCEPTED_GRAPH, doubted, seen
from iall_kg.growth.segments import MAKE_IT_ANEW, DamagedError, Segments, names_in_list, write
from iall_kg.growth.sorting import sorted_nquads
from iall_kg.growth.stamps import Stamp, is_unchanged, stamp
from iall_kg.growth.units import Units, read_units
from iall_kg.load import Sources, load, read_quads
from iall_kg.names import INFERRED_GRAPH
from iall_kg.serialize import prefixes_for

STORE, LIST, ABOUT = "store", "segments", "about"
SEGMENTS, UNFINISHED, LOCK = ".segments", ".unfinished", ".lock"
# Files that the engine writes once; others it appends to or replaces.
NEVER_CHANGES = ".sst"
# Files of the engine that only log and lock.
ONLY_LOGS = "LO"
# The one from which the next grows, and a few more for other checkouts.
KEPT = 4

# Raises ConformanceError if what is given does not conform. The store is that to which sources are added, or None.
Check = Callable[[Sources, ox.Store | None], None]


@dataclass(frozen=True, slots=True)
class About:
    """From what a release was made, how much it holds, its prefixes, and the stamps of its files."""

    shared: str
    sources: dict[str, str]
    claims: int
    facts: int
    inferred: int
    prefixes: dict[str, str]
    files: dict[str, Stamp] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """A release on disk, and whether it grew from the one before."""

    folder: Path
    about: About
    grown: bool = False

    @property
    def nquads(self) -> Segments:
        """The release as sorted N-Quads. Raises DamagedError if the list of its segments is not what was written."""
        text = unpack((self.folder / LIST).read_bytes())
        if text is None:
            raise DamagedError(f"{self.folder / LIST} was changed after it was written. {MAKE_IT_ANEW}")
        return Segments.from_list(self.folder.parent / SEGMENTS, text)


def keep(content: Content, cache: Path, conforms: Check, fresh: bool = False) -> Kept:
    """Return the release of `content`, kept in `cache`: found there, grown from another, or, if `fresh`, built anew.

    `conforms` is called before anything is made of sources that are new. Raises LoadError if these cannot be read,
    whatever `conforms` raises, and BuildError if the release cannot be written; what was kept before still is.
    """
    try:
        cache.mkdir(parents=True, exist_ok=True)
        units = read_units(content, cache)
        with _locked(cache), _cleared(cache):
            kept = None if fresh else _found(cache, units) or _grown(cache, units, content, conforms)
            return kept or _built(cache, units, content, conforms)
    except (OSError, RuntimeError) as error:  # the engine's errors are of either kind
        said = getattr(error, "strerror", None) or error
        raise BuildError(f"{cache}: cannot write the release ({said}).") from error


def open_kept(folder: Path) -> Kept | None:
    """Return a kept release if its description is whole; its other files are checked when they are used."""
    try:
        packed = unpack((folder / ABOUT).read_bytes())
        if packed is None:
            return None
        about = json.loads(packed)
        about["files"] = {name: Stamp(*told) for name, told in about["files"].items()}
        return Kept(folder, About(**about))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _found(cache: Path, units: Units) -> Kept | None:
    kept = open_kept(cache / units.key)
    try:
        if kept:
            _seen_to_be_whole(kept)
            os.utime(kept.folder)
    except (DamagedError, OSError):
        return None
    return kept


def _seen_to_be_whole(kept: Kept) -> Segments:
    """Return the text of a release. Raises DamagedError if its list or a file of its store is not what was written."""
    nquads = kept.nquads
    there = dict(_files(kept.folder))
    if there.keys() != kept.about.files.keys() or not all(
        is_unchanged(path, kept.about.files[name]) for name, path in there.items()
    ):
        raise DamagedError(f"{kept.folder} was changed after it was written.")
    return nquads


def _grown(cache: Path, units: Units, content: Content, conforms: Check) -> Kept | None:
    """Return the release grown from the largest kept one that has nothing but sources of these, if there is one."""
    kept = [k for k in map(open_kept, _releases(cache)) if k and k.about.shared == units.shared]
    bases = [k for k in kept if k.about.sources and k.about.sources.items() < units.sources.items()]
    if not bases:
        return None
    base = max(bases, key=lambda k: len(k.about.sources))
    try:
        was_text = _seen_to_be_whole(base)
        growth = _grow_from(base, units, content, conforms, cache / UNFINISHED)
        nquads = merge(was_text, growth.added, growth.removed)
    except (EntangledError, DamagedError, OSError, RuntimeError):
        # It is built anew instead; if the disk is full, that will say so. A bad checksum is a RuntimeError.
        growth = None
    if growth is None:
        # Only now, because an error holds on to the store that is to be removed.
        shutil.rmtree(cache / UNFINISHED, ignore_errors=True)
        return None
    was = base.about
    counts = (was.claims + growth.claims, was.facts + len(growth.facts), was.inferred + growth.inferred)
    prefixes = was.prefixes | prefixes_for(growth.added)
    return _finished(cache, units, About(units.shared, units.sources, *counts, prefixes), nquads, was.files)


def _grow_from(base: Kept, units: Units, content: Content, conforms: Check, folder: Path) -> Growth:
    """Write a store into `folder`: that of `base` with the sources that it lacks; return how the release grows."""
    new = sorted(units.sources.keys() - base.about.sources.keys())
    files = [Path(path) for key in new for path in units.files[key]]
    added = Sources(ox.Store(), files, content.root)
    added.store.extend(quad for path in files for quad in read_quads(path, content.root))
    _begin_as(base.folder / STORE, folder / STORE)
    store = ox.Store(str(folder / STORE))
    conforms(added, store)
    growth = grow(store, added.store, new, content)
    store.extend(helps_to_find(added.store, growth.facts, content, store))
    store.flush()
    return growth


def _built(cache: Path, units: Units, content: Content, conforms: Check) -> Kept:
    sources = load(content)
    conforms(sources, None)
    derived = derive(sources, content)
    folder = cache / UNFINISHED
    folder.mkdir()
    store = ox.Store(str(folder / STORE))
    # One after the other: all at once would take twice the memory and as much time.
    for quads in (
        sources.store,
        derived.closed,
        in_graph(derived.inferred, INFERRED_GRAPH),
        in_graph(derived.facts, ACCEPTED_GRAPH),
        helps_to_find(sources.store, derived.facts, content),
    ):
        store.bulk_extend(quads)
    store.optimize()  # now, or else the engine does it when a source is added
    store.flush()
    del store
    held, told = (lines(sources, derived, folder) for lines in (lines_that_hold, lines_of_graphs))
    texts = sorted_nquads(held, told, folder)
    segments = cache / SEGMENTS
    nquads = Segments(segments, [segment for text in texts for segment in write(segments, text)])
    counts = (claims_of(sources), len(derived.facts), len(derived.inferred))
    prefixes = prefixes_for(itertools.chain(sources.store, derived.inferred))
    return _finished(cache, units, About(units.shared, units.sources, *counts, prefixes), nquads)


def helps_to_find(
    sources: ox.Store, facts: Iterable[ox.Triple], content: Content, store: ox.Store | None = None
) -> list[ox.Quad]:
    """Return what is put into a store for `sources` and accepted `facts`, so that the next check finds its way."""
    told = seen(facts, reach_of_rules(content), store)
    return [*small_labels(sources), *doubted(sources), *told, *disputed(sources, store)]


def _finished(
    cache: Path, units: Units, made: About, nquads: Segments, base: Mapping[str, Stamp] = MappingProxyType({})
) -> Kept:
    """Describe the release that stands unfinished, move it into place, and drop the oldest ones.

    `base` are the files of the one from which it grew. Those that never change are not read again.
    """
    folder = cache / UNFINISHED
    (folder / LIST).write_bytes(pack(nquads.as_list()))
    files = {}
    for name, path in _files(folder):
        linked = name in base and path.suffix == NEVER_CHANGES
        files[name] = stamp(path, base[name].hash if linked else "")
    about = replace(made, files=files)
    (folder / ABOUT).write_bytes(pack(json.dumps(asdict(about)).encode()))
    target = cache / units.key
    shutil.rmtree(target, ignore_errors=True)  # a damaged one, or one that is to be made afresh
    folder.rename(target)
    for old in sorted(_releases(cache), key=lambda path: path.stat().st_mtime)[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return Kept(target, about, grown=bool(base))


@contextlib.contextmanager
def _cleared(cache: Path) -> Iterator[None]:
    """Remove what an ended run left behind, and afterwards what this one did not finish or no longer needs."""
    segments = cache / SEGMENTS
    segments.mkdir(exist_ok=True)
    shutil.rmtree(cache / UNFINISHED, ignore_errors=True)
    try:
        yield
    finally:
        shutil.rmtree(cache / UNFINISHED, ignore_errors=True)
        listed = set[bytes]()
        for folder in _releases(cache):
            # One that is damaged has no list, and will be made anew.
            with contextlib.suppress(OSError):
                listed.update(names_in_list(unpack((folder / LIST).read_bytes()) or b""))
        for name in set(os.listdir(os.fsencode(segments))) - listed:
            (segments / os.fsdecode(name)).unlink()


def _releases(cache: Path) -> list[Path]:
    return [path for path in cache.iterdir() if not path.name.startswith(".") and path.is_dir()]


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield name and path of the list of segments and of each file of the store, but those that only log and lock."""
    yield LIST, folder / LIST
    for name in os.listdir(folder / STORE):
        if not name.startswith(ONLY_LOGS):
            yield f"{STORE}/{name}", folder / STORE / name


def _begin_as(old: Path, new: Path) -> None:
    """Make a store that begins as another: linked where files never change, copied where they do."""
    new.mkdir(parents=True)
    for path in old.iterdir():
        if path.suffix == NEVER_CHANGES:
            _link(path, new / path.name)
        else:
            shutil.copy2(path, new / path.name)


def _link(old: Path, new: Path) -> None:
    """Let a file that never changes stand in another place too; where the file system has no links, copy it."""
    with contextlib.suppress(OSError):
        os.link(old, new)
        return
    shutil.copy2(old, new)


@contextlib.contextmanager
def _locked(cache: Path) -> Iterator[None]:
    """Let others wait; the system takes the lock back from whoever is ended."""
    with (cache / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
