"""The keys of the document viewer, the same on the workbench and on the whole screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

KEYS = (
    ("Left", "previous_page"),
    ("Right", "next_page"),
    ("+", "zoom_in"),
    ("=", "zoom_in"),
    ("-", "zoom_out"),
    ("0", "fit_page"),
    ("R", "rotate"),
)
"""Keys without a modifier; they rest while a field has the focus."""


def view_keys(owner: QWidget, viewer: object) -> list[QShortcut]:
    """Give the viewing keys of a window or page, alive while the focus is inside it."""
    made = []
    for key, name in KEYS:
        shortcut = QShortcut(QKeySequence(key), owner)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(getattr(viewer, name))
        made.append(shortcut)
    return made
