"""The pictures on pages: those of one thing on its page, and the page with the three large ones."""

from functools import partial

from iall_kg.pages.addresses import page_of, root_of
from iall_kg.pages.site import Site
