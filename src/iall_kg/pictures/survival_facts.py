"""Read what the graph holds on survival: results with population, size, time and uncertainty, and their comparisons."""

from dataclasses import dataclass, field

from iall_kg.graph import KnowledgeGraph
from iall_kg.pictures.asking import Row, rows, rows_about
from iall_kg.pictures.measure import held
from iall_kg.pictures.picture import TooLargeError

NO_SIZE = "size not stated"
# Nobody can read more in one picture.
MOST_RESULTS = 100


@dataclass(frozen=True, slots=True)
class Result:
    """One result as its claims state it; values, bounds and uncertainty are percents."""

    iri: str
    studies: tuple[tuple[str, str], ...]
    population: str
    population_label: str
    size: str
    measure: str
    measure_label: str
    time_label: str
    values: tuple[float, ...]
    printed: str
    qualifier: str
    qualifier_label: str
    lower: float | None
    upper: float | None
    uncertainty: float | None
    uncertainty_kind: str
    evidence: tuple[tuple[str, str], ...]
    conflicts: tuple[tuple[str, str, str], ...]

    @property
    def number_of_patients(self) -> str:
        """The size of the population, or that it is not stated."""
        return held(f"n = {self.size}") if self.size else NO_SIZE

    @property
    def words(self) -> str:
        """The value as printed, with its qualifier if that is not printed with it."""
        printed = self.printed or " or ".join(f"{value:g}%" for value in self.values)
        if self.qualifier_label and self.qualifier_label.lower() not in printed.lower():
            printed += f" ({self.qualifier_label})"
        return printed

    @property
    def sentence(self) -> str:
        """The result in words, with its population and the size of it."""
        group = f"{self.population_label}, {self.number_of_patients}"
        return f"{group}: {self.measure_label}, {self.time_label}: {self.words}"

    @property
    def sections(self) -> list[str]:
        """Where the result stands."""
        return list(dict.fromkeys(section for section, _ in self.evidence))

    @property
    def references(self) -> str:
        """The references behind the result, by section."""
        return "; ".join(dict.fromkeys(references for _, references in self.evidence))


@dataclass(frozen=True, slots=True)
class Compared:
    """Two results set side by side, with the verdict of the source."""

    iri: str
    label: str
    first: Result
    second: Result
    p_value: str
    verdict: str
    section: str
    references: str

    @property
    def outcome(self) -> str:
        """The verdict with the p-value, if one is printed."""
        return self.verdict + (f", p = {self.p_value}" if self.p_value else "")


@dataclass(frozen=True, slots=True)
class Survival:
    """All results that are about one thing, or all, and the comparisons that one of them takes part in."""

    results: list[Result] = field(default_factory=list)
    compared: list[Compared] = field(default_factory=list)


def read_survival(kg: KnowledgeGraph, thing: str | None = None) -> Survival:
    """Return the results about `thing`: a study, trial, population, drug or class; all if it is None.

    Raises TooLargeError if they are more than MOST_RESULTS.
    """
    scope = rows_about(kg, "pictures/survival-scope", [thing]) if thing else rows(kg, "pictures/survival-outcomes")
    about = list(dict.fromkeys(row["outcome"] for row in scope))
    if len(about) > MOST_RESULTS:
        raise TooLargeError(f"{len(about)} results")
    comparisons = rows_about(kg, "pictures/survival-comparisons", about)
    # What a result is compared with may be about something else.
    outcomes = list(dict.fromkeys((*about, *(row[side] for row in comparisons for side in ("first", "second")))))
    conflicts: dict[str, list[tuple[str, str, str]]] = {}
    for row in rows_about(kg, "pictures/survival-conflicts", outcomes):
        conflicts.setdefault(row["outcome"], []).append((row["conflict"], row["conflictLabel"], row["resolutionLabel"]))
    stated: dict[str, list[Row]] = {}
    for row in rows_about(kg, "pictures/survival", outcomes):
        stated.setdefault(row["outcome"], []).append(row)
    results = {iri: _result(iri, found, conflicts.get(iri, [])) for iri, found in stated.items()}
    wanted = [result for iri, result in results.items() if iri in about]
    shown = {result.iri for result in wanted}
    compared = [
        _compared(row, results)
        for row in comparisons
        if (row["first"] in shown or row["second"] in shown) and {row["first"], row["second"]} <= results.keys()
    ]
    return Survival(wanted, list({each.iri: each for each in reversed(compared)}.values())[::-1])


def _result(iri: str, found: list[Row], conflicts: list[tuple[str, str, str]]) -> Result:
    """Return one result of the rows of its claims and studies; what only one of the claims says is kept."""

    def said(column: str) -> str:
        return next((row[column] for row in found if row[column]), "")

    def number(column: str) -> float | None:
        return float(said(column)) if said(column) else None

    return Result(
        iri=iri,
        studies=tuple(sorted({(row["study"], row["studyLabel"]) for row in found}, key=lambda study: study[1])),
        population=said("population"),
        population_label=said("populationLabel"),
        size=said("size"),
        measure=said("measure"),
        measure_label=said("measureLabel"),
        time_label=said("timepointLabel"),
        values=tuple(dict.fromkeys(float(row["value"]) for row in found if row["value"])),
        # An open conflict leaves two values.
        printed=" or ".join(dict.fromkeys(row["valueAsPrinted"] for row in found if row["valueAsPrinted"])),
        qualifier=said("qualifier").rpartition("#")[2],
        qualifier_label=said("qualifierLabel"),
        lower=number("lower"),
        upper=number("upper"),
        uncertainty=number("uncertainty"),
        uncertainty_kind=said("uncertaintyKindLabel"),
        evidence=tuple(dict.fromkeys((row["section"], row["references"]) for row in found)),
        conflicts=tuple(conflicts),
    )


def _compared(row: Row, results: dict[str, Result]) -> Compared:
    verdict = "; ".join(filter(None, (row["directionLabel"], row["significanceLabel"])))
    if row["stanceLabel"] != "asserts":
        verdict += f" ({row['stanceLabel']})"
    return Compared(
        row["comparison"],
        row["comparisonLabel"],
        results[row["first"]],
        results[row["second"]],
        row["pValue"],
        verdict,
        row["section"],
        row["references"],
    )
