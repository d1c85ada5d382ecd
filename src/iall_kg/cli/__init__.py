"""The command line: each command calls one function of the package and prints what it returns.

Each module here registers the commands of one purpose. Exit codes: 0 fine, 1 the content does not conform
or a statement does not hold, 2 wrong use or cannot run.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Sequence

from iall_kg.cli import ask, explain, export, fusions, make, publish, reason, serve, source, terms
from iall_kg.errors import IallKgError
from iall_kg.version import __version__

GROUPS = (ask, explain, export, fusions, make, publish, reason, serve, source, terms)


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
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for group in GROUPS:
        group.register(commands)
    return top
