"""Which columns the table of each kind of observation has."""

from dataclasses import dataclass

import pyoxigraph as ox

from iall_kg.names import IALL
from iall_kg.pages.cells import (
    Column,
    evidence,
    first_of,
    itself,
    links,
    named_by,
    patients,
    side,
    standing,
    texts,
    value,
)


@dataclass(frozen=True, slots=True)
class Shape:
    """The title of a table, the kinds of things that are its rows with the class of them all, and its columns."""

    title: str
    kinds: tuple[str, ...]
    of: ox.NamedNode
    columns: tuple[Column, ...]


STUDY = Column("study", links(IALL.ofStudy), names=True)
POPULATION = Column("in whom", links(IALL.inPopulation), names=True)
PATIENTS = Column("patients", patients)
DISEASE = Column("disease", links(IALL.inDisease), names=True)
MEASURE = Column("measure", links(IALL.measure), names=True)
TIME = Column("time point", links(IALL.atTime), names=True)
LAST = (Column("standing", standing), Column("evidence", evidence()))

KINDS = {
    "outcomes": Shape(
        "Outcomes",
        ("outcome",),
        IALL.Outcome,
        (STUDY, MEASURE, TIME, Column("value as printed", value), POPULATION, PATIENTS, *LAST),
    ),
    "comparisons": Shape(
        "Comparisons",
        ("comparison",),
        IALL.Comparison,
        (
            STUDY,
            Column("comparison", itself),
            MEASURE,
            Column("first", side(IALL.interventionOutcome, IALL.interventionPopulation)),
            Column("against", side(IALL.comparatorOutcome, IALL.comparatorPopulation)),
            Column("verdict", links(IALL.significance, IALL.direction)),
            Column("p", texts(IALL.pValue)),
            *LAST,
        ),
    ),
    "adverse-events": Shape(
        "Adverse events",
        ("event",),
        IALL.AdverseEventReport,
        (
            Column("event", links(IALL.event), names=True),
            Column("as printed", value),
            Column("highest grade", texts(IALL.maximumGrade)),
            Column("fatal", texts(IALL.fatal)),
            Column("attributed to", links(IALL.attributedTo), names=True),
            POPULATION,
            PATIENTS,
            DISEASE,
            STUDY,
            *LAST,
        ),
    ),
    "frequencies": Shape(
        "Frequencies",
        ("frequency",),
        IALL.FrequencyObservation,
        (
            Column("found", links(IALL.observes), names=True),
            Column("among", links(IALL.amongst), names=True),
            Column("as printed", value),
            TIME,
            STUDY,
            *LAST,
        ),
    ),
    "prognosis": Shape(
        "Prognosis",
        ("association",),
        IALL.PrognosticAssociation,
        (
            Column("factor", links(IALL.factor), names=True),
            Column("direction", named_by(IALL.direction)),
            Column("of", links(IALL.measure, IALL.atTime)),
            Column("said of it", links(IALL.independence, IALL.significance)),
            DISEASE,
            POPULATION,
            PATIENTS,
            STUDY,
            *LAST,
        ),
    ),
    "findings": Shape(
        "Preclinical findings",
        ("finding",),
        IALL.PreclinicalFinding,
        (
            Column("finding", itself),
            Column("agent", links(IALL.ofAgent), names=True),
            Column("model", links(IALL.inModel), names=True),
            Column("effect", links(IALL.showsEffect), names=True),
            Column("in words", texts(IALL.paraphrase)),
            DISEASE,
            STUDY,
            *LAST,
        ),
    ),
    "uses": Shape(
        "Use in regimens and studies",
        ("use",),
        IALL.TherapyUse,
        (
            Column("therapy", links(IALL.ofTherapy), names=True),
            Column("in", links(IALL.inRegimen), names=True),
            Column("dose", texts(IALL.doseLevel, IALL.doseAsPrinted)),
            Column("route", texts(IALL.route)),
            Column("schedule", texts(IALL.scheduleInWords)),
            Column("in words", texts(IALL.paraphrase)),
            POPULATION,
            Column("use", itself),
            *LAST,
        ),
    ),
    "populations": Shape(
        "Patients and arms",
        ("population", "riskgroup"),
        IALL.Population,
        (
            Column("group", itself),
            Column("patients", texts(IALL.sampleSize)),
            Column("ages", links(IALL.ageGroup)),
            Column("disease", links(IALL.hasDisease, IALL.inStatus), names=True),
            Column("criteria", first_of(texts(IALL.criteriaInWords), links(IALL.hasCriterion))),
            Column("received", links(IALL.receives, IALL.usesProtocol), names=True),
            Column("part of", links(IALL.subgroupOf), names=True),
            STUDY,
            *LAST,
        ),
    ),
    "coordinates": Shape(
        "Coordinates of regions",
        ("coordinates",),
        IALL.RegionCoordinates,
        (
            Column("region", links(IALL.coordinatesOf), names=True),
            Column("on sequence", links(IALL.onSequence), names=True),
            Column("first residue", texts(IALL.firstResidue)),
            Column("last residue", texts(IALL.lastResidue)),
            Column("as printed", texts(IALL.featureAsPrinted, IALL.signatureAsPrinted)),
            *LAST,
        ),
    ),
}

STUDIES = Shape(
    "Trials and studies",
    ("trial", "study"),
    IALL.Study,
    (
        Column("study", itself),
        Column("tests", links(IALL.evaluates), names=True),
        Column("phase", links(IALL.hasTrialPhase)),
        Column("status as read", links(IALL.hasStatus)),
        Column("read on", texts(IALL.statusReadOn)),
        Column("disease", links(IALL.studiesDisease), names=True),
        Column("by", links(IALL.responsibleParty, IALL.conductedBy)),
        Column("evidence", evidence(IALL.evaluates, IALL.hasTrialPhase, IALL.hasStatus)),
    ),
)
