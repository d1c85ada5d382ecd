"""Export the release in the forms that other tools read; each module here makes the files of one purpose.

Every export is a function from the graph to the contents of files by name. The same graph always gives the
same bytes. FORMATS is the list that the command line offers.
"""

from dataclasses import dataclass

from iall_kg.exports import graphml, jsonld, kgx, nanopubs, owl, pictures, rdf, tables
from iall_kg.exports.files import Make


@dataclass(frozen=True, slots=True)
class Format:
    """One form: how it is called, in words, and what makes its files."""

    name: str
    words: str
    make: Make


FORMATS = (
    Format("turtle", "write the facts and all that follows from them as Turtle", rdf.turtle),
    Format("ntriples", "write the facts and all that follows from them as N-Triples", rdf.ntriples),
    Format("rdfxml", "write the facts and all that follows from them as RDF/XML", rdf.rdfxml),
    Format("trig", "write the whole dataset, every claim a graph, as TriG", rdf.trig),
    Format("nquads", "write the whole dataset, every claim a graph, as N-Quads", rdf.nquads),
    Format("jsonld", "write the whole dataset, every claim a graph, as JSON-LD", jsonld.jsonld),
    Format("owl", "write ontology and facts with their claims as OWL 2 DL, for Protégé", owl.owl),
    Format("tables", "write CSV tables and their Frictionless description, datapackage.json", tables.tables),
    Format("graphml", "write things and facts as GraphML, for Cytoscape and Gephi", graphml.graphml),
    Format("kgx", "write things and facts as KGX tables, in terms of the Biolink Model", kgx.kgx),
    Format("pictures", "draw domains, survival, mechanisms and neighbours as SVG files", pictures.pictures),
    Format("nanopubs", "write each claim as a nanopublication, in TriG", nanopubs.nanopubs),
)
