"""The command export: write the graph in a form that other tools read, each form a command of its own."""

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path

from iall_kg.cli.parts import Commands, add, progress
from iall_kg.exports import FORMATS, Format
from iall_kg.exports.files import write_each, write_files
from iall_kg.graph import KnowledgeGraph, open_graph

Write = Callable[[KnowledgeGraph, Path], list[Path]]


def register(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add the commands of this module."""
    export = add(commands, "export", None, "write the graph in a form that other tools read")
    forms = export.add_subparsers(required=True, metavar="FORMAT")
    for form in FORMATS:
        _add_form(forms, form.name, form.words, partial(_write_form, form))
    _add_form(forms, "site", "write all pages as files that any web server can host", _write_site)
    _add_form(forms, "ro-crate", "describe the files that lie in a folder as an RO-Crate", _write_crate)
    _add_form(forms, "all", "write all of these but the site, and describe them as an RO-Crate", _write_all)


def _add_form(forms: "Commands[argparse.ArgumentParser]", name: str, words: str, write: Write) -> None:
    command = add(forms, name, partial(_export, write), words)
    command.add_argument("--out", metavar="DIR", type=Path, required=True, help="folder to write to")


def _export(write: Write, options: argparse.Namespace) -> int:
    for path in write(open_graph(), options.out):
        print(path)
    return 0


def _write_form(form: Format, kg: KnowledgeGraph, folder: Path) -> list[Path]:
    progress(f"exporting {form.name}")
    return write_files(form.make(kg), folder)


def _write_site(kg: KnowledgeGraph, folder: Path) -> list[Path]:
    from iall_kg.exports.site import site_files

    progress("exporting the site")
    written = sum(1 for _ in write_each(site_files(kg), folder))
    progress(f"{written} files")
    return [folder / "index.html"]


def _write_crate(kg: KnowledgeGraph, folder: Path) -> list[Path]:
    from iall_kg.exports.crate import crate

    return write_files(crate(kg, folder), folder)


def _write_all(kg: KnowledgeGraph, folder: Path) -> list[Path]:
    written = [path for form in FORMATS for path in _write_form(form, kg, folder)]
    return [*written, *_write_crate(kg, folder)]
