"""What claims say of things and what follows from it: each statement once, with all its evidence and its standing.

Comes in: rows of subject, predicate, object, claim, status, section and references. Goes out: `Sayings`. A statement is
stated, inferred, set aside for another reading, hedged or denied; if claims differ, the first of these counts.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from iall_kg.names import IALL, kind_of
from iall_kg.pages.rows import Row, text_in
from iall_kg.statements import Term

STATED, INFERRED = "stated", "inferred"
# How what a claim says stands by the way in which it is put.
BY_STANCE = {IALL.Asserts.value: STATED, IALL.Hedges.value: "hedged", IALL.Denies.value: "denied"}
STANDINGS = (STATED, INFERRED, "set aside", "hedged", "denied")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One claim that makes a statement, and how the statement stands by this claim."""

    claim: str
    section: str
    references: str
    standing: str


@dataclass(frozen=True, slots=True)
class Said:
    """One statement; what was only inferred has no evidence."""

    subject: str
    predicate: str
    object: Term
    standing: str
    evidence: tuple[Evidence, ...]

    @property
    def iri(self) -> str:
        """The IRI of the object, or nothing if it is a literal."""
        return self.object.value if isinstance(self.object, ox.NamedNode) else ""


class Sayings:
    """Statements by subject, predicate and object."""

    def __init__(self, rows: Iterable[Row]) -> None:
        found: dict[tuple[str, str, Term], dict[str, Evidence]] = defaultdict(dict)
        for row in rows:
            subject, predicate, target = (row[name] for name in ("subject", "predicate", "object"))
            assert subject is not None
            assert predicate is not None
            assert target is not None
            evidence = Evidence(*(text_in(row, name) for name in ("claim", "section", "references", "status")))
            found[subject.value, predicate.value, target][evidence.claim] = evidence
        self.all = sorted((_said(key, list(evidence.values())) for key, evidence in found.items()), key=_order)
        self._of: dict[tuple[str, str], list[Said]] = defaultdict(list)
        self._about: dict[str, list[Said]] = defaultdict(list)
        for said in self.all:
            self._of[said.subject, said.predicate].append(said)
            self._about[said.subject].append(said)

    def of(self, subject: str, predicate: ox.NamedNode | str) -> list[Said]:
        """Return what is said of a thing by one property, what stands best first."""
        return self._of.get((subject, str(getattr(predicate, "value", predicate))), [])

    def about(self, subject: str) -> list[Said]:
        """Return all statements of which a thing is the subject, what stands best first."""
        return self._about.get(subject, [])

    def objects(self, subject: str, *predicates: ox.NamedNode) -> list[str]:
        """Return the IRIs of the things that some properties lead to, each once."""
        return list(dict.fromkeys(said.iri for p in predicates for said in self.of(subject, p) if said.iri))

    def things(self) -> list[str]:
        """Return all things that are spoken of, as subject or object, each once."""
        spoken = (iri for said in self.all for iri in (said.subject, said.iri))
        return [iri for iri in dict.fromkeys(spoken) if kind_of(iri)]


def _said(key: tuple[str, str, Term], evidence: list[Evidence]) -> Said:
    standing = min((e.standing for e in evidence), key=STANDINGS.index)
    claims = sorted((e for e in evidence if e.section), key=lambda e: (STANDINGS.index(e.standing), e.claim))
    return Said(*key, standing, tuple(claims))


def _order(said: Said) -> tuple[int, str, str, str]:
    return STANDINGS.index(said.standing), said.subject, said.predicate, said.object.value
