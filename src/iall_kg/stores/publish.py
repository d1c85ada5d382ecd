"""Publish a release to a SPARQL service in place of the former one, so that readers see the one or the other.

Comes in: a release with its descriptions, and a service. The parts of the release are sent under staging names, each
read back and compared by count and hash; then one update, which the service carries out as one transaction, puts
them in their places. Whatever ends this before, the former release answers; the next run keeps the parts that are
there and right. Graphs of others are left alone. Where the default graph is the union of all graphs, which is found
by asking, a named graph holds what belongs into it.

Reference: https://www.w3.org/TR/sparql11-update/
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import groupby

import pyoxigraph as ox

from iall_kg.content import Content
from iall_kg.errors import StoreError
from iall_kg.names import BASE, DCTERMS
from iall_kg.serialize import serialized
from iall_kg.statements import DEFAULT
from iall_kg.stores.connection import Bounds
from iall_kg.stores.described import DEFAULT_GRAPH
from iall_kg.stores.digest import digest
from iall_kg.stores.parts import PLAN_GRAPH, RECORD_GRAPH, STAGING, VOID, Part, cut, plan, record
from iall_kg.stores.readable import ReadableStore
from iall_kg.stores.remote import RemoteStore
from iall_kg.stores.service import SparqlService

DROPPED_AT_ONCE = 500
SLOT = re.compile(r"(?<=VALUES \?graph \{ )(?=\})")
Sizes = dict[ox.NamedNode, int]


@dataclass(frozen=True, slots=True)
class Publication:
    """What a run has published: the hash of the release, its quads and graphs, parts sent and parts kept."""

    release: str
    quads: int
    graphs: int
    sent: int
    kept: int
    already: bool = False


class Publisher:
    """Publishes to one service; each request may take so many seconds."""

    def __init__(self, service: SparqlService, content: Content, seconds: float, say: Callable[[str], None]) -> None:
        self._service = service
        self._queries = content.queries
        self._seconds = seconds
        self._say = say
        self._store = RemoteStore(service, self._queries)
        # What each staged graph is to become, and which graphs are to leave.
        self._places: dict[ox.NamedNode, ox.NamedNode] = {}
        self._leaving: list[ox.NamedNode] = []

    def publish(
        self, store: ReadableStore, release: str = "", *, ordered: bool = False, replace_all: bool = False
    ) -> Publication:
        """Publish a store and say what was done; `release` is its hash, if known, and `ordered` as `cut` has it.

        Raises StoreError if the service fails, or if it holds statements of others in the default graph, unless
        `replace_all` says to drop them.
        """
        release = release or digest(store)
        sizes: Sizes = {
            graph: _count(store, graph) for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)
        }
        sizes[DEFAULT_GRAPH] = _count(store, DEFAULT)
        said = record(release, sizes)
        wanted = {**sizes, RECORD_GRAPH: len(said)}
        done = Publication(release, sum(wanted.values()), len(wanted), 0, 0)
        self._name_default(release)
        there = self._sizes()
        published, self._leaving = self._former(there, replace_all=replace_all)
        if published == release and all(there.get(graph) == size for graph, size in wanted.items()):
            self._clean(there, wanted)
            return replace(done, already=True)
        sent, kept = self._stage(cut(store, said, release, ordered=ordered), there)
        self._plan(release)
        self._say("switching")
        steps = ("switch.ru",) if self._store.has_named_default else ("switch.ru", "switch-default.ru")
        self._service.update(" ;\n".join(map(self._text, steps)), self._bounds())
        there = self._sizes()
        wrong = [graph for graph, size in wanted.items() if there.get(graph) != size]
        if wrong:
            raise StoreError(f"{self._where}: {len(wrong)} graphs, such as {wrong[0]}, have another size than sent.")
        self._clean(there, wanted)
        return replace(done, sent=sent, kept=kept)

    def _name_default(self, release: str) -> None:
        """Find out whether what belongs into the default graph has to stand in a named graph."""
        self._store.has_named_default = False
        named = self._store.tells("has-named-default")
        if not named and not self._read([RECORD_GRAPH]):
            self._send(plan(release, [], {}, named_default=False))  # so that something stands in a named graph only
        self._store.has_named_default = named or self._store.tells("is-union")

    def _former(self, there: Sizes, *, replace_all: bool) -> tuple[str, list[ox.NamedNode]]:
        """Return the hash of the release that is published, and the graphs that leave with it."""
        said = self._read([RECORD_GRAPH])
        graphs = [quad.object for quad in said if quad.predicate == DCTERMS.hasPart]
        hashes = [quad.object.value for quad in said if quad.predicate == DCTERMS.identifier]
        recorded = [int(q.object.value) for q in said if q.subject == DEFAULT_GRAPH and q.predicate == VOID.triples]
        foreign = there.get(DEFAULT_GRAPH, 0) - sum(recorded)
        # The unnamed default graph is no graph that a plan could name.
        kept = {PLAN_GRAPH} if self._store.has_named_default else {PLAN_GRAPH, DEFAULT_GRAPH}
        if replace_all:
            ours = [graph for graph in there if graph.value.startswith(BASE) and not graph.value.startswith(STAGING)]
            return "", [graph for graph in ours if graph not in kept]
        if foreign:
            raise StoreError(
                f"{self._where}: the default graph differs by {abs(foreign)} statements from what was published there. "
                "Publish to a dataset of its own, or drop them with --replace."
            )
        return "".join(hashes), [graph for graph in graphs if isinstance(graph, ox.NamedNode) and graph not in kept]

    def _stage(self, parts: Iterable[Part], there: Sizes) -> tuple[int, int]:
        """See to it that every part stands there under its staging names; return how many were sent and kept."""
        sent = kept = 0
        for part in parts:
            self._places |= part.graphs
            if self._stands(part, there):
                kept += 1
                continue
            self._drop(name for name in part.graphs if name in there)
            self._send(part.quads)
            if digest(self._read(part.graphs)) != part.digest:
                raise StoreError(f"{self._where}: a part that was sent does not read back as it was. Publish again.")
            sent += 1
            self._say(f"{sent + kept} parts are there, {kept} of them from before")
        return sent, kept

    def _stands(self, part: Part, there: Sizes) -> bool:
        """Tell whether a part is there from an earlier run, with the right count and hash."""
        if sum(there.get(name, 0) for name in part.graphs) != len(part.quads):
            return False
        return digest(self._read(part.graphs)) == part.digest

    def _plan(self, release: str) -> None:
        """Write down what the switch is to do."""
        self._drop([PLAN_GRAPH])
        named = bool(self._store.has_named_default)
        said = plan(release, self._leaving, self._places, named_default=named)
        self._send(said)
        if digest(self._read([PLAN_GRAPH])) != digest(said):
            raise StoreError(f"{self._where}: the plan of the switch does not read back as it was sent. Publish again.")

    def _send(self, quads: Iterable[ox.Quad]) -> None:
        if self._service.addresses.quads:
            self._service.add(serialized(quads, ox.RdfFormat.N_QUADS), self._bounds())
            return
        blocks = []
        for graph, some in groupby(quads, key=lambda quad: quad.graph_name):
            triples = "\n".join(f"{quad.triple} ." for quad in some)
            blocks.append(f"GRAPH {graph} {{\n{triples}\n}}")
        self._service.update("INSERT DATA {\n" + "\n".join(blocks) + "\n}", self._bounds())

    def _read(self, graphs: Iterable[ox.NamedNode]) -> ox.Store:
        """Return what stands in some graphs, numbers written as our engine writes them."""
        names = " ".join(map(str, graphs))
        result = self._store.query(SLOT.sub(lambda _: f"{names} ", self._text("parts.rq")))
        assert isinstance(result, ox.QuerySolutions)
        found = ox.Store()
        found.extend(ox.Quad(*row) for row in result)
        return found

    def _sizes(self) -> Sizes:
        """Return how many statements stand in each graph."""
        rows = self._store.query(self._text("sizes.rq"))
        assert isinstance(rows, ox.QuerySolutions)
        sizes: Sizes = {}
        for row in rows:
            graph, size = row["graph"] or DEFAULT_GRAPH, row["size"]
            assert isinstance(graph, ox.NamedNode)
            assert isinstance(size, ox.Literal)
            sizes[graph] = int(size.value)
        return sizes

    def _clean(self, there: Iterable[ox.NamedNode], wanted: Sizes) -> None:
        """Drop what was only staged, and the names of graphs that have left, which some services keep."""
        self._say("cleaning up")
        staged = [graph for graph in there if graph.value.startswith(STAGING) or graph == PLAN_GRAPH]
        self._drop([*staged, *(graph for graph in self._leaving if graph not in wanted)])

    def _drop(self, graphs: Iterable[ox.NamedNode]) -> None:
        names = list(graphs)
        for start in range(0, len(names), DROPPED_AT_ONCE):
            some = names[start : start + DROPPED_AT_ONCE]
            self._service.update(" ;\n".join(f"DROP SILENT GRAPH {name}" for name in some), self._bounds())

    def _bounds(self) -> Bounds:
        return Bounds(self._seconds)

    def _text(self, name: str) -> str:
        return (self._queries / "stores" / name).read_text(encoding="utf-8")

    @property
    def _where(self) -> str:
        return self._service.addresses.update


def _count(store: ReadableStore, graph: ox.NamedNode | ox.DefaultGraph) -> int:
    return sum(1 for _ in store.quads_for_pattern(None, None, None, graph))
