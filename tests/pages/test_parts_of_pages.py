"""The parts that pages are made of: how a statement stands, what a value says, what need not be said twice."""

import pyoxigraph as ox
import pytest

from iall_kg.names import BASE, IALL, OWL, RDFS
from iall_kg.pages.hierarchy import Hierarchy
from iall_kg.pages.mechanism import chains
from iall_kg.pages.rows import Row
from iall_kg.pages.said import Sayings
from iall_kg.pages.site import Site, natural
from iall_kg.pages.table import table_of
from iall_kg.pages.values import NOT_PRINTED, value_words
from iall_kg.results import Answer
from iall_kg.statements import Term

NODE = BASE + "outcome/x"


def row(predicate: ox.NamedNode, target: Term, claim: str = "a", status: str = "stated") -> Row:
    texts = {"section": "1", "references": "2", "status": status}
    return {
        "subject": ox.NamedNode(NODE),
        "predicate": predicate,
        "object": target,
        "claim": ox.NamedNode(f"{BASE}claim/x/{claim}"),
        **{name: ox.Literal(text) for name, text in texts.items()},
    }


def inferred(predicate: ox.NamedNode, target: Term) -> Row:
    return {**row(predicate, target, claim="inferred", status="inferred"), "section": None, "references": None}


def printed(**values: str) -> Sayings:
    return Sayings(row(getattr(IALL, name), ox.Literal(value)) for name, value in values.items())


@pytest.mark.parametrize(
    ("statuses", "standing"),
    [
        (["hedged", "stated"], "stated"),
        (["hedged", "denied"], "hedged"),
        (["set aside", "hedged"], "set aside"),
        (["denied"], "denied"),
    ],
)
def test_a_statement_stands_as_its_best_claim_lets_it(statuses: list[str], standing: str) -> None:
    sayings = Sayings(row(IALL.value, ox.Literal("1"), claim=str(at), status=s) for at, s in enumerate(statuses))
    [said] = sayings.all
    assert said.standing == standing
    assert len(said.evidence) == len(statuses)


def test_what_is_inferred_and_hedged_holds_and_keeps_the_hedge_as_evidence() -> None:
    drug = ox.NamedNode(BASE + "drug/x")
    [said] = Sayings([inferred(IALL.targets, drug), row(IALL.targets, drug, status="hedged")]).all
    assert said.standing == "inferred"
    assert [evidence.standing for evidence in said.evidence] == ["hedged"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"valueAsPrinted": "58.2%", "value": "58.2"}, "58.2%"),
        ({"valueAsPrinted": "17/18", "numerator": "17", "denominator": "18"}, "17/18"),
        ({"valueAsPrinted": "nine patients", "numerator": "9", "denominator": "11"}, "nine patients (9 of 11)"),
        ({"valueAsPrinted": "93%", "medianFollowUpMonths": "26.3"}, "93% (median follow-up 26.3 months)"),
        ({"valueAsPrinted": "34.2%", "medianFollowUpYears": "3.80"}, "34.2% (median follow-up 3.8 years)"),
        ({"value": "40.0"}, "40%"),
        ({"value": "51", "unitAsPrinted": "day"}, "51 day"),
        ({"numerator": "2"}, "2"),
        ({}, NOT_PRINTED),
    ],
)
def test_a_value_is_shown_as_printed_with_what_the_print_leaves_out(
    site: Site, values: dict[str, str], words: str
) -> None:
    assert value_words(site, printed(**values), NODE) == words


def test_a_value_that_does_not_stand_says_so(site: Site) -> None:
    sayings = Sayings([row(IALL.valueAsPrinted, ox.Literal("46.1%"), status="set aside")])
    assert value_words(site, sayings, NODE) == "46.1% [set aside]"


def test_the_wider_terms_are_known_and_a_circle_does_no_harm() -> None:
    def pair(one: str, other: str, relation: ox.NamedNode = RDFS.subClassOf) -> Row:
        return {"term": ox.NamedNode(BASE + one), "relation": relation, "other": ox.NamedNode(BASE + other)}

    found = Hierarchy([pair("a", "b"), pair("b", "c"), pair("c", "a"), pair("p", "q", OWL.inverseOf)])
    assert found.wider(BASE + "a") == {BASE + "b", BASE + "c"}
    assert found.inverse(BASE + "q") == BASE + "p"
    assert found.inverse(BASE + "a") == ""
    straight = Hierarchy([pair("a", "b"), pair("b", "c")])
    assert straight.narrowest([BASE + "c", BASE + "a", BASE + "d"]) == [BASE + "a", BASE + "d"]


def test_a_mechanism_that_runs_in_a_circle_ends(site: Site) -> None:
    def names(links: list) -> list[str]:
        return [name for link in links for name in (site.label(link.said.iri), *names(link.then))]

    # Section 4.1: T cells, granzymes and perforin, a signaling pathway, caspases, apoptosis, the end of B cells.
    drug = BASE + "drug/blinatumomab"
    found = names(chains(site, [drug])[drug])
    assert found[0] == "bispecific T-cell engager"
    assert found.index("T cell") < found.index("granzymes") < found.index("caspase activation")
    assert found.index("caspase activation") < found.index("apoptosis")


def test_numbers_in_names_count_as_numbers() -> None:
    assert sorted(["[10] b", "[9] a", "[9] B"], key=natural) == ["[9] a", "[9] B", "[10] b"]


def test_a_thing_without_a_label_in_the_answer_is_called_by_its_label(site: Site) -> None:
    trial = ox.NamedNode(f"{BASE}trial/NCT02828358")
    table = table_of(Answer(["trial"], [(trial,)]), site.label)
    assert [cell.parts[0].text for cell in table.lines[0]] == ["AALL15P1"]
    assert table_of(Answer(["trial"], [(trial,)])).lines[0][0].parts[0].text == "trial:NCT02828358"


def test_columns_that_are_mostly_empty_stand_last() -> None:
    rows = [(ox.Literal("88"), ox.Literal("less than") if rare else None, ox.Literal("17")) for rare in (1, 0, 0, 0)]
    table = table_of(Answer(["value", "qualifier", "size"], rows))
    assert table.heads == ("value", "size", "qualifier")
    assert [part.text for cell in table.lines[0] for part in cell.parts] == ["88", "17", "less than"]
