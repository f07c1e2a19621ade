"""Pairs of a short label and a text, line by line; drawn anew each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.widgets.text import TextLabel

if TYPE_CHECKING:
    from collections.abc import Iterable


class PlainLines(QWidget):
    """A column of lines; `name` is its object name."""

    def __init__(self, name: str, margins: tuple[int, int, int, int] = (14, 8, 14, 10)) -> None:
        super().__init__()
        self.setObjectName(name)
        self._name = name
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*margins)
        self._ground = QWidget()
        self._column.addWidget(self._ground)

    def show_lines(self, lines: Iterable[tuple[str, str]]) -> None:
        """Show pairs of a short label and a text."""
        column = self._anew()
        for label, text in lines:
            name = TextLabel(label, "secondary")
            name.setFixedWidth(76)
            value = TextLabel(text, wrap=True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(line_of(name, value))

    def text(self) -> str:
        """Everything that stands here."""
        return "\n".join(label.text() for label in self._ground.findChildren(TextLabel))

    def _anew(self) -> QVBoxLayout:
        self._ground.hide()
        self._ground.deleteLater()
        self._ground = QWidget()
        self._column.addWidget(self._ground)
        column = QVBoxLayout(self._ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        return column


def line_of(*widgets: QWidget) -> QWidget:
    """Widgets in one line, the last one as wide as there is room."""
    ground = QWidget()
    row = QHBoxLayout(ground)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for widget in widgets[:-1]:
        row.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(widgets[-1], 1)
    return ground
