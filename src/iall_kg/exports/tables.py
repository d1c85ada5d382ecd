"""CSV tables, one a file of `queries/tables`, and a Frictionless data package that describes them.

A table's query says in comments what its rows are told apart by (`# key: drug, claim`) and which column
names rows of another table (`# link: claim -> claims`). Types of columns are those of their values; what a
column means is the definition of the property of its name. Specification: https://datapackage.org/
"""

import json
import re
from dataclasses import dataclass

import pyoxigraph as ox

from iall_kg.errors import BuildError
from iall_kg.exports.files import Files
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, DCTERMS, IALL, ONTOLOGY_GRAPH, OWL, RDFS, SKOS, XSD
from iall_kg.results import Answer, write
from iall_kg.statements import match
from iall_kg.stored_queries import StoredQuery, answer, read_queries

KEY = re.compile(r"^# key: (.+)$", re.MULTILINE)
LINK = re.compile(r"^# link: (\w+) -> ([\w-]+)$", re.MULTILINE)
TYPES = {XSD.integer: "integer", XSD.decimal: "number", XSD.boolean: "boolean", XSD.date: "date"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its rows, the columns of its key, and the tables to which columns lead."""

    query: StoredQuery
    answer: Answer
    key: list[str]
    links: dict[str, str]


def tables(kg: KnowledgeGraph) -> Files:
    """Return all tables as CSV, and datapackage.json."""
    found = read_tables(kg)
    files = {f"{name}.csv": write(table.answer, "csv").encode() for name, table in found.items()}
    package = json.dumps(_package(kg, found), ensure_ascii=False, indent=1).encode() + b"\n"
    return files | {"datapackage.json": package}


def read_tables(kg: KnowledgeGraph) -> dict[str, Table]:
    """Return the tables by name. Raises BuildError if a query does not name its key, or links to no table."""
    found = {}
    queries = read_queries(kg.content.queries / "tables")
    for name, query in queries.items():
        rows = answer(kg.store, query.sparql)
        key = KEY.search(query.sparql)
        columns = key[1].split(", ") if key else []
        links = dict(LINK.findall(query.sparql))
        if not columns or not {*columns, *links} <= {*rows.columns} or not {*links.values()} <= {*queries}:
            raise BuildError(f"queries/tables/{name}.rq: `# key:` and `# link:` name columns and tables that exist.")
        found[name] = Table(query, rows, columns, links)
    return found


def _package(kg: KnowledgeGraph, found: dict[str, Table]) -> dict[str, object]:
    about = {s.predicate: s.object.value for s in match(kg.store, ONTOLOGY_GRAPH, None, None, ONTOLOGY_GRAPH)}
    sources = sorted(
        (title.value, next(match(kg.store, source, IALL.url)).object.value)
        for source, _, title, _ in match(kg.store, None, DCTERMS.title, None, ox.DefaultGraph())
        if source.value.startswith(f"{BASE}source/")
    )
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "iall-kg",
        "id": BASE,
        "title": "Infant ALL knowledge graph: tables",
        "description": "What published sources report on infant acute lymphoblastic leukemia, as tables. "
        "Research software, not medical advice.",
        "homepage": BASE,
        "version": about[OWL.versionInfo],
        "created": f"{about[DCTERMS.issued]}T00:00:00Z",
        "licenses": [{"name": "CC-BY-4.0", "path": about[DCTERMS.license]}],
        "contributors": [{"title": about[DCTERMS.creator], "roles": ["creator"]}],
        "sources": [{"title": title, "path": path} for title, path in sources],
        "resources": [_resource(kg, name, table) for name, table in found.items()],
    }


def _resource(kg: KnowledgeGraph, name: str, table: Table) -> dict[str, object]:
    schema: dict[str, object] = {
        "fields": [_field(kg, table, column) for column in table.answer.columns],
        "primaryKey": table.key,
        "missingValues": [""],
    }
    if table.links:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": target, "fields": [_key_of_link(target)]}}
            for column, target in table.links.items()
        ]
    return {
        "name": name,
        "type": "table",
        "path": f"{name}.csv",
        "title": table.query.title,
        "description": f"{table.query.question} The table has {table.query.returns}.",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"lineTerminator": "\r\n"},
        "schema": schema,
    }


def _key_of_link(target: str) -> str:
    """Return the column by which rows of a table are named: `study` of `studies`, `drug` of `drugs`."""
    return target.removesuffix("ies") + "y" if target.endswith("ies") else target.removesuffix("s")


def _field(kg: KnowledgeGraph, table: Table, column: str) -> dict[str, object]:
    place = table.answer.columns.index(column)
    terms = [term for row in table.answer.rows if (term := row[place]) is not None]
    field: dict[str, object] = {"name": column, "type": "string"}
    if terms and all(isinstance(t, ox.NamedNode) for t in terms):
        field["format"] = "uri"
    kinds = {t.datatype if isinstance(t, ox.Literal) else None for t in terms}
    if len(kinds) == 1:
        field["type"] = TYPES.get(next(iter(kinds)), "string")  # type: ignore[arg-type]
    if column in table.key:
        field["constraints"] = {"required": True}
    if words := _meaning(kg, column):
        field["description"] = words
    return field


def _meaning(kg: KnowledgeGraph, column: str) -> str:
    """Return what a column holds: the definition of the property or class that has its name, or whose label it is."""
    if column.endswith("Label"):
        return f"Label of {column.removesuffix('Label')}."
    for term in (column, column[0].upper() + column[1:]):
        for statement in match(kg.store, getattr(IALL, term), SKOS.definition, None, ox.DefaultGraph()):
            return statement.object.value
    for statement in match(kg.store, getattr(IALL, column), RDFS.label, None, ox.DefaultGraph()):
        return statement.object.value
    return ""
