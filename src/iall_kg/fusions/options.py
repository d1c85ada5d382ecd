"""Gather for each agent what ties it to a rearrangement, how it was tested, in whom, with what result and what risk.

Nothing is ranked by merit. Agents come in the order of how the source ties them to the rearrangement, then by name;
the order is explained beside the table. Negative results and harms stand where the others stand.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from iall_kg.fusions.facts import Facts, Row
from iall_kg.fusions.mechanism import Cut

MECHANISM, IMMUNOPHENOTYPE, FEATURE, TESTED = (
    "mechanism of the fusion",
    "immunophenotype",
    "other feature of the disease",
    "tested; no tie stated",
)
TIES = (MECHANISM, IMMUNOPHENOTYPE, FEATURE, TESTED)
CRITERIA = (
    "Agents are listed by how the source ties them to the rearrangement: first those that act on the chain from the "
    "fusion to what it drives; then those that target an antigen of the typical immunophenotype; then those that act "
    "on another stated feature of the disease; last those that a study tests without a tie that the source states. "
    "Within each group the order is alphabetical. The order says nothing of how well an agent works."
)
ACTING = ("iall:targets", "iall:inhibits", "iall:reverses", "iall:disrupts")
AGE, ENTRY = "age of the patients", "criterion of entry"


@dataclass(frozen=True, slots=True)
class Tie:
    """One statement that ties an agent to the rearrangement or its disease."""

    kind: str
    text: str
    stance: str
    claim: str
    section: str
    references: str


@dataclass(slots=True)
class Option:
    """One agent with all that the source says of it for this disease. Rows are those of the stored questions."""

    agent: str
    label: str
    classes: list[str]
    ties: list[Tie]
    preclinical: list[Row] = field(default_factory=list)
    trials: list[Row] = field(default_factory=list)
    outcomes: list[Row] = field(default_factory=list)
    comparisons: list[Row] = field(default_factory=list)
    harms: list[Row] = field(default_factory=list)
    remarks: list[Row] = field(default_factory=list)

    @property
    def tie(self) -> str:
        """The closest tie of the agent."""
        return min((tie.kind for tie in self.ties), key=TIES.index, default=TESTED)


def options_for(facts: Facts, gene_symbol: str, about: tuple[str, ...], cuts: list[Cut]) -> list[Option]:
    """Return the agents for a rearrangement of a gene, in the order that CRITERIA explains."""
    diseases = diseases_of(facts, gene_symbol, about)
    agents: dict[str, Row] = {}
    classes: dict[str, set[str]] = defaultdict(set)
    for row in facts.rows("agents"):
        agents[row["agent"]] = row
        if row["class"]:
            classes[row["agent"]].add(row["class"])
    found = []
    for agent, row in agents.items():
        # What is stated of the members of a class is what ties the class.
        of = [agent, *(member for member, its in classes.items() if agent in its)]
        ties = [
            tie
            for a in of
            for tie in (*_mechanism(a, cuts), *_antigens(facts, a, diseases), *_features(facts, a, diseases))
        ]
        labels = sorted({r["classLabel"] for r in facts.rows("agents") if r["agent"] == agent and r["classLabel"]})
        option = Option(agent, row["agentLabel"], labels, _merged(ties))
        _fill(option, facts, classes[agent])
        # The preclinical findings of a class stand with its members.
        if row["kind"] != "iall:DrugClass" or option.outcomes or option.trials or option.harms:
            found.append(option)
    return sorted(found, key=lambda option: (TIES.index(option.tie), option.label.casefold()))


def diseases_of(facts: Facts, gene_symbol: str, about: tuple[str, ...]) -> dict[str, str]:
    """Return the diseases that a rearrangement characterizes, and those that are named after it."""
    found = {}
    for row in facts.rows("disease-alterations"):
        named_after = row["diseaseLabel"].startswith(f"{gene_symbol}-rearranged")
        if row["feature"] in about or named_after:
            found[row["disease"]] = row["diseaseLabel"]
    return found


def _merged(ties: list[Tie]) -> list[Tie]:
    """Return each tie once, with all the places where it is stated."""
    merged: dict[tuple[str, str, str], Tie] = {}
    for tie in ties:
        key = (tie.kind, tie.text, tie.stance)
        known = merged.get(key)
        if known is None:
            merged[key] = tie
        elif tie.claim not in known.claim.split(", "):
            merged[key] = Tie(
                *key,
                f"{known.claim}, {tie.claim}",
                f"{known.section}; {tie.section}",
                f"{known.references}; {tie.references}",
            )
    return list(merged.values())


def _mechanism(agent: str, cuts: list[Cut]) -> list[Tie]:
    return [Tie(MECHANISM, c.text, c.stance, c.claim, c.section, c.references) for c in cuts if c.agent == agent]


def _antigens(facts: Facts, agent: str, diseases: dict[str, str]) -> list[Tie]:
    ties = []
    expressed = {
        row["antigen"]: row
        for row in facts.rows("immunophenotype")
        if row["bearer"] in diseases and row["relation"] == "iall:expressesAntigen"
    }
    for row in facts.rows("drug-targets"):
        if row["drug"] != agent or row["relation"] != "iall:targets" or not row["target"].startswith("antigen:"):
            continue
        antigen = expressed.get(row["target"])
        if antigen is not None:
            text = (
                f"{row['actorLabel']} targets {row['targetLabel']}; typical of {antigen['bearerLabel']} "
                f"({antigen['section']} [{antigen['references']}])"
            )
            ties.append(_tie(IMMUNOPHENOTYPE, text, row))
        elif any(r["drug"] == agent and r["target"] in expressed for r in facts.rows("drug-targets")):
            text = f"{row['actorLabel']} targets {row['targetLabel']}; not stated for the typical immunophenotype"
            ties.append(_tie(IMMUNOPHENOTYPE, text, row))
    return ties


def _features(facts: Facts, agent: str, diseases: dict[str, str]) -> list[Tie]:
    ties = []
    for feature in facts.rows("disease-alterations"):
        if feature["disease"] not in diseases:
            continue
        things = {feature["feature"], feature["molecule"], feature["product"]} - {""}
        for row in facts.rows("drug-targets"):
            if row["drug"] == agent and row["relation"] in ACTING and row["target"] in things:
                text = (
                    f"{row['actorLabel']} {row['relationLabel']} {row['targetLabel']}; {feature['diseaseLabel']} "
                    f"characterized by {feature['featureLabel']} ({feature['section']} [{feature['references']}])"
                )
                ties.append(_tie(FEATURE, text, row))
    return ties


def _tie(kind: str, text: str, row: Row) -> Tie:
    return Tie(kind, text, row["stanceLabel"], row["claim"], row["section"], row["references"])


def _fill(option: Option, facts: Facts, classes: set[str]) -> None:
    """Add tests, results and harms. What is said of a class in the laboratory is said of its members too, as such."""
    option.preclinical = [r for r in facts.rows("preclinical-findings") if r["agent"] in {option.agent, *classes}]
    tested = {row["study"] for row in facts.rows("studies-of-therapy") if row["therapy"] == option.agent}
    option.outcomes = [
        r for r in facts.rows("outcomes-of-a-drug") if r["drug"] == option.agent and r["study"] in tested
    ]
    option.comparisons = [r for r in facts.rows("comparisons") if r["study"] in tested]
    option.harms = [r for r in facts.rows("novel-agent-adverse-events") if r["agent"] == option.agent]
    option.trials = _trials(facts, option.agent)
    antigens = {r["target"] for r in facts.rows("drug-targets") if r["drug"] == option.agent}
    named = {option.agent, *classes} | _classes_against(facts, antigens)
    kinds = ("iall:Concern", "iall:KnowledgeGap", "iall:Conclusion", "iall:Recommendation")
    remarks: dict[str, Row] = {}
    for row in facts.rows("statements-about"):
        if row["thing"] in named and row["kind"] in kinds:
            remarks.setdefault(row["statement"], row)
    option.remarks = list(remarks.values())


def _classes_against(facts: Facts, antigens: set[str]) -> set[str]:
    """Return the classes, such as CD19-targeted therapy, that are defined by an antigen which the agent targets."""
    found = set()
    for row in facts.rows("class-targets"):
        if row["target"] in antigens:
            found.add(row["class"])
    return found


def _trials(facts: Facts, agent: str) -> list[Row]:
    """Return the trials of an agent, those of the source's table of trials with status and date of reading."""
    listed = {row["trial"]: row for row in facts.rows("trials") if row["drug"] == agent}
    trials: list[Row] = []
    for row in facts.rows("studies-of-therapy"):
        if row["therapy"] != agent or row["kind"] != "iall:ClinicalTrial":
            continue
        known = listed.get(row["study"], {})
        if any(trial["trial"] == row["study"] for trial in trials):
            continue
        entry = [r for r in facts.rows("trial-eligibility") if r["study"] == row["study"] and r["therapy"] == agent]
        patients = {r["conditionLabel"] for r in entry if r["aspect"] == "disease of the patients"}
        ages = {r["conditionLabel"] for r in entry if r["aspect"] == AGE}
        ages |= {r["requiredLabel"] for r in entry if r["required"].startswith("agegroup:")}
        trials.append(
            {
                "trial": row["study"],
                "trialLabel": row["studyLabel"],
                "nctId": known.get("nctId", ""),
                "phase": known.get("phaseLabel", row["phaseLabel"]),
                "phaseElsewhere": known.get("phaseElsewhereLabel", ""),
                "status": known.get("statusLabel", ""),
                "statusElsewhere": known.get("statusElsewhereLabel", ""),
                "readOn": known.get("readOn", ""),
                "organization": known.get("organizationLabel", ""),
                "ages": "; ".join(sorted(ages)),
                "ageLimits": "; ".join(
                    sorted({_limit(r) for r in entry if r["variableLabel"].startswith("age")} - {""})
                ),
                "patients": "; ".join(sorted(patients)),
                "criteria": "; ".join(sorted({r["conditionLabel"] for r in entry if r["aspect"] == ENTRY})),
                "claim": known.get("claim", row["claim"]),
                "section": known.get("section", row["section"]),
                "references": known.get("references", row["references"]),
            }
        )
    return trials


def _limit(row: Row) -> str:
    """Return a limit of age as printed or as recorded."""
    if row["valueAsPrinted"]:
        return row["valueAsPrinted"]
    return (
        " ".join(part for part in (row["comparator"], row["threshold"], row["unit"]) if part) or row["conditionLabel"]
    )
