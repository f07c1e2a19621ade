"""All pages of all programmes and of the commons; how one is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.pages import grouped
from desktop.views.apprenticeship import pages as apprenticeship
from desktop.views.commons import pages as commons

if TYPE_CHECKING:
    from desktop.bootstrap.desk import StoreDesk
    from desktop.pages import Group, PageOf
    from desktop.views.shell.page import Page

PAGES: tuple[PageOf, ...] = (*apprenticeship.PAGES, *commons.PAGES)
"""In the order of the navigation."""
_BY_KEY = {one.key: one for one in PAGES}


def pages_of(role: str) -> frozenset[str]:
    """Give the keys of the pages a role sees; the three administrators hold no business data: none."""
    return frozenset(one.key for one in PAGES if role in one.roles)


def groups_of(role: str) -> tuple[Group, ...]:
    """The navigation of a role."""
    return grouped(PAGES, role)


def make_page(desk: StoreDesk, key: str) -> Page:
    """Make a page; the session makes each once, when it is first wanted."""
    return _BY_KEY[key].make(desk)
