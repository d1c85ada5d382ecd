"""A call is brought to HGNC symbols and order, says what was changed, and gets a class; both genes are looked at."""

import pytest

from iall_kg.fusions import Annotation, BadRow, Fusions, MatchClass

D, P, R = MatchClass.DESCRIBED, MatchClass.PARTNER_NOT_DESCRIBED, MatchClass.RECIPROCAL
U, L, N = MatchClass.PARTNER_UNKNOWN, MatchClass.OTHER_DESCRIBED, MatchClass.NOT_IN_SCOPE


def annotate(fusions: Fusions, name: str) -> Annotation:
    (one,) = fusions.read([name])
    assert isinstance(one, Annotation), one
    return one


@pytest.mark.parametrize(
    "written",
    [
        "KMT2A::AFF1",
        "KMT2A--AFF1",
        "KMT2A-AFF1",
        "KMT2A–AFF1",
        "KMT2A/AFF1",
        "KMT2A_AFF1",
        "KMT2A - AFF1",
        "KMT2A:AFF1",
        "KMT2A AFF1",
        "KMT2A-AFF1 fusion",
        "kmt2a::aff1",
        "MLL-AF4",
        "MLL/AF4",
        "MLL-AF-4",
        "HRX::FEL",
        "MLL::AFF1",
        "ALL-1-AF4",
        "HGNC:7132::HGNC:7135",
        "hgnc:7132--hgnc:7135",
        "ENSG00000118058::ENSG00000172493",
        "ENSG00000118058.23--ENSG00000172493.1",
        "KMT2A(ENSG00000118058)::AFF1",
        "KMT2A:e10::AFF1:e5",
        "KMT2A(e10)::AFF1(e5)",
        "KMT2A exon 10::AFF1 exon 5",
        "NM_005933.4(KMT2A):e.10::NM_001166693.3(AFF1):e.4",
        "KMT2A(p.1362)::AFF1",
        "KMT2A(p.Leu1362)-AFF1",
        "KMT2A(chr11:118482495:+)::AFF1(chr4:87115638)",
        "KMT2A(::)AFF1",
        "t(4;11)(q21;q23)",
        "t(11;4)(q23;q21)",
        "T(4;11) (q21.3;q23.3)",
        "46,XX,t(4;11)(q21;q23)[20]",
        "KMT2A::AFF1 t(4;11)(q21;q23)",
        '"KMT2A::AFF1"',
        "KMT2A;AFF1",
        "KMT2A∷AFF1",
        "KMT2A_e8-AFF1_e5",
        "KMT2A-e8::AFF1-e5",
        "KMT2A intron 8::AFF1 intron 4",
        "KMT2A(11q23)::AFF1(4q21)",
        "KMT2A::AFF1 (MLL-AF4)",
        "KMT2A(MLL)::AFF1(AF4)",
        "MLL (KMT2A)-AF4 (AFF1)",
        "KMT2A::AFF1 (MLL/AF4), t(4;11)(q21;q23)",
    ],
)
def test_every_way_to_write_a_fusion_means_the_same(written: str, fusions: Fusions) -> None:
    one = annotate(fusions, written)
    assert one.match.name == "KMT2A::AFF1"
    assert one.match.kind is D
    assert one.match.about == "fusion:KMT2A--AFF1"
    symbols_were_written = "KMT2A" in written and "AFF1" in written
    assert symbols_were_written or one.match.changes


@pytest.mark.parametrize(
    ("written", "name", "kind", "about"),
    [
        ("MLL-ENL", "KMT2A::MLLT1", D, "fusion:KMT2A--MLLT1"),
        ("MLL-AF9", "KMT2A::MLLT3", D, "fusion:KMT2A--MLLT3"),
        ("MLL-AF10", "KMT2A::MLLT10", D, "fusion:KMT2A--MLLT10"),
        ("KMT2A::EPS15", "KMT2A::EPS15", D, "fusion:KMT2A--EPS15"),
        ("t(1;11)(p32;q23)", "KMT2A::EPS15", D, "fusion:KMT2A--EPS15"),
        ("t(11;19)(q23;p13.3)", "KMT2A::MLLT1", D, "fusion:KMT2A--MLLT1"),
        ("KMT2A::ELL", "KMT2A::ELL", P, "fusion:KMT2A"),
        ("KMT2A-NKX2-1", "KMT2A::NKX2-1", P, "fusion:KMT2A"),
        ("MLL::FLT3", "KMT2A::FLT3", P, "fusion:KMT2A"),
        ("AFF1::KMT2A", "AFF1::KMT2A", R, "fusion:KMT2A--AFF1"),
        ("AF9-MLL", "MLLT3::KMT2A", R, "fusion:KMT2A--MLLT3"),
        ("ELL::KMT2A", "ELL::KMT2A", R, "fusion:KMT2A"),
        ("HLA-A-KMT2A", "HLA-A::KMT2A", R, "fusion:KMT2A"),
        ("?::KMT2A", "?::KMT2A", R, "fusion:KMT2A"),
        ("KMT2A::?", "KMT2A::?", U, "fusion:KMT2A"),
        ("KMT2A::v", "KMT2A::?", U, "fusion:KMT2A"),
        ("KMT2A-r", "KMT2A::?", U, "fusion:KMT2A"),
        ("KMT2Ar", "KMT2A::?", U, "fusion:KMT2A"),
        ("MLL rearranged", "KMT2A::?", U, "fusion:KMT2A"),
        ("KMT2A", "KMT2A::?", U, "fusion:KMT2A"),
        ("t(6;11)(q27;q23)", "KMT2A::?", U, "fusion:KMT2A"),
        ("6q27::11q23", "KMT2A::?", U, "fusion:KMT2A"),
        ("11q23", "KMT2A::?", U, "fusion:KMT2A"),
        ("11q23.3 rearrangement", "KMT2A::?", U, "fusion:KMT2A"),
        ("KMT2A/11q23", "KMT2A::?", U, "fusion:KMT2A"),
        ("t(9;11)(p22;q23)", "KMT2A::?", U, "fusion:KMT2A"),
        ("t(11;19)(q23;p13.1)", "KMT2A::?", U, "fusion:KMT2A"),
        ("PAX5::ETV6", "PAX5::ETV6", L, "alteration:PAX5-rearrangement"),
        ("ETV6::PAX5", "ETV6::PAX5", L, "alteration:PAX5-rearrangement"),
        ("BRD9-NUT", "BRD9::NUTM1", L, "alteration:NUTM1-rearrangement"),
        ("KMT2A::KMT2A", "KMT2A::KMT2A", L, "alteration:KMT2A-rearrangement"),
        ("MLL-PTD", "KMT2A::KMT2A", L, "alteration:KMT2A-tandem-duplication"),
        ("KMT2A-ITD", "KMT2A::KMT2A", L, "alteration:KMT2A-tandem-duplication"),
        ("KMT2A:e9::KMT2A:e3", "KMT2A::KMT2A", L, "alteration:KMT2A-tandem-duplication"),
        ("KMT2A:e3::KMT2A:e9", "KMT2A::KMT2A", L, "alteration:KMT2A-internal-deletion"),
        ("KMT2A amplification", "KMT2A::KMT2A", L, "alteration:KMT2A-amplification"),
        ("FLT3-ITD", "FLT3::FLT3", N, ""),
        ("6p21", "6p21", N, ""),
        ("KMT2A partial tandem duplication", "KMT2A::KMT2A", L, "alteration:KMT2A-tandem-duplication"),
        ("ETV6::RUNX1", "ETV6::RUNX1", N, ""),
        ("NPM1::ALK", "NPM1::ALK", N, ""),
        ("NOTAGENE1::NOTAGENE2", "NOTAGENE1::NOTAGENE2", N, ""),
        ("t(9;22)(q34;q11)", "t(9;22)(q34;q11)", N, ""),
        ("t(12;21)", "t(12;21)", N, ""),
        ("FLT3::FLT3", "FLT3::FLT3", N, ""),
    ],
)
def test_a_call_gets_its_class(written: str, name: str, kind: MatchClass, about: str, fusions: Fusions) -> None:
    match = annotate(fusions, written).match
    assert (match.name, match.kind, match.about) == (name, kind, about)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("KMT2A::ELL", "ELL: not among the names of the graph"),
        ("NPM1::ALK", "NPM1 is a gene of the graph, but no rearrangement of it is described"),
        ("AFF1::KMT2A", "the source describes KMT2A::AFF1, of which this is the reciprocal"),
        ("AF4-MLL", "if the notation was not meant as 5′–3′, look at KMT2A::AFF1"),
        ("KMT2A::PAX5", "the source also describes PAX5 rearrangement"),
        ("t(4;11)(q21;q23)", "the karyotype does not say which gene is 5′"),
        ("t(4;11)(q21.3;q23)", "t(4;11)(q21.3;q23) names sub-bands of t(4;11)(q21;q23)"),
        ("t(9;11)(p22;q23)", "described of the same chromosomes: t(9;11)(p21;q23)"),
        ("t(12;21)", "no bands are given"),
        ("KMT2A::KMT2A", "a duplication or deletion within the gene, not a fusion of two genes"),
        ("KMT2A(::)AFF1", "the junction was inferred"),
        ("KMT2A:e9::KMT2A:e3", "exon 9 is followed by exon 3: a duplication"),
        ("KMT2A intron 8::AFF1", "exon 8 follows from intron 8"),
        ("AFF1::KMT2A intron 8", "exon 9 follows from intron 8"),
        ("KMT2A:e9(p.1400)::AFF1", "exon 9 is given too; the residue decides"),
        ("KMT2A/11q23", "one side is given as the band 11q23 only"),
        ("KMT2A::AFF1(ENL)", "ENL, written beside AFF1, is no name of AFF1"),
        ("KMT2A::FOO(ENL)", "ENL, written beside FOO, is no name of FOO"),
        ("KMT2A::AFF1 (MLL-AF9)", "written beside it: MLL-AF9"),
        ("KMT2A(chr11:1)::AFF1", "no source here holds the structure of the gene, so exon and residue are not known"),
        ("KMT2A:e8::AFF1:e5", "exons are numbered differently"),
        ("KMT2A(p.5000)::AFF1", "beyond the end of every sequence"),
        ("KMT2A(p.30)::AFF1", "what rests on the menin–KMT2A interaction does not follow"),
    ],
)
def test_what_is_odd_about_a_call_is_said(written: str, words: str, fusions: Fusions) -> None:
    assert words in "; ".join(annotate(fusions, written).notes)


@pytest.mark.parametrize(
    ("written", "change"),
    [
        ("MLL::AFF1", "MLL → KMT2A (previous symbol)"),
        ("KMT2A::FEL", "FEL → AFF1 (alias)"),
        ("kmt2a::AFF1", "kmt2a → KMT2A (other letter case)"),
        ("HGNC:7132::AFF1", "HGNC:7132 → KMT2A (identifier)"),
        ("t(4;11)(q21;q23)", "t(4;11)(q21;q23) → KMT2A::AFF1 (translocation)"),
    ],
)
def test_a_change_of_a_name_is_said(written: str, change: str, fusions: Fusions) -> None:
    assert annotate(fusions, written).match.changes == (change,)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("", "no fusion is named"),
        ("   ", "no fusion is named"),
        ("A::B::C", "more than two genes"),
        ("a-b-c", "can be parted in 2 ways"),
        ("ins(10;11)(p12;q23q13)", "no translocation of two chromosomes"),
        ("46,XX,t(4;11)(q21;q23),t(9;22)(q34;q11)", "karyotype with 2 translocations"),
        ("x" * 201, "at most 200 characters"),
        ("KMT2A::exon 8", "names no gene"),
        ("MLL-AF9,sampleB", "names a known gene but cannot be parted"),
        ("::", "no gene on either side"),
        ("NA", "no gene on either side"),
        ("KMT2A deletion", "is no fusion"),
        ("KMT2A:e0::AFF1", "exons are counted from 1"),
        ("KMT2A(p.0)::AFF1", "residues are counted from 1"),
        ("t(4;11)", "names no bands, so no gene can be told"),
        ("t(11;17)", "KMT2A lies at 11q23"),
        ("KMT2A (somewhere odd!)::AFF1", "no gene with exon, intron, residue or position"),
    ],
)
def test_what_is_no_name_of_a_fusion_is_a_row_that_says_so(written: str, words: str, fusions: Fusions) -> None:
    (one,) = fusions.read([written])
    assert isinstance(one, BadRow)
    assert words in one.problem


STAR = "#FusionName\tLeftGene\tLeftBreakpoint\tRightGene\tRightBreakpoint\n"


@pytest.mark.parametrize(
    ("left", "symbol", "words"),
    [
        ("KMT2A^ENSG00000118058.23", "KMT2A", ""),
        ("MLL^ENSG00000118058.23", "KMT2A", ""),
        ("SOMETHING^ENSG00000118058", "KMT2A", "SOMETHING is not a name of KMT2A"),
        ("MLL^ENSG00000999999", "MLL", "MLL is a former name of KMT2A, but ENSG00000999999 is not its identifier"),
        ("KMT2A^ENSG00000999999", "KMT2A", "is not the identifier of KMT2A here; the symbol was taken"),
        ("KMT2A^KMT2A", "KMT2A", ""),
    ],
)
def test_symbol_and_identifier_are_held_against_each_other(
    left: str, symbol: str, words: str, fusions: Fusions
) -> None:
    (one,) = fusions.read_text(f"{STAR}X--AFF1\t{left}\tchr1:1:+\tAFF1\tchr2:2:+\n")
    assert isinstance(one, Annotation)
    assert one.match.five.symbol == symbol
    assert words in "; ".join(one.notes)


def test_the_chain_of_a_call_within_the_input_keeps_both_genes_as_given(fusions: Fusions) -> None:
    one = annotate(fusions, "KMT2A(chr11:118482495:+)::AFF1:e5")
    assert one.match.call.five.breakpoint == "chr11:118482495:+"
    assert one.match.call.three.exon == 5
