"""Name the pages that are made from the graph, so that another process can be told which one to make."""

from collections.abc import Callable

from iall_kg.pages import fixed
from iall_kg.pages.pictured import pictures
from iall_kg.pages.thing import thing

HOME, ABOUT, THINGS, PICTURES = "home", "about", "things", "pictures"
KIND, SEARCH, THING = "kind", "search", "thing"
# Each takes the site and, some of them, a text: the kind, what is searched, the IRI.
PAGES: dict[str, Callable[..., str]] = {
    HOME: fixed.home,
    ABOUT: fixed.about,
    THINGS: fixed.things,
    PICTURES: pictures,
    KIND: fixed.things_of_kind,
    SEARCH: fixed.search,
    THING: thing,
}
