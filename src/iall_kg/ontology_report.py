"""Check the ontology as ROBOT's report and FOOPS! would: labels, definitions, metadata, reuse of vocabularies.

Comes in: the loaded sources. Goes out: the checks of `queries/ontology` with what each found. What only the live
web can answer (whether addresses resolve, content negotiation, registries) is left out.
References: http://robot.obolibrary.org/report and https://w3id.org/foops/
"""

from dataclasses import dataclass

from iall_kg.content import Content
from iall_kg.faults import Fault
from iall_kg.load import Sources
from iall_kg.validate import run_check

# What the names of the stored checks begin with, and after which tool they are made.
TOOLS = {"robot-": "ROBOT report", "fair-": "FOOPS!"}


@dataclass(frozen=True, slots=True)
class OntologyReport:
    """The faults of each check by its name; a check without faults passes."""

    faults: dict[str, list[Fault]]

    def score(self, prefix: str = "") -> tuple[int, int]:
        """Return how many checks pass, and how many there are, of those whose names begin like this."""
        found = [faults for name, faults in self.faults.items() if name.startswith(prefix)]
        return sum(1 for faults in found if not faults), len(found)

    @property
    def conforms(self) -> bool:
        """Whether no check of severity violation fails."""
        return not any(fault.severity == "violation" for faults in self.faults.values() for fault in faults)


def check_ontology(sources: Sources, content: Content) -> OntologyReport:
    """Return what the stored checks of the ontology find; one that looks at nothing fails."""
    report: dict[str, list[Fault]] = {}
    for path in sorted((content.queries / "ontology").glob("*.rq")):
        found, count = run_check(sources, path)
        if not count:
            found = [Fault("violation", path.stem, "The check found nothing to look at: mend it.", "", "")]
        report[path.stem] = sorted(found, key=lambda fault: (fault.where, fault.node, fault.message))
    return OntologyReport(report)
