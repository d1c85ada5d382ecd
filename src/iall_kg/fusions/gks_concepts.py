"""Write genes, drugs, diseases and references as concepts and documents of the GA4GH core models.

Comes in: things of the graph. Goes out: objects of the published Python models, with the identifiers that we have.
"""

import re
from typing import TYPE_CHECKING

from iall_kg.fusions.annotate import Fusions
from iall_kg.fusions.genes import Gene
from iall_kg.names import expand

if TYPE_CHECKING:
    from ga4gh.core.models import ConceptMapping, MappableConcept
    from ga4gh.va_spec.base.core import Document

SYSTEMS = {"HGNC": "https://identifiers.org/hgnc", "ENSG": "https://identifiers.org/ensembl"}


def gene_of(fusions: Fusions, gene: Gene) -> "MappableConcept":
    """Return a gene, with its HGNC and Ensembl identifiers where the graph has them."""
    from ga4gh.core.models import Coding, ConceptMapping, MappableConcept

    codings = [
        Coding(system=SYSTEMS[identifier[:4]], code=identifier, name=gene.symbol)
        for identifier in fusions.matcher.genes.identifiers_of(gene.gene)
    ]
    primary = next((coding for coding in codings if coding.system == SYSTEMS["HGNC"]), None)
    others = [ConceptMapping(coding=coding, relation="exactMatch") for coding in codings if coding is not primary]
    return MappableConcept(conceptType="Gene", name=gene.symbol, primaryCoding=primary, mappings=others or None)


def concept(fusions: Fusions, kind: str, thing: str, label: str) -> "MappableConcept":
    """Return a thing of the graph as a concept, with its mappings."""
    from ga4gh.core.models import MappableConcept

    return MappableConcept(id=expand(thing), conceptType=kind, name=label, mappings=mappings_of(fusions, thing))


def mappings_of(fusions: Fusions, thing: str) -> "list[ConceptMapping] | None":
    """Return the identifiers of other vocabularies that the graph has for a thing."""
    from ga4gh.core.models import Coding, ConceptMapping

    found = []
    for row in fusions.facts.rows("identifiers"):
        if row["thing"] == thing:
            system, code = re.fullmatch(r"(.*[/#])([^/#]+)", row["identifier"]).groups()  # type: ignore[union-attr]
            found.append(ConceptMapping(coding=Coding(system=system, code=code), relation=row["relation"]))
    return found or None


def documents(fusions: Fusions, claim: str, references: str) -> "list[Document]":
    """Return the source of a claim and the references that stand behind it."""
    from ga4gh.va_spec.base.core import Document

    key = f"source:{claim.partition(':')[2].partition('/')[0]}"
    source = next(row for row in fusions.facts.rows("sources") if row["source"] == key)
    documents = [Document(id=expand(key), name=source["label"], title=source["title"], urls=[source["url"]])]
    cited = fusions.references_of([(claim, references)])
    return [*documents, *(Document(name=f"[{reference.number}]", title=reference.text) for reference in cited)]
