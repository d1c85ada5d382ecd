"""The command export: the release in the formats of other tools, each a command of its own below it."""

import argparse
from pathlib import Path

from iall_kg.cli.parts import Commands, add, progress
from iall_kg.graph import open_graph


def register(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add the commands of this module."""
    export = add(commands, "export", None, "write the release for other tools")
    formats = export.add_subparsers(required=True, metavar="FORMAT")
    words = "ontology and data as OWL 2 DL for Protégé: RDF/XML, Turtle and functional syntax, with a catalog"
    add_out(add(formats, "owl", owl, words))


def add_out(command: argparse.ArgumentParser) -> None:
    """Let an export say where its files go."""
    command.add_argument("--out", metavar="DIR", type=Path, required=True, help="folder to write to")


def owl(options: argparse.Namespace) -> int:
    """Write the OWL files and print their paths."""
    from iall_kg.owl_export import export_owl

    progress("exporting OWL")
    for path in export_owl(open_graph().store, options.out):
        print(path)
    return 0
