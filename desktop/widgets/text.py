"""Labels that show plain text only: an applicant's `<img>` stays text (security.md section 5, row 8).

The namespace `Qt` is imported inside functions here and in the other modules of the log-in window: its
first use builds hundreds of enums, 18 ms, a sixth of the whole start (performance.md P1).
"""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop import theme

PLAIN_TEXT = 0
"""Qt.TextFormat.PlainText."""


class TextLabel(QLabel):
    """Plain text. `role` picks the look: title, figure, heading, secondary, hint, error."""

    def __init__(
        self, text: str = "", role: str = "", parent: QWidget | None = None, *, wrap: bool = False
    ) -> None:
        super().__init__(parent)
        self.setProperty("textFormat", PLAIN_TEXT)
        if role:
            self.setProperty("role", role)
        self.setWordWrap(wrap)
        self.setText(text)

    def set_role(self, role: str) -> None:
        theme.set_property(self, "role", role)

    def set_tone(self, tone: str) -> None:
        """Colour the text: ok, warn, bad, info, or empty."""
        theme.set_property(self, "tone", tone)


class WholeLabel(TextLabel):
    """Lines of text that are never cut: where there are many, what stands below gives way or is scrolled."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, role, parent, wrap=True)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._need(self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._need(event.size().width())

    def _need(self, width: int) -> None:
        self.setMinimumHeight(max(self.heightForWidth(width), 0))


class ElidedLabel(TextLabel):
    """One line that ends in … when there is no room, with the whole text as tool tip and accessible name."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, role, parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(24)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def setText(self, text: str) -> None:
        super().setText(text)
        self._update_tip()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update_tip()

    def paintEvent(self, event: QPaintEvent) -> None:
        from PySide6.QtCore import Qt

        painter = QPainter(self)
        self.drawFrame(painter)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.setFont(self.font())
        room = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), text)

    def _update_tip(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()
        self.setToolTip(plain_tip(self.text()) if cut else "")


def plain_tip(text: str) -> str:
    """Make a tool tip that Qt cannot take for rich text."""
    if "<" not in text and "&" not in text:
        return text
    from html import escape

    return f"<span>{escape(text)}</span>"


def name_widget(widget: QWidget, object_name: str, accessible: str) -> None:
    """Give a control its stable name (docs/ui-names.md) and what a screen reader says."""
    widget.setObjectName(object_name)
    widget.setAccessibleName(accessible)
