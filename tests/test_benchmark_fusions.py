"""The benchmark of fusion calls measures what it says: rows that are read, one half of KMT2A and no two the same."""

import runpy
from pathlib import Path

from iall_kg.fusions import Annotation, Fusions, MatchClass
from iall_kg.graph import KnowledgeGraph

SCRIPT = Path(__file__).parent.parent / "benchmarks" / "fusions.py"


def test_the_made_up_rows_are_read_and_half_of_them_are_in_scope(kg: KnowledgeGraph) -> None:
    rows = list(runpy.run_path(str(SCRIPT))["rows"](200))
    assert len(set(rows)) == 201
    found = list(Fusions(kg).read_text("\n".join(rows)))
    assert all(isinstance(one, Annotation) for one in found)
    kinds = [one.match.kind for one in found if isinstance(one, Annotation)]
    assert kinds.count(MatchClass.NOT_IN_SCOPE) == 100
    assert len(set(kinds)) == 4
    assert all(one.place.residue for one in found if isinstance(one, Annotation) and one.place)
