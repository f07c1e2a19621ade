"""What pages there are, as data: every room of screens describes its own in a module `pages`.

`desktop.bootstrap.pages` collects them. A page is made when somebody first wants it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from core.domain.values import CITY_ROLES, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop.desk import Desk
    from desktop.views.shell.page import Page

DISTRICT = frozenset({Role.DISTRICT_REVIEWER, Role.DISTRICT_VIEWER})
CITY = frozenset(CITY_ROLES)
EVERYBODY = DISTRICT | CITY
"""Who has business data (product.md section 1); the three administrators hold none and have no page."""

START, FIGURES, SYSTEM = "工作台", "统计分析", "系统"
"""Groups of the navigation that every programme may add to; those of the programmes stand after the first."""


@dataclass(frozen=True, kw_only=True)
class PageOf(ABC):
    """One page: key (the navigation's `nav.KEY`), Chinese name, icon, group, and the roles that have it."""

    key: str
    title: str
    icon: str
    group: str
    roles: frozenset[Role] = EVERYBODY

    @abstractmethod
    def make(self, desk: Desk) -> Page:
        """Build the page; it asks for data when it is shown."""


@dataclass(frozen=True, kw_only=True)
class Screen(PageOf):
    """A page that is a class of its own."""

    page: Callable[[Desk], Page]

    def make(self, desk: Desk) -> Page:
        return self.page(desk)


class Group(NamedTuple):
    """Some lines of the navigation below a heading."""

    title: str
    entries: tuple[PageOf, ...]


def grouped(pages: Iterable[PageOf], role: str) -> tuple[Group, ...]:
    """The navigation of a role, in the order of the pages; groups without a page are left out."""
    found: dict[str, list[PageOf]] = {START: []}
    for page in pages:
        if role in page.roles:
            found.setdefault(page.group, []).append(page)
    last = {one: found.pop(one, []) for one in (FIGURES, SYSTEM)}
    return tuple(Group(title, tuple(entries)) for title, entries in (found | last).items() if entries)
