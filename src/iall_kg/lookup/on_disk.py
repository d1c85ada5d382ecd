"""The names of all things in a file beside a store, as `write.py` writes it; nothing of it is read before it is needed.

Names are resolved, and those that hold a text are found, as in memory. Two answers may be poorer where there are many
names, for the sake of time:

- Names that merely resemble a text are looked for among those of a length that allows it.
- The nearest names are looked for among those of the kinds that are asked for.

If these are more than MOST_COMPARED, only those are compared that share one of the rarest grams of the text: of its
grams, beginning with the rarest, so many that MOST_COMPARED names have one. What has none of them is not found.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from rapidfuzz import fuzz, process

from iall_kg.lookup.database import Database
from iall_kg.lookup.given import LABEL
from iall_kg.lookup.grams import all_of, any_of, grams, grams_of_holders
from iall_kg.lookup.names import Hit, Names, fits
from iall_kg.lookup.spelling import (
    LONGEST,
    MINIMUM_SCORE,
    SHORTEST_FUZZY,
    alike_lengths,
    fold_name,
    score,
    searchable,
)
from iall_kg.names import expand

MOST_COMPARED = 20_000

LABEL_OF = "SELECT label FROM thing WHERE iri = ? AND label IS NOT NULL"
LABELLED = "SELECT iri FROM thing WHERE label IS NOT NULL ORDER BY id"
COUNT_LABELLED = "SELECT count(*) FROM thing WHERE label IS NOT NULL"
KNOWN = "SELECT 1 FROM thing WHERE iri = ?"
COUNTS = "SELECT kind, count(*) FROM thing GROUP BY kind"
OF_KIND = "SELECT iri FROM thing WHERE kind = ? ORDER BY id"
NAMED = """
SELECT thing.iri, named.rank FROM name JOIN named ON named.name = name.id JOIN thing ON thing.id = named.thing
WHERE name.folded = ?
"""
ALL_NAMES = """
SELECT name.shown, thing.iri FROM name JOIN named ON named.name = name.id JOIN thing ON thing.id = named.thing
"""
GRAM_COUNT = "SELECT doc FROM gram_count WHERE term = ?"

# Names to be compared with a text.
HOLDING = "WITH compared (id) AS (SELECT rowid FROM gram WHERE gram MATCH :grams)"
OF_LENGTH = "WITH compared (id) AS (SELECT id FROM name WHERE length BETWEEN :shortest AND :longest)"
RARE_OF_LENGTH = """
WITH compared (id) AS (
  SELECT id FROM name
  WHERE id IN (SELECT rowid FROM gram WHERE gram MATCH :grams) AND length BETWEEN :shortest AND :longest
)"""
COUNT_OF_LENGTH = """
SELECT count(*) FROM (SELECT 1 FROM name WHERE length BETWEEN :shortest AND :longest LIMIT :most)
"""
SEARCH = """,
scored AS (
  SELECT id, shown, score(:wanted, folded) AS score
  FROM name WHERE id IN compared
  LIMIT -1
),
found AS (
  SELECT named.thing, scored.shown, scored.score, named.rank,
    row_number() OVER (PARTITION BY named.thing ORDER BY scored.score DESC, named.rank, scored.id) AS place
  FROM scored JOIN named ON named.name = scored.id
  WHERE scored.score >= :least
)
SELECT thing.iri, thing.label, found.shown, found.score
FROM found JOIN thing ON thing.id = found.thing
WHERE found.place = 1
ORDER BY found.score DESC, found.rank, thing.label, thing.iri
LIMIT :limit
"""
NAMES_OF_KIND = """
SELECT DISTINCT name.id, name.folded
FROM thing JOIN named ON named.thing = thing.id JOIN name ON name.id = named.name
WHERE thing.kind = :kind
LIMIT :most
"""
NAMES_OF_ANY_KIND = "SELECT id, folded FROM name LIMIT :most"
RARE_OF_KIND = """
SELECT DISTINCT name.id, name.folded
FROM name JOIN named ON named.name = name.id JOIN thing ON thing.id = named.thing
WHERE name.id IN (SELECT rowid FROM gram WHERE gram MATCH :grams) AND thing.kind = :kind
"""
RARE = "SELECT id, folded FROM name WHERE id IN (SELECT rowid FROM gram WHERE gram MATCH :grams)"
THINGS_OF_NAME = """
SELECT thing.iri, thing.label FROM named JOIN thing ON thing.id = named.thing WHERE named.name = ?
ORDER BY thing.label
"""


def open_names(path: Path) -> "NamesOnDisk | None":
    """Return the names in a file, or None if there is no such file. Raises StoreError if it is damaged."""
    return NamesOnDisk(path) if path.exists() else None


class NamesOnDisk(Names):
    """The names in a file, opened for reading. All that reads it raises StoreError if it is damaged."""

    def __init__(self, path: Path) -> None:
        self._file = Database(path, score=score)
        self._labels = _Labels(self._file)

    @property
    def labels(self) -> Mapping[str, str]:
        """The labels by IRI."""
        return self._labels

    def known(self, iri: str) -> bool:
        """Tell whether a thing has a label, or is a claim or passage."""
        return bool(self._file.rows(KNOWN, (iri,)))

    def counts(self) -> dict[str, int]:
        """Count the known things of each kind."""
        return dict(self._file.rows(COUNTS))

    def of_kind(self, kind: str) -> list[str]:
        """Return the known things of a kind."""
        return [iri for (iri,) in self._file.rows(OF_KIND, (kind,))]

    def named(self, name: str) -> dict[str, int]:
        """Return all that `name` names, with how well it does."""
        name = _unicode(name)
        iri = expand(name.strip())
        return {iri: LABEL} if iri and iri in self._labels else dict(self._file.rows(NAMED, (fold_name(name),)))

    def nearest(self, name: str, kinds: Iterable[str] = (), limit: int = 5) -> list[str]:
        """Return the labels of the things whose names are most like `name`."""
        wanted, kinds = fold_name(_unicode(name)[:LONGEST]), set(kinds)
        if not wanted:
            return []
        choices = self._compared(wanted, kinds)
        matches = process.extract(wanted, choices, scorer=fuzz.WRatio, limit=limit * 4)
        labels = (label for _, _, name_id in matches for label in self._labels_of(name_id, kinds))
        return list(dict.fromkeys(labels))[:limit]

    def all_names(self) -> Iterator[tuple[str, str]]:
        """Yield each name as it is written, with each thing that it names."""
        yield from self._file.each_row(ALL_NAMES)

    def search(self, text: str, limit: int = 20) -> list[Hit]:
        """Return the things whose names contain or resemble `text`, best first."""
        wanted, limit = searchable(_unicode(text)), max(limit, 0)
        if not wanted:
            return []
        hits = self._found(wanted, limit, HOLDING, grams=all_of(grams_of_holders(wanted)))
        if len(hits) < limit and len(wanted) >= SHORTEST_FUZZY:
            # Whatever only resembles the text scores less than what holds it.
            known = {hit.iri for hit in hits}
            hits += [hit for hit in self._alike(wanted, limit) if hit.iri not in known]
        return hits[:limit]

    def _alike(self, wanted: str, limit: int) -> list[Hit]:
        """Return the things whose names resemble a text."""
        shortest, longest = alike_lengths(wanted)
        lengths = {"shortest": shortest, "longest": longest}
        ((count,),) = self._file.rows(COUNT_OF_LENGTH, {**lengths, "most": MOST_COMPARED + 1})
        if count <= MOST_COMPARED:
            return self._found(wanted, limit, OF_LENGTH, **lengths)
        return self._found(wanted, limit, RARE_OF_LENGTH, **lengths, grams=self._rare(wanted))

    def _found(self, wanted: str, limit: int, compared: str, **given: str | int) -> list[Hit]:
        rows = self._file.rows(compared + SEARCH, {**given, "wanted": wanted, "least": MINIMUM_SCORE, "limit": limit})
        return [Hit(iri, label, name, round(found, 1)) for iri, label, name, found in rows]

    def _compared(self, wanted: str, kinds: set[str]) -> dict[int, str]:
        """Return the names of some kinds, or those among them that share a rare gram with a text, by number."""
        given: dict[str, str | int] = {"most": MOST_COMPARED + 1, "grams": ""}
        choices = self._of_kinds(kinds, NAMES_OF_KIND, NAMES_OF_ANY_KIND, given)
        if len(choices) > MOST_COMPARED:
            choices = self._of_kinds(kinds, RARE_OF_KIND, RARE, given | {"grams": self._rare(wanted)})
        return choices

    def _of_kinds(self, kinds: set[str], of_kind: str, of_any: str, given: dict[str, str | int]) -> dict[int, str]:
        asked = [(of_kind, {**given, "kind": kind}) for kind in kinds] or [(of_any, given)]
        return dict(sorted(row for sql, values in asked for row in self._file.rows(sql, values)))

    def _rare(self, wanted: str) -> str:
        """Return a query for the names that share one of its rarest grams with a text."""
        counts = [(count, gram) for gram in grams(wanted).split() for (count,) in self._file.rows(GRAM_COUNT, (gram,))]
        chosen: list[str] = []
        total = 0
        for count, gram in sorted(counts):
            if total >= MOST_COMPARED:
                break
            total += count
            chosen.append(gram)
        return any_of(chosen)

    def _labels_of(self, name: int, kinds: set[str]) -> list[str]:
        return [label for iri, label in self._file.rows(THINGS_OF_NAME, (name,)) if fits(iri, kinds)]


class _Labels(Mapping[str, str]):
    """The labels in a file, by IRI."""

    def __init__(self, file: Database) -> None:
        self._file = file

    def __getitem__(self, iri: str) -> str:
        for (label,) in self._file.rows(LABEL_OF, (iri,)):
            return str(label)
        raise KeyError(iri)

    def __iter__(self) -> Iterator[str]:
        return (iri for (iri,) in self._file.each_row(LABELLED))

    def __len__(self) -> int:
        ((count,),) = self._file.rows(COUNT_LABELLED)
        return int(count)


def _unicode(text: str) -> str:
    """Return a text with what is no Unicode, such as bytes that a terminal gave, as signs that stand in no name."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
