"""Write what is known of fusions as objects of the GA4GH: categorical variants (Cat-VRS) and statements (VA-Spec).

Comes in: annotations. Goes out: objects of the published Python models, validated by them. What these models cannot say
(that two genes are joined, and in which order; shares without counts; trials; harms; that an agent is not tied to the
variant) stands in extensions, and each says so. The optional extra `ga4gh` brings the models.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from iall_kg.errors import LoadError
from iall_kg.fusions import gks_extensions as beyond
from iall_kg.fusions import wording
from iall_kg.fusions.annotate import Annotation, Fusions
from iall_kg.fusions.calls import BadRow
from iall_kg.fusions.facts import Row
from iall_kg.fusions.genes import Gene
from iall_kg.fusions.gks_concepts import concept, documents, gene_of, mappings_of
from iall_kg.fusions.knowledge import Dossier
from iall_kg.fusions.options import MECHANISM, Option
from iall_kg.names import expand

if TYPE_CHECKING:
    from ga4gh.cat_vrs.models import CategoricalVariant
    from ga4gh.va_spec.base.core import EvidenceLine, Statement

MISSING = "The GA4GH models are not installed: pip install 'iall-kg[ga4gh]'."
NEUTRAL = (
    "No strength or direction is assessed: the source states results, not that the variant predicts response. Each "
    "evidence line holds what the source says."
)
PREDICATES = {"adverse": "associatedWithWorseOutcomeFor", "favorable": "associatedWithBetterOutcomeFor"}
# So many different breaks of one fusion are listed; the others are counted.
MOST_BREAKS = 100


def as_ga4gh(fusions: Fusions, found: Iterable[Annotation | BadRow]) -> dict[str, Any]:
    """Return categorical variants and statements, ready for JSON, for each thing that the calls are about, once.

    Raises LoadError if the models are not installed.
    """
    try:
        import ga4gh.cat_vrs
        import ga4gh.va_spec  # noqa: F401
    except ImportError as error:
        raise LoadError(MISSING) from error
    variants: dict[str, _Variant] = {}
    statements: list[Any] = []
    unreadable = []
    without: Counter[str] = Counter()
    for one in found:
        if isinstance(one, BadRow):
            unreadable.append({"source": one.source, "line": one.line, "written": one.written, "problem": one.problem})
            continue
        dossier = fusions.dossier(one)
        if dossier is None:
            without[one.match.name] += 1
            continue
        key = f"{dossier.key} {one.match.name}"
        if key not in variants:
            variants[key] = _Variant(variant_of(fusions, one, dossier))
            made = map(_plain, statements_of(fusions, variants[key].model, dossier))
            # The prognosis is one of the rearrangement, whatever the partner.
            statements += [statement for statement in made if statement not in statements]
        variants[key].add(one)
    return {
        "notice": wording.DISCLAIMER,
        "categoricalVariants": [variant.written() for variant in variants.values()],
        "statements": statements,
        "callsOfWhichTheSourceSaysNothing": dict(without),
        "unreadable": unreadable,
    }


class _Variant:
    """A categorical variant while its calls are read: it gathers how they are written and where they break."""

    def __init__(self, model: "CategoricalVariant") -> None:
        self.model = model
        self._breaks: Counter[str] = Counter()
        self._shown: dict[str, dict[str, Any]] = {}
        self._written: dict[str, None] = {}

    def add(self, one: Annotation) -> None:
        """Take up one call."""
        said = beyond.break_said(one)
        key = repr(said)
        self._breaks[key] += 1
        if len(self._shown) < MOST_BREAKS:
            self._shown.setdefault(key, said)
            self._written.setdefault(one.match.call.written)

    def written(self) -> dict[str, Any]:
        """Return the variant with what its calls say, ready for JSON."""
        aliases = [name for name in self._written if name and name != self.model.name]
        extensions = [*(self.model.extensions or []), beyond.of_breaks(self._breaks, self._shown)]
        return _plain(self.model.model_copy(update={"aliases": aliases or None, "extensions": extensions}))


def variant_of(fusions: Fusions, one: Annotation, dossier: Dossier) -> "CategoricalVariant":
    """Return the fusion of a call as a categorical variant."""
    from ga4gh.cat_vrs.models import CategoricalVariant, Constraint, FeatureContextConstraint

    match = one.match
    genes = dict.fromkeys(gene for gene in (match.five, match.three) if not gene.is_unknown)
    concepts = {gene.symbol: gene_of(fusions, gene) for gene in genes}
    is_it = dossier.label == match.name
    return CategoricalVariant(
        id=expand(dossier.about) if is_it else None,
        name=match.name,
        description=wording.DISCLAIMER,
        constraints=[Constraint(root=FeatureContextConstraint(featureContext=gene)) for gene in concepts.values()],
        mappings=mappings_of(fusions, dossier.about) if is_it else None,
        extensions=beyond.of_variant(one, dossier),
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

    of_gene = gene_of(fusions, Gene(fusions.matcher.genes.symbol_of(gene), gene))
    return CategoricalVariant(
        id=expand(alteration),
        name=fusions.matcher.scope.labels[alteration],
        constraints=[Constraint(root=FeatureContextConstraint(featureContext=of_gene))],
        mappings=mappings_of(fusions, alteration),
    )


def _prognostic(fusions: Fusions, variant: "CategoricalVariant", row: Row) -> "Statement":
    from ga4gh.va_spec.base.core import Condition, Statement, VariantPrognosticProposition

    said = f"{row['factorLabel']}: {row['directionLabel']} in {row['diseaseLabel']} ({row['stanceLabel']})"
    return Statement(
        proposition=VariantPrognosticProposition(
            subjectVariant=variant,
            predicate=PREDICATES[row["directionLabel"]],
            objectCondition=Condition(root=concept(fusions, "Disease", row["disease"], row["diseaseLabel"])),
        ),
        direction="supports" if row["stanceLabel"] == "asserts" else "neutral",
        reportedIn=documents(fusions, row["claim"], row["references"]),
        extensions=[beyond.statement(row, said)],
    )


def _therapeutic(fusions: Fusions, variant: "CategoricalVariant", dossier: Dossier, option: Option) -> "Statement":
    from ga4gh.va_spec.base.core import Condition, Statement, Therapeutic, VariantTherapeuticResponseProposition

    disease = dossier.immunophenotype[0] if dossier.immunophenotype else None
    condition = disease["bearerLabel"] if disease else dossier.label
    bearer = disease["bearer"] if disease else dossier.about
    return Statement(
        proposition=VariantTherapeuticResponseProposition(
            # What stands in its other extensions is said once, of the variant itself.
            subjectVariant=variant.model_copy(update={"extensions": (variant.extensions or [])[:1]}),
            predicate="predictsSensitivityTo",
            objectTherapeutic=Therapeutic(root=concept(fusions, "Drug", option.agent, option.label)),
            conditionQualifier=Condition(root=concept(fusions, "Disease", bearer, condition)),
        ),
        direction="neutral",
        description=NEUTRAL,
        hasEvidenceLines=list(_lines(fusions, option)),
        extensions=beyond.of_option(option, dossier.chain_holds),
    )


def _lines(fusions: Fusions, option: Option) -> "Iterator[EvidenceLine]":
    for tie in option.ties:
        row = beyond.tie_of(tie)
        yield _line(fusions, "supports" if tie.stance == "asserts" else "neutral", row["said"], row)
    for finding in option.preclinical:
        direction = "supports" if finding["stanceLabel"] == "asserts" else "neutral"
        yield _line(fusions, direction, beyond.finding_of(finding), finding)
    for outcome in option.outcomes:
        yield _line(fusions, "neutral", beyond.outcome_of(outcome), outcome)
    for compared in option.comparisons:
        yield _line(fusions, "neutral", beyond.comparison_of(compared), compared)


def _line(fusions: Fusions, direction: str, said: str, row: Row) -> "EvidenceLine":
    from ga4gh.core.models import iriReference
    from ga4gh.va_spec.base.core import EvidenceLine

    claims = [expand(claim) or claim for claim in row["claim"].split(", ")]
    return EvidenceLine(
        directionOfEvidenceProvided=direction,
        description=said,
        hasEvidenceItems=[iriReference(root=claim) for claim in claims],
        reportedIn=documents(fusions, row["claim"], row["references"]),
        extensions=[beyond.statement(row, said)],
    )


def _plain(model: "CategoricalVariant | Statement") -> dict[str, Any]:
    data: dict[str, Any] = model.model_dump(mode="json", exclude_none=True)
    return data
