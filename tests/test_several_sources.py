"""Questions about several steps are answered from several sources: each step once, with the claim that tells it."""

from collections.abc import Callable

import pytest
import rdflib

from iall_kg.graph import KnowledgeGraph
from iall_kg.names import shorten
from iall_kg.serialize import to_nquads

STEPS = {
    "epigenetic-mark-drugs-trials": ("setBy", "setByLabel", "setClaim", "setSection"),
    "inhibitor-domain-and-trials": (
        *("domainClaim", "domainSection", "subunit", "subunitClaim", "subunitSection"),
        *("fusion", "fusionLabel", "fate", "fateClaim", "fateSection"),
    ),
}
FIRST = {
    "epigenetic-mark-drugs-trials": ("interaction:setter", "invented setter", "claim:b-first/c1", "B"),
    "inhibitor-domain-and-trials": (
        *("claim:b-first/c1", "B", "protein:subunit", "claim:b-first/c1", "B"),
        *("fusion:invented", "invented fusion", "iall:retainsDomain", "claim:b-first/c1", "B"),
    ),
}
OWN = {
    "epigenetic-mark-drugs-trials": ("interaction:other-setter", "other invented setter", "claim:e-telling/c1", "E"),
    "inhibitor-domain-and-trials": (
        *("claim:e-telling/c1", "E", "protein:subunit", "claim:e-telling/c1", "E"),
        *("fusion:other", "other invented fusion", "iall:retainsDomain", "claim:e-telling/c1", "E"),
    ),
}

# What the drug does, which is asked of the source of its trial like the steps in between.
MECHANISM = {
    "drugs-targeting-interaction": ("actor", "mechanismClaim", "mechanismSection"),
    "inhibitor-domain-and-trials": ("inhibitor", "mechanismClaim", "mechanismSection"),
    "epigenetic-mark-drugs-trials": ("reversedBy", "reversalStance", "reversalSection"),
}

Steps = Callable[[str, str, tuple[str, ...]], list[tuple[str, ...]]]


@pytest.fixture(params=["pyoxigraph", "rdflib"])
def steps(request: pytest.FixtureRequest, several: KnowledgeGraph) -> Steps:
    """Return what gives some columns of each row of a query that is about one drug."""

    def rows(name: str) -> list[dict[str, str]]:
        if request.param == "pyoxigraph":
            return [{column: value or "" for column, value in row.items()} for row in several.query(name)]
        dataset = rdflib.Dataset(default_union=False)
        dataset.parse(data=to_nquads(several.store), format="nquads")
        found = (row.asdict().items() for row in dataset.query(several.sparql_of(name)))
        return [{column: shorten(str(value)) for column, value in row} for row in found]

    def of(name: str, drug: str, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
        return [tuple(row.get(column, "") for column in columns) for row in rows(name) if row["drug"] == drug]

    return of


@pytest.mark.parametrize("name", STEPS)
def test_a_step_that_the_source_leaves_out_is_shown_once_as_the_first_other_source_asserts_it(
    name: str, steps: Steps
) -> None:
    assert steps(name, "drug:silent", STEPS[name]) == [FIRST[name]]


@pytest.mark.parametrize("name", STEPS)
def test_a_step_that_the_source_tells_is_shown_as_it_tells_it(name: str, steps: Steps) -> None:
    assert steps(name, "drug:telling", STEPS[name]) == [OWN[name]]


@pytest.mark.parametrize("name", MECHANISM)
@pytest.mark.parametrize(
    ("drug", "told"),
    [
        ("drug:telling", ("drugclass:telling", "claim:e-telling/c1", "E")),
        ("drug:testing", ("drugclass:telling", "claim:b-first/c1", "B")),
    ],
    ids=["the source of the trial", "another source"],
)
def test_what_two_sources_tell_of_a_drug_is_shown_once_for_each_statement_of_a_trial(
    name: str, drug: str, told: tuple[str, ...], steps: Steps
) -> None:
    if name == "epigenetic-mark-drugs-trials":
        told = (told[0], "iall:Asserts", told[2])
    assert steps(name, drug, MECHANISM[name]) == [told]


def test_of_a_drug_that_no_trial_tests_each_statement_of_the_mechanism_is_shown(steps: Steps) -> None:
    found = steps("drugs-targeting-interaction", "drug:untested", ("mechanismClaim", "trial"))
    assert sorted(found) == [("claim:b-first/c1", ""), ("claim:e-telling/c1", "")]
