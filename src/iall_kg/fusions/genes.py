"""Find the gene that a side of a fusion means: by symbol, previous symbol, alias, Ensembl or HGNC identifier.

Only the names of our own genes are known. Any other symbol is accepted as it is written, and marked so.
"""

import re
from dataclasses import dataclass, replace

from iall_kg.fusions.calls import Side
from iall_kg.fusions.facts import Facts

SYMBOL, PREVIOUS, ALIAS = "symbol", "previous symbol", "alias"
RANKS = (SYMBOL, PREVIOUS, ALIAS)
ENSEMBL, HGNC = "http://identifiers.org/ensembl/", "http://identifiers.org/hgnc/"
FOREIGN = "not among the names of the graph"


@dataclass(frozen=True, slots=True)
class Gene:
    """The gene of one side: its symbol, its IRI as a CURIE if it is one of ours, and how it was found."""

    symbol: str
    gene: str = ""
    changes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    is_unknown: bool = False


class GeneNames:
    """The names and identifiers of the genes of one graph."""

    def __init__(self, facts: Facts) -> None:
        self._symbols: dict[str, str] = {}
        self._names: dict[str, dict[str, str]] = {}
        self._identifiers: dict[str, str] = {}
        self._of_gene: dict[str, set[str]] = {}
        for row in facts.rows("genes"):
            gene = row["gene"]
            self._symbols[gene] = row["label"]
            if row["kind"] == "identifier":
                identifier = _identifier(row["name"])
                if identifier:
                    self._identifiers[identifier] = gene
                    self._of_gene.setdefault(gene, set()).add(identifier)
            else:
                known = self._names.setdefault(_folded(row["name"]), {})
                known[gene] = min(known.get(gene, ALIAS), row["kind"], key=RANKS.index)

    def symbol_of(self, gene: str) -> str:
        """Return the symbol of one of our genes."""
        return self._symbols.get(gene, gene)

    def identifiers_of(self, gene: str) -> list[str]:
        """Return the Ensembl and HGNC identifiers of one of our genes."""
        return sorted(self._of_gene.get(gene, ()))

    def is_known(self, name: str) -> bool:
        """Tell whether a word names one of our genes."""
        return _folded(name) in self._names or _identifier(name) in self._identifiers

    def find(self, side: Side) -> Gene:
        """Return the gene that a side means; where it gives two names of different genes, the first counts."""
        found = self._found(side)
        if not side.also or self.gene_named(side.also) == found.gene:
            return found
        note = f"{side.also}, written beside {side.text}, is no name of {found.symbol}"
        return replace(found, notes=(*found.notes, note))

    def _found(self, side: Side) -> Gene:
        if side.is_unknown:
            return Gene("?", notes=self._nearest(side), is_unknown=True)
        identifier = _identifier(side.identifier)
        by_identifier = self._identifiers.get(identifier, "")
        by_name, rank, notes = self._named(side.text)
        if by_identifier:
            return self._by_identifier(side, identifier, by_identifier, by_name, rank)
        if by_name and identifier and rank != SYMBOL:
            # An old name may be the present symbol of another gene: the identifier says so.
            said = (
                f"{side.text} is a former name of {self._symbols[by_name]}, but {side.identifier} is not its identifier"
            )
            return Gene(side.text, notes=(said, f"{side.text}: {FOREIGN}"))
        if by_name:
            if identifier and self._has_kind(by_name, identifier):
                notes += (
                    f"{side.identifier} is not the identifier of {self._symbols[by_name]} here; the symbol was taken",
                )
            return Gene(self._symbols[by_name], by_name, self._changes(side.text, by_name, rank), notes)
        written = side.text or side.identifier
        return Gene(written, notes=(*notes, f"{written}: {FOREIGN}"))

    def _by_identifier(self, side: Side, identifier: str, gene: str, by_name: str, rank: str) -> Gene:
        symbol = self._symbols[gene]
        if not side.text:
            return Gene(symbol, gene, (f"{side.identifier} → {symbol} (identifier)",))
        if by_name == gene:
            return Gene(symbol, gene, self._changes(side.text, gene, rank))
        note = f"{side.text} is not a name of {symbol}, which {identifier} identifies; the identifier was taken"
        return Gene(symbol, gene, (f"{side.text} → {symbol} (identifier {identifier})",), (note,))

    def gene_named(self, name: str) -> str:
        """Return the gene of ours that a symbol or identifier names, or nothing."""
        return self._identifiers.get(_identifier(name), "") or self._named(name)[0]

    def _nearest(self, side: Side) -> tuple[str, ...]:
        named = [(self.symbol_of(self.gene_named(name)) or name, distance) for name, distance in side.nearest]
        said = "; ".join(f"{name}, {distance} bases away" for name, distance in named)
        return (f"the break lies between genes; nearest: {said}",) if said else ()

    def _named(self, text: str) -> tuple[str, str, tuple[str, ...]]:
        """Return the gene that a name names best, and as what; nothing if several do."""
        found = self._names.get(_folded(text), {})
        best = [gene for gene, rank in found.items() if rank == min(found.values(), key=RANKS.index)]
        if len(best) == 1:
            return best[0], found[best[0]], ()
        symbols = ", ".join(sorted(self._symbols[gene] for gene in best))
        return "", "", (f"{text} is a name of several genes: {symbols}",) if best else ()

    def _changes(self, text: str, gene: str, rank: str) -> tuple[str, ...]:
        symbol = self._symbols[gene]
        if text == symbol:
            return ()
        why = "other letter case" if text.casefold() == symbol.casefold() else rank
        return (f"{text} → {symbol} ({why})",)

    def _has_kind(self, gene: str, identifier: str) -> bool:
        """Tell whether an identifier of the same system is known for a gene."""
        return any(known[:4] == identifier[:4] for known in self._of_gene.get(gene, ()))


def _folded(name: str) -> str:
    return re.sub(r"\s+", " ", name).strip().casefold()


def _identifier(text: str) -> str:
    """Return `ENSG00000118058` or `HGNC:7132` of an identifier with or without version, or of its IRI."""
    text = text.removeprefix(ENSEMBL).replace(HGNC, "HGNC:").upper()
    found = re.fullmatch(r"(ENSG\d{11})(?:\.\d+)?|(HGNC:\d+)", text)
    return (found[1] or found[2]) if found else ""
