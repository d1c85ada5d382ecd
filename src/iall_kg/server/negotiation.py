"""Choose the form of an answer from the Accept headers, with q-values and wildcards.

Reference: https://www.rfc-editor.org/rfc/rfc9110#name-proactive-negotiation
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# The first name of each form is the one we say; the others are understood and said back. In order of our liking.
SOLUTION_FORMS: dict[str, tuple[str, ...]] = {
    "json": ("application/sparql-results+json", "application/json"),
    "xml": ("application/sparql-results+xml", "application/xml", "text/xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
}
GRAPH_FORMS: dict[str, tuple[str, ...]] = {
    "ttl": ("text/turtle", "application/x-turtle", "application/turtle"),
    "jsonld": ("application/ld+json", "application/json"),
    "nt": ("application/n-triples", "text/plain"),
    "rdf": ("application/rdf+xml", "application/xml", "text/xml"),
}
DATASET_FORMS: dict[str, tuple[str, ...]] = {
    "trig": ("application/trig", "application/x-trig"),
    "nq": ("application/n-quads", "text/x-nquads"),
}
HTML_FORMS: dict[str, tuple[str, ...]] = {"html": ("text/html", "application/xhtml+xml")}
NAMED = 3
# More ranges than this are not read; no honest client sends so many.
MOST_RANGES = 100


@dataclass(frozen=True, slots=True)
class Form:
    """A chosen form: its short name, and the media type under which the client asked for it."""

    name: str
    media_type: str

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header."""
        return self.media_type + ("; charset=utf-8" if self.media_type.startswith("text/") else "")


@dataclass(frozen=True, slots=True)
class _Range:
    kind: str
    subkind: str
    quality: float

    def fits(self, media_type: str) -> int:
        """Return how exactly this range names a media type: 0 not at all, 3 by its full name."""
        kind, _, subkind = media_type.partition("/")
        if (self.kind, self.subkind) == (kind, subkind):
            return NAMED
        if (self.kind, self.subkind) == (kind, "*"):
            return 2
        return 1 if (self.kind, self.subkind) == ("*", "*") else 0


def choose(accept: str | None, forms: Mapping[str, Sequence[str]]) -> Form | None:
    """Return the form of `forms` that an Accept header likes best, or None if it takes none of them.

    Where the client likes several alike, a form that it names goes before one that a wildcard lets in, and
    then our own order decides.
    """
    ranges = _ranges(accept)
    best: tuple[float, int] = (0.0, 0)
    chosen = None
    for name, media_types in forms.items():
        for media_type in media_types:
            exactness, quality = max((r.fits(media_type), r.quality) for r in ranges)
            known_well = exactness == NAMED or (exactness and media_type == media_types[0])
            if known_well and quality > 0 and (quality, exactness) > best:
                best = (quality, exactness)
                chosen = Form(name, media_type)
    return chosen


def takes_gzip(accept_encoding: str | None) -> bool:
    """Tell whether an Accept-Encoding header allows gzip."""
    qualities = {}
    for item in (accept_encoding or "").split(",", MOST_RANGES)[:MOST_RANGES]:
        coding, *parameters = (part.strip().lower() for part in item.split(";"))
        qualities[coding] = _quality(parameters)
    return qualities.get("gzip", qualities.get("x-gzip", qualities.get("*", 0.0))) > 0


def listed(*kinds: Mapping[str, Sequence[str]]) -> str:
    """Return the media types of some forms as a hint shows them."""
    return ", ".join(media_types[0] for forms in kinds for media_types in forms.values())


def _ranges(accept: str | None) -> list[_Range]:
    found = []
    for item in (accept or "").split(",", MOST_RANGES)[:MOST_RANGES]:
        media_range, *parameters = (part.strip().lower() for part in item.split(";"))
        kind, slash, subkind = media_range.partition("/")
        if slash and kind and subkind:
            found.append(_Range(kind, subkind, _quality(parameters)))
        elif media_range == "*":  # not allowed, but old clients send it
            found.append(_Range("*", "*", _quality(parameters)))
    return found or [_Range("*", "*", 1.0)]


def _quality(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 1.0
    return 1.0
