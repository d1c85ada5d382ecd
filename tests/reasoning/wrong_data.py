"""Data in which a rule finds a fault, with what its message must say, and data in which only HermiT does."""

# Wrong data: what is said, the thing that clashes, the rule that finds it, and words that its message must hold.
CLASHES = {
    "gene typed as drug": (
        "gene:KMT2A a iall:Drug .",
        ("gene:KMT2A", "cax-adc", ("molecular entity", "intervention", "KMT2A is a drug")),
    ),
    "drug disrupts a protein": (
        "drug:revumenib iall:disrupts protein:menin .",
        ("protein:menin", "cax-adc", ("menin is a process", "revumenib disrupts menin", "object of “disrupts”")),
    ),
    "sample size in words": (
        'population:lestaurtinib-arm iall:sampleSize "53" .',
        ("population:lestaurtinib-arm", "dt-not-type", ("iall:sampleSize", "xsd:integer", "“53”", "xsd:string")),
    ),
    "number that is none": (
        'population:lestaurtinib-arm iall:sampleSize "many"^^xsd:integer .',
        ("population:lestaurtinib-arm", "dt-not-type", ("iall:sampleSize", "“many”")),
    ),
    "double for a decimal": (
        "outcome:lestaurtinib-arm-EFS-3y iall:value 6.3e1 .",
        ("outcome:lestaurtinib-arm-EFS-3y", "dt-not-type", ("iall:value", "xsd:decimal", "xsd:double")),
    ),
    "passage given to patients": (
        "population:lestaurtinib-arm iall:receives <https://w3id.org/iall-kg/passage/kulczycka-2024/s4-5-p2-s3> .",
        ("passage:kulczycka-2024/s4-5-p2-s3", "cax-adc", ("an intervention", "a passage", "object of “receives”")),
    ),
    "passage in a drug class": (
        "<https://w3id.org/iall-kg/passage/kulczycka-2024/s4-5-p2-s3> iall:memberOfClass drugclass:FLT3-inhibitor .",
        ("passage:kulczycka-2024/s4-5-p2-s3", "cax-adc", ("a passage", "subject of “member of class”")),
    ),
    "germline disease with a rearrangement": (
        "disease:KMT2A-germline-infant-ALL iall:characterizedBy alteration:KMT2A-rearrangement .",
        ("disease:KMT2A-germline-infant-ALL", "cax-dw", ("KMT2A-germline disease", "KMT2A-rearranged disease")),
    ),
    "alteration present and lacking": (
        "disease:AML iall:characterizedBy alteration:NPM1-mutation ; iall:lacksAlteration alteration:NPM1-mutation .",
        ("disease:AML", "prp-pdw", ("characterized by", "lacks alteration", "NPM1 mutation")),
    ),
    "subgroup of itself": (
        "population:lestaurtinib-arm iall:subgroupOf population:lestaurtinib-arm .",
        ("population:lestaurtinib-arm", "prp-irp", ("subgroup of",)),
    ),
    "subgroups of one another": (
        "population:lestaurtinib-trial iall:subgroupOf population:lestaurtinib-arm .",
        ("population:lestaurtinib-arm", "prp-asyp", ("subgroup of", "patients of the lestaurtinib trial")),
    ),
    "reciprocal fusion taken for a kind of the usual one": (
        "fusion:AFF1--KMT2A a iall:GeneFusion ; iall:threePrimePartner gene:KMT2A ; iall:subtypeOf fusion:KMT2A .",
        ("fusion:AFF1--KMT2A", "cax-dw", ("reciprocal KMT2A fusion", "breaks within", "subtype of KMT2A fusion")),
    ),
    "randomized trial of a single arm": (
        "trial:Interfant-06 a iall:SingleArmTrial .",
        ("trial:Interfant-06", "cax-adc", ("randomized trial", "single-arm trial")),
    ),
    "member of the empty class": (
        "drug:revumenib a owl:Nothing .",
        ("drug:revumenib", "cls-nothing2", ("owl:Nothing",)),
    ),
    "two properties of a disjoint group": (
        "[] a owl:AllDisjointProperties ; owl:members ( iall:activates iall:destroys ) . "
        "drug:blinatumomab iall:activates <urn:x> ; iall:destroys <urn:x> .",
        ("drug:blinatumomab", "prp-adp", ("activates", "destroys")),
    ),
    "member of a class and its complement": (
        "iall:Other a owl:Class ; owl:complementOf iall:Drug . drug:revumenib a iall:Other .",
        ("drug:revumenib", "cls-com", ("a drug", "iall:Other")),
    ),
}

# What is no OWL 2 DL: what is said, the thing, the rule, and words of the message.
OUTSIDE_DL = {
    "undeclared property": (
        "drug:revumenib iall:disrupst drug:x .",
        ("iall:disrupst", "undeclared-property", "drug:revumenib"),
    ),
    "undeclared class": ("drug:x a iall:Drugg .", ("iall:Drugg", "undeclared-class", "drug:x")),
    "property of two kinds": (
        "iall:value a owl:ObjectProperty .",
        ("iall:value", "one-kind-of-property", "owl:DatatypeProperty"),
    ),
    "literal for a thing": (
        'drug:revumenib iall:disrupts "the menin complex" .',
        ("drug:revumenib", "literal-for-thing", "the menin complex"),
    ),
    "thing for a literal": (
        "population:lestaurtinib-arm iall:sampleSize drug:revumenib .",
        ("population:lestaurtinib-arm", "thing-for-literal", "iall:sampleSize"),
    ),
    "date as a value": (
        'population:lestaurtinib-arm iall:section "2024-01-01"^^xsd:date .',
        ("population:lestaurtinib-arm", "unsupported-datatype", "xsd:date"),
    ),
    "import": (
        "<https://w3id.org/iall-kg/ontology> owl:imports <http://purl.obolibrary.org/obo/ro.owl> .",
        ("https://w3id.org/iall-kg/ontology", "import", "ro.owl"),
    ),
    "asymmetric transitive property": (
        "iall:nTerminalTo a owl:AsymmetricProperty .",
        ("iall:nTerminalTo", "simple-property", "owl:AsymmetricProperty"),
    ),
    "disjoint property that follows from a chain": (
        "iall:losesDomain owl:propertyDisjointWith iall:retainsDomain .",
        ("iall:losesDomain", "simple-property", "owl:propertyDisjointWith"),
    ),
    "chain that loops back": (
        "iall:disrupts owl:propertyChainAxiom ( iall:targetsMechanismOf iall:breaksWithin ) .",
        ("iall:disrupts", "regular-chains", "iall:targetsMechanismOf"),
    ),
}
REFUSED_BY_HERMIT = (
    "date as a value",
    "asymmetric transitive property",
    "disjoint property that follows from a chain",
    "chain that loops back",
)

# What no rule reads, so that only HermiT finds the clash.
FUNCTIONAL = """iall:hasTrialPhase a owl:FunctionalProperty . iall:Phase2 owl:differentFrom iall:Phase3 .
trial:one a iall:ClinicalTrial ; iall:hasTrialPhase iall:Phase2 , iall:Phase3 ."""
