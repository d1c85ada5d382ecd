"""What the exports share: the contents of files by name, and how they get onto the disk."""

from collections.abc import Callable, Iterable, Iterator, Mapping
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
    return list(write_each(((name, files[name]) for name in sorted(files)), folder))


def write_each(files: Iterable[tuple[str, bytes]], folder: Path) -> Iterator[Path]:
    """Write files into `folder` as they come, and yield their paths; a name may be a path below the folder.

    Raises BuildError if the folder or a file in it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)
            yield path
    except OSError as error:
        raise BuildError(f"{folder}: cannot write the export ({error.strerror}).") from error
