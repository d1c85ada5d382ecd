"""Write what was recognized in a text as a draft for the curator: readable, and read by nobody else.

Comes in: the passages of a source. Goes out: Markdown, a part for each section: its passages with the things, numbers
and citations found in them, and the head of a claim for each, to copy into a TriG file. It quotes a few words only,
for a draft may be kept where the text may not.
"""

from collections.abc import Iterator
from itertools import groupby

from iall_kg.curation.recognize import mentions, quantities
from iall_kg.curation.reference_list import parse_entry
from iall_kg.curation.segment import Passage
from iall_kg.folding import fold
from iall_kg.lookup import Names
from iall_kg.names import BASE, FOREIGN_PREFIXES

CUE_WORDS = 6
# Kinds of passage from which claims are taken.
CURATED = ("Sentence", "TableTitle", "TableRow", "Legend")
WITH_REFERENCE, WITHOUT_REFERENCE = "eco:0000304", "eco:0000303"
# Kinds of thing that a curator makes for one source.
MADE = ("agent", "comparison", "event", "frequency", "graph", "outcome", "population", "statement", "study")
HEAD = """# Draft: {key}

Found in the text by rules, for a curator to judge; no command reads it and nothing of it is stated. A thing is listed
where one of its names stands; the name may mean something else. A number is listed with the words before it, its unit,
and the citation that comes next. What the data do not know is not listed. Of the {count} passages, {curated} may bear
claims.

Begin each TriG file with these lines:

```turtle
{prefixes}
```
"""


def draft(key: str, passages: list[Passage], text: str, names: Names) -> str:
    """Return the draft; the same text and the same data give the same draft."""
    entries = {p.cites[0]: parse_entry(text[p.start : p.end]).title for p in passages if p.kind == "Entry"}
    chosen = [passage for passage in passages if passage.kind in CURATED]
    kinds = {thing.split(":")[0] for p in chosen for m in mentions(_span(p, text), names) for thing in m.things}
    prefixes = "\n".join(f"@prefix {prefix}: <{iri}> ." for prefix, iri in sorted(_prefixes(key, kinds).items()))
    parts = [HEAD.format(key=key, count=len(passages), curated=len(chosen), prefixes=prefixes)]
    for section, members in groupby(chosen, key=lambda passage: passage.section):
        inside = list(members)
        parts.append(f"## {section}\n")
        parts += ["\n".join(_passage(passage, text, names)) + "\n" for passage in inside]
        parts.append("```turtle\n" + "\n\n".join(map(_claim, inside)) + "\n```\n")
    cited = [f"- [{number}] {title}" for number, title in entries.items()]
    parts.append("\n".join(["## References as read\n", *cited]) + "\n")
    return "\n".join(parts)


def _passage(passage: Passage, text: str, names: Names) -> Iterator[str]:
    span = _span(passage, text)
    words = span.split()
    cue = " ".join(words[:CUE_WORDS]) + (" …" if len(words) > CUE_WORDS else "")
    yield f"### {passage.place}\n\n*{cue.replace('*', '')}* {_cited(passage)}\n"
    for found in mentions(span, names):
        yield f"- `{'` or `'.join(found.things)}`: {found.words}"
    for quantity in quantities(span, passage.cites or passage.context_cites):
        unit = quantity.unit if quantity.unit in ("", "%") else f" {quantity.unit}"
        yield f"- **{quantity.number}{unit}** after *{quantity.before}* {_numbers(quantity.cites)}".rstrip()


def _span(passage: Passage, text: str) -> str:
    return fold(text[passage.start : passage.end])


def _cited(passage: Passage) -> str:
    if passage.cites:
        return _numbers(passage.cites)
    return f"{_numbers(passage.context_cites)} in context" if passage.context_cites else "cites nothing"


def _numbers(cites: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, cites))}]" if cites else ""


def _claim(passage: Passage) -> str:
    """Return the head of a claim, still without what it states."""
    evidence = WITH_REFERENCE if passage.cites or passage.context_cites else WITHOUT_REFERENCE
    place = passage.place
    return (
        f"claim:{place} a iall:Claim ; iall:fromPassage passage:{place} ; iall:stance iall:Asserts ;\n"
        f'  iall:evidenceType {evidence} ; iall:curatedBy agent:curators ; iall:curatedOn "…"^^xsd:date .\n'
        f"claim:{place} {{\n}}"
    )


def _prefixes(key: str, kinds: set[str]) -> dict[str, str]:
    """Return the prefixes that a file of this source needs, also for the kinds of thing of which it speaks."""
    owned = {kind: f"{BASE}{kind}/{key}/" for kind in ("claim", "passage")} | {"ref": f"{BASE}reference/{key}/"}
    shared = {kind: f"{BASE}{kind}/" for kind in {*kinds, *MADE} if kind not in FOREIGN_PREFIXES}
    return shared | owned | {name: FOREIGN_PREFIXES[name] for name in ("iall", "eco", "rdfs", "xsd")}
