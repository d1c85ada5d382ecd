"""The command fusions: fusion calls of a laboratory, with what the graph holds of each.

Exit codes: 0 every row was read, 1 some rows could not be read (they are listed among the others), 2 cannot run.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator

from iall_kg.cli.parts import Commands, add
from iall_kg.graph import open_graph

FORMATS = ("table", "json", "html", "tsv", "ga4gh")


def register(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add the commands of this module."""
    command = add(
        commands, "fusions", fusions, "what is known of fusion calls: match, domains, mechanism, agents, trials"
    )
    command.add_argument(
        "inputs",
        metavar="INPUT",
        nargs="+",
        help="a file of Arriba, STAR-Fusion or FusionCatcher, a table or list, - for standard input, or a fusion such "
        "as KMT2A::AFF1, MLL-AF4 or 't(4;11)(q21;q23)'",
    )
    command.add_argument("--format", choices=FORMATS, default="table", help="form of the answer (default: table)")


def fusions(options: argparse.Namespace) -> int:
    """Print the annotation of fusion calls; return 1 if a row could not be read."""
    from iall_kg.fusions import BadRow, Fusions, as_json, as_table, as_tsv, report_of
    from iall_kg.fusions.annotate import Annotation
    from iall_kg.fusions.gks import as_ga4gh

    unreadable = 0

    def counted(found: Iterable[Annotation | BadRow]) -> Iterator[Annotation | BadRow]:
        nonlocal unreadable
        for one in found:
            unreadable += isinstance(one, BadRow)
            yield one

    annotator = Fusions(open_graph())
    found = counted(annotator.read(options.inputs))
    if options.format == "html":
        pieces: Iterable[str] = [report_of(annotator, found)]
    elif options.format == "ga4gh":
        pieces = [json.dumps(as_ga4gh(annotator, found), ensure_ascii=False, indent=1) + "\n"]
    elif options.format == "table":
        pieces = as_table(annotator, found, options.width)
    else:
        pieces = (as_json if options.format == "json" else as_tsv)(annotator, found)
    for piece in pieces:
        sys.stdout.write(piece)
    if unreadable:
        print(f"iall-kg: {unreadable} row{'s' * (unreadable > 1)} could not be read; see the answer.", file=sys.stderr)
    return 1 if unreadable else 0
