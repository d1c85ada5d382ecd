"""Write a kept release as files for others: N-Quads as they are kept, and TriG read from them line by line.

Both grow with the size of the release, the one at the speed of the disk, the other at that of a parser. Neither
holds the release in memory.
"""

from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from iall_kg.build import whole_file
from iall_kg.errors import BuildError
from iall_kg.growth.kept import Kept

RELEASE_FILES = TRIG, NQUADS = "iall-kg.trig", "iall-kg.nq"


def write_release(kept: Kept, folder: Path) -> list[Path]:
    """Write the release as TriG and N-Quads into `folder`; each file appears whole or not at all.

    Raises BuildError if it cannot be written, or if what was kept is damaged.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with whole_file(folder / TRIG) as file:
            _write_trig(kept, file)
        with whole_file(folder / NQUADS) as file:
            file.writelines(kept.nquads.texts())
    except OSError as error:
        raise BuildError(f"{folder}: cannot write the release ({error.strerror}).") from error
    return [folder / TRIG, folder / NQUADS]


def fill(store: ox.Store, kept: Kept) -> None:
    """Load the release into an empty store. Raises DamagedError if it is not what was written."""
    store.bulk_load(kept.nquads.stream(), format=ox.RdfFormat.N_QUADS)


def _write_trig(kept: Kept, file: BinaryIO) -> None:
    quads = ox.parse(kept.nquads.stream(), format=ox.RdfFormat.N_QUADS)
    ox.serialize(quads, file, format=ox.RdfFormat.TRIG, prefixes=kept.about.prefixes)
    # The engine writes the prefixes in any order; in another one they take the same room.
    file.seek(0)
    count = len(kept.about.prefixes)
    head = sorted(file.readline() for _ in range(count))
    file.seek(0)
    file.writelines(head)
