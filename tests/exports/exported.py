"""What is exported: the one file of most forms, and the tables of the form that writes many."""

from collections.abc import Mapping

from iall_kg.content import find_content

TABLES = sorted(path.stem for path in (find_content().queries / "tables").glob("*.rq"))


def only(files: Mapping[str, bytes]) -> bytes:
    (content,) = files.values()
    return content
