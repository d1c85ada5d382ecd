"""Small sources beside a small ontology, from which conclusions follow that need facts of several of them."""

from collections.abc import Callable

from iall_kg.content import Content
from iall_kg.names import BASE, FOREIGN_PREFIXES

KINDS = ("drug", "drugclass", "interaction", "trial", "phase", "process", "graph")
SHARED = "\n".join(f"@prefix {p}: <{iri}> ." for p, iri in FOREIGN_PREFIXES.items()) + "".join(
    f"\n@prefix {kind}: <{BASE}{kind}/> ." for kind in KINDS
)
# Chains, inverses, defined classes and transitivity, so that conclusions need facts of several sources.
ONTOLOGY = f"""{SHARED}
iall:disrupts a owl:ObjectProperty ; rdfs:domain iall:Agent ; rdfs:range iall:Interaction .
iall:requiredFor a owl:ObjectProperty , owl:TransitiveProperty ; rdfs:range iall:Process .
iall:hits a owl:ObjectProperty ; owl:propertyChainAxiom ( iall:disrupts iall:requiredFor ) .
iall:isHitBy a owl:ObjectProperty ; owl:inverseOf iall:hits .
iall:Hitter owl:equivalentClass [ owl:onProperty iall:hits ; owl:someValuesFrom iall:Process ] .
iall:Both owl:equivalentClass [ owl:intersectionOf ( iall:Agent
  [ owl:onProperty iall:memberOfClass ; owl:hasValue drugclass:x ] ) ] .
"""
THINGS = f'{SHARED}\ndrug:a a iall:Drug ; rdfs:label "a" .\n'

Files = dict[str, str]
Make = Callable[[Files], Content]


def source(key: str, *stated: str, conflicts: str = "", things: str = "") -> Files:
    """Return the files of a small source: claims c1, c2 … with a stance and what they state."""
    owned = "".join(f"\n@prefix {k}: <{BASE}{k}/{key}/> ." for k in ("claim", "passage", "conflict", "reference"))
    text = [SHARED, owned, 'passage:p1 iall:section "1" ; iall:citesAsPrinted reference:7 .', things]
    for number, words in enumerate(stated, 1):
        stance, facts = words.split(" ", 1)
        name = f"claim:c{number}"
        text.append(
            f"{name} a iall:Claim ; iall:fromPassage passage:p1 ; iall:stance iall:{stance} .\n{name} {{ {facts} }}"
        )
    files = {f"data/sources/{key}/s1.trig": "\n".join(text)}
    if conflicts:
        files[f"data/sources/{key}/conflicts.ttl"] = f"{SHARED}{owned}\n{conflicts}"
    return files


BASE_FILES = {"ontology/iall.ttl": ONTOLOGY, "data/things.ttl": THINGS}
FIRST = source("first", "Asserts drug:a iall:disrupts interaction:i .", "Hedges drug:b iall:disrupts interaction:j .")

ADDED = {
    "a fact of its own": source("second", "Asserts drug:z iall:memberOfClass drugclass:y ."),
    "a fact that is there": source("second", "Asserts drug:a iall:disrupts interaction:i ."),
    "a fact that was hedged": source("second", "Asserts drug:b iall:disrupts interaction:j ."),
    "what was inferred before": source("second", "Asserts drug:a a iall:Agent ."),
    "the other half of a chain": source("second", "Asserts interaction:i iall:requiredFor process:p ."),
    "the other half of a class": source("second", "Asserts drug:a iall:memberOfClass drugclass:x ."),
    "things of its own": source(
        "second", "Hedges drug:q iall:hits drug:a .", things="graph:things { drug:q a iall:Drug . }"
    ),
    "nothing asserted": source("second", "Denies drug:a iall:hits process:p ."),
    "two sources at once": source("second", "Asserts interaction:i iall:requiredFor process:p .")
    | source("third", "Asserts process:p iall:requiredFor process:q ."),
    "letters of all kinds": source(
        "second", 'Asserts drug:a iall:note "ä \\"x\\" \\n <y> ._" , "\\U0001F600"@en , 1.50 .'
    ),
    "a key that begins like another": source("first-b", "Asserts drug:c iall:disrupts interaction:i ."),
}
