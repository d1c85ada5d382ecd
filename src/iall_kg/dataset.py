"""Open the release dataset: from the wheel, from the cache, or freshly built when neither fits.

A cached dataset is named by the hash of everything that it was made from, so it is never stale; it carries
its own hash, so a damaged one is noticed and built anew.
"""

import hashlib
from pathlib import Path

import platformdirs
import pyoxigraph as ox

from iall_kg.content import Content, find_content
from iall_kg.version import __version__

# Releases kept in the cache: enough for a few checkouts side by side.
KEPT = 4
# Folder of the cache in which `iall-kg build` keeps releases.
BUILDS = "kept"
# Folders of the package whose code decides what a release is.
CODE = ("", "reasoning", "growth")


def open_release(content: Content | None = None, cache: Path | None = None) -> ox.Store:
    """Return the release dataset in memory, built if it has to be.

    Raises LoadError or BuildError if the sources cannot be read. A cache that cannot be written is no error.
    """
    content = content or find_content()
    key = content_key(content)
    cache = cache or platformdirs.user_cache_path("iall-kg")
    for path in (content.root / f"release-{key}.nq", cache / f"release-{key}.nq"):
        store = _read(path)
        if store is not None:
            return store
    store = _made_by_build(content, cache / BUILDS)
    if store is not None:
        return store
    return _build_and_keep(content, cache / f"release-{key}.nq")


def content_key(content: Content) -> str:
    """Return the hash of all content files and of the code and the engine that turn them into a release."""
    digest = hashlib.sha256(code_hash().encode())
    for path in content.files():
        digest.update(path.relative_to(content.root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:24]


def code_hash() -> str:
    """Return the hash of the code and the engine that turn content into a release."""
    digest = hashlib.sha256(f"{__version__} {ox.__version__}".encode())
    package = Path(__file__).parent
    for module in sorted(p for folder in CODE for p in (package / folder).glob("*.py")):
        digest.update(module.name.encode() + b"\0" + module.read_bytes() + b"\0")
    return digest.hexdigest()


def pack(content: bytes) -> bytes:
    """Return content, such as N-Quads, behind a comment line that holds its hash."""
    return b"# " + hashlib.sha256(content).hexdigest().encode() + b"\n" + content


def _made_by_build(content: Content, cache: Path) -> ox.Store | None:
    """Return the release of this content that `iall-kg build` keeps, if it made one and that is whole."""
    from iall_kg.errors import BuildError
    from iall_kg.growth.kept import open_kept
    from iall_kg.growth.output import fill
    from iall_kg.growth.units import read_units

    kept = open_kept(cache / read_units(content, cache).key)
    if kept is None:
        return None
    store = ox.Store()
    try:
        fill(store, kept)
    except (BuildError, OSError):
        return None
    return store


def unpack(packed: bytes) -> bytes | None:
    """Return what stands behind the line with its hash, or None if it is not what was packed."""
    head, _, content = packed.partition(b"\n")
    return content if head[2:].decode("ascii", "replace") == hashlib.sha256(content).hexdigest() else None


def _read(path: Path) -> ox.Store | None:
    try:
        nquads = unpack(path.read_bytes())
    except OSError:
        return None
    if nquads is None:
        return None
    store = ox.Store()
    store.bulk_load(nquads, format=ox.RdfFormat.N_QUADS)
    return store


def _build_and_keep(content: Content, path: Path) -> ox.Store:
    # Imported here: reading a cached release needs nothing of the build.
    from iall_kg.build import build, write_whole
    from iall_kg.load import load
    from iall_kg.serialize import serialized

    store = build(load(content), content).store
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for stale in sorted(path.parent.glob("release-*.nq"), key=lambda p: p.stat().st_mtime)[:-KEPT]:
            stale.unlink(missing_ok=True)
        write_whole(path, pack(serialized(store, ox.RdfFormat.N_QUADS)))
    except OSError:
        return store  # a read-only home costs the next call a second, nothing else
    return store
