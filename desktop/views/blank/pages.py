"""The pages of 仪器借用."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.blank.figures import LOANS_BY_YEAR
from desktop.views.blank.loans import LOANS_SCREEN
from desktop.views.figures.described import figures_screen

if TYPE_CHECKING:
    from desktop.pages import PageOf

PAGES: tuple[PageOf, ...] = (
    LOANS_SCREEN,
    figures_screen(LOANS_BY_YEAR, LOANS_SCREEN, kinds=frozenset({"loan"})),
)
