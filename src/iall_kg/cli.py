"""The command line: each command calls one function and prints what it returns.

Exit codes: 0 fine, 1 the content does not conform, 2 wrong use or cannot run.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from iall_kg import __version__, commands
from iall_kg.errors import IallKgError
from iall_kg.results import FORMATS

Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = parser().parse_args(arguments)
    options.width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    try:
        return int(options.run(options))
    except IallKgError as error:
        print(f"iall-kg: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader, such as head, has gone: nothing more to say, and nothing to flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = argparse.ArgumentParser(
        prog="iall-kg",
        description="Knowledge graph of infant acute lymphoblastic leukemia. Research software, not medical advice.",
    )
    top.add_argument("--version", action="version", version=f"iall-kg {__version__}")
    subs = top.add_subparsers(required=True, metavar="COMMAND")

    _add(subs, "queries", commands.queries, "list the stored queries, by topic")

    query = _add(subs, "query", commands.query, "answer a stored query")
    query.add_argument("name", metavar="NAME", help="name of a stored query")
    query.add_argument(
        "-p",
        dest="parameters",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="parameter: a label, synonym, CURIE or IRI; repeat for alternatives",
    )
    _add_format(query)

    sparql = _add(subs, "sparql", commands.sparql, "run any read-only SPARQL on the release dataset")
    sparql.add_argument("query", metavar="QUERY_OR_FILE", help="SPARQL text, a file, or - for standard input")
    _add_format(sparql)

    show = _add(subs, "show", commands.show, "all about a thing: facts, evidence, neighbours, conflicts")
    show.add_argument("thing", metavar="THING", help="label, synonym, CURIE or IRI")
    show.add_argument("--format", choices=("text", "json"), default="text")

    search = _add(subs, "search", commands.search, "find things by label, synonym or identifier")
    search.add_argument("text", metavar="TEXT")
    search.add_argument("--limit", type=int, default=20, metavar="N")
    _add_format(search)

    _add_format(
        _add(subs, "conflicts", commands.conflicts, "where the source disagrees with itself, and how it was read")
    )

    validate = _add(subs, "validate", commands.validate, "check the sources: 0 conforms, 1 does not, 2 cannot run")
    validate.add_argument("paths", metavar="PATH", nargs="*", type=Path, help="report on these files or folders only")

    build = _add(subs, "build", commands.build, "write the release dataset as TriG and N-Quads")
    build.add_argument("--out", metavar="DIR", type=Path, required=True)

    source = _add(subs, "source", None, "work with the text of a source")
    of_source = source.add_subparsers(required=True, metavar="COMMAND")
    check = _add(of_source, "check", commands.source_check, "check every passage and claim against the source's text")
    new = _add(of_source, "new", commands.source_new, "lay out passages and references of a new source")
    new.add_argument("key", metavar="KEY", help="key of the source, such as kulczycka-2024")
    check.add_argument(
        "--key", default=commands.FIRST_SOURCE, metavar="KEY", help="key of the source (default: %(default)s)"
    )
    for command in (check, new):
        command.add_argument("--text", metavar="FILE", type=Path, required=True, help="plain text of the source, UTF-8")
    new.add_argument("--out", metavar="DIR", type=Path, help="folder to write to (default: data/sources/KEY)")
    return top


def _add(
    subs: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, run: Command | None, words: str
) -> argparse.ArgumentParser:
    command = subs.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
    if run is not None:
        command.set_defaults(run=run)
    return command


def _add_format(command: argparse.ArgumentParser) -> None:
    command.add_argument("--format", choices=FORMATS, default="table", help="form of the answer (default: table)")


if __name__ == "__main__":
    sys.exit(main())
