"""Commands that make the release: validate, build."""

import argparse
import sys
from pathlib import Path

from iall_kg.cli.parts import Commands, add, progress
from iall_kg.content import Content, find_content
from iall_kg.errors import BuildError, LoadError


def register(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add the commands of this module."""
    command = add(commands, "validate", validate, "check the sources: 0 conforms, 1 does not, 2 cannot run")
    command.add_argument("paths", metavar="PATH", nargs="*", type=Path, help="report on these files or folders only")
    command.add_argument(
        "--ontology",
        action="store_true",
        help="check the ontology as ROBOT's report and FOOPS! would, and print its score",
    )
    command = add(commands, "build", build, "write the release dataset as TriG and N-Quads, or into a store on disk")
    command.add_argument("--out", metavar="DIR", type=Path, help="write iall-kg.trig and iall-kg.nq here")
    command.add_argument("--store", metavar="DIR", type=Path, help="write a store for `--store DIR` of other commands")


def validate(options: argparse.Namespace) -> int:
    """Check the sources and print every fault; return 1 if a rule of severity violation is broken."""
    from iall_kg.load import load
    from iall_kg.validate import validate as check

    content = find_content()
    if options.ontology:
        return _validate_ontology(content)
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


def _validate_ontology(content: Content) -> int:
    from iall_kg.load import load
    from iall_kg.ontology_report import TOOLS, check_ontology

    report = check_ontology(load(content), content)
    for faults in report.faults.values():
        for fault in faults:
            print(f"{fault.where or '-'}: {fault.severity}: {fault.node}: {fault.message} [{fault.rule}]")
    parts = ", ".join("{} of {} of {}".format(*report.score(prefix), tool) for prefix, tool in TOOLS.items())
    print("{} of {} checks of the ontology pass: {}".format(*report.score(), parts))
    return 0 if report.conforms else 1


def build(options: argparse.Namespace) -> int:
    """Validate, build and write the release dataset; return 1 if the sources do not conform."""
    from iall_kg.build import build as make
    from iall_kg.build import write_release
    from iall_kg.load import load
    from iall_kg.stores.directory import write_directory
    from iall_kg.validate import validate as check

    if options.out is None and options.store is None:
        raise BuildError("Say where to write: --out DIR, --store DIR, or both.")
    content = find_content()
    progress("reading the sources")
    sources = load(content)
    progress(f"validating {len(sources.files)} files")
    report = check(sources, content)
    if not report.conforms:
        faults = [f for f in report.faults if f.severity == "violation"]
        for fault in faults:
            print(f"{fault.where or '-'}: {fault.node}: {fault.message} [{fault.rule}]")
        print(f"iall-kg: {len(faults)} violations, so nothing was built; run `iall-kg validate`.", file=sys.stderr)
        return 1
    progress("building")
    release = make(sources, content)
    if options.out is not None:
        for path in write_release(release, options.out):
            print(path)
    if options.store is not None:
        progress("writing the store")
        about = write_directory(options.store, lambda store: store.bulk_extend(release.store), content)
        print(f"{options.store}: {about.quads} quads")
    print(f"{release.claims} claims, {release.facts} facts, {release.inferred} inferred")
    return 0


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise LoadError(f"{path}: no such file or folder.")
    found = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.suffix in (".ttl", ".trig"))
    if not found:
        raise LoadError(f"{path}: holds no .ttl or .trig file.")
    return [p.resolve() for p in found]
