"""Windows are never larger than the screen: 1366 × 768 at 150 % are 910 × 512 logical pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

TITLE_BAR = 40
"""Logical pixels that a title bar and the borders of a window take."""


def fit_screen(window: QWidget, wanted: QSize) -> None:
    """Give a window the wanted size in logical pixels, or what its screen has beside the task bar.

    A window keeps its least size even where the screen has not that much.
    """
    room = window.screen().availableGeometry().size() - QSize(0, TITLE_BAR)
    window.resize(wanted.boundedTo(room).expandedTo(window.minimumSizeHint()))
