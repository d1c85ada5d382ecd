"""Commands that make the release: validate, build."""

import argparse
import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import platformdirs

from iall_kg.cli.parts import Commands, add, progress
from iall_kg.content import Content, find_content
from iall_kg.errors import BuildError, ConformanceError, LoadError


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
    command.add_argument("--fresh", action="store_true", help="build everything anew, even what did not change")


def validate(options: argparse.Namespace) -> int:
    """Check the sources and print every fault; return 1 if a rule of severity violation is broken."""
    from iall_kg.load import load, load_sources, source_of
    from iall_kg.validate import validate as check
    from iall_kg.validate_parallel import validate_all

    content = find_content()
    if options.ontology:
        return _validate_ontology(content)
    only = [file for path in options.paths for file in _files(path)]
    keys = {source_of(file, content) for file in only}
    if only and "" not in keys:
        sources = load_sources(content, sorted(keys))
        report = check(sources, content, only)
    else:
        sources = load(content, extra=only)
        report = validate_all(sources, content, only)
    for fault in report.faults:
        print(fault)
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
            print(fault)
    parts = ", ".join("{} of {} of {}".format(*report.score(prefix), tool) for prefix, tool in TOOLS.items())
    print("{} of {} checks of the ontology pass: {}".format(*report.score(), parts))
    return 0 if report.conforms else 1


def build(options: argparse.Namespace) -> int:
    """Validate, build and write the release dataset; return 1 if the sources do not conform."""
    from iall_kg.growth.segments import DamagedError

    if options.out is None and options.store is None:
        raise BuildError("Say where to write: --out DIR, --store DIR, or both.")
    with _cache() as cache:
        try:
            try:
                return _build(options, cache, options.fresh)
            except DamagedError:
                print("iall-kg: what was kept is damaged, so all is built anew.", file=sys.stderr)
                return _build(options, cache, fresh=True)
        except ConformanceError as error:
            print("\n".join(error.faults))
            print(f"iall-kg: {error}", file=sys.stderr)
            return 1


def _build(options: argparse.Namespace, cache: Path, fresh: bool) -> int:
    from iall_kg.growth.conformance import see_that_it_conforms
    from iall_kg.growth.kept import keep
    from iall_kg.growth.output import fill, write_release
    from iall_kg.stores.directory import write_directory

    content = find_content()
    progress("reading, validating and building what is new")
    kept = keep(content, cache, see_that_it_conforms(content), fresh)
    if options.out is not None:
        progress("writing the release")
        for path in write_release(kept, options.out):
            print(path)
    if options.store is not None:
        progress("writing the store")
        about = write_directory(options.store, lambda store: fill(store, kept), content)
        print(f"{options.store}: {about.quads} quads")
    counts = kept.about
    print(f"{counts.claims} claims, {counts.facts} facts, {counts.inferred} inferred")
    return 0


@contextlib.contextmanager
def _cache() -> Iterator[Path]:
    """Give the folder where releases are kept, or one for this run only if there is none to write to."""
    from iall_kg.dataset import BUILDS

    cache = platformdirs.user_cache_path("iall-kg") / BUILDS
    with contextlib.suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
    if os.access(cache, os.W_OK):
        yield cache
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise LoadError(f"{path}: no such file or folder.")
    found = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.suffix in (".ttl", ".trig"))
    if not found:
        raise LoadError(f"{path}: holds no .ttl or .trig file.")
    return [p.resolve() for p in found]
