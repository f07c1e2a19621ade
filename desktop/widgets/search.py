"""A search box: Enter searches, Escape empties."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop import theme
from desktop.icons import icon
from desktop.widgets.text import name_widget


class SearchBox(QLineEdit):
    """Emits `searched(text)` on Enter with the text stripped; `cleared` when Escape emptied it."""

    searched = Signal(str)
    cleared = Signal()

    def __init__(
        self, object_name: str, accessible: str, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        name_widget(self, object_name, accessible)
        self.setProperty("kind", "search")
        self.setPlaceholderText(hint)
        self.setMaxLength(100)
        self.addAction(
            QAction(icon("search", theme.HINT), "", self), QLineEdit.ActionPosition.LeadingPosition
        )
        self.returnPressed.connect(self._search)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.cleared.emit()
            return
        super().keyPressEvent(event)

    def _search(self) -> None:
        self.searched.emit(self.text().strip())
