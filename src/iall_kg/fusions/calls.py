"""What an input says of one fusion, before anything is looked up: the common form of all formats."""

from dataclasses import dataclass, field

# What callers write where they know nothing.
NOTHING = frozenset({"", ".", "-", "na", "n/a", "none", "null", "nan"})
# How people and notations write a partner that is not known. In the gene fusion notation, ? is one partner that
# is not known and v is any of several.
UNKNOWN_PARTNER = frozenset({"?", "v", "unknown", "other", "x", *NOTHING})

IN_FRAME, OUT_OF_FRAME, STOP_CODON = "in-frame", "out-of-frame", "stop-codon"


class DesignationError(ValueError):
    """A text is no name of a fusion, or of what its place asks for; the message says why."""


@dataclass(frozen=True, slots=True)
class CallerDomain:
    """A domain in a caller's list: whether a part of it is missing, and the share that is kept in percent if given."""

    name: str
    is_cut: bool = False
    kept: float | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a fusion as it is written; `also` is another name that stands in parentheses behind the first.

    `nearest` holds the neighbouring genes, each with its distance in bases, where the break lies between genes.
    For the 5′ side exon and residue are the last that is kept, for the 3′ side the first. `site` is where in its gene
    the caller sees the break, if that is not in coding sequence.
    """

    text: str
    also: str = ""
    identifier: str = ""
    transcript: str = ""
    exon: int | None = None
    exon_from: str = ""
    residue: int | None = None
    residue_from: str = ""
    breakpoint: str = ""
    band: str = ""
    site: str = ""
    nearest: tuple[tuple[str, str], ...] = ()
    domains: tuple[CallerDomain, ...] = ()

    @property
    def is_outside_coding(self) -> bool:
        """Whether the caller sees the break outside the coding sequence, so that no part of the protein is cut."""
        return "UTR" in self.site or "intergenic" in self.site

    @property
    def is_unknown(self) -> bool:
        """Whether no gene is named."""
        return not self.identifier and (bool(self.nearest) or self.text.casefold() in UNKNOWN_PARTNER)


@dataclass(frozen=True, slots=True)
class Call:
    """One fusion as an input has it.

    `is_ordered` tells whether the notation says which gene is 5′. `translocation` is set instead of the genes where
    only a karyotype or a band is given. `frame` is the caller's word; `inferred_frame` follows from the coding ranges
    that it gives. `makes_no_protein` is why the caller rules out a fusion protein, if it does.
    """

    source: str
    line: int
    form: str
    written: str
    five: Side
    three: Side
    is_ordered: bool = True
    translocation: str = ""
    event: str = ""
    confidence: str = ""
    reads: str = ""
    frame: str = ""
    inferred_frame: str = ""
    makes_no_protein: str = ""
    sample: str = ""
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row, or a whole input, that cannot be read, and why."""

    source: str
    line: int
    problem: str
    written: str = ""


def is_nothing(text: str) -> bool:
    """Tell whether a cell says nothing."""
    return text.strip().casefold() in NOTHING


def not_read(what: str, text: str) -> str:
    """Return the note that a caller's cell holds something else than its documentation says."""
    return f"{what} is written {' '.join(text.split())[:40]!r}, which is not read"
