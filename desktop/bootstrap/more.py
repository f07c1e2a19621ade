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
    from collections.abc import Callable

    from desktop.bootstrap.kit import Kit
    from desktop.views.page import Page

MAKERS: tuple[Callable[[Kit], tuple[Page, ...]], ...] = (
    policy_pages.make,
    search_pages.make,
    scores_pages.make,
    batch_pages.make,
    stat_pages.make,
    notice_pages.make,
    log_pages.make,
    report_pages.make,
)


def more_pages(kit: Kit) -> tuple[Page, ...]:
    """Make the pages of all makers; those that the role does not have are left out by the caller."""
    return tuple(page for make in MAKERS for page in make(kit))
