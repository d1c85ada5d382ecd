"""The command explain: why a statement holds. Exit codes: 0 it holds, 1 it does not, 2 a name is not known."""

import argparse
import json
import sys

from iall_kg.cli.parts import FORM_OF_TEXT, Commands, add, add_store
from iall_kg.errors import DoesNotHoldError
from iall_kg.graph import open_graph

FORMATS = ("text", "json", "rdf")


def register(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add the commands of this module."""
    command = add(commands, "explain", explain, "why a statement holds: who says it, or from what it follows")
    command.add_argument("subject", metavar="SUBJECT", help="label, synonym, CURIE or IRI")
    command.add_argument("predicate", metavar="PREDICATE", help="label, local name, CURIE or IRI; `a` for membership")
    command.add_argument("object", metavar="OBJECT", help="label, synonym, CURIE or IRI, or the text of a value")
    add_store(command)
    command.add_argument("--format", choices=FORMATS, default="text", help=FORM_OF_TEXT)
    command.add_argument(
        "--proofs", type=int, default=1, metavar="N", help="most proofs, smallest first (default: %(default)s)"
    )


def explain(options: argparse.Namespace) -> int:
    """Print why a statement holds; return 1 if it is neither stated nor inferred, or only hedged."""
    from iall_kg.reasoning.explain_text import as_text
    from iall_kg.reasoning.proof_rdf import as_turtle

    kg = open_graph(store=options.store)
    try:
        explanation = kg.explain(options.subject, options.predicate, options.object, options.proofs)
    except DoesNotHoldError as error:
        print(f"iall-kg: {error}", file=sys.stderr)
        return 1
    if options.format == "json":
        print(json.dumps(explanation.as_dict(), ensure_ascii=False, indent=1))
    elif options.format == "rdf":
        sys.stdout.buffer.write(as_turtle(explanation))
    else:
        print(as_text(explanation), end="")
    return 0 if explanation.holds else 1
