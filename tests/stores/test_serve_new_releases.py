"""`serve` keeps to its release or follows a new one, as the store behind it does."""

import itertools
import os
import signal
from pathlib import Path

import pyoxigraph as ox
from asked import JSON, THING
from engines import Engine
from publishing import copied, former_release, publish

from iall_kg.graph import KnowledgeGraph
from iall_kg.names import RDFS
from iall_kg.serialize import serialized
from iall_kg.stores.described import describe_within
from iall_kg.stores.directory import write_directory
from iall_kg.stores.service import find_service
from running_server import running_with, until

NOTES = 'ASK { ?s <https://w3id.org/iall-kg/ontology#curatorNote> "former" }'


def test_a_server_stays_with_its_release_while_its_directory_gets_another(
    tmp_path: Path, kg: KnowledgeGraph, small: ox.Store
) -> None:
    write_directory(tmp_path, lambda store: store.bulk_extend(former_release(small)), kg.content)
    with running_with("--workers", "2", "--store", str(tmp_path)) as server:
        assert server.sparql(NOTES, headers=JSON).json()["boolean"] is True
        assert "no descriptors" in server.get("/health").json()["sealed"]
        write_directory(tmp_path, lambda store: store.bulk_extend(small), kg.content)
        killed = set(server.workers())
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        # Each time another text, because an answer that was given before is kept.
        texts = (f"{NOTES} # {number}" for number in itertools.count())
        until(lambda: server.sparql(next(texts)).is_success and killed.isdisjoint(server.workers()))
        assert server.sparql(next(texts), headers=JSON).json()["boolean"] is True
    with running_with("--workers", "1", "--store", str(tmp_path)) as server:
        assert server.sparql(NOTES, headers=JSON).json()["boolean"] is False


def test_a_release_that_is_published_anew_is_answered_from_at_once(oxigraph: Engine, small: ox.Store) -> None:
    publish(former_release(small), oxigraph.base)
    with running_with("--workers", "1", "--store", oxigraph.base) as server:
        assert server.sparql(NOTES, headers=JSON).json()["boolean"] is True
        publish(small, oxigraph.base)
        answer = server.sparql(NOTES, headers=JSON)
        assert answer.json()["boolean"] is False
        assert "etag" not in answer.headers


def test_what_was_made_of_a_release_goes_with_it(oxigraph: Engine, kg: KnowledgeGraph) -> None:
    label = ox.Quad(ox.NamedNode(THING.strip("<>")), RDFS.label, ox.Literal("revumenib", language="en"))
    former, question = copied(kg.store), "/query/drugs-targeting-interaction?interaction=menin-KMT2A&format=csv"
    former.remove(label)
    former.add(ox.Quad(label.subject, label.predicate, ox.Literal("formerly-called", language="en")))
    for store in (former, current := copied(kg.store)):
        describe_within(store, kg.content)
    publish(former, oxigraph.base)
    paths = (
        question,
        "/drug/revumenib.html",
        "/drug/revumenib.ttl",
        "/drug/index.html",
        "/search.html?q=SNDX-5613",
        "/names.json",
    )
    with running_with("--workers", "1", "--store", oxigraph.base) as server:
        before = {path: server.get(path) for path in paths}
        assert [path for path, answer in before.items() if "formerly-called" not in answer.text] == []
        tag = {"If-None-Match": before[question].headers["etag"]}
        assert server.get(question, headers=tag).status_code == 304
        digest = server.get("/health").json()["dataset"]
        publish(current, oxigraph.base)
        until(lambda: server.get("/health").json()["dataset"] != digest)
        after = {path: server.get(path) for path in paths}
        assert [
            path for path, answer in after.items() if "formerly-called" in answer.text or not answer.is_success
        ] == []
        again = server.get(question, headers=tag)
        assert (again.status_code, again.text) == (200, after[question].text)
        assert again.headers["etag"] == after[question].headers["etag"] != before[question].headers["etag"]


def test_a_service_that_does_not_say_what_stands_there_gets_no_tags(oxigraph: Engine, small: ox.Store) -> None:
    find_service(oxigraph.base, writable=True).add(serialized(small, ox.RdfFormat.N_QUADS))
    with running_with("--workers", "1", "--store", oxigraph.base) as server:
        answer = server.get("/query/conflicts?format=json")
        assert answer.status_code == 200
        assert "etag" not in answer.headers
