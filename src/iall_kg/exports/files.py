"""What the exports share: the contents of files by name, and how they get onto the disk."""

from collections.abc import Callable, Mapping
from pathlib import Path

from iall_kg.build import write_whole
from iall_kg.errors import BuildError
from iall_kg.graph import KnowledgeGraph

NAME = "iall-kg"
Files = Mapping[str, bytes]
Make = Callable[[KnowledgeGraph], Files]


def write_files(files: Files, folder: Path) -> list[Path]:
    """Write files into `folder`, in order of name, and return their paths; each appears whole or not at all.

    Raises BuildError if the folder or a file in it cannot be written.
    """
    written = [folder / name for name in sorted(files)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in written:
            write_whole(path, files[path.name])
    except OSError as error:
        raise BuildError(f"{folder}: cannot write the export ({error.strerror}).") from error
    return written
