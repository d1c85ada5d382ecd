"""What a call keeps is worked out at its own breakpoint, source by source, and set beside what the caller says."""

import pytest

from iall_kg.fate_words import CUT, DISAGREE, LOST, PARTLY_LOST, RETAINED, UNDECIDED
from iall_kg.fusions import Annotation, Fusions
from iall_kg.fusions.calls import IN_FRAME, OUT_OF_FRAME, CallerDomain
from iall_kg.fusions.fates import DomainFate


def annotate(fusions: Fusions, name: str) -> Annotation:
    (one,) = fusions.read([name])
    assert isinstance(one, Annotation)
    return one


def fate(one: Annotation, domain: str) -> DomainFate:
    return next(f for f in one.fates if f.domain == f"domain:{domain}")


@pytest.mark.parametrize(
    ("residue", "domain", "expected"),
    [
        # Figure of the first source: MBM 2–40, LBD 109–153, AT hooks 142–400.
        (1, "MBM", LOST),
        (39, "MBM", CUT),
        (40, "MBM", RETAINED),
        (108, "LBD", LOST),
        (153, "LBD", RETAINED),
        (150, "AT-hooks", CUT),
        # CxxC 1147–1337 in one source, 1147–1194 or 1148–1194 in the others.
        (1146, "CxxC", LOST),
        (1147, "CxxC", DISAGREE),
        (1170, "CxxC", CUT),
        (1194, "CxxC", DISAGREE),
        (1337, "CxxC", RETAINED),
        # The first finger begins at 1431, 1433 or 1481; the last ends at 1978, 1980 or 1981.
        (1430, "PHD", LOST),
        (1432, "PHD", DISAGREE),
        (1600, "PHD", CUT),
        (1981, "PHD", RETAINED),
        # SET ends at 3945, 3951, 3954, 3969 or 3972; one source misprints its end.
        (3824, "SET", LOST),
        (3900, "SET", DISAGREE),
        (1400, "RD2", UNDECIDED),
    ],
)
def test_a_residue_is_held_against_each_source_of_coordinates(
    residue: int, domain: str, expected: str, fusions: Fusions
) -> None:
    assert fate(annotate(fusions, f"KMT2A(p.{residue})::ELL"), domain).fate == expected


@pytest.mark.parametrize(
    ("residue", "domain", "expected"),
    [
        (1401, "CxxC", LOST),
        (1401, "PHD", RETAINED),
        (1500, "PHD", CUT),
        (2829, "TAD", RETAINED),
        (2830, "TAD", CUT),
        (2884, "TAD", LOST),
        (3800, "SET", RETAINED),
    ],
)
def test_the_3_prime_side_keeps_what_lies_from_its_first_residue_on(
    residue: int, domain: str, expected: str, fusions: Fusions
) -> None:
    assert fate(annotate(fusions, f"ELL::KMT2A(p.{residue})"), domain).fate == expected


def test_sources_that_disagree_are_all_shown(fusions: Fusions) -> None:
    found = fate(annotate(fusions, "KMT2A(p.1200)::ELL"), "CxxC")
    assert found.fate == DISAGREE
    assert sorted(support.fate for support in found.supports) == [CUT, RETAINED, RETAINED, RETAINED]
    assert {support.section for support in found.supports} == {
        f"KMT2A domain table, row {row}" for row in (6, 20, 28, 40)
    }
    assert all(support.claim.startswith("claim:kmt2a-domain-coordinates/") for support in found.supports)


def test_coordinates_on_the_sequence_of_the_call_decide_over_others(fusions: Fusions) -> None:
    assert fate(annotate(fusions, "NM_005933.4(KMT2A):p.1200::ELL"), "CxxC").fate == RETAINED
    assert fate(annotate(fusions, "ENST00000534358(KMT2A):p.1200::ELL"), "CxxC").fate == RETAINED
    # The third finger ends at 1627 on the shorter sequence and at 1630 on the longer: another fate only of that finger.
    shorter, longer = (
        fate(annotate(fusions, f"{transcript}(KMT2A):p.1628::ELL"), "PHD")
        for transcript in ("NM_005933", "NM_001197104")
    )
    assert "3 retained" in next(s.why for s in shorter.supports if "NP_005924" in s.why)
    assert "2 retained, 1 cut" in next(s.why for s in longer.supports if "NP_001184033" in s.why)


def test_a_domain_without_coordinates_on_the_calls_sequence_says_so(fusions: Fusions) -> None:
    one = annotate(fusions, "ENST00000389506.9(KMT2A):p.1400::ELL")
    assert "another sequence" in fate(one, "MBM").note
    assert fate(one, "CxxC").note == ""


def test_a_transcript_that_is_not_known_is_named(fusions: Fusions) -> None:
    notes = "; ".join(annotate(fusions, "ENST00000000001(KMT2A):p.1400::ELL").notes)
    assert "no coordinates are known on the sequence of ENST00000000001" in notes


@pytest.mark.parametrize(
    ("exon", "fates"),
    [
        (8, {"MBM": UNDECIDED, "RD2": PARTLY_LOST, "PHD": PARTLY_LOST, "BRD": LOST, "SET": LOST}),
        (9, {"MBM": RETAINED, "CxxC": RETAINED, "RD2": CUT, "PHD": CUT, "BRD": LOST, "SNL1": UNDECIDED}),
        (14, {"MBM": RETAINED, "PHD": CUT, "FYRC": LOST}),
        (15, {"MBM": RETAINED, "PHD": UNDECIDED, "BRD": UNDECIDED, "SET": UNDECIDED}),
    ],
)
def test_an_exon_is_held_against_exons_9_to_14_of_figure_1(exon: int, fates: dict[str, str], fusions: Fusions) -> None:
    one = annotate(fusions, f"KMT2A:e{exon}::ELL")
    assert {domain: fate(one, domain).fate for domain in fates} == fates


def test_the_first_exon_of_the_3_prime_side_breaks_before_it(fusions: Fusions) -> None:
    assert fate(annotate(fusions, "ELL::KMT2A:e10"), "SET").fate == RETAINED
    assert fate(annotate(fusions, "ELL::KMT2A:e9"), "MBM").fate == UNDECIDED
    assert fate(annotate(fusions, "ELL::KMT2A:e15"), "MBM").fate == LOST


def test_without_a_breakpoint_the_fates_are_those_that_the_graph_states_or_infers(fusions: Fusions) -> None:
    one = annotate(fusions, "KMT2A::AFF1")
    stated = fate(one, "SET")
    assert (stated.fate, {s.status for s in stated.supports}) == (LOST, {"stated in text"})
    inferred = fate(one, "FYRC")
    assert (inferred.fate, {s.status for s in inferred.supports}) == (LOST, {"inferred"})


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("zf-CXXC", "CxxC"),
        ("CXXC_zinc_finger", "CxxC"),
        ("PHD-finger", "PHD"),
        ("PHD", "PHD"),
        ("Bromodomain", "BRD"),
        ("SET_domain", "SET"),
        ("FYRN", "FYRN"),
        ("FY-rich_C-terminal", "FYRC"),
        ("zf-HC5HC2H", "PHD"),
        ("subnuclear localization domains", ""),
        ("Sulfatase", ""),
        ("Ras_association_(RalGDS/AF-6)", ""),
    ],
)
def test_the_name_of_a_callers_domain_is_found_or_left_alone(name: str, domain: str, fusions: Fusions) -> None:
    assert fusions._domain_names.find(name).removeprefix("domain:") == domain


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (CallerDomain("zf-CXXC", False, 100.0), "agrees"),
        (CallerDomain("zf-CXXC", True, 40.0), "differs"),
        (CallerDomain("SET", False, 100.0), "differs"),
        (CallerDomain("SET", True, 0.0), "agrees"),
        (CallerDomain("PHD", True, 50.0), "agrees"),
        (CallerDomain("PHD", False, 100.0), "agrees"),
        (CallerDomain("PHD", True, 0.0), "differs"),
        (CallerDomain("Sulfatase", False, 100.0), "not comparable"),
    ],
)
def test_a_callers_domain_agrees_or_differs(said: CallerDomain, verdict: str, fusions: Fusions) -> None:
    fates = annotate(fusions, "KMT2A::AFF1").fates
    (compared,) = fusions._domain_names.compare("5′", (said,), fates)
    assert compared.verdict == verdict


STAR = "FusionName LeftGene LeftBreakpoint RightGene RightBreakpoint CDS_LEFT_RANGE CDS_RIGHT_RANGE PROT_FUSION_TYPE"


@pytest.mark.parametrize(
    ("given", "said", "inferred", "verdict"),
    [
        ("1-4200 1042-3633 INFRAME", IN_FRAME, IN_FRAME, "agrees"),
        ("1-4201 1042-3633 FRAMESHIFT", OUT_OF_FRAME, OUT_OF_FRAME, "agrees"),
        ("1-121 176-2610 INFRAME", IN_FRAME, IN_FRAME, "agrees"),
        ("1-4200 1043-3633 INFRAME", IN_FRAME, OUT_OF_FRAME, "differs"),
        ("1-4200 1042-3633 FRAMESHIFT", OUT_OF_FRAME, IN_FRAME, "differs"),
        (". . NA", "", "", "not comparable"),
        ("1-4200 1042-3633 NA", "", IN_FRAME, "not comparable"),
    ],
)
def test_the_frame_of_the_caller_stands_beside_that_of_its_ranges(
    given: str, said: str, inferred: str, verdict: str, fusions: Fusions
) -> None:
    cells = ["KMT2A--AFF1", "KMT2A^KMT2A", "chr11:1:+", "AFF1^AFF1", "chr4:1:+", *given.split()]
    (one,) = fusions.read_text(STAR.replace(" ", "\t") + "\n" + "\t".join(cells) + "\n")
    assert isinstance(one, Annotation)
    assert (one.frame.said, one.frame.inferred, one.frame.verdict) == (said, inferred, verdict)
    assert one.frame.is_broken == (OUT_OF_FRAME in (said, inferred))
    assert any("3′ part is not read" in note for note in one.notes) == one.frame.is_broken


ARRIBA = "gene1 gene2 breakpoint1 breakpoint2 site1 site2 type confidence reading_frame retained_protein_domains"


def of_arriba(fusions: Fusions, **cells: str) -> Annotation:
    row = {
        "gene1": "KMT2A",
        "gene2": "AFF1",
        "breakpoint1": "11:1",
        "breakpoint2": "4:1",
        "site1": "CDS/splice-site",
        "site2": "CDS/splice-site",
        "type": "translocation",
        "confidence": "high",
        "reading_frame": "in-frame",
        "retained_protein_domains": "SET_domain(100%)|AF-4_family(65%)",
    } | cells
    (one,) = fusions.read_text("\t".join(ARRIBA.split()) + "\n" + "\t".join(row[name] for name in ARRIBA.split()))
    assert isinstance(one, Annotation)
    return one


@pytest.mark.parametrize("site", ["5'UTR", "5'UTR/splice-site", "UTR", "intergenic"])
def test_a_break_outside_the_coding_sequence_gives_no_fates(site: str, fusions: Fusions) -> None:
    one = of_arriba(fusions, site1=site)
    assert (one.place, one.fates) == (None, [])
    assert (
        f"the caller sees the break in {site}: no fate of a domain is given, and the chain may not apply" in one.notes
    )


def test_a_break_in_an_intron_is_named_and_the_partner_does_not_matter(fusions: Fusions) -> None:
    assert "the caller sees the break in intron" in of_arriba(fusions, site1="intron").notes
    of_partner = of_arriba(fusions, site2="5'UTR")
    assert of_partner.fates
    assert not any("5'UTR" in note for note in of_partner.notes)
    reciprocal = of_arriba(fusions, gene1="AFF1", gene2="KMT2A", site2="3'UTR")
    assert reciprocal.fates == []


def test_the_callers_domains_of_both_sides_are_kept(fusions: Fusions) -> None:
    said = [(c.side, c.caller, c.verdict) for c in of_arriba(fusions).domains]
    assert said == [("5′", "SET_domain", "differs"), ("3′", "AF-4_family", "not comparable")]
    reciprocal = of_arriba(fusions, gene1="AFF1", gene2="KMT2A", retained_protein_domains="X(5%)|SET_domain(100%)")
    assert [(c.side, c.caller, c.verdict) for c in reciprocal.domains] == [
        ("5′", "X", "not comparable"),
        ("3′", "SET_domain", "agrees"),
    ]
    other = of_arriba(fusions, gene1="PAX5", gene2="ETV6")
    assert [c.caller for c in other.domains] == ["SET_domain", "AF-4_family"]
