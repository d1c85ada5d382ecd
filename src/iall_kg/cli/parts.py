"""What the commands share: how one is added, and how an answer is printed."""

import argparse
import sys
from collections.abc import Callable

from iall_kg.results import FORMATS, Answer, write

FORM_OF_TEXT = "form of the answer (default: text)"

Run = Callable[[argparse.Namespace], int]
Commands = argparse._SubParsersAction


def add(
    commands: "Commands[argparse.ArgumentParser]", name: str, run: Run | None, words: str
) -> argparse.ArgumentParser:
    """Add a command and return its parser; `words` say what it does."""
    command = commands.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
    if run is not None:
        command.set_defaults(run=run)
    return command


def add_format(command: argparse.ArgumentParser) -> None:
    """Let a command choose the form of its answer."""
    command.add_argument("--format", choices=FORMATS, default="table", help="form of the answer (default: table)")


def add_store(command: argparse.ArgumentParser) -> None:
    """Let a command ask another store than the release of this installation."""
    words = "directory of `build --store`, or address of a SPARQL service (default: the release of this installation)"
    command.add_argument("--store", metavar="DIR_OR_URL", help=words)


def print_answer(answer: Answer, options: argparse.Namespace) -> None:
    """Print an answer in the form that was asked for, to the width of the terminal."""
    sys.stdout.write(write(answer, options.format, options.width))


def progress(words: str) -> None:
    """Say on a terminal what is being done; stay silent in a pipe."""
    if sys.stderr.isatty():
        print(f"… {words}", file=sys.stderr)
