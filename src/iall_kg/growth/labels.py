"""Find things by their labels whatever the case, so that a new label is compared with all that are there at no cost.

The store from which a release grows has each label in small letters in a graph of its own, no part of the release.
"""

from collections.abc import Iterator

import pyoxigraph as ox

from iall_kg.names import RDFS
from iall_kg.statements import match

LABELS_GRAPH = ox.NamedNode("urn:iall-kg:labels")


def small_labels(sources: ox.Store) -> Iterator[ox.Quad]:
    """Yield for each label of `sources` what is to be put into the store."""
    for subject, _, label, _ in match(sources, None, RDFS.label):
        yield ox.Quad(subject, RDFS.label, _small(label.value), LABELS_GRAPH)


def labelled(store: ox.Store, label: str) -> Iterator[ox.NamedNode]:
    """Yield the things that are labelled so, in any case and language."""
    for subject, _, _, _ in match(store, None, RDFS.label, _small(label), LABELS_GRAPH):
        if isinstance(subject, ox.NamedNode):
            yield subject


def _small(label: str) -> ox.Literal:
    return ox.Literal(label.lower())
