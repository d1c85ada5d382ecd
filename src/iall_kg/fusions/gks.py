"""Write what is known of fusions as objects of the GA4GH: categorical variants (Cat-VRS) and statements (VA-Spec).

Comes in: annotations. Goes out: objects of the published Python models, validated by them. What these models cannot say
(that two genes are joined, and in which order; shares without counts; trials; harms; that an agent is not tied to the
variant) stands in extensions, and each says so. The optional extra `ga4gh` brings the models.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from iall_kg.errors import LoadError
from iall_kg.fusions import wording
from iall_kg.fusions.annotate import Annotation, Fusions
from iall_kg.fusions.calls import BadRow
from iall_kg.fusions.facts import Row
from iall_kg.fusions.genes import Gene
from iall_kg.fusions.knowledge import Dossier
from iall_kg.fusions.options import MECHANISM, Option
from iall_kg.names import expand

if TYPE_CHECKING:
    from ga4gh.cat_vrs.models import CategoricalVariant
    from ga4gh.core.models import ConceptMapping, Extension, MappableConcept
    from ga4gh.va_spec.base.core import Document, EvidenceLine, Statement

MISSING = "The GA4GH models are not installed: pip install 'iall-kg[ga4gh]'."
NO_JOIN = "Cat-VRS 1 has no constraint that joins two genes in order; the two feature contexts alone do not say it."
NO_COUNTS = "VA-Spec wants counts of samples for a frequency; the source gives a share only."
NEUTRAL = (
    "No strength or direction is assessed: the source states results, not that the variant predicts response. Each "
    "evidence line holds what the source says."
)
UNTIED = "Agents that the source ties to the disease and not to the variant; no VA-Spec proposition says that."
PREDICATES = {"adverse": "associatedWithWorseOutcomeFor", "favorable": "associatedWithBetterOutcomeFor"}
SYSTEMS = {"HGNC": "https://identifiers.org/hgnc", "ENSG": "https://identifiers.org/ensembl"}


def as_ga4gh(fusions: Fusions, found: Iterable[Annotation | BadRow]) -> dict[str, Any]:
    """Return categorical variants and statements, ready for JSON, for each thing that the calls are about, once.

    Raises LoadError if the models are not installed.
    """
    try:
        import ga4gh.cat_vrs
        import ga4gh.va_spec  # noqa: F401
    except ImportError as error:
        raise LoadError(MISSING) from error
    variants: dict[str, Any] = {}
    statements: dict[str, list[Any]] = {}
    unreadable = []
    without: dict[str, int] = {}
    for one in found:
        if isinstance(one, BadRow):
            unreadable.append({"source": one.source, "line": one.line, "written": one.written, "problem": one.problem})
            continue
        dossier = fusions.dossier(one)
        if dossier is None:
            without[one.match.name] = without.get(one.match.name, 0) + 1
        elif (key := f"{dossier.key} {one.match.name}") not in variants:
            variant = variant_of(fusions, one, dossier)
            variants[key] = _plain(variant)
            statements[key] = [_plain(statement) for statement in statements_of(fusions, variant, dossier)]
    return {
        "notice": wording.DISCLAIMER,
        "categoricalVariants": list(variants.values()),
        "statements": [statement for group in statements.values() for statement in group],
        "callsOfWhichTheSourceSaysNothing": without,
        "unreadable": unreadable,
    }


def variant_of(fusions: Fusions, one: Annotation, dossier: Dossier) -> "CategoricalVariant":
    """Return the fusion of a call as a categorical variant."""
    from ga4gh.cat_vrs.models import CategoricalVariant, Constraint, FeatureContextConstraint
    from ga4gh.core.models import Extension

    match = one.match
    genes = [_gene(fusions, gene) for gene in (match.five, match.three) if not gene.is_unknown]
    fusion = {
        "notation": match.name,
        "fivePrime": match.five.symbol,
        "threePrime": match.three.symbol,
        "matchClass": match.kind.value,
        "meaning": wording.meaning(match.kind),
    }
    extensions = [Extension(name="fusion", value=fusion, description=NO_JOIN)]
    extensions += _frequencies(dossier)
    others = [option for option in dossier.options if option.tie != MECHANISM]
    if others:
        value = [{"agent": o.label, "tie": o.tie, "ties": [tie.text for tie in o.ties]} for o in others]
        extensions.append(Extension(name="agentsOfTheDisease", value=value, description=UNTIED))
    is_it = dossier.label == match.name
    return CategoricalVariant(
        id=expand(dossier.about) if is_it else None,
        name=match.name,
        description=wording.DISCLAIMER,
        aliases=[match.call.written] if match.call.written != match.name else None,
        constraints=[Constraint(root=FeatureContextConstraint(featureContext=gene)) for gene in genes],
        mappings=_mappings(fusions, dossier.about) if is_it else None,
        extensions=extensions,
    )


def statements_of(fusions: Fusions, variant: "CategoricalVariant", dossier: Dossier) -> "Iterator[Statement]":
    """Yield what the source states: prognosis of the rearrangement, and agents that act on the variant's mechanism."""
    for gene, alteration in fusions.matcher.scope.rearrangements.items():
        for row in dossier.prognosis:
            # A factor that only resembles the alteration, such as its type, is not its presence.
            same = row["factor"].partition(":")[2] == alteration.partition(":")[2]
            if same and row["directionLabel"] in PREDICATES and row["diseaseLabel"]:
                yield _prognostic(fusions, _rearrangement(fusions, gene, alteration), row)
    for option in dossier.options:
        if option.tie == MECHANISM and dossier.chain:
            yield _therapeutic(fusions, variant, dossier, option)


def _rearrangement(fusions: Fusions, gene: str, alteration: str) -> "CategoricalVariant":
    """Return the rearrangement of a gene, of whatever partner, as a categorical variant."""
    from ga4gh.cat_vrs.models import CategoricalVariant, Constraint, FeatureContextConstraint

    concept = _gene(fusions, Gene(fusions.matcher.genes.symbol_of(gene), gene))
    return CategoricalVariant(
        id=expand(alteration),
        name=fusions.matcher.scope.labels[alteration],
        constraints=[Constraint(root=FeatureContextConstraint(featureContext=concept))],
        mappings=_mappings(fusions, alteration),
    )


def _prognostic(fusions: Fusions, variant: "CategoricalVariant", row: Row) -> "Statement":
    from ga4gh.core.models import Extension
    from ga4gh.va_spec.base.core import Condition, Statement, VariantPrognosticProposition

    said = f"{row['factorLabel']}: {row['directionLabel']} in {row['diseaseLabel']} ({row['stanceLabel']})"
    return Statement(
        proposition=VariantPrognosticProposition(
            subjectVariant=variant,
            predicate=PREDICATES[row["directionLabel"]],
            objectCondition=Condition(root=_concept(fusions, "Disease", row["disease"], row["diseaseLabel"])),
        ),
        direction="supports" if row["stanceLabel"] == "asserts" else "neutral",
        reportedIn=_documents(fusions, row["claim"], row["references"]),
        extensions=[Extension(name="statement", value=_evidence(row, said))],
    )


def _therapeutic(fusions: Fusions, variant: "CategoricalVariant", dossier: Dossier, option: Option) -> "Statement":
    from ga4gh.core.models import Extension
    from ga4gh.va_spec.base.core import Condition, Statement, Therapeutic, VariantTherapeuticResponseProposition

    disease = dossier.immunophenotype[0] if dossier.immunophenotype else None
    condition = disease["bearerLabel"] if disease else dossier.label
    trials = [
        {k: t[k] for k in ("trialLabel", "nctId", "phase", "status", "readOn", "ages", "patients")}
        for t in option.trials
    ]
    harms = [_evidence(row, f"{row['eventLabel']} in {row['populationLabel']}") for row in option.harms]
    no_model = "VA-Spec has no model for this."
    extensions = [Extension(name="holds", value=dossier.chain_holds)]
    extensions += [Extension(name="trials", value=trials, description=no_model)] if trials else []
    extensions += [Extension(name="harms", value=harms, description=no_model)] if harms else []
    bearer = disease["bearer"] if disease else dossier.about
    return Statement(
        proposition=VariantTherapeuticResponseProposition(
            subjectVariant=variant,
            predicate="predictsSensitivityTo",
            objectTherapeutic=Therapeutic(root=_concept(fusions, "Drug", option.agent, option.label)),
            conditionQualifier=Condition(root=_concept(fusions, "Disease", bearer, condition)),
        ),
        direction="neutral",
        description=NEUTRAL,
        hasEvidenceLines=list(_lines(fusions, option)),
        extensions=extensions,
    )


def _lines(fusions: Fusions, option: Option) -> "Iterator[EvidenceLine]":
    for tie in option.ties:
        row = {"claim": tie.claim, "section": tie.section, "references": tie.references}
        yield _line(fusions, "supports" if tie.stance == "asserts" else "neutral", f"{tie.kind}: {tie.text}", row)
    for finding in option.preclinical:
        said = finding["paraphrase"] or finding["findingLabel"]
        direction = "supports" if finding["stanceLabel"] == "asserts" else "neutral"
        yield _line(fusions, direction, f"laboratory, {finding['modelLabel']}: {said}", finding)
    for outcome in option.outcomes:
        value = outcome["valueAsPrinted"] or outcome["numerator"]
        said = f"{outcome['measureLabel']} {outcome['timepointLabel']}: {value}"
        yield _line(
            fusions,
            "neutral",
            f"{said} in {outcome['populationLabel']}, n = {outcome['size'] or 'not stated'}",
            outcome,
        )
    for compared in option.comparisons:
        said = f"{compared['comparisonLabel']}: {compared['significanceLabel']}, {compared['directionLabel']}"
        yield _line(fusions, "neutral", said, compared)


def _line(fusions: Fusions, direction: str, said: str, row: Row) -> "EvidenceLine":
    from ga4gh.core.models import Extension, iriReference
    from ga4gh.va_spec.base.core import EvidenceLine

    claims = [expand(claim) or claim for claim in row["claim"].split(", ")]
    return EvidenceLine(
        directionOfEvidenceProvided=direction,
        description=said,
        hasEvidenceItems=[iriReference(root=claim) for claim in claims],
        reportedIn=_documents(fusions, row["claim"], row["references"]),
        extensions=[Extension(name="statement", value=_evidence(row, said))],
    )


def _gene(fusions: Fusions, gene: Gene) -> "MappableConcept":
    from ga4gh.core.models import Coding, ConceptMapping, MappableConcept

    codings = [
        Coding(system=SYSTEMS[identifier[:4]], code=identifier, name=gene.symbol)
        for identifier in fusions.matcher.genes.identifiers_of(gene.gene)
    ]
    primary = next((coding for coding in codings if coding.system == SYSTEMS["HGNC"]), None)
    others = [ConceptMapping(coding=coding, relation="exactMatch") for coding in codings if coding is not primary]
    return MappableConcept(conceptType="Gene", name=gene.symbol, primaryCoding=primary, mappings=others or None)


def _concept(fusions: Fusions, kind: str, thing: str, label: str) -> "MappableConcept":
    from ga4gh.core.models import MappableConcept

    return MappableConcept(id=expand(thing), conceptType=kind, name=label, mappings=_mappings(fusions, thing))


def _mappings(fusions: Fusions, thing: str) -> "list[ConceptMapping] | None":
    from ga4gh.core.models import Coding, ConceptMapping

    found = []
    for row in fusions.facts.rows("identifiers"):
        if row["thing"] == thing:
            system, code = re.fullmatch(r"(.*[/#])([^/#]+)", row["identifier"]).groups()  # type: ignore[union-attr]
            found.append(ConceptMapping(coding=Coding(system=system, code=code), relation=row["relation"]))
    return found or None


def _documents(fusions: Fusions, claim: str, references: str) -> "list[Document]":
    from ga4gh.va_spec.base.core import Document

    key = f"source:{claim.partition(':')[2].partition('/')[0]}"
    source = next(row for row in fusions.facts.rows("sources") if row["source"] == key)
    documents = [Document(id=expand(key), name=source["label"], title=source["title"], urls=[source["url"]])]
    cited = fusions.references_of([(claim, references)])
    return [*documents, *(Document(name=f"[{reference.number}]", title=reference.text) for reference in cited)]


def _frequencies(dossier: Dossier) -> "list[Extension]":
    from ga4gh.core.models import Extension

    said = [
        _evidence(row, f"{row['observedLabel']} in {row['amongstLabel']}: {row['asPrinted']}")
        for row in dossier.frequencies
    ]
    return [Extension(name="frequency", value=said, description=NO_COUNTS)] if said else []


def _evidence(row: Row, said: str) -> dict[str, str]:
    return {"said": said, "claim": row["claim"], "section": row["section"], "references": row["references"]}


def _plain(model: "CategoricalVariant | Statement") -> dict[str, Any]:
    data: dict[str, Any] = model.model_dump(mode="json", exclude_none=True)
    return data
