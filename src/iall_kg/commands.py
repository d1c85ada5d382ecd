"""What each command does: call one function of the package and print what it returns."""

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox

from iall_kg.content import find_content
from iall_kg.errors import BadQueryError, LoadError, UnknownNameError
from iall_kg.graph import open_graph
from iall_kg.names import FOREIGN_PREFIXES
from iall_kg.results import Answer, write
from iall_kg.serialize import serialized
from iall_kg.show import as_text

FIRST_SOURCE = "kulczycka-2024"


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
    _print_answer(open_graph().query(options.name, **values), options)
    return 0


def sparql(options: argparse.Namespace) -> int:
    """Print the answer to a SPARQL query given as text, as a file or on standard input."""
    result = open_graph().sparql(_query_text(options.query))
    if isinstance(result, bool):
        print("true" if result else "false")
    elif isinstance(result, list):
        sys.stdout.buffer.write(serialized(result, ox.RdfFormat.TURTLE, FOREIGN_PREFIXES))
    else:
        _print_answer(result, options)
    return 0


def show(options: argparse.Namespace) -> int:
    """Print all about one thing."""
    thing = open_graph().show(options.thing)
    if options.format == "json":
        print(json.dumps(thing.as_dict(), ensure_ascii=False, indent=1))
    else:
        print(as_text(thing), end="")
    return 0


def search(options: argparse.Namespace) -> int:
    """Print the things whose names contain or resemble a text."""
    hits = open_graph().search(options.text, options.limit)
    rows = [(ox.NamedNode(h.iri), ox.Literal(h.label), ox.Literal(h.name), ox.Literal(f"{h.score:g}")) for h in hits]
    _print_answer(Answer(["thing", "label", "matched", "score"], list(rows)), options)
    return 0


def conflicts(options: argparse.Namespace) -> int:
    """Print where the source disagrees with itself."""
    _print_answer(open_graph().conflicts(), options)
    return 0


def validate(options: argparse.Namespace) -> int:
    """Check the sources and print every fault; return 1 if a rule of severity violation is broken."""
    from iall_kg.load import load
    from iall_kg.validate import validate as check

    content = find_content()
    only = [file for path in options.paths for file in _files(path)]
    sources = load(content, extra=only)
    report = check(sources, content, only)
    for fault in report.faults:
        print(f"{fault.where or '-'}: {fault.severity}: {fault.node}: {fault.message} [{fault.rule}]")
    violations = sum(1 for f in report.faults if f.severity == "violation")
    looked = sum(report.checked.values())
    print(
        f"{len(sources.files)} files, {len(report.checked)} rules, {looked} checks: "
        f"{violations} violations, {len(report.faults) - violations} warnings"
    )
    return 0 if report.conforms else 1


def build(options: argparse.Namespace) -> int:
    """Validate, build and write the release dataset; return 1 if the sources do not conform."""
    from iall_kg.build import build as make
    from iall_kg.build import write_release
    from iall_kg.load import load
    from iall_kg.validate import validate as check

    content = find_content()
    _progress("reading the sources")
    sources = load(content)
    _progress(f"validating {len(sources.files)} files")
    report = check(sources, content)
    if not report.conforms:
        faults = [f for f in report.faults if f.severity == "violation"]
        for fault in faults:
            print(f"{fault.where or '-'}: {fault.node}: {fault.message} [{fault.rule}]")
        print(f"iall-kg: {len(faults)} violations, so nothing was built; run `iall-kg validate`.", file=sys.stderr)
        return 1
    _progress("building")
    release = make(sources, content)
    for path in write_release(release, options.out):
        print(path)
    print(f"{release.claims} claims, {release.facts} facts, {release.inferred} inferred")
    return 0


def source_check(options: argparse.Namespace) -> int:
    """Check every passage and claim of a source against its text; return 1 if something does not hold."""
    from iall_kg.load import load
    from iall_kg.source_check import check_source
    from iall_kg.source_new import read_text

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
    """Write the passages and references of a new source."""
    from iall_kg.source_new import read_text, write_source

    folder = options.out or find_content().data / "sources" / options.key
    for path in write_source(options.key, read_text(options.text), folder):
        print(path)
    return 0


def _print_answer(answer: Answer, options: argparse.Namespace) -> None:
    sys.stdout.write(write(answer, options.format, options.width))


def _query_text(given: str) -> str:
    if given == "-":
        return sys.stdin.read()
    looks_like_text = any(mark in given for mark in "{}?\n")
    if looks_like_text:
        return given
    try:
        return Path(given).read_text(encoding="utf-8")
    except OSError as error:
        raise BadQueryError(f"{given}: is neither SPARQL nor a readable file ({error.strerror}).") from error


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise LoadError(f"{path}: no such file or folder.")
    found = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.suffix in (".ttl", ".trig"))
    if not found:
        raise LoadError(f"{path}: holds no .ttl or .trig file.")
    return [p.resolve() for p in found]


def _progress(words: str) -> None:
    if sys.stderr.isatty():
        print(f"… {words}", file=sys.stderr)
