"""Annotate calls: match each, work out its breakpoint, and set what the caller says beside what we infer.

Comes in: inputs of any format. Goes out: a stream of annotations and of rows that cannot be read. The dossiers, which
calls of one kind share, are made once and only when they are asked for, so memory does not grow with the input.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from iall_kg.errors import LoadError
from iall_kg.fate_words import CUT, LOST
from iall_kg.fusions.caller import Comparison, DomainNames, Frame, frame_of
from iall_kg.fusions.calls import BadRow, Call, Side
from iall_kg.fusions.facts import Facts
from iall_kg.fusions.fates import EXON, REGION, RESIDUE, Break, DomainFate, DomainFates, break_of
from iall_kg.fusions.formats import read_calls, read_name
from iall_kg.fusions.genes import Gene
from iall_kg.fusions.knowledge import Dossier, Knowledge, Reference, cited, evidence_of
from iall_kg.fusions.match import Match, MatchClass, Matcher
from iall_kg.fusions.reading import lines_of_file, lines_of_stream, lines_of_text
from iall_kg.graph import KnowledgeGraph

COMMAND_LINE = "command line"
STANDARD_INPUT = "-"
FILE_ENDINGS = (".tsv", ".txt", ".csv", ".tab", ".gz", ".bz2", ".xz", ".zip")
# No name of a fusion begins so.
PATH_BEGINNINGS = ("/", "./", "../", "~")
LONGEST_NAME = 255
NO_PROTEIN = "the 3′ part is not read, so no fusion protein is made; the chain may not apply"
POSITION_UNUSED = (
    "the break is given as a genomic position only; no source here holds the structure of the gene, so exon and "
    "residue are not known and the fates are those of the breakpoint region"
)


@dataclass(frozen=True, slots=True)
class Annotation:
    """One call with all that is worked out for it alone; `dossier` names what it shares with others."""

    match: Match
    fates: list[DomainFate]
    place: Break | None
    domains: list[Comparison]
    frame: Frame
    dossier: str
    notes: tuple[str, ...]

    def as_dict(self, fates: bool = True) -> dict[str, Any]:
        """Return plain dictionaries and lists, ready for JSON, with the fates of the domains or without."""
        call = self.match.call
        data = {
            "source": call.source,
            "line": call.line,
            "format": call.form,
            "sample": call.sample,
            "written": call.written,
            "fusion": self.match.name,
            "match": self.match.kind.value,
            "about": self.match.about,
            "aboutLabel": self.match.about_label,
            "five": _side_data(self.match.five, call.five),
            "three": _side_data(self.match.three, call.three),
            "changes": list(self.match.changes),
            "notes": list(self.notes),
            "event": call.event,
            "confidence": call.confidence,
            "reads": call.reads,
            "frame": asdict(self.frame) | {"isBroken": self.frame.is_broken},
            "basis": self.place.basis if self.place else "",
            "callerDomains": [asdict(comparison) for comparison in self.domains],
            "dossier": self.dossier,
        }
        return data | {"domains": [asdict(fate) for fate in self.fates]} if fates else data


class Fusions:
    """Annotates fusions against one graph."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self.facts = Facts(kg)
        self.matcher = Matcher(self.facts)
        self.knowledge = Knowledge(self.facts, self.matcher.scope, self.matcher.genes)
        self._fates = DomainFates(self.facts)
        self._domain_names = DomainNames(self.facts)

    def read(self, inputs: Iterable[str]) -> Iterator[Annotation | BadRow]:
        """Return the annotations of inputs: each a file, `-` for standard input, or the name of a fusion.

        Raises LoadError for a file that is not there or cannot be read, before the first annotation is made.
        """
        inputs = list(inputs)
        for given in inputs:
            _check_input(given)
        return self._read(inputs)

    def _read(self, inputs: list[str]) -> Iterator[Annotation | BadRow]:
        number = 0
        for given in inputs:
            if given == STANDARD_INPUT:
                yield from self._annotated(
                    read_calls(lines_of_stream(sys.stdin.buffer), "standard input", self._is_gene)
                )
            elif _is_file(given):
                yield from self._annotated(read_calls(lines_of_file(Path(given)), given, self._is_gene))
            else:
                number += 1
                yield from self._annotated([read_name(given, COMMAND_LINE, number, self._is_gene)])

    def read_text(self, text: str, source: str = "text") -> Iterator[Annotation | BadRow]:
        """Yield the annotations of a text that a file of any format could hold."""
        yield from self._annotated(read_calls(lines_of_text(text), source, self._is_gene))

    def annotate(self, call: Call) -> Annotation:
        """Return the annotation of one call."""
        match = self.matcher.match(call)
        place = self._place(match)
        fates = self._fates.of(place, match.about) if place else []
        side = call.three if match.kind is MatchClass.RECIPROCAL else call.five
        frame = frame_of(call)
        notes = (*_of_site(match, side), *self._notes(place, side, frame), *self._broken_steps(fates))
        unmade = (f"{call.makes_no_protein}; the chain may not apply",) if call.makes_no_protein else ()
        return Annotation(
            match=match,
            fates=fates,
            place=place,
            domains=[
                *self._domain_names.compare("5′", call.five.domains, fates if side is call.five else []),
                *self._domain_names.compare("3′", call.three.domains, fates if side is call.three else []),
            ],
            frame=frame,
            dossier=self.knowledge.key_of(match),
            notes=tuple(dict.fromkeys((*match.notes, *unmade, *notes))),
        )

    def dossier(self, annotation: Annotation) -> Dossier | None:
        """Return what the graph knows of the thing that an annotation is about."""
        return self.knowledge.of(annotation.match)

    def references(self, dossiers: Iterable[Dossier], annotations: Iterable[Annotation] = ()) -> list[Reference]:
        """Return the references behind dossiers and fates, each once, in the order of their lists."""
        rows = [(claim, references) for dossier in dossiers for claim, references in evidence_of(dossier)]
        for annotation in annotations:
            rows += [(s.claim, s.references) for fate in annotation.fates for s in fate.supports]
        return self.references_of(rows)

    def references_of(self, rows: Iterable[tuple[str, str]]) -> list[Reference]:
        """Return the references behind claims, given with their numbers as a row of evidence shows them."""
        return cited(self.facts, rows)

    def _annotated(self, calls: Iterable[Call | BadRow]) -> Iterator[Annotation | BadRow]:
        for call in calls:
            if isinstance(call, BadRow):
                yield call
            elif problem := self.matcher.undecided(call):
                yield BadRow(call.source, call.line, problem, call.written)
            else:
                yield self.annotate(call)

    def _is_gene(self, name: str) -> bool:
        return self.matcher.genes.is_known(name)

    def _place(self, match: Match) -> Break | None:
        """Return where the rearranged gene breaks; a lesion within one gene has no two halves."""
        if not match.hub or match.kind in (MatchClass.NOT_IN_SCOPE, MatchClass.OTHER_DESCRIBED):
            return None
        call = match.call
        is_reciprocal = match.kind is MatchClass.RECIPROCAL
        side = call.three if is_reciprocal else call.five
        if side.is_outside_coding and side.residue is None and side.exon is None:
            return None
        if is_reciprocal:
            return break_of(side, match.hub, "3")
        # A karyotype names no side, so nothing of the sides is known.
        return break_of(Side("") if call.translocation else side, match.hub, "5")

    def _broken_steps(self, fates: list[DomainFate]) -> Iterator[str]:
        """Yield which steps of the chain cannot hold, because the domain where they take place is not kept whole."""
        gone = {fate.domain: fate for fate in fates if fate.fate in (LOST, CUT)}
        for row in self.facts.rows("chain") if gone else ():
            if row["relation"] == "iall:occursAt" and row["effect"] in gone:
                fate = gone[row["effect"]]
                yield f"{fate.label}: {fate.fate} here; what rests on the {row['causeLabel']} does not follow"

    def _notes(self, place: Break | None, side: Side, frame: Frame) -> Iterator[str]:
        if place is None:
            return
        if frame.is_broken:
            yield NO_PROTEIN
        if side.exon_from:
            yield f"exon {side.exon} {side.exon_from}"
        if place.basis == RESIDUE and side.exon is not None:
            yield f"exon {side.exon} is given too; the residue decides"
        if place.basis == EXON:
            yield "exons are numbered differently in different schemes; the fates hold for the numbering of the source"
        if place.residue is not None and place.residue > self._fates.length_of(place.gene):
            yield f"residue {place.residue} lies beyond the end of every sequence that is known"
        if place.basis == RESIDUE and side.residue_from not in ("", "given"):
            yield f"residue {side.residue} {side.residue_from}"
        if place.basis == REGION and side.breakpoint:
            yield POSITION_UNUSED
        if place.basis == RESIDUE and side.transcript and not self._fates.sequences_of(side.transcript):
            yield f"no coordinates are known on the sequence of {side.transcript}; those of others were used"


def _of_site(match: Match, side: Side) -> Iterator[str]:
    """Yield what it means that the caller sees the break of the rearranged gene elsewhere than in coding sequence."""
    if match.hub and side.is_outside_coding:
        yield f"the caller sees the break in {side.site}: no fate of a domain is given, and the chain may not apply"
    elif match.hub and side.site:
        yield f"the caller sees the break in {side.site}"


def _side_data(gene: Gene, side: Side) -> dict[str, Any]:
    """Return a gene, and how the input has it."""
    return {
        "symbol": gene.symbol,
        "gene": gene.gene,
        "written": side.text,
        "identifier": side.identifier,
        "transcript": side.transcript,
        "exon": side.exon,
        "exonFrom": side.exon_from,
        "residue": side.residue,
        "residueFrom": side.residue_from,
        "breakpoint": side.breakpoint,
        "band": side.band,
        "site": side.site,
        "nearest": [{"gene": name, "bases": int(distance)} for name, distance in side.nearest],
    }


def _check_input(given: str) -> None:
    """Raise LoadError for what is meant as a file and cannot be read as one."""
    if given == STANDARD_INPUT:
        return
    if _is_file(given):
        if not os.access(given, os.R_OK):
            raise LoadError(f"{given}: cannot be read (permission denied).")
    elif given.endswith(FILE_ENDINGS) or given.startswith(PATH_BEGINNINGS):
        raise LoadError(f"{given}: no such file.")
    elif given.strip() and Path(given[:LONGEST_NAME]).is_dir():
        raise LoadError(f"{given}: is a folder; give its files.")


def _is_file(given: str) -> bool:
    # A name of a fusion may be longer than a file name may be, or hold characters that none may have.
    if len(given) > LONGEST_NAME or "\0" in given:
        return False
    return Path(given).is_file() or (Path(given).exists() and not Path(given).is_dir())
