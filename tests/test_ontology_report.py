"""Each check of the ontology finds the fault that it is for, and the ontology has none but those we know of."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from iall_kg.cli import main
from iall_kg.content import Content, find_content
from iall_kg.faults import Fault
from iall_kg.load import Sources
from iall_kg.names import DCTERMS, FOREIGN_PREFIXES, IALL, ONTOLOGY_GRAPH, RDFS, SKOS, THINGS_GRAPH
from iall_kg.ontology_report import TOOLS, OntologyReport, check_ontology
from iall_kg.validate import CHECK_HEADER, run_check

CHECKS = sorted((find_content().queries / "ontology").glob("*.rq"))
PREFIXES = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in FOREIGN_PREFIXES.items()) + (
    "PREFIX bibo: <http://purl.org/ontology/bibo/>\nPREFIX vann: <http://purl.org/vocab/vann/>\n"
)
HEADER = "<https://w3id.org/iall-kg/ontology>"


def insert(triples: str) -> str:
    return f"INSERT DATA {{ GRAPH {HEADER} {{ {triples} }} }}"


def without(subject: str, predicate: str) -> str:
    return f"DELETE WHERE {{ GRAPH {HEADER} {{ {subject} {predicate} ?value }} }}"


# For each check an update of the ontology that brings in what it must find, and the term that it must name.
FAULTS = {
    "fair-FIND1": (without(HEADER, "vann:preferredNamespacePrefix"), HEADER),
    "fair-HTTP1": (insert("<urn:ontology> a owl:Ontology"), "<urn:ontology>"),
    "fair-OM1": (without(HEADER, "dcterms:created"), HEADER),
    "fair-OM2": (without(HEADER, "dcterms:bibliographicCitation"), HEADER),
    "fair-OM3": (without(HEADER, "bibo:status"), HEADER),
    "fair-OM4-1": (without(HEADER, "dcterms:license") + ";" + insert(f"{HEADER} dcterms:license 'free'"), HEADER),
    "fair-OM5-1": (without(HEADER, "dcterms:creator"), HEADER),
    "fair-OM5-2": (without(HEADER, "dcterms:publisher"), HEADER),
    "fair-PURL1": (insert("<https://example.org/o> a owl:Ontology"), "<https://example.org/o>"),
    "fair-VER1": (without(HEADER, "owl:versionInfo") + ";" + insert(f"{HEADER} owl:versionInfo '9'"), HEADER),
    "fair-VOC1": (
        f"DELETE {{ GRAPH {HEADER} {{ {HEADER} ?p ?o }} }} WHERE {{ GRAPH {HEADER} {{ {HEADER} ?p ?o }} "
        f"FILTER(STRSTARTS(STR(?p), '{DCTERMS.namespace}')) }}",
        HEADER,
    ),
    "fair-VOC2": (
        f"DELETE {{ GRAPH {HEADER} {{ ?s ?p ?o }} }} WHERE {{ GRAPH {HEADER} {{ ?s ?p ?o }} "
        f"FILTER(STRENDS(STR(?p), 'Match')) }}",
        HEADER,
    ),
    "fair-VOC3": (without("iall:Gene", "rdfs:label") + ";" + insert("iall:Gene rdfs:label 'Gen'@de"), "iall:Gene"),
    "fair-VOC4": (without("iall:Gene", "skos:definition"), "iall:Gene"),
    "robot-annotation-whitespace": (insert("iall:Gene skos:scopeNote 'a note '"), "iall:Gene"),
    "robot-built-in-vocabulary": (insert("owl:Class rdfs:label 'class'"), "owl:Class"),
    "robot-deprecated-boolean": (insert("iall:Gene owl:deprecated 'true'"), "iall:Gene"),
    "robot-deprecated-reference": (insert("iall:Gene owl:deprecated true"), "<https://w3id.org/iall-kg/gene/KMT2A>"),
    "robot-duplicate-definition": (
        without("iall:Gene", "skos:definition")
        + f"; INSERT {{ GRAPH {HEADER} {{ iall:Gene skos:definition ?text }} }} "
        + f"WHERE {{ GRAPH {HEADER} {{ iall:Drug skos:definition ?text }} }}",
        "iall:Gene",
    ),
    "robot-duplicate-label": (
        without("iall:Gene", "rdfs:label") + ";" + insert("iall:Gene rdfs:label 'drug'@en"),
        "iall:Gene",
    ),
    "robot-duplicate-synonym": (insert("iall:Gene skos:altLabel 'drug'@en"), "iall:Gene"),
    "robot-equivalent-pair": (insert("iall:Gene owl:equivalentClass iall:Protein"), "iall:Gene"),
    "robot-equivalent-without-genus": (
        insert("iall:Gene owl:equivalentClass [ owl:onProperty iall:encodes ; owl:someValuesFrom iall:Protein ]"),
        "iall:Gene",
    ),
    "robot-label-formatting": (insert(r"iall:Gene rdfs:label 'a\tgene'@en"), "iall:Gene"),
    "robot-label-whitespace": (insert("iall:Gene rdfs:label 'a  gene'@en"), "iall:Gene"),
    "robot-lowercase-definition": (insert("iall:Gene skos:definition 'a gene'@en"), "iall:Gene"),
    "robot-missing-definition": (without("iall:Gene", "skos:definition"), "iall:Gene"),
    "robot-missing-label": (without("iall:Gene", "rdfs:label"), "iall:Gene"),
    "robot-missing-ontology-description": (without(HEADER, "dcterms:description"), HEADER),
    "robot-missing-ontology-license": (without(HEADER, "dcterms:license"), HEADER),
    "robot-missing-ontology-title": (without(HEADER, "dcterms:title"), HEADER),
    "robot-missing-superclass": (insert("iall:Lonely a owl:Class"), "iall:Lonely"),
    "robot-multiple-definitions": (insert("iall:Gene skos:definition 'Another.'@en"), "iall:Gene"),
    "robot-multiple-equivalent-definitions": (
        insert("iall:KMT2AFusion owl:equivalentClass [ owl:intersectionOf ( iall:Gene iall:Drug ) ]"),
        "iall:KMT2AFusion",
    ),
    "robot-multiple-labels": (insert("iall:Gene rdfs:label 'another'@en"), "iall:Gene"),
    "robot-replaced-by": (insert("iall:Gene dcterms:isReplacedBy iall:Protein"), "iall:Gene"),
}


@pytest.fixture(scope="module")
def report(sources: Sources, content: Content) -> OntologyReport:
    return check_ontology(sources, content)


def shown(node: str) -> str:
    """Return a node as a fault shows it."""
    return re.sub(r"^<https://w3id.org/iall-kg/gene/(.*)>$", r"gene:\1", node).strip("<>")


@pytest.fixture(scope="module")
def quads(sources: Sources) -> list[ox.Quad]:
    """Return ontology and things, without the claims, to be quick."""
    graphs = (ONTOLOGY_GRAPH, THINGS_GRAPH)
    return [quad for graph in graphs for quad in sources.store.quads_for_pattern(None, None, None, graph)]


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: path.stem)
def test_a_check_finds_the_fault_that_it_is_for(path: Path, sources: Sources, quads: list[ox.Quad]) -> None:
    update, node = FAULTS[path.stem]
    store = ox.Store()
    store.extend(quads)
    before, _ = run_check(Sources(store, sources.files, sources.root), path)
    store.update(PREFIXES + update)
    after, _ = run_check(Sources(store, sources.files, sources.root), path)
    assert shown(node) in {fault.node for fault in after} - {fault.node for fault in before} or (
        len(after) > len(before) and shown(node) in {fault.node for fault in after}
    )


def test_every_check_has_a_fault_to_find() -> None:
    assert set(FAULTS) == {path.stem for path in CHECKS}
    assert all(path.stem.startswith(tuple(TOOLS)) for path in CHECKS)


def test_the_ontology_lacks_a_doi_and_a_logo_and_nothing_else(report: OntologyReport) -> None:
    faults = [fault for found in report.faults.values() for fault in found]
    assert {(fault.rule, fault.severity) for fault in faults} == {("fair-OM3", "warning")}
    assert [re.search(r"has no (\w+)", fault.message)[1] for fault in faults] == ["DOI", "logo"]
    assert all(re.fullmatch(r"ontology/iall\.ttl:\d+", fault.where) for fault in faults)
    assert report.score() == (len(CHECKS) - 1, len(CHECKS))
    assert report.conforms


def test_a_violation_fails_and_a_check_that_looks_at_nothing_is_one(content: Content, sources: Sources) -> None:
    nothing = check_ontology(Sources(ox.Store(), sources.files, sources.root), content)
    assert nothing.score() == (0, len(CHECKS))
    assert not nothing.conforms
    assert {fault.message for found in nothing.faults.values() for fault in found} == {
        "The check found nothing to look at: mend it."
    }
    assert OntologyReport({"robot-x": [Fault("warning", "robot-x", "", "", "")], "fair-y": []}).score("fair-") == (1, 1)


def test_a_check_says_after_which_rule_it_is_made() -> None:
    for path in CHECKS:
        header = CHECK_HEADER.match(path.read_text(encoding="utf-8"))
        assert header is not None
        tool = next(tool for prefix, tool in TOOLS.items() if path.stem.startswith(prefix)).split()[0]
        assert header["rule"].startswith(tool)


def test_validate_prints_the_score_and_what_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--ontology"]) == 0
    *faults, score = capsys.readouterr().out.splitlines()
    assert len(faults) == 2
    robot = sum(1 for path in CHECKS if path.stem.startswith("robot-"))
    fair = len(CHECKS) - robot
    parts = f"{robot} of {robot} of ROBOT report, {fair - 1} of {fair} of FOOPS!"
    assert score == f"{len(CHECKS) - 1} of {len(CHECKS)} checks of the ontology pass: {parts}"


def test_validate_exits_1_when_the_ontology_breaks_a_rule(
    sources: Sources, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store = ox.Store()
    store.extend(sources.store)
    for predicate in (RDFS.label, SKOS.definition):
        for quad in list(store.quads_for_pattern(IALL.Gene, predicate, None, ONTOLOGY_GRAPH)):
            store.remove(quad)
    broken = Sources(store, sources.files, sources.root)
    monkeypatch.setattr("iall_kg.load.load", lambda _: broken)
    assert main(["validate", "--ontology"]) == 1
    assert "iall:Gene: has no label: add rdfs:label. [robot-missing-label]" in capsys.readouterr().out
