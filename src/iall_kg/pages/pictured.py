"""The pictures on pages: those about one thing on its page, and the page with the three large ones."""

from collections.abc import Callable
from functools import partial

from iall_kg.pages.addresses import root_of
from iall_kg.pages.site import Site
from iall_kg.pictures import Picture, domains, mechanism, neighbourhood, survival

PICTURES = "pictures.html"
DRAWN: dict[str, Callable[..., Picture]] = {
    "domains": domains.draw,
    "survival": survival.draw,
    "mechanism": mechanism.draw,
    "neighbourhood": neighbourhood.draw,
}
LARGE = ("domains", "survival", "mechanism")


def picture(site: Site, name: str, address: str, thing: str | None = None) -> Picture:
    """Return a picture whose links lead on from the page at an address, about one thing if it is given."""
    return DRAWN[name](site.graph, partial(site.lead, root_of(address)), thing=thing)


def pictures(site: Site) -> str:
    """Return the page with the large pictures."""
    drawn = {name: picture(site, name, PICTURES) for name in LARGE}
    return site.render("pictures.html", PICTURES, title="Pictures", drawn=drawn)
