"""The knowledge graph of infant acute lymphoblastic leukemia. Research software, not medical advice.

>>> import iall_kg
>>> kg = iall_kg.open()
>>> for row in kg.query("drugs-targeting-interaction", interaction="menin-KMT2A"):
...     print(row["drugLabel"], row["section"], row["references"])  # doctest: +SKIP
"""

from iall_kg.errors import (
    BadQueryError,
    BuildError,
    ConformanceError,
    DoesNotHoldError,
    IallKgError,
    LoadError,
    UnknownNameError,
)
from iall_kg.graph import KnowledgeGraph, open_graph
from iall_kg.lookup import Hit
from iall_kg.reasoning.explain import Explanation
from iall_kg.results import Answer
from iall_kg.show import Description
from iall_kg.stored_queries import StoredQuery
from iall_kg.version import __version__

open = open_graph  # noqa: A001 - read as iall_kg.open(), like gzip.open or dbm.open

__all__ = [
    "Answer",
    "BadQueryError",
    "BuildError",
    "ConformanceError",
    "Description",
    "DoesNotHoldError",
    "Explanation",
    "Hit",
    "IallKgError",
    "KnowledgeGraph",
    "LoadError",
    "StoredQuery",
    "UnknownNameError",
    "__version__",
    "open",
]
