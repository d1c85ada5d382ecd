"""Commands that ask the graph: queries, query, sparql, show, search, conflicts."""

import argparse
import json
import re
import sys
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox

from iall_kg.cli.parts import FORM_OF_TEXT, Commands, add, add_format, add_store, print_answer
from iall_kg.errors import BadQueryError, UnknownNameError
from iall_kg.graph import open_graph
from iall_kg.names import FOREIGN_PREFIXES
from iall_kg.results import Answer
from iall_kg.serialize import serialized
from iall_kg.show import as_text

SPARQL_START = re.compile(r"\s*(?:#|(?:base|prefix|select|ask|construct|describe|insert|delete)(?=[\s<{*?(]))", re.I)


def register(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add the commands of this module."""
    add(commands, "queries", queries, "list the stored queries, by topic")
    command = add(commands, "query", query, "answer a stored query")
    command.add_argument("name", metavar="NAME", help="name of a stored query")
    command.add_argument(
        "-p",
        dest="parameters",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="parameter: a label, synonym, CURIE or IRI; repeat for alternatives",
    )
    add_store(command)
    add_format(command)
    command = add(commands, "sparql", sparql, "run any read-only SPARQL on the release dataset")
    command.add_argument("query", metavar="QUERY_OR_FILE", help="SPARQL text, a file, or - for standard input")
    add_store(command)
    add_format(command)
    command = add(commands, "show", show, "all about a thing: facts, evidence, neighbours, conflicts")
    command.add_argument("thing", metavar="THING", help="label, synonym, CURIE or IRI")
    add_store(command)
    command.add_argument("--format", choices=("text", "json"), default="text", help=FORM_OF_TEXT)
    command = add(commands, "search", search, "find things by label, synonym or identifier, tolerant of spelling")
    command.add_argument("text", metavar="TEXT", help="any part of a name, or an identifier")
    command.add_argument("--limit", type=int, default=20, metavar="N", help="most results (default: %(default)s)")
    add_store(command)
    add_format(command)
    command = add(commands, "conflicts", conflicts, "where the source disagrees with itself, and how it was read")
    add_store(command)
    add_format(command)


def queries(_options: argparse.Namespace) -> int:
    """Print the stored queries by topic, with their parameters."""
    by_topic = defaultdict(list)
    for query in open_graph().queries.values():
        by_topic[query.topic].append(query)
    for topic in sorted(by_topic):
        print(topic)
        for query in by_topic[topic]:
            print(f"  {query.name}\n      {query.question}")
            for p in query.parameters:
                print(f"      -p {p.name}=…  {p.description} ({', '.join(p.kinds)}; such as {p.example})")
        print()
    return 0


def query(options: argparse.Namespace) -> int:
    """Print the answer to a stored query."""
    values: dict[str, list[str]] = defaultdict(list)
    for given in options.parameters:
        name, equals, value = given.partition("=")
        if not equals or not value:
            raise UnknownNameError(f"A parameter reads NAME=VALUE, not {given!r}.")
        values[name].append(value)
    print_answer(open_graph(store=options.store).query(options.name, **values), options)
    return 0


def sparql(options: argparse.Namespace) -> int:
    """Print the answer to a SPARQL query given as text, as a file or on standard input."""
    result = open_graph(store=options.store).sparql(_query_text(options.query))
    if isinstance(result, bool):
        print("true" if result else "false")
    elif isinstance(result, list):
        sys.stdout.buffer.write(serialized(result, ox.RdfFormat.TURTLE, FOREIGN_PREFIXES))
    else:
        print_answer(result, options)
    return 0


def show(options: argparse.Namespace) -> int:
    """Print all about one thing."""
    thing = open_graph(store=options.store).show(options.thing)
    if options.format == "json":
        print(json.dumps(thing.as_dict(), ensure_ascii=False, indent=1))
    else:
        print(as_text(thing, options.store or ""), end="")
    return 0


def search(options: argparse.Namespace) -> int:
    """Print the things whose names contain or resemble a text."""
    hits = open_graph(store=options.store).search(options.text, options.limit)
    rows = [(ox.NamedNode(h.iri), ox.Literal(h.label), ox.Literal(h.name), ox.Literal(f"{h.score:g}")) for h in hits]
    print_answer(Answer(["thing", "label", "matched", "score"], list(rows)), options)
    return 0


def conflicts(options: argparse.Namespace) -> int:
    """Print where the source disagrees with itself."""
    print_answer(open_graph(store=options.store).conflicts(), options)
    return 0


def _query_text(given: str) -> str:
    if given == "-":
        return sys.stdin.read()
    if SPARQL_START.match(given):
        return given
    try:
        return Path(given).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise BadQueryError(f"{given}: is neither SPARQL nor a readable file ({why}).") from error
