"""The command that loads a release into a SPARQL service: publish."""

import argparse
from pathlib import Path

import pyoxigraph as ox

from iall_kg.cli.parts import Commands, add, progress
from iall_kg.content import find_content
from iall_kg.dataset import open_release

SECONDS = 3600.0


def register(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add the command of this module."""
    command = add(commands, "publish", publish, "load the release into a SPARQL service in place of the former one")
    command.add_argument("--to", metavar="URL", required=True, help="address of the service, or query=URL,update=URL")
    command.add_argument(
        "--store", metavar="DIR", type=Path, help="publish this directory of `build --store` (default: the release)"
    )
    command.add_argument(
        "--replace", action="store_true", help="drop what else stands in the default graph and in graphs of ours"
    )
    command.add_argument(
        "--timeout", type=float, default=SECONDS, metavar="SECONDS", help="for one request (default: %(default)g)"
    )


def publish(options: argparse.Namespace) -> int:
    """Publish and print what was done."""
    from iall_kg.stores.described import describe_within
    from iall_kg.stores.directory import open_directory
    from iall_kg.stores.publish import Publisher
    from iall_kg.stores.service import find_service

    content = find_content()
    publisher = Publisher(find_service(options.to, writable=True), content, options.timeout, progress)
    if options.store is None:
        store = ox.Store()
        store.bulk_extend(open_release(content))
        describe_within(store, content)
        done = publisher.publish(store, replace_all=options.replace)
    else:
        directory = open_directory(options.store)
        done = publisher.publish(directory.store, directory.about.digest, ordered=True, replace_all=options.replace)
    what = f"release {done.release[:16]}: {done.quads} quads in {done.graphs} graphs"
    how = "was published already" if done.already else f"{done.sent} parts sent, {done.kept} kept from before"
    print(f"{what}, {how}")
    return 0
