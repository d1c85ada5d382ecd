"""Write the names of all things of a store into a file beside it, without holding them in memory.

The file is an SQLite database. Whoever writes it sees to it that it is whole: there is no journal.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import files
from itertools import islice
from pathlib import Path

from iall_kg.lookup import given
from iall_kg.lookup.given import PARTNER, kind_of_named
from iall_kg.lookup.grams import grams
from iall_kg.lookup.spelling import fold_name
from iall_kg.stores.readable import ReadableStore

# The number changes whenever names are folded, ranked or kept in another way, so that no file is read the wrong way.
NAMES = "names-2.sqlite"
# Bytes in memory: of pages of the file, and of grams that are to be written.
CACHE, GRAMS = 64 << 20, 32 << 20
AT_ONCE = 10_000

ADD_THING = "INSERT OR IGNORE INTO thing (iri, label, kind) VALUES (?, ?, ?)"
LABELLED = "SELECT iri, label FROM thing WHERE label IS NOT NULL ORDER BY id"
ADD_NAME = """
INSERT INTO name (folded, shown, rank, length)
SELECT :folded, :shown, :rank, :length FROM thing WHERE iri = :iri AND label IS NOT NULL
ON CONFLICT (folded) DO UPDATE SET shown = excluded.shown, rank = excluded.rank
WHERE (excluded.rank, excluded.shown) < (rank, shown)
"""
ADD_NAMED = """
INSERT INTO named
SELECT name.id, thing.id, :rank FROM name, thing
WHERE name.folded = :folded AND thing.iri = :iri AND thing.label IS NOT NULL
ON CONFLICT (name, thing) DO UPDATE SET rank = min(rank, excluded.rank)
"""
ADD_PARTNER = "INSERT INTO partner VALUES (?, ?)"
ADD_NAMES_OF_PARTNERS = """
INSERT OR IGNORE INTO named
SELECT named.name, fusion.id, ?
FROM partner
JOIN thing AS fusion ON fusion.iri = partner.fusion AND fusion.label IS NOT NULL
JOIN thing AS gene ON gene.iri = partner.partner
JOIN named ON named.thing = gene.id
"""
ADD_GRAMS = "INSERT INTO gram (rowid, grams) SELECT id, grams(folded) FROM name ORDER BY id"


def write_names(store: ReadableStore, path: Path) -> None:
    """Write the file at `path`, which is not there yet. Raises sqlite3.Error if it cannot be written."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.execute(f"PRAGMA cache_size = -{CACHE >> 10}")
        db.executescript((files("iall_kg.lookup") / "schema.sql").read_text(encoding="utf-8"))
        db.execute("INSERT INTO gram (gram, rank) VALUES ('hashsize', ?)", (GRAMS,))
        db.create_function("grams", 1, grams, deterministic=True)
        db.execute("BEGIN")
        db.executemany(ADD_THING, ((iri, label, kind_of_named(iri)) for iri, label in given.labels(store)))
        db.executemany(ADD_THING, ((iri, None, kind_of_named(iri)) for iri in given.unlabelled(store)))
        _add_names(db, given.names(store, db.execute(LABELLED)))
        db.execute("CREATE INDEX named_by_thing ON named (thing)")
        db.executemany(ADD_PARTNER, given.partners(store))
        db.execute(ADD_NAMES_OF_PARTNERS, (PARTNER,))
        db.execute("CREATE INDEX thing_by_kind ON thing (kind)")
        db.execute("CREATE INDEX name_by_length ON name (length)")
        db.execute(ADD_GRAMS)
        db.execute("INSERT INTO gram (gram) VALUES ('optimize')")
        db.execute("COMMIT")
        db.execute("ANALYZE")


def _add_names(db: sqlite3.Connection, names: Iterator[tuple[str, str, int]]) -> None:
    while batch := list(islice(names, AT_ONCE)):
        folded = ((fold_name(name), name, iri, rank) for name, iri, rank in batch)
        rows = [
            {"folded": key, "shown": name, "length": len(key), "iri": iri, "rank": rank}
            for key, name, iri, rank in folded
            if key
        ]
        db.executemany(ADD_NAME, rows)
        db.executemany(ADD_NAMED, rows)
