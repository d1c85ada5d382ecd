"""The command terms: the reference of all terms of the ontology."""

import argparse
from pathlib import Path

from iall_kg.cli.parts import Commands, add
from iall_kg.graph import open_graph


def register(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add the commands of this module."""
    command = add(commands, "terms", terms, "write the reference of all classes, properties and values as an HTML page")
    command.add_argument("--out", metavar="DIR", type=Path, required=True, help="folder to write the page to")


def terms(options: argparse.Namespace) -> int:
    """Write the page and print its path."""
    from iall_kg.term_page import write_term_page

    kg = open_graph()
    print(write_term_page(kg.store, kg.content, options.out))
    return 0
