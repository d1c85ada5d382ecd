"""The command reason: are facts and ontology consistent and in OWL 2 DL, and what follows from them."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from iall_kg.cli.parts import FORM_OF_TEXT, Commands, add, progress
from iall_kg.content import find_content

if TYPE_CHECKING:
    from iall_kg.reasoning.clashes import Clash
    from iall_kg.reasoning.reason import Reasoning

SHOWN = 12
MOST = 20
ENGINES = ("rules", "hermit")


def register(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add the commands of this module."""
    words = "tell whether facts and ontology are consistent, and what follows: 0 consistent, 1 not, 2 cannot run"
    command = add(commands, "reason", reason, words)
    command.add_argument(
        "paths", metavar="PATH", nargs="*", type=Path, help="RDF files that are read too; all they say counts as given"
    )
    command.add_argument("--engine", choices=ENGINES, default="rules", help="what reasons (default: %(default)s)")
    command.add_argument("--ontology", metavar="FILE", type=Path, help="ontology that is read in place of ours")
    command.add_argument("--format", choices=("text", "json"), default="text", help=FORM_OF_TEXT)


def reason(options: argparse.Namespace) -> int:
    """Reason and print what was found; return 1 if the statements clash or are not in OWL 2 DL."""
    from iall_kg.reasoning.given import read_given
    from iall_kg.reasoning.reason import reason as reason_with_rules
    from iall_kg.reasoning.reason import reason_with_hermit

    content = find_content()
    progress("reading what is given")
    given = read_given(content, options.paths, options.ontology)
    progress(f"reasoning over {len(given)} statements")
    run = reason_with_hermit if options.engine == "hermit" else reason_with_rules
    found = run(given, content)
    print(as_json(found) if options.format == "json" else as_text(found))
    return 0 if found.holds else 1


def as_json(found: "Reasoning") -> str:
    """Return all that was found as JSON."""
    problems = {
        kind: [{"rule": c.rule, "thing": c.thing, "message": c.message, "because": c.because} for c in clashes]
        for kind, clashes in (
            ("outsideDL", found.outside_dl),
            ("clashes", found.clashes),
            ("unread", found.unread),
        )
    }
    counts = {"given": found.given, "inferred": len(found.inferred), "seconds": round(found.seconds, 2)}
    follows = {"definedClasses": found.members, "byProperty": found.by_property, "byRule": found.by_rule}
    whole = {"engine": found.engine, "consistent": found.holds, **counts, **problems, **follows}
    return json.dumps(whole, ensure_ascii=False, indent=1)


def as_text(found: "Reasoning") -> str:
    """Return what was found for a reader: what clashes, or what follows."""
    with_engine = f"({found.engine}, {found.seconds:.1f} s)"
    if not found.holds:
        verdict = "inconsistent" if found.clashes else "not in OWL 2 DL"
        return "\n".join([f"{verdict} {with_engine}", *_problems(found.clashes or found.outside_dl)])
    doubt = ", as far as the rules read" if found.unread else ""
    lines = [
        f"consistent and in OWL 2 DL{doubt} {with_engine}",
        f"{found.given} statements given, {len(found.inferred)} more inferred",
        "",
        "Members of the defined classes",
        *(f"  {name} ({len(members)}): {_some(members)}" for name, members in found.members.items()),
        "",
        "Inferred, by property",
        *_counts(found.by_property),
    ]
    if found.by_rule:
        lines += ["", "Inferred, by rule (what several rules conclude counts for each)", *_counts(found.by_rule)]
    if found.unread:
        lines += ["", "The rules do not read all of these; ask HermiT: --engine hermit", *_problems(found.unread)]
    return "\n".join(lines)


def _problems(clashes: "list[Clash]") -> list[str]:
    lines = []
    for clash in clashes[:MOST]:
        lines.append(f"{clash.thing or '-'}: {clash.message} [{clash.rule}]")
        lines += [f"    {line}" for line in clash.because]
    if len(clashes) > MOST:
        lines.append(f"… and {len(clashes) - MOST} more")
    return lines


def _some(members: list[str]) -> str:
    more = f" … and {len(members) - SHOWN} more" if len(members) > SHOWN else ""
    return ", ".join(members[:SHOWN]) + more


def _counts(counts: dict[str, int]) -> list[str]:
    return [f"  {count:5}  {name}" for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
