"""What can become of a domain when its gene breaks: the words, and the properties of the graph that say so."""

RETAINED, CUT, LOST, PARTLY_LOST, UNDECIDED, DISAGREE = (
    "retained",
    "cut",
    "lost",
    "lost at least in part",
    "not decided",
    "sources disagree",
)
# How the properties of the graph, and callers of fates, are called here.
OF_PROPERTY = {
    "iall:retainsDomain": RETAINED,
    "iall:disruptsDomain": CUT,
    "iall:losesDomain": LOST,
    "iall:losesAtLeastPartOf": PARTLY_LOST,
}
# Of what is stated of one domain the most definite is shown first.
DEFINITE = (RETAINED, LOST, CUT, PARTLY_LOST)
