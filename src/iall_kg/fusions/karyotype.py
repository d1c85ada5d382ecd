"""Read translocations and bands as cytogenetics writes them, after the ISCN: `t(4;11)(q21;q23)`, a karyotype, `11q23`.

Comes in: a text. Goes out: one spelling of the translocation, or of the band, that it names.
"""

import re

from iall_kg.fusions.calls import DesignationError

TRANSLOCATION = re.compile(
    r"t\s*\(\s*(?P<a>\d{1,2}|[XY])\s*;\s*(?P<b>\d{1,2}|[XY])\s*\)"
    r"(?:\s*\(\s*(?P<p>[pq][\d.]*)\s*;\s*(?P<q>[pq][\d.]*)\s*\))?",
    re.IGNORECASE,
)
KARYOTYPE = re.compile(r"^(?:t|der|inv|ins|del|dup|add|dic)\s*\(", re.IGNORECASE)
KARYOTYPE_OF_CELL = re.compile(r"^\d{2}(?:[~-]\d{2})?\s*,\s*[XY?]{1,3}\b", re.IGNORECASE)
BAND = re.compile(r"(?P<chromosome>\d{1,2}|[XY])(?P<band>[pq]\d{1,2}(?:\.\d{1,2})?)", re.IGNORECASE)


def band_notation(text: str) -> str:
    """Return a translocation in one spelling, `t(4;11)(q21;q23)`, the lower chromosome first; else the text itself."""
    found = TRANSLOCATION.fullmatch(text.strip())
    if found is None:
        return text
    sides = [(found["a"].upper(), (found["p"] or "").lower()), (found["b"].upper(), (found["q"] or "").lower())]
    sides.sort(key=lambda side: (not side[0].isdigit(), side[0].zfill(2)))
    bands = f"({sides[0][1]};{sides[1][1]})" if found["p"] else ""
    return f"t({sides[0][0]};{sides[1][0]}){bands}"


def translocation_of(name: str) -> str:
    """Return the translocation that a text is. Raises DesignationError if it is another lesion."""
    if not TRANSLOCATION.fullmatch(name):
        raise DesignationError(
            f"{name!r} is no translocation of two chromosomes such as t(4;11)(q21;q23); give the genes instead"
        )
    return band_notation(name)


def translocation_in(karyotype: str) -> str:
    """Return the one translocation of a karyotype. Raises DesignationError if there is none or more than one."""
    found = [band_notation(one[0]) for one in TRANSLOCATION.finditer(karyotype)]
    if len(found) != 1:
        raise DesignationError(f"{karyotype!r} is a karyotype with {len(found)} translocations; give each by itself")
    return found[0]


def translocation_between(first: str, second: str) -> str:
    """Return the translocation that joins two bands, such as `4q21` and `11q23`."""
    one, other = BAND.fullmatch(first), BAND.fullmatch(second)
    assert one is not None
    assert other is not None
    return band_notation(f"t({one['chromosome']};{other['chromosome']})({one['band']};{other['band']})")


def is_within_band(band: str, wider: str) -> bool:
    """Tell whether a band is another, or a sub-band of it."""
    return band == wider or band.startswith(f"{wider}.") or (("." in wider) and band.startswith(wider))


def is_within_translocation(written: str, known: str) -> bool:
    """Tell whether a translocation names the same bands as another, or sub-bands of them."""
    mine, theirs = TRANSLOCATION.fullmatch(written), TRANSLOCATION.fullmatch(known)
    if mine is None or theirs is None or not mine["p"] or not theirs["p"]:
        return False
    if (mine["a"], mine["b"]) != (theirs["a"], theirs["b"]):
        return False
    return is_within_band(mine["p"], theirs["p"]) and is_within_band(mine["q"], theirs["q"])


def bands_of(written: str) -> list[str]:
    """Return the bands that a translocation, or a band alone, names: `4q21` and `11q23`."""
    found = TRANSLOCATION.fullmatch(written)
    if found is None:
        return [written] if BAND.fullmatch(written) else []
    return [f"{found['a']}{found['p']}", f"{found['b']}{found['q']}"] if found["p"] else []
