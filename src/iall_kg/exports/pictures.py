"""Pictures as SVG files that stand alone: the whole ones, and those of each fusion, drug, class and trial.

A link leads to the address of the thing itself. The style that pages keep in a file of their own is put inside, with
rules for a dark screen.
"""

from importlib.resources import files

from iall_kg.exports.files import Files
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE, THINGS_GRAPH, kind_of
from iall_kg.pictures import domains, mechanism, neighbourhood, survival
from iall_kg.statements import match

DRAWN = {
    "domains": domains.draw,
    "mechanism": mechanism.draw,
    "neighbourhood": neighbourhood.draw,
    "survival": survival.draw,
}
KINDS = ("fusion", "drug", "drugclass", "trial")
DARK = "@media (prefers-color-scheme: dark) { svg { color: #e8e8e8; background: #161616; } }"


def pictures(kg: KnowledgeGraph) -> Files:
    """Return the pictures that are not empty, by file names such as `mechanism-drug-revumenib.svg`."""
    style = files("iall_kg.pictures").joinpath("pictures.css").read_text(encoding="utf-8")
    subjects = {quad.subject.value for quad in match(kg.store, None, None, None, THINGS_GRAPH)}
    found = {}
    for thing in (None, *sorted(iri for iri in subjects if kind_of(iri) in KINDS)):
        for name, draw in DRAWN.items():
            svg = draw(kg, str, thing=thing).svg
            if svg:
                place = f"-{thing.removeprefix(BASE).replace('/', '-')}" if thing else ""
                found[f"{name}{place}.svg"] = _alone(svg, style).encode()
    return found


def _alone(svg: str, style: str) -> str:
    # The words of a picture are escaped, so this is the end of its own description.
    inside = svg.replace("</desc>", f"</desc><style>\n{style}{DARK}\n</style>", 1)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{inside}\n'
