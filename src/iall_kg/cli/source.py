"""Commands for the text of a source: source check, source new."""

import argparse
import sys
from pathlib import Path

from iall_kg.cli.parts import Commands, add
from iall_kg.content import find_content
from iall_kg.errors import LoadError

FIRST_SOURCE = "kulczycka-2024"


def register(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add the commands of this module."""
    of_source = add(commands, "source", None, "work with the text of a source").add_subparsers(
        required=True, metavar="COMMAND"
    )
    check = add(of_source, "check", source_check, "check every passage and claim against the source's text")
    check.add_argument("--key", default=FIRST_SOURCE, metavar="KEY", help="key of the source (default: %(default)s)")
    new = add(of_source, "new", source_new, "lay out a new source: passages, references, and a draft of what they say")
    new.add_argument("key", metavar="KEY", help="key of the source, such as kulczycka-2024")
    where = new.add_mutually_exclusive_group()
    where.add_argument("--doi", metavar="DOI", help="DOI of the source, by which source.ttl describes it")
    where.add_argument("--url", metavar="URL", help="address of a source that has no DOI")
    new.add_argument("--replace", action="store_true", help="write passages, references and draft anew if they differ")
    new.add_argument("--out", metavar="DIR", type=Path, help="folder to write to (default: data/sources/KEY)")
    for command in (check, new):
        command.add_argument("--text", metavar="FILE", type=Path, required=True, help="plain text of the source, UTF-8")


def source_check(options: argparse.Namespace) -> int:
    """Check every passage and claim of a source against its text; return 1 if something does not hold."""
    from iall_kg.curation.source_check import check_source
    from iall_kg.curation.source_new import read_text
    from iall_kg.load import load

    report = check_source(load(find_content()), options.key, read_text(options.text))
    if not report.passages:
        raise LoadError(
            f"No passage of a source {options.key!r} is described; its folder is data/sources/{options.key}."
        )
    for found in report.exceptions:
        print(f"{found.where or '-'}: {found.claim or found.place}: {found.problem}")
    print(
        f"{report.passages} passages, {report.values} values, {report.names} names: {report.rate:.1f}% hold "
        f"({report.explained} of them by a curator's note), {len(report.exceptions)} exceptions"
    )
    return 1 if report.exceptions else 0


def source_new(options: argparse.Namespace) -> int:
    """Write the passages and references of a new source, a draft of what it may say, and its description."""
    from iall_kg.curation.source_new import address_of, lay_out, read_text, write_source
    from iall_kg.dataset import open_release
    from iall_kg.lookup import NamesInMemory

    content = find_content()
    folder = options.out or content.data / "sources" / options.key
    address = address_of(options.doi) if options.doi else options.url or ""
    text = read_text(options.text)
    files = lay_out(options.key, text, NamesInMemory(open_release(content)), address)
    written = write_source(folder, files, options.replace)
    for path in written:
        print(path)
    if not written:
        print(f"{folder}: everything is there already, and the same.")
    if not (folder / "source.ttl").exists():
        print(f"iall-kg: {folder / 'source.ttl'} is still to be written, or give --doi.", file=sys.stderr)
    return 0
