"""The keys of the workbench (D2); those without a modifier rest while a field has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from desktop.views.documents.viewer_keys import view_keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.views.documents.viewer import DocumentViewer

FIELDS = (QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox, QTabBar, QAbstractItemView)
"""While one of these has the focus, keys without a modifier are theirs."""


class BenchKeys(QObject):
    """Gives a page its keys, `slots` by name, and those of its viewer."""

    def __init__(self, page: QWidget, viewer: DocumentViewer, slots: dict[str, Callable[[], None]]) -> None:
        super().__init__(page)
        for key, slot in slots.items():
            shortcut = QShortcut(QKeySequence(key), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        self._letters = view_keys(page, viewer)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    def _focus_moved(self, _: QWidget | None, now: QWidget | None) -> None:
        typing = isinstance(now, FIELDS)
        for shortcut in self._letters:
            shortcut.setEnabled(not typing)
