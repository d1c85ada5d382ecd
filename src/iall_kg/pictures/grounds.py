"""On what grounds a fact stands, and the line that tells it: always beside the word, never alone."""

STATED, CURATORS, HEDGED, INFERRED = "stated", "read by the curators", "hedged", "inferred"
SET_ASIDE, DENIED = "set aside", "denied"
DASHES = {STATED: "", CURATORS: "7 3", HEDGED: "2 3", INFERRED: "8 3 1 3", SET_ASIDE: "1 4", DENIED: "1 4"}
MEANINGS = {
    STATED: "stated in the source",
    CURATORS: "read out of the source by the curators",
    HEDGED: "hedged: the source offers it as possible or expected",
    INFERRED: "inferred by rules from stated facts",
    SET_ASIDE: "set aside: a conflict was settled for another reading",
    DENIED: "denied by the source",
}
