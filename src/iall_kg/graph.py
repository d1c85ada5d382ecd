"""The knowledge graph as one object: ask its stored queries, any SPARQL, its things and its conflicts."""

from collections.abc import Sequence
from functools import cached_property

import pyoxigraph as ox

from iall_kg import stored_queries
from iall_kg.content import Content, find_content
from iall_kg.dataset import open_release
from iall_kg.errors import UnknownNameError
from iall_kg.lookup import Hit, LabelsFirst, Names, NamesInMemory, Resolver
from iall_kg.names import META_GRAPH, expand
from iall_kg.reasoning.explain import Explainer, Explanation
from iall_kg.reasoning.find_statement import StatementFinder
from iall_kg.reasoning.proof import Prover
from iall_kg.reasoning.rules import read_rules
from iall_kg.results import Answer
from iall_kg.show import Description, describe
from iall_kg.sparql_guard import check_read_only
from iall_kg.statements import match
from iall_kg.stored_queries import StoredQuery
from iall_kg.stores.readable import ReadableStore
from iall_kg.wording import Wording


class KnowledgeGraph:
    """A release dataset, opened for reading; `names` are those of its things, where they are kept beside it."""

    def __init__(self, store: ReadableStore, content: Content, names: Names | None = None) -> None:
        self.store = store
        self.content = content
        self._kept_names = names

    @cached_property
    def queries(self) -> dict[str, StoredQuery]:
        """The stored queries by name."""
        return stored_queries.read_queries(self.content.queries / "questions")

    @cached_property
    def names(self) -> Names:
        """The names of all things."""
        return self._kept_names or NamesInMemory(self.store)

    @property
    def resolver(self) -> Resolver:
        """What finds things by exact names, as fast as it can without an index of all names."""
        return self._kept_names or LabelsFirst(self.store, lambda: self.names)

    @cached_property
    def explainer(self) -> Explainer:
        """What explains statements, by the rules that the build infers with."""
        words = Wording(self.store)
        rules = read_rules(self.content.queries / "rules" / "infer")
        return Explainer(self.store, Prover(self.store, rules, words.form), words)

    @cached_property
    def _finder(self) -> StatementFinder:
        return StatementFinder(self.store, self.resolver, lambda: self.names, self.explainer.words)

    def query(self, name: str, /, **parameters: str | Sequence[str]) -> Answer:
        """Return the answer to the stored query `name`, in the order that the query gives.

        A parameter takes a label, synonym, old symbol, CURIE or IRI, or several as alternatives.
        Raises UnknownNameError, with the nearest names, for a query, parameter or thing that does not exist.
        """
        return stored_queries.answer(self.store, self.sparql_of(name, **parameters))

    def sparql_of(self, name: str, /, **parameters: str | Sequence[str]) -> str:
        """Return the SPARQL that `query` runs."""
        if name not in self.queries:
            raise UnknownNameError(f"No stored query is called {name!r}.", _nearest(name, list(self.queries)))
        query = self.queries[name]
        if not parameters:
            return query.sparql
        return stored_queries.bind(query, parameters, self.resolver)

    def sparql(self, sparql: str) -> Answer | bool | list[ox.Triple]:
        """Return the answer to any SPARQL query that only reads: rows, a truth value, or triples.

        Raises BadQueryError if it does not parse, would write, or would reach another server.
        """
        check_read_only(sparql)
        return stored_queries.run(self.store, sparql)

    def show(self, thing: str) -> Description:
        """Return all about a thing named by label, synonym, CURIE or IRI; claims and passages by CURIE or IRI."""
        iri = expand(thing.strip())
        if iri is None or not any(match(self.store, ox.NamedNode(iri), graph=META_GRAPH)):
            iri = self.resolver.resolve(thing)[0]
        return describe(self.store, iri, self.explainer.sections)

    def explain(self, subject: str, predicate: str, target: str, proofs: int = 1) -> Explanation:
        """Return why a statement holds: who states it, or its proofs from stated facts, the smallest first.

        Things are named by label, synonym, CURIE or IRI; the predicate by label or local name, `a` for membership.
        Raises UnknownNameError, with the nearest names, for a name that names nothing or too much, and
        DoesNotHoldError, with the nearest facts, if the statement stands nowhere. One that is hedged, denied or
        set aside for another reading is returned, and says so.
        """
        return self.explainer.explain(self._finder.find(subject, predicate, target), proofs)

    def search(self, text: str, limit: int = 20) -> list[Hit]:
        """Return the things whose names contain or resemble `text`, best first."""
        return self.names.search(text, limit)

    def conflicts(self) -> Answer:
        """Return every place where a source disagrees with itself, and how it was read."""
        return self.query("conflicts")


def open_graph(content: Content | None = None, store: str | None = None) -> KnowledgeGraph:
    """Return the knowledge graph of this installation, built first if it has to be, or the one in another store.

    `store` is the address of a SPARQL service, or a directory that `iall-kg build --store` wrote. Raises StoreError
    if it cannot be opened.
    """
    content = content or find_content()
    if store is None:
        return KnowledgeGraph(open_release(content), content)
    from iall_kg.stores.open_store import open_store

    opened = open_store(store, content)
    return KnowledgeGraph(opened.store, content, opened.names)


def _nearest(name: str, choices: list[str]) -> list[str]:
    from rapidfuzz import process

    return [match for match, _, _ in process.extract(name, choices, limit=5)]
