"""All pages of all programmes and of the commons; how one is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.bootstrap import (
    search_pages,
)
from desktop.bootstrap.business import Business
from desktop.pages import grouped
from desktop.views.apprenticeship import pages as apprenticeship
from desktop.views.commons import pages as commons

if TYPE_CHECKING:
    from collections.abc import Callable

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
    maker = MAKERS.get(key)
    return maker(desk) if maker is not None else _BY_KEY[key].make(desk)


def _one(make: Callable[[StoreDesk], tuple[Page, ...]]) -> Callable[[StoreDesk], Page]:
    """The page that a maker of one page makes."""

    def made(desk: StoreDesk) -> Page:
        (page,) = make(desk)
        return page

    return made


MAKERS: dict[str, Callable[[StoreDesk], Page]] = {
    "register": lambda desk: Business(desk).register_page(),
    "search": _one(search_pages.make),
}
"""Pages that are not yet made by their description: struck off one by one."""
