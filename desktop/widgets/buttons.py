"""Buttons by kind: primary, plain, danger (outlined), link, tool, filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.widgets.text import name_widget

if TYPE_CHECKING:
    from PySide6.QtGui import QEnterEvent
    from PySide6.QtWidgets import QMenu


class Button(QPushButton):
    """A push button; Enter presses it when it has the focus."""

    def __init__(
        self, text: str, object_name: str, kind: str = "", *, accessible: str = "", tip: str = ""
    ) -> None:
        super().__init__(text)
        name_widget(self, object_name, accessible or text)
        if kind:
            self.setProperty("kind", kind)
        if tip:
            self.setToolTip(tip)
        if kind in ("filter",):
            self.setCheckable(True)
        self._hand = kind in ("link", "sync", "nav")
        self.setAutoDefault(kind != "danger")
        self.setDefault(False)

    def setMenu(self, menu: QMenu) -> None:
        """Open a menu; a link makes room for the arrow, which other kinds have in their wider padding."""
        super().setMenu(menu)
        if self.property("kind") == "link":
            self.setProperty("menu", "true")

    def enterEvent(self, event: QEnterEvent) -> None:
        if self._hand:
            from PySide6.QtCore import Qt

            self._hand = False
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        super().enterEvent(event)


class Toolbar(QWidget):
    """A row of controls, 8 px apart; `stretch()` puts the following ones to the right."""

    def __init__(self, parent: QWidget | None = None, *, spacing: int = 8) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(spacing)

    def add(self, widget: QWidget, stretch: int = 0) -> QWidget:
        self._row.addWidget(widget, stretch)
        return widget

    def stretch(self) -> None:
        self._row.addStretch(1)

    def gap(self, width: int = 8) -> None:
        self._row.addSpacing(width)
