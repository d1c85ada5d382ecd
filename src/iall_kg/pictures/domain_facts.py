"""Read what the graph holds on the domains of a rearranged gene's protein and on their fate in each fusion."""

from dataclasses import dataclass

from iall_kg.fate_words import DEFINITE, OF_PROPERTY
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import shorten
from iall_kg.pictures.asking import Row, rows, rows_of
from iall_kg.pictures.picture import TooLargeError

# Nobody can compare more in one picture.
MOST_FUSIONS = 100
STATED, FIGURE, INFERRED = "stated in text", "read from a figure", "inferred"
STRONGEST = (STATED, FIGURE, INFERRED)


@dataclass(frozen=True, slots=True)
class Function:
    """What a domain does: what it binds, is needed for or controls, and on what grounds."""

    relation: str
    object: str
    status: str
    section: str
    references: str

    @property
    def words(self) -> str:
        """The object, with the grounds if they are not the plain words of the source."""
        return self.object if self.status == "stated" else f"{self.object} ({self.status})"


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain at its place in the order of the source, with what it does."""

    iri: str
    label: str
    short: str
    subunit: str
    subunit_label: str
    repeats: str
    does: tuple[Function, ...]


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a domain, on what grounds, and of which fusion that was said."""

    word: str = ""
    status: str = ""
    stated_of: str = ""
    section: str = ""
    references: str = ""


@dataclass(frozen=True, slots=True)
class FusionRow:
    """A fusion with its 3′ partner, and the fates of each domain, the most definite first."""

    iri: str
    label: str
    partner: str
    partner_label: str
    translocations: str
    fates: dict[str, list[Fate]]


@dataclass(frozen=True, slots=True)
class Cleavage:
    """A site where an enzyme cleaves the protein, and the domains beside it."""

    site: str
    label: str
    enzyme_label: str
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """A region in which the gene breaks, its exons, and the domains that it overlaps."""

    iri: str
    label: str
    first_exon: str
    last_exon: str
    within: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Protein:
    """A protein with its domains in order, where it is cleaved and where its gene breaks, and the fusions."""

    iri: str
    label: str
    domains: list[Domain]
    cleavages: list[Cleavage]
    breaks: list[Region]
    fusions: list[FusionRow]


def read_protein(kg: KnowledgeGraph, fusion: str | None = None) -> Protein:
    """Return the protein of which a source lists the domains, with all fusions or one; no domains if none lists them.

    Raises TooLargeError if all fusions are more than MOST_FUSIONS.
    """
    order = rows(kg, "questions/domain-order")
    if not order:
        return Protein("", "", [], [], [], [])
    # Should ever a second protein be listed, the picture stays that of the first.
    iri = order[0]["protein"]
    does = rows(kg, "questions/domain-functions")
    domains = {
        row["domain"]: Domain(
            row["domain"],
            row["domainLabel"],
            row["abbreviation"] or row["domainLabel"],
            row["subunit"],
            row["subunitLabel"],
            row["repeats"],
            tuple(_function(each) for each in does if each["domain"] == row["domain"]),
        )
        for row in order
        if row["protein"] == iri
    }
    cleavages = [row for row in rows(kg, "pictures/cleavage") if row["protein"] == iri]
    return Protein(
        iri,
        order[0]["proteinLabel"],
        list(domains.values()),
        [
            Cleavage(
                site,
                label,
                enzyme,
                tuple(r["domain"] for r in cleavages if r["site"] == site and r["domain"] in domains),
            )
            for site, label, enzyme in dict.fromkeys((r["site"], r["siteLabel"], r["enzymeLabel"]) for r in cleavages)
        ],
        _breaks(rows(kg, "fusions/order"), domains),
        _fusions(kg, domains, fusion),
    )


def _function(row: Row) -> Function:
    return Function(row["relationLabel"], row["objectLabel"], row["status"], row["section"], row["references"])


def _breaks(found: list[Row], domains: dict[str, Domain]) -> list[Region]:
    regions = dict.fromkeys(
        (r["region"], r["regionLabel"], r["firstExon"], r["lastExon"]) for r in found if r["domain"] in domains
    )
    return [
        Region(*region, tuple(r["domain"] for r in found if r["region"] == region[0] and r["place"] == "within"))
        for region in regions
    ]


def _fusions(kg: KnowledgeGraph, domains: dict[str, Domain], fusion: str | None) -> list[FusionRow]:
    partners: dict[str, list[Row]] = {}
    for row in rows(kg, "pictures/partners"):
        partners.setdefault(row["fusion"], []).append(row)
    if fusion is None and len(partners) > MOST_FUSIONS:
        raise TooLargeError(f"{len(partners)} fusions")
    fates: dict[tuple[str, str], dict[str, list[Fate]]] = {}
    told = rows_of(kg.query("domain-fate", fusion=fusion)) if fusion else rows(kg, "questions/domain-fate")
    for row in told:
        word = OF_PROPERTY[shorten(row["fate"])]
        if row["domain"] in domains and row["fusion"]:
            fate = Fate(word, row["status"], row["statedOfLabel"], row["section"], row["references"])
            fates.setdefault((row["fusion"], row["fusionLabel"]), {}).setdefault(row["domain"], []).append(fate)
    found = []
    for (iri, label), of in fates.items():
        own = partners.get(iri, [])
        translocations = ", ".join(dict.fromkeys(r["translocationLabel"] for r in own if r["translocationLabel"]))
        partner = own[0] if own else {"partner": "", "partnerLabel": ""}
        best = {domain: _best(each) for domain, each in of.items()}
        found.append(FusionRow(iri, label, partner["partner"], partner["partnerLabel"], translocations, best))
    # Fusions without a partner of their own are wider than the others.
    return sorted(found, key=lambda f: (bool(f.partner), f.label))


def _best(found: list[Fate]) -> list[Fate]:
    """Return each fate once, on its strongest grounds, the most definite fate first."""
    ranked = sorted(found, key=lambda fate: (DEFINITE.index(fate.word), STRONGEST.index(fate.status)))
    return list({fate.word: fate for fate in reversed(ranked)}.values())[::-1]
