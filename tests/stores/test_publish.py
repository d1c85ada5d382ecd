"""Publishing: what stands in a service afterwards, and what readers see when it is interrupted."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from engines import Engine, running
from publishing import GONE, contents, former_release, publish, remote_store, staged

from iall_kg.errors import StoreError
from iall_kg.graph import open_graph
from iall_kg.stores.digest import digest
from iall_kg.stores.parts import STAGING
from iall_kg.stores.publish import Publisher
from iall_kg.stores.service import find_service

FOREIGN = ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("theirs"), ox.NamedNode("urn:theirs"))
ALL_GRAPHS = "SELECT DISTINCT ?g { GRAPH ?g {} }"
# Many small parts, so that there is time to interrupt between them.
RUN = "import iall_kg.stores.parts as p; p.PART_SIZE = 200; from iall_kg.cli import main; raise SystemExit(main())"


def publishing(folder: Path, to: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", RUN, "publish", "--store", str(folder), "--to", to]
    return subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def wait_for(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert process.poll() is None, "it was over before it could be interrupted"
        assert time.monotonic() < deadline


def half_way(engine: Engine, small: ox.Store, folder: Path) -> tuple[subprocess.Popen[str], str]:
    """Publish one release, and a second one half-way; return what publishes that, and the hash of the first."""
    former = former_release(small)
    publish(former, engine.base)
    process = publishing(folder, engine.base)
    wait_for(lambda: staged(engine.base) > 10, process)
    return process, digest(former)


def finished(folder: Path, to: str) -> int:
    """Publish to the end and return how many parts were kept from before."""
    process = publishing(folder, to)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return int(out.split(" kept from before")[0].rsplit(" ", 1)[1])


def test_what_is_published_reads_back_as_it_was(engine: Engine, release: ox.Store) -> None:
    assert digest(contents(engine.base)) == digest(release)
    assert staged(engine.base) == 0


def test_publishing_again_sends_nothing(engine: Engine, release: ox.Store) -> None:
    again = publish(release, engine.base)
    assert again.already
    assert (again.sent, again.kept) == (0, 0)


def test_a_service_without_an_address_for_quads_gets_updates(oxigraph: Engine, small: ox.Store) -> None:
    publish(small, f"query={oxigraph.base}/query,update={oxigraph.base}/update")
    assert digest(contents(oxigraph.base)) == digest(small)


def test_a_new_release_replaces_the_former_and_leaves_the_graphs_of_others(oxigraph: Engine, small: ox.Store) -> None:
    service = find_service(oxigraph.base, writable=True)
    service.add(f"{FOREIGN} .".encode())
    publish(former_release(small), oxigraph.base)
    assert list(remote_store(oxigraph.base).quads_for_pattern(None, None, None, GONE))
    publish(small, oxigraph.base)
    found = contents(oxigraph.base)
    assert FOREIGN in found
    found.remove(FOREIGN)
    assert digest(found) == digest(small)
    names = {row[0] for row in remote_store(oxigraph.base).query(ALL_GRAPHS)}
    assert GONE not in names, "the empty graph of a claim that is gone still has a name"


def test_statements_of_others_in_the_default_graph_are_not_dropped_unasked(oxigraph: Engine, small: ox.Store) -> None:
    service = find_service(oxigraph.base, writable=True)
    service.add(b'<urn:s> <urn:p> "theirs" .')
    with pytest.raises(StoreError, match=r"differs by 1 statements.*--replace"):
        publish(small, oxigraph.base)
    publish(small, oxigraph.base, replace=True)
    assert digest(contents(oxigraph.base)) == digest(small)


def test_readers_see_the_one_release_or_the_other(own: Engine, small: ox.Store) -> None:
    publish(former_release(small), own.base)
    store = remote_store(own.base)
    former = next(iter(store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")))["n"]
    seen: set[str] = set()
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            row = next(
                iter(
                    store.query(
                        f"SELECT (COUNT(*) AS ?n) (COUNT(?note) AS ?notes) {{ ?s ?p ?o "
                        f"OPTIONAL {{ GRAPH <{GONE.value}> {{ ?s ?p ?note }} FILTER(?note = ?o) }} }}"
                    )
                )
            )
            seen.add(f"{row['n'].value} {row['notes'].value}")

    reader = threading.Thread(target=read)
    reader.start()
    publish(small, own.base)
    time.sleep(0.2)
    over.set()
    reader.join()
    assert seen == {f"{former.value} 1", f"{int(former.value) - 1} 0"}


def test_a_publisher_that_is_killed_leaves_the_former_release_and_the_next_run_goes_on(
    own: Engine, small: ox.Store, small_folder: Path
) -> None:
    process, before = half_way(own, small, small_folder)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert digest(contents(own.base)) == before
    facts = (
        "SELECT ?note { <https://w3id.org/iall-kg/gene/KMT2A> <https://w3id.org/iall-kg/ontology#curatorNote> ?note }"
    )
    assert [row["note"] for row in open_graph(store=own.base).sparql(facts)] == ["former"]
    assert finished(small_folder, own.base) >= 10
    assert digest(contents(own.base)) == digest(small)


def test_a_service_that_vanishes_still_has_the_former_release_and_the_next_run_goes_on(
    own: Engine, small: ox.Store, small_folder: Path
) -> None:
    process, before = half_way(own, small, small_folder)
    own.kill()
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert err.startswith(f"iall-kg: {own.base}")
    assert "Is the service" in err
    assert "Traceback" not in err
    own.start()
    assert digest(contents(own.base)) == before
    assert finished(small_folder, own.base) > 0
    assert digest(contents(own.base)) == digest(small)


def test_a_publisher_that_ends_after_the_switch_leaves_only_the_cleaning_up(
    oxigraph: Engine, small: ox.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Publisher, "_clean", end)
        with pytest.raises(KeyboardInterrupt):
            publish(small, oxigraph.base)
    assert digest(contents(oxigraph.base)) == digest(small)
    assert staged(oxigraph.base) > 0
    assert publish(small, oxigraph.base).already
    assert staged(oxigraph.base) == 0


def test_a_part_that_was_damaged_meanwhile_is_sent_again(oxigraph: Engine, small: ox.Store, small_folder: Path) -> None:
    process = publishing(small_folder, oxigraph.base)
    wait_for(lambda: staged(oxigraph.base) > 10, process)
    process.kill()
    process.communicate()
    service = find_service(oxigraph.base, writable=True)
    graphs = (g.value for g in remote_store(oxigraph.base).named_graphs())
    damaged = min(graph for graph in graphs if graph.startswith(STAGING) and "/00003/" in graph)
    service.update(
        f"DELETE {{ GRAPH <{damaged}> {{ ?s ?p ?o }} }} INSERT {{ GRAPH <{damaged}> {{ ?s ?p 'wrong' }} }} "
        f"WHERE {{ SELECT * {{ GRAPH <{damaged}> {{ ?s ?p ?o }} }} LIMIT 1 }}"
    )
    finished(small_folder, oxigraph.base)
    assert digest(contents(oxigraph.base)) == digest(small)


def test_a_default_graph_that_is_the_union_of_all_is_left_alone(tmp_path: Path, small: ox.Store) -> None:
    with running("union", tmp_path) as engine:
        service = find_service(engine.base, writable=True)
        service.add(b'<urn:s> <urn:p> "theirs" .')
        for release in (former_release(small), small):
            publish(release, engine.base)
        found = contents(engine.base)
        assert digest(found) == digest(small)
        stands = remote_store(engine.base).service.ask('ASK { <urn:s> <urn:p> "theirs" }', "application/json")
        assert b"true" in stands.body
        # Named once, the default graph keeps its name, so that no reader looks in the wrong place.
        engine.kill()
        engine.command.remove("--union-default-graph")
        engine.start()
        assert digest(contents(engine.base)) == digest(small)
        publish(former_release(small), engine.base)
        assert digest(contents(engine.base)) == digest(former_release(small))
