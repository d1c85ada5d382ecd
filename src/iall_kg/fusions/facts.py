"""Read what the graph holds for the annotation of fusions: each stored query is answered once and kept.

The queries stand in `queries/fusions`, beside the stored questions of which the answers are used too.
"""

from functools import cached_property
from pathlib import Path

from iall_kg.errors import BuildError
from iall_kg.graph import KnowledgeGraph
from iall_kg.results import Answer
from iall_kg.stored_queries import StoredQuery, answer, read_queries

Row = dict[str, str]
# The columns of stored questions on which the annotation relies; a question may have more.
USED = {
    "comparisons": "comparison study comparisonLabel firstLabel firstValue secondLabel secondValue pValue studyLabel "
    "significanceLabel directionLabel measureLabel stanceLabel",
    "domain-fate": "fusion domain fate status statedOfLabel",
    "drug-targets": "drug drugLabel actor actorLabel relation relationLabel target targetLabel stanceLabel",
    "drugs-for-fusion-mechanism": "drug drugLabel fusion",
    "frequencies": "observed observedLabel amongst amongstLabel asPrinted",
    "fusions-of-gene": "gene fusion fusionLabel translocation translocationLabel",
    "immunophenotype": "bearer bearerLabel relation relationLabel antigen antigenLabel",
    "novel-agent-adverse-events": "agent studyLabel eventLabel grade numerator denominator fatal populationLabel size",
    "outcomes-of-a-drug": "drug study studyLabel populationLabel size measureLabel timepointLabel valueAsPrinted "
    "numerator denominator significanceLabel stanceLabel outcome",
    "preclinical-findings": "agent agentLabel findingLabel modelLabel diseaseLabel effectLabel paraphrase stanceLabel",
    "prognostic-factors": "factor factorLabel directionLabel independenceLabel diseaseLabel measureLabel stanceLabel",
    "statements-about": "thing kind kindLabel paraphrase statement stanceLabel",
    "studies-of-therapy": "therapy study studyLabel kind phaseLabel",
    "trial-eligibility": "study therapy aspect conditionLabel variableLabel comparator threshold unit valueAsPrinted "
    "required requiredLabel",
    "trials": "trial nctId drug phaseLabel phaseElsewhereLabel statusLabel statusElsewhereLabel readOn "
    "organizationLabel",
}
EVIDENCE = ("claim", "section", "references")


class Facts:
    """The answers of stored queries over one graph, as rows of plain text; what is not bound is empty."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self.kg = kg
        self._known: dict[str, list[Row]] = {}

    @cached_property
    def _own(self) -> dict[str, StoredQuery]:
        folder: Path = self.kg.content.queries / "fusions"
        return read_queries(folder)

    def rows(self, name: str) -> list[Row]:
        """Return the rows of a query of `queries/fusions`, or else of a stored question.

        Raises BuildError if a stored question no longer has a column that is used here.
        """
        if name not in self._known:
            found = answer(self.kg.store, self._own[name].sparql) if name in self._own else self._asked(name)
            self._known[name] = [{column: text or "" for column, text in row.items()} for row in found]
        return self._known[name]

    def _asked(self, name: str) -> Answer:
        found = self.kg.query(name)
        missing = [column for column in (*USED[name].split(), *EVIDENCE) if column not in found.columns]
        if missing:
            raise BuildError(f"The stored query {name} lacks {', '.join(missing)}, on which the fusions rely.")
        return found
