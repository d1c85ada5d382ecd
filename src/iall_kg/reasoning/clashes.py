"""Find what cannot be, and name it: by the stored rules of `queries/rules/clash` and `queries/rules/profile`.

A clash rule is one of OWL 2 RL that concludes "false". It selects one or two statements that cannot hold
(together) as ?subject ?predicate ?object and ?subject2 ?predicate2 ?object2, and may add a ?note. A profile rule
selects a ?thing and the ?problem that keeps the ontology out of OWL 2 DL.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from iall_kg.content import Content
from iall_kg.errors import BuildError
from iall_kg.names import INFERRED_GRAPH, shorten
from iall_kg.reasoning.inference import close
from iall_kg.reasoning.proof import Prover
from iall_kg.reasoning.rules import HEADER, read_rules
from iall_kg.statements import Node, Spo, Term
from iall_kg.wording import Wording

IRI = re.compile(r"<([^<>\s]+)>")


@dataclass(frozen=True, slots=True)
class Clash:
    """What cannot be: the broken rule, the thing, in words what is wrong, and why each side holds."""

    rule: str
    thing: str
    message: str
    because: tuple[str, ...] = ()


def outside_dl(given: ox.Store, content: Content) -> list[Clash]:
    """Return what keeps the given statements out of OWL 2 DL, as far as the stored rules see it, the rarest first."""
    return _problems(given, content.queries / "rules" / "profile")


def unread_axioms(given: ox.Store, content: Content) -> list[Clash]:
    """Return the axioms from which the rules do not conclude all that follows."""
    return _problems(given, content.queries / "rules" / "unread")


def clashes(given: ox.Store, content: Content) -> list[Clash]:
    """Return what is wrong with the given statements and what follows from them."""
    facts = ox.Store()
    facts.extend(given)
    return clashes_among(facts, close(facts, read_rules(content.queries / "rules" / "infer")), content)


def clashes_among(facts: ox.Store, inferred: list[ox.Triple], content: Content) -> list[Clash]:
    """Return the clashes among `facts`, which hold what was inferred too."""
    rows = [
        (path, row) for path in sorted((content.queries / "rules" / "clash").glob("*.rq")) for row in _rows(facts, path)
    ]
    if not rows:
        return []
    release = ox.Store()
    release.extend(facts)
    release.extend(ox.Quad(t.subject, t.predicate, t.object, INFERRED_GRAPH) for t in inferred)
    words = Wording(facts)
    prover = Prover(release, read_rules(content.queries / "rules" / "infer"), words.form)
    found = {_clash(path, row, prover, words) for path, row in rows}
    return sorted(found, key=lambda clash: (clash.thing, clash.rule, clash.message))


def _problems(given: ox.Store, folder: Path) -> list[Clash]:
    words = Wording(given)
    found = []
    for path in sorted(folder.glob("*.rq")):
        for row in _rows(given, path):
            thing = _node(row["thing"])
            found.append(Clash(path.stem, named(thing), f"{words.term(thing)} {_readable(row['problem'].value)}"))
    often = Counter(clash.rule for clash in found)
    return sorted(found, key=lambda clash: (often[clash.rule], clash.rule, clash.thing, clash.message))


def _clash(path: Path, row: ox.QuerySolution, prover: Prover, words: Wording) -> Clash:
    statements = [_statement(row, end) for end in ("", "2") if _has(row, f"subject{end}")]
    said = " and ".join(map(words.triple, statements))
    what = _readable(row["note"].value) + "." if _has(row, "note") else _sentence(path)
    because = tuple(_why(statement, prover, words) for statement in statements)
    return Clash(path.stem, named(statements[0][0]), f"{said}: {what}", because)


def _why(statement: Spo, prover: Prover, words: Wording) -> str:
    """Return on what a statement stands: on itself if it is given."""
    proof = prover.smallest(statement)
    if proof is None or proof.rule is None:
        return f"given: {words.triple(statement)}"
    lines = dict.fromkeys(words.axiom(leaf) for leaf in proof.leaves())
    return f"{words.triple(statement)}, because {'; '.join(line for line in lines if line)}"


def named(node: Node) -> str:
    """Return the CURIE of a thing, or nothing for an unnamed one."""
    return shorten(node.value) if isinstance(node, ox.NamedNode) else ""


def _sentence(path: Path) -> str:
    header = HEADER.match(path.read_text(encoding="utf-8"))
    if header is None:
        raise BuildError(f"{path.name}: a clash rule begins with a comment line that says it in words.")
    return header["sentence"]


def _rows(store: ox.Store, path: Path) -> Iterator[ox.QuerySolution]:
    rows = store.query(path.read_text(encoding="utf-8"))
    assert isinstance(rows, ox.QuerySolutions)
    yield from rows


def _statement(row: ox.QuerySolution, end: str) -> Spo:
    subject, predicate, target = (row[f"{name}{end}"] for name in ("subject", "predicate", "object"))
    assert isinstance(predicate, ox.NamedNode)
    assert isinstance(target, Term)
    return _node(subject), predicate, target


def _node(term: object) -> Node:
    assert isinstance(term, Node)
    return term


def _has(row: ox.QuerySolution, name: str) -> bool:
    try:
        return row[name] is not None
    except KeyError:
        return False


def _readable(text: str) -> str:
    return IRI.sub(lambda found: shorten(found[1]), text)
