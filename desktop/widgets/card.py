"""Cards: white boxes with a thin border, the ground of everything on a page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.widgets.text import TextLabel


class Card(QFrame):
    """A card with an optional heading row; `body` takes the content, `header` more controls at the right."""

    def __init__(
        self,
        title: str = "",
        parent: QWidget | None = None,
        *,
        margins: tuple[int, int, int, int] = (14, 12, 14, 12),
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        self.header = QHBoxLayout()
        self.heading = TextLabel(title, "heading", self)
        self.heading.setVisible(bool(title))
        if title:
            self.header.setContentsMargins(14, 0, 10, 0)
            self.header.setSpacing(8)
            self.header.addWidget(self.heading)
            self.header.addStretch(1)
            row = QWidget()
            row.setLayout(self.header)
            row.setFixedHeight(40)
            outer.addWidget(row)
            outer.addWidget(Rule())
        self.body = QVBoxLayout()
        self.body.setContentsMargins(*margins)
        self.body.setSpacing(8)
        outer.addLayout(self.body, 1)

    def add(self, widget: QWidget, stretch: int = 0) -> QWidget:
        self.body.addWidget(widget, stretch)
        return widget

    def add_header(self, widget: QWidget) -> QWidget:
        """Put a control at the right of the heading."""
        self.header.addWidget(widget)
        return widget


class Rule(QFrame):
    """A thin inner line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "rule")
        self.setFixedHeight(1)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
