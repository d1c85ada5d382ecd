"""Find things by what people call them: label, synonym, old symbol, identifier, CURIE or IRI.

Exact for parameters, tolerant of spelling for search. Each module does one thing: given (which names a store gives),
spelling (how names are compared), names (what readers need), in_memory, labels_first, and for names beside a store on
disk: write, on_disk, database, grams.
"""

from iall_kg.lookup.given import IDENTIFIER, UNNAMED_KINDS, identifier
from iall_kg.lookup.in_memory import NamesInMemory
from iall_kg.lookup.labels_first import LabelsFirst
from iall_kg.lookup.names import Hit, Names, Resolver
from iall_kg.lookup.spelling import LONGEST, fold_name

__all__ = [
    "IDENTIFIER",
    "LONGEST",
    "UNNAMED_KINDS",
    "Hit",
    "LabelsFirst",
    "Names",
    "NamesInMemory",
    "Resolver",
    "fold_name",
    "identifier",
]
