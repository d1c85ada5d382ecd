"""Each claim gets its section, and the numbers of the references behind it: printed, corrected, or from context."""

import pyoxigraph as ox
import pytest

from iall_kg.errors import BuildError
from iall_kg.evidence import evidence_quads
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, IALL, META_GRAPH, expand
from iall_kg.results import Answer

KEY = "author-2024"
CLAIM = f"claim:{KEY}/s1-p1-s1"


def evidence(
    citations: str,
    section: str = 'iall:section "1" ;',
    kind: str = 'iall:passageKind "Sentence"',
    graph: ox.NamedNode = META_GRAPH,
) -> dict[str, list[str]]:
    """Return what is summed up for a claim whose passage makes these statements of citations."""
    store = ox.Store()
    trig = f"""@prefix iall: <{IALL.namespace}> . @prefix claim: <{BASE}claim/{KEY}/> .
        @prefix passage: <{BASE}passage/{KEY}/> . @prefix ref: <{BASE}reference/{KEY}/> .
        {graph} {{
          claim:s1-p1-s1 iall:fromPassage passage:s1-p1-s1 .
          passage:s1-p1-s1 {section} {citations} {kind} .
          passage:s1-p1-s2 iall:section "2" ; iall:citesAsPrinted ref:99 .
        }}"""
    store.bulk_load(trig.encode(), format=ox.RdfFormat.TRIG)
    found: dict[str, list[str]] = {}
    for quad in evidence_quads(store):
        assert quad.subject == ox.NamedNode(expand(CLAIM) or "")
        assert quad.graph_name == META_GRAPH
        found.setdefault(quad.predicate.value.removeprefix(IALL.namespace), []).append(quad.object.value)
    return found


@pytest.mark.parametrize(
    ("citations", "shown"),
    [
        ("iall:citesAsPrinted ref:5 ;", "5"),
        ("iall:citesAsPrinted ref:40 , ref:5 , ref:41 ;", "5, 40, 41"),
        ("iall:citesInContext ref:60 ;", "60 (end of paragraph)"),
        ("iall:citesInContext ref:58 , ref:57 ;", "57, 58 (end of paragraph)"),
        ("iall:citesAsPrinted ref:74 ; iall:citesAsCorrected ref:75 ;", "75 (printed 74)"),
        (
            "iall:citesAsPrinted ref:76 , ref:75 ; iall:citesAsCorrected ref:79 , ref:78 ;",
            "78, 79 (printed 75, 76)",
        ),
        ("iall:citesInContext ref:74 ; iall:citesAsCorrected ref:75 ;", "75 (printed 74)"),
        ("iall:citesAsCorrected ref:75 ;", "75 (printed none)"),
        ("iall:citesAsPrinted ref:5 ; iall:citesInContext ref:6 ;", "5"),
        ("", "none"),
    ],
)
def test_the_references_of_a_claim_are_summed_up(citations: str, shown: str) -> None:
    assert evidence(citations) == {"section": ["1"], "references": [shown]}


@pytest.mark.parametrize("kind", ["TableRow", "TableTitle", "Legend"])
def test_a_row_or_legend_is_covered_by_the_citation_where_its_table_or_figure_is_called(kind: str) -> None:
    section = f'iall:section "Table 1" ; iall:passageKind "{kind}" ;'
    assert evidence("iall:citesInContext ref:11 , ref:10 ;", section, kind="") == {
        "section": ["Table 1"],
        "references": ["10, 11 (where it is called)"],
    }


def test_a_passage_without_section_gives_no_section() -> None:
    assert evidence("", section="") == {"references": ["none"]}


def test_evidence_is_read_from_the_descriptions_only() -> None:
    assert evidence("iall:citesAsPrinted ref:5 ;", graph=ox.NamedNode(BASE + "graph/things")) == {}


@pytest.mark.parametrize("reference", ["ref:5a", "ref:none", "<http://example.org/x>"])
def test_a_citation_of_what_has_no_number_is_a_build_error_that_names_the_passage(reference: str) -> None:
    with pytest.raises(BuildError, match=rf"passage:{KEY}/s1-p1-s1 cites .* has no number"):
        evidence(f"iall:citesAsPrinted {reference} ;")


def test_every_claim_of_the_release_has_one_section_and_one_sum_of_references(kg: KnowledgeGraph) -> None:
    answer = kg.sparql(
        """PREFIX iall: <https://w3id.org/iall-kg/ontology#>
        SELECT ?claim (COUNT(DISTINCT ?section) AS ?sections) (COUNT(DISTINCT ?references) AS ?sums)
        WHERE { ?claim a iall:Claim . OPTIONAL { ?claim iall:section ?section }
                OPTIONAL { ?claim iall:references ?references } } GROUP BY ?claim"""
    )
    assert isinstance(answer, Answer)
    assert len(answer) > 250
    assert {(row["sections"], row["sums"]) for row in answer} == {("1", "1")}


@pytest.mark.parametrize(
    ("claim", "section", "references"),
    [
        # Printed in the passage, taken from the end of the paragraph, printed wrong, and without any reference.
        ("claim:kulczycka-2024/s4-1-p6-s5", "4.1", "44 (end of paragraph)"),
        ("claim:kulczycka-2024/s2-1-p1-s2", "2.1", "9"),
        ("claim:kulczycka-2024/s4-7-p3-s1", "4.7", "78, 79 (printed 75, 76)"),
        ("claim:kulczycka-2024/fig1-s3", "Figure 1", "none"),
    ],
)
def test_claims_of_the_review_show_their_evidence(
    claim: str, section: str, references: str, kg: KnowledgeGraph
) -> None:
    node = ox.NamedNode(expand(claim) or "")
    found = {
        term: [q.object.value for q in kg.store.quads_for_pattern(node, term, None, ox.DefaultGraph())]
        for term in (IALL.section, IALL.references)
    }
    assert found == {IALL.section: [section], IALL.references: [references]}
