"""Put the value of an observation into words: as it is printed, and beside it what the print does not show.

`88 ± 8% (kind of uncertainty not stated)`, `16/17 (median follow-up 26.9 months)`, `five patients (5)`.
"""

import re
from decimal import Decimal

from iall_kg.names import IALL
from iall_kg.pages.said import Said, Sayings
from iall_kg.pages.site import Site

NOT_PRINTED = "no value printed"
# Other words than the label by which a qualifier may be printed.
QUALIFIED = {"estimated": "estimat", "about": "approximately", "more than": "over"}


def value_words(site: Site, sayings: Sayings, node: str) -> str:
    """Return the value of an observation in words, or that none is printed."""
    printed = "; ".join(_texts(sayings, node, "valueAsPrinted"))
    text = printed or _number(sayings, node) or _counted(sayings, node)
    besides = [words for words in _besides(site, sayings, node, text) if words]
    if not text and not besides:
        return NOT_PRINTED
    return f"{text} ({', '.join(besides)})" if text and besides else text or ", ".join(besides)


def _besides(site: Site, sayings: Sayings, node: str, text: str) -> list[str]:
    """Return what belongs to a value and is not in its text."""
    counted = _counted(sayings, node)
    words = [] if _shows(text, counted) else [counted]
    words += [label for label in _labels(site, sayings, node, "valueQualifier") if not _is_in(label, text)]
    bounds = [*_texts(sayings, node, "lowerBound"), *_texts(sayings, node, "upperBound")]
    if len(bounds) == 2 and not _shows(text, " ".join(bounds)):
        words.append("–".join(bounds))
    words += _labels(site, sayings, node, "uncertaintyKind")
    for unit in ("Months", "Years"):
        words += [
            f"median follow-up {length} {unit.lower()}" for length in _texts(sayings, node, f"medianFollowUp{unit}")
        ]
    return words


def _counted(sayings: Sayings, node: str) -> str:
    some, all_ = (" / ".join(_texts(sayings, node, name)) for name in ("numerator", "denominator"))
    return f"{some} of {all_}" if some and all_ else some


def _number(sayings: Sayings, node: str) -> str:
    unit = " ".join(_texts(sayings, node, "unitAsPrinted"))
    return "; ".join(f"{value} {unit}" if unit else f"{value}%" for value in _texts(sayings, node, "value"))


def _texts(sayings: Sayings, node: str, name: str) -> list[str]:
    """Return the values of a property; one that does not stand says how it does."""
    return [_text(said) for said in sayings.of(node, getattr(IALL, name))]


def _text(said: Said) -> str:
    text = said.object.value
    if re.fullmatch(r"-?\d+\.\d+", text):
        text = f"{Decimal(text).normalize():f}"
    return text if said.standing == "stated" else f"{text} [{said.standing}]"


def _labels(site: Site, sayings: Sayings, node: str, name: str) -> list[str]:
    return [site.label(iri) for iri in sayings.objects(node, getattr(IALL, name))]


def _shows(text: str, numbers: str) -> bool:
    """Tell whether all numbers of a text stand in another one."""
    return set(re.findall(r"\d+(?:\.\d+)?", numbers)) <= set(re.findall(r"\d+(?:\.\d+)?", text))


def _is_in(label: str, text: str) -> bool:
    return label in text or QUALIFIED.get(label, label) in text.lower() or (label == "range" and "–" in text)
