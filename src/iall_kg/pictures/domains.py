"""Draw the domains of the rearranged gene's protein in the order of the source, and beside them each fusion.

The order is that of the source, not to scale. Below the whole protein stands one row a fusion: what becomes of each
domain, and whether the text states it, a figure shows it, or it is inferred. A table below the rows says what each
domain does, as stated. This module draws; `domain_facts` reads.
"""

from iall_kg.fate_words import CUT, LOST, RETAINED
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import kind_of
from iall_kg.pictures import fate_boxes, grounds
from iall_kg.pictures.domain_facts import (
    FIGURE,
    INFERRED,
    STATED,
    Domain,
    Fate,
    Function,
    FusionRow,
    Protein,
    read_protein,
)
from iall_kg.pictures.legend import Entry, legend
from iall_kg.pictures.measure import shortened, wrap
from iall_kg.pictures.picture import NOTHING, Href, Picture, TooLargeError, too_large
from iall_kg.pictures.svg import (
    INK,
    LINE,
    SIZE,
    Look,
    frame,
    key_of,
    line,
    lines,
    link,
    number,
    rectangle,
    text,
    told,
)

LEFT, CELL, PARTNER, EDGE = 178.0, 60.0, 92.0, 6.0
PROTEIN_TOP, BOX, ROWS_TOP, ROW, CELL_HEIGHT = 58.0, 30.0, 132.0, 44.0, 34.0
SMALL = 9.5
BREAK = "#d55e00"
DASHES = {
    STATED: grounds.DASHES[grounds.STATED],
    FIGURE: grounds.DASHES[grounds.CURATORS],
    INFERRED: grounds.DASHES[grounds.INFERRED],
}
SHORT = {STATED: "stated", FIGURE: "figure", INFERRED: "inferred"}
HEADERS = (
    *("fusion or protein", "3′ partner", "subunit", "domain", "fate or function", "basis", "stated or inferred of"),
    *("section", "references"),
)


def draw(graph: KnowledgeGraph, href: Href, *, thing: str | None = None) -> Picture:
    """Return the domains and all fusions of the gene, or one fusion if `thing` is its IRI; nothing for other things.

    `href` turns the IRI of a thing into the address of its page.
    """
    if thing is not None and kind_of(thing) != "fusion":
        return NOTHING
    try:
        protein = read_protein(graph, thing)
    except TooLargeError as error:
        return too_large("Domains of the protein and what becomes of them in the fusions", str(error))
    fusions = [fusion for fusion in protein.fusions if thing in (None, fusion.iri)]
    if not protein.domains or not fusions:
        return NOTHING
    names = fusions[0].label if thing else "the fusions of its gene"
    title = f"Domains of {protein.label} and what becomes of them in {names}"
    rows = [_fate_row(f, d, fate) for f in fusions for d in protein.domains for fate in f.fates.get(d.iri, [])]
    rows += [_function_row(protein, domain, each) for domain in protein.domains for each in domain.does]
    return Picture(_svg(protein, fusions, title, href), title, HEADERS, rows)


def _fate_row(fusion: FusionRow, domain: Domain, fate: Fate) -> tuple[str, ...]:
    place = (fusion.label, fusion.partner_label, domain.subunit_label, domain.label)
    return (*place, fate.word, fate.status, fate.stated_of, fate.section, fate.references)


def _function_row(protein: Protein, domain: Domain, does: Function) -> tuple[str, ...]:
    place = (protein.label, "", domain.subunit_label, domain.label)
    return (*place, f"{does.relation} {does.object}", does.status, protein.label, does.section, does.references)


def _svg(protein: Protein, fusions: list[FusionRow], title: str, href: Href) -> str:
    key = key_of("domains", title)
    hatch = f"hatch-{key}"
    width = LEFT + CELL * len(protein.domains) + 10 + PARTNER + EDGE
    below = ROWS_TOP + ROW * len(fusions)
    notes = _notes(protein, fusions, width)
    signs, y = legend(_signs(hatch), below + 26 + 12 * len(notes), width)
    does, height = _functions(protein, y, width, href)
    parts = [
        fate_boxes.hatching(hatch),
        _break_band(protein, below),
        _whole_protein(protein, hatch, href),
        *(_fusion(protein, fusion, ROWS_TOP + ROW * at, hatch, href) for at, fusion in enumerate(fusions)),
        lines(0, below + 20, notes, Look(size=10)),
        signs,
        does,
    ]
    return frame((title, _description(protein, fusions)), (width, height), "".join(parts), key)


def _x(protein: Protein, domain: Domain) -> float:
    return LEFT + CELL * protein.domains.index(domain)


def _whole_protein(protein: Protein, hatch: str, href: Href) -> str:
    name = shortened(protein.label, LEFT - 10, 12, bold=True)
    parts = [
        link(
            href(protein.iri),
            text(0, PROTEIN_TOP + 13, name, Look(size=12, bold=True)),
        ),
        text(0, PROTEIN_TOP + 26, "in the order of the source,", Look(size=SMALL)),
        text(0, PROTEIN_TOP + 37, "not to scale", Look(size=SMALL)),
    ]
    for subunit in dict.fromkeys((d.subunit, d.subunit_label) for d in protein.domains):
        mine = [d for d in protein.domains if d.subunit == subunit[0]]
        start, end = _x(protein, mine[0]) + 2, _x(protein, mine[-1]) + CELL - 2
        path = f"M{number(start)} {number(PROTEIN_TOP - 4)}v-5H{number(end)}v5"
        bracket = f'<path d="{path}" fill="none" stroke="currentColor"/>'
        shown = shortened(subunit[1], end - start, SIZE, bold=True)
        name = text((start + end) / 2, PROTEIN_TOP - 14, shown, Look(anchor="middle", bold=True))
        parts.append(link(href(subunit[0]), bracket + name))
    for domain in protein.domains:
        name = domain.short + (f" ×{domain.repeats}" if domain.repeats else "")
        words = domain.label + (f", {domain.repeats} of them" if domain.repeats else "")
        shown = _centred(_x(protein, domain) + CELL / 2, PROTEIN_TOP, BOX, wrap(name, CELL - 8, SIZE)[:2])
        parts.append(
            link(
                href(domain.iri),
                told(words, fate_boxes.box((_x(protein, domain) + 1.5, PROTEIN_TOP, CELL - 3, BOX), "", hatch, shown)),
            )
        )
    for cleavage in protein.cleavages:
        beside = [protein.domains.index(d) for d in protein.domains if d.iri in cleavage.beside]
        x = LEFT + CELL * max(beside)
        shown = shortened(f"cleaved by {cleavage.enzyme_label}", 2 * (_x(protein, protein.domains[-1]) - x), SMALL)
        name = text(x, 12, shown, Look(size=SMALL, anchor="middle"))
        cut = line((x, 17), (x, PROTEIN_TOP + BOX + 6), dash="5 3", width=1.6)
        parts.append(link(href(cleavage.site), told(cleavage.label, cut + name)))
    return "".join(parts)


def _centred(x: float, y: float, height: float, found: list[str]) -> str:
    first = y + height / 2 + SIZE * 0.36 - (len(found) - 1) * (SIZE + 2) / 2
    return lines(x, first, found, Look(anchor="middle", fill=INK))


def _break_band(protein: Protein, below: float) -> str:
    """Return the region in which the gene breaks, as a frame around the domains that it overlaps, in all rows."""
    parts = []
    for region in protein.breaks:
        within = [_x(protein, d) for d in protein.domains if d.iri in region.within]
        if not within:
            continue
        start, end = min(within) - 1.5, max(within) + CELL + 1.5
        words = f"{region.label}: exons {region.first_exon}–{region.last_exon}"
        place = (start, PROTEIN_TOP - 5, end - start, below - PROTEIN_TOP + 1)
        look = f'fill="{BREAK}" fill-opacity="0.12" stroke="{BREAK}" stroke-dasharray="4 3"'
        parts.append(rectangle(place, look))
        y = PROTEIN_TOP + BOX + 22
        right = LEFT + CELL * len(protein.domains)
        if start > right - end:
            parts.append(text(start - 6, y, shortened(words, start - 6, SMALL), Look(size=SMALL, anchor="end")))
        else:
            parts.append(text(end + 6, y, shortened(words, right - end, SMALL), Look(size=SMALL)))
    return "".join(parts)


def _fusion(protein: Protein, fusion: FusionRow, y: float, hatch: str, href: Href) -> str:
    label = wrap(fusion.label, LEFT - 10, 12, bold=True)[:2]
    parts = [link(href(fusion.iri), lines(0, y + (13 if len(label) == 1 else 10), label, Look(size=12, bold=True)))]
    if fusion.translocations and len(label) == 1:
        parts.append(text(0, y + 27, shortened(fusion.translocations, LEFT - 10, SMALL), Look(size=SMALL)))
    for domain in protein.domains:
        found = fusion.fates.get(domain.iri, [])
        if found:
            parts.append(_cell(_x(protein, domain), y, domain, found, hatch))
    x = LEFT + CELL * len(protein.domains) + 10
    if fusion.partner:
        name = shortened(fusion.partner_label, PARTNER - 8, SIZE, bold=True)
        shown = text(x + PARTNER / 2, y + 14, name, Look(anchor="middle", bold=True))
        shown += text(x + PARTNER / 2, y + 27, "3′ partner", Look(size=SMALL, anchor="middle"))
        shape = rectangle((x, y, PARTNER, CELL_HEIGHT), 'rx="9" fill="none" stroke="currentColor"')
        parts.append(link(href(fusion.partner), shape + shown))
    else:
        parts.append(text(x + PARTNER / 2, y + 20, "partner not named", Look(size=SMALL, anchor="middle")))
    return "".join(parts)


def _cell(x: float, y: float, domain: Domain, found: list[Fate], hatch: str) -> str:
    fate = found[0]
    words = f"{domain.label}: " + "; ".join(f"{each.word}, {each.status}" for each in found)
    star = "*" if len(found) > 1 else ""
    label = text(x + CELL / 2, y + 14, fate.word, Look(anchor="middle", bold=True, fill=INK))
    label += text(x + CELL / 2, y + 27, SHORT[fate.status] + star, Look(size=SMALL, anchor="middle", fill=INK))
    label = fate_boxes.plate((x + 6, y + 3, CELL - 12, CELL_HEIGHT - 6), fate.word) + label
    place = (x + 1.5, y, CELL - 3, CELL_HEIGHT)
    return told(words, fate_boxes.box(place, fate.word, hatch, label, DASHES[fate.status]))


def _notes(protein: Protein, fusions: list[FusionRow], width: float) -> list[str]:
    """Return the lines of the notes below the rows."""
    said = []
    others = {(f.label, fate.stated_of) for f in fusions for fates in f.fates.values() for fate in fates}
    wider = sorted({of for label, of in others if of != label})
    if wider:
        said.append(f"What is said of {' and '.join(wider)} holds for each of its subtypes.")
    second = {
        (d.short, fate.word, fate.status)
        for f in fusions
        for d in protein.domains
        for fate in f.fates.get(d.iri, [])[1:]
    }
    for word, status in sorted({(word, status) for _, word, status in second}):
        names = ", ".join(d.short for d in protein.domains if (d.short, word, status) in second)
        said.append(f"* {names}: “{word}” is {status}; what the box says is more exact.")
    return [each for words in said for each in wrap(words, width - EDGE, 10)]


def _signs(hatch: str) -> list[Entry]:
    """Return what the boxes and their borders mean."""
    fates = (
        (RETAINED, "retained"),
        (CUT, "cut: the region of the break overlaps it"),
        (LOST, "lost"),
        ("", "whole protein"),
    )
    borders = ((STATED, "stated in the text"), (FIGURE, "read from a figure"), (INFERRED, "inferred"))
    return [
        *((fate_boxes.box((0, -6, 16, 12), fate, hatch), 21.0, words) for fate, words in fates),
        *((line((0, 0), (24, 0), dash=DASHES[status], width=1.6), 29.0, words) for status, words in borders),
    ]


def _functions(protein: Protein, top: float, width: float, href: Href) -> tuple[str, float]:
    """Return the table of what the domains do, and where it ends."""
    parts = [text(0, top + 10, "What each domain binds and does, as the source states it", Look(bold=True))]
    y = top + 27
    for domain in protein.domains:
        parts.append(link(href(domain.iri), text(0, y, shortened(domain.short, 72, SIZE, bold=True), Look(bold=True))))
        of: dict[str, dict[str, None]] = {}
        for each in domain.does:
            of.setdefault(each.relation, {})[each.words] = None
        said = "; ".join(f"{relation} {', '.join(objects)}" for relation, objects in of.items())
        name = domain.label if domain.label != domain.short else ""
        words = ": ".join(filter(None, (name, said)))
        found = wrap(words, width - 78 - EDGE, SIZE)
        parts.append(lines(78, y, found))
        y += LINE * len(found) + 2
    return "".join(parts), y


def _description(protein: Protein, fusions: list[FusionRow]) -> str:
    order = ", ".join(d.short for d in protein.domains)
    said = [f"From the N-terminus: {order}."]
    for fusion in fusions:
        of = {
            word: [d.short for d in protein.domains if fusion.fates.get(d.iri, [Fate()])[0].word == word]
            for word in (RETAINED, CUT, LOST)
        }
        told_ = "; ".join(f"{word} {', '.join(names)}" for word, names in of.items() if names)
        said.append(f"{fusion.label}: {told_}.")
    return " ".join(said)
