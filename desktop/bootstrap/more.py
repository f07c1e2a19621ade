"""The makers of pages, each in a module of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.bootstrap import (
    batch_pages,
    log_pages,
    notice_pages,
    policy_pages,
    report_pages,
    scores_pages,
    search_pages,
    stat_pages,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from desktop.bootstrap.desk import StoreDesk
    from desktop.views.shell.page import Page

MAKERS: tuple[Callable[[StoreDesk], tuple[Page, ...]], ...] = (
    policy_pages.make,
    search_pages.make,
    scores_pages.make,
    batch_pages.make,
    stat_pages.make,
    notice_pages.make,
    log_pages.make,
    report_pages.make,
)


def more_pages(kit: StoreDesk) -> tuple[Page, ...]:
    """Make the pages of all makers; those that the role does not have are left out by the caller."""
    return tuple(page for make in MAKERS for page in make(kit))


def left_in(made: Iterable[Page], keys: Collection[str]) -> tuple[Page, ...]:
    """The pages that a role has; the others are taken apart here, in the window's thread.

    A widget that is only dropped is collected whenever some thread happens to, and Qt crashes in another one.
    """
    kept: list[Page] = []
    for page in made:
        if page.key in keys:
            kept.append(page)
        else:
            page.deleteLater()
    return tuple(kept)
