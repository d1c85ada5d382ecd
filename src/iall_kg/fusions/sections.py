"""The sections of the report: calls, what is known of each fusion, concerns, references."""

from collections.abc import Iterable
from html import escape

from iall_kg.fusions import wording
from iall_kg.fusions.annotate import Annotation, Fusions
from iall_kg.fusions.chain_picture import chain_picture
from iall_kg.fusions.knowledge import Dossier
from iall_kg.fusions.parts import Html, as_written, evidence, listed, marked, of_row, table
from iall_kg.fusions.picture import picture

MOST_PICTURES = 12
ARROWS = "The numbers are those of the steps below. Red: what an agent cuts."


def calls(fusions: Fusions, inside: list[Annotation], outside: list[Annotation]) -> Html:
    """Return the table of calls: those that the source says something of, then the others."""
    heads = ("line", "call", "match", "frequency", "break and reading frame", "what was changed, notes")
    return Html(
        "<h2>Calls</h2>"
        + table("Calls of which the source says something", heads, [_call(fusions, one) for one in inside], "calls")
        + table("Calls of which the source says nothing", heads, [_call(fusions, one) for one in outside], "calls")
    )


def _call(fusions: Fusions, one: Annotation) -> tuple[str, ...]:
    call, dossier = one.match.call, fusions.dossier(one)
    about = ", ".join(part for part in (call.sample, call.event, call.confidence, call.reads) if part)
    meant = "" if call.written == one.match.name else f"<br>{as_written(call.written)}"
    frame, place = f"frame: {wording.frame(one)}", wording.place(one)
    is_marked = wording.is_out_of_frame(one) or one.frame.verdict == "differs"
    return (
        as_written(f"{call.source}:{call.line}"),
        Html(f"<b>{as_written(one.match.name)}</b>{meant}<br><span class='e'>{escape(about)}</span>"),
        one.match.kind.value,
        wording.frequency(dossier) or "not stated",
        Html(f"{escape(place)}{'<br>' if place else ''}{marked(frame) if is_marked else escape(frame)}"),
        listed((*one.match.changes, *one.notes)),
    )


def known(fusions: Fusions, dossier: Dossier, inside: Iterable[Annotation]) -> Html:
    """Return all that is known of one thing, and the domains of each of its calls."""
    mine = [one for one in inside if one.dossier == dossier.key]
    parts = [f"<h2>{escape(dossier.label)} <span class='e'>({escape(dossier.kind)})</span></h2>", *_facts(dossier)]
    distinct = {repr((one.match.name, one.place, one.domains, one.frame)): one for one in mine}
    distinct = {key: one for key, one in distinct.items() if one.fates or one.domains}
    parts += [_domains(fusions, one) for one in list(distinct.values())[:MOST_PICTURES]]
    if len(distinct) > MOST_PICTURES:
        parts.append(
            f"<p>{len(distinct) - MOST_PICTURES} further breakpoints are not drawn here; the TSV has them.</p>"
        )
    parts.append(_mechanism(dossier))
    return Html("".join(parts))


def _facts(dossier: Dossier) -> list[str]:
    frequencies = [
        (row["observedLabel"], row["asPrinted"], row["amongstLabel"], row.get("note", ""), of_row(row))
        for row in dossier.frequencies
    ]
    prognosis = [
        (
            row["factorLabel"],
            row["directionLabel"],
            row["diseaseLabel"],
            row["measureLabel"],
            row["independenceLabel"],
            of_row(row),
        )
        for row in dossier.prognosis
    ]
    antigens = [
        (row["bearerLabel"], row["relationLabel"], row["antigenLabel"], of_row(row)) for row in dossier.immunophenotype
    ]
    cytogenetics = [(row["fusionLabel"], row["translocationLabel"], of_row(row)) for row in dossier.cytogenetics]
    statements = [(row["paraphrase"], row["stanceLabel"], of_row(row)) for row in dossier.statements]
    return [
        table("Frequency, and of what", ("of", "share", "in", "how the print was read", "where"), frequencies),
        table("Cytogenetics", ("fusion", "abnormality", "where"), cytogenetics),
        table("Prognosis", ("factor", "direction", "disease", "measure", "independence", "where"), prognosis),
        table("Immunophenotype", ("of", "relation", "antigen", "where"), antigens),
        table("What else the source says of it", ("statement", "stance", "where"), statements),
    ]


def _domains(fusions: Fusions, one: Annotation) -> str:
    basis = one.place.basis if one.place else ""
    rows = [
        (
            fate.label,
            fate.subunit,
            fate.fate,
            Html(
                "<br>".join(
                    f"{escape(s.fate)}: {escape(s.why)} {evidence(s.section, s.references)}" for s in fate.supports
                )
                or "–"
            ),
            fate.note,
        )
        for fate in one.fates
    ]
    caller = [
        (
            f"{c.side} {c.caller}",
            c.said,
            c.domain or "no domain of the graph",
            c.inferred or "–",
            marked(c.verdict) if c.verdict == "differs" else c.verdict,
        )
        for c in one.domains
    ]
    place = wording.place(one)
    head = f"Domains in {one.match.name}" + (f" (break: {place})" if place else "")
    frame = wording.frame(one)
    said = f"<p>Reading frame: {marked(frame) if wording.is_out_of_frame(one) else escape(frame)}.</p>"
    return (
        f"<h3>{escape(head)}</h3>{picture(fusions.facts, one)}{said}"
        + table(f"Fate of each domain by {basis}", ("domain", "subunit", "fate", "reasons", "note"), rows)
        + table(
            "What the caller says beside it",
            ("caller's domain", "caller says", "our domain", "fate here", "verdict"),
            caller,
        )
    )


def _mechanism(dossier: Dossier) -> str:
    steps = [
        (number, step.text, dossier.status_of(step), step.basis, evidence(step.section, step.references))
        for number, step in ((str(n), s) for n, s in enumerate(dossier.chain, 1))
    ]
    cuts = [
        (
            cut.text,
            cut.target_label,
            "hedged" if cut.stance == "hedges" else "stated",
            evidence(cut.section, cut.references),
        )
        for cut in dossier.cuts
    ]
    proofs = "".join(
        f"<h3>Why {escape(proof.statement)} ({escape(proof.status)})</h3><pre>{escape(proof.text)}</pre>"
        for proof in dossier.proofs
    )
    return (
        f"<h3>Mechanism</h3><p class='s'>{escape(dossier.chain_holds)}</p>"
        + _drawn(dossier)
        + table(
            "The chain from the fusion to what it drives, step by step",
            ("", "step", "status", "follows from", "where"),
            steps,
        )
        + table("Where agents cut it", ("agent", "at", "status", "where"), cuts)
        + proofs
    )


def _drawn(dossier: Dossier) -> str:
    drawn = chain_picture(dossier)
    return f"{drawn}<p class='e'>{escape(ARROWS)}</p>" if drawn else ""


def concerns(dossiers: list[Dossier]) -> Html:
    """Return what the source fears or calls unknown, each statement once."""
    rows = {row["statement"]: row for dossier in dossiers for row in dossier.concerns}
    body = [(row["kindLabel"], row["paraphrase"], row["stanceLabel"], of_row(row)) for row in rows.values()]
    if not body:
        return Html("")
    return Html("<h2>Concerns and gaps</h2>" + table("", ("kind", "statement", "stance", "where"), body))


def references(fusions: Fusions, dossiers: list[Dossier], inside: list[Annotation]) -> Html:
    """Return the references that the page cites, by source."""
    rows = [
        (
            r.source_label,
            str(r.number),
            r.text,
            Html(f'<a href="{escape(r.url)}">{escape(r.url)}</a>') if r.url.startswith("http") else "",
        )
        for r in fusions.references(dossiers, inside)
    ]
    return table("", ("list of", "number", "reference", "address"), rows) or Html("<p>None is cited.</p>")
