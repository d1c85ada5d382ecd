"""Wrong data and what is no OWL 2 DL are found by the rules, which name the fault, and by HermiT."""

import pyoxigraph as ox
import pytest
from added_data import with_more
from asking_hermit import module_of, with_java
from wrong_data import CLASHES, OUTSIDE_DL, REFUSED_BY_HERMIT

from iall_kg.content import Content
from iall_kg.reasoning import hermit
from iall_kg.reasoning.clashes import outside_dl
from iall_kg.reasoning.reason import reason


@pytest.mark.parametrize("case", CLASHES)
def test_wrong_data_is_found_and_what_clashes_is_named(case: str, given: ox.Store, content: Content) -> None:
    turtle, (thing, rule, words) = CLASHES[case]
    found = reason(with_more(given, turtle), content)
    assert not found.holds
    assert found.inferred == frozenset()
    clash = next(clash for clash in found.clashes if (clash.thing, clash.rule) == (thing, rule))
    text = "\n".join([clash.message, *clash.because])
    assert [word for word in words if word not in text] == []


# One case for each rule, so that HermiT, which takes a second for each, does not take a minute.
FOR_HERMIT = {rule: case for case, (_, (_, rule, _)) in reversed(CLASHES.items())}


@with_java
@pytest.mark.parametrize("case", [*FOR_HERMIT.values(), "drug disrupts a protein", "passage given to patients"])
def test_hermit_finds_the_same_wrong_data_inconsistent(case: str, given: ox.Store) -> None:
    turtle, _ = CLASHES[case]
    assert not hermit.is_consistent(hermit.meaningful(module_of(given, turtle)))


@pytest.mark.parametrize("case", OUTSIDE_DL)
def test_what_is_no_owl_2_dl_is_found_and_named(case: str, given: ox.Store, content: Content) -> None:
    turtle, (thing, rule, words) = OUTSIDE_DL[case]
    found = outside_dl(with_more(given, turtle), content)
    assert any(c.thing == thing and c.rule == rule and words in c.message for c in found), found


@with_java
@pytest.mark.parametrize("case", REFUSED_BY_HERMIT)
def test_hermit_refuses_what_the_rules_call_no_owl_2_dl(case: str, given: ox.Store) -> None:
    turtle, _ = OUTSIDE_DL[case]
    with pytest.raises(hermit.NotInDLError, match=r"\w+"):
        hermit.is_consistent(hermit.meaningful(module_of(given, turtle)))


def test_every_clash_and_profile_rule_is_tried(content: Content) -> None:
    rules = content.queries / "rules"
    assert {rule for _, (_, rule, _) in CLASHES.values()} == {path.stem for path in (rules / "clash").glob("*.rq")}
    assert {rule for _, (_, rule, _) in OUTSIDE_DL.values()} == {path.stem for path in (rules / "profile").glob("*.rq")}
