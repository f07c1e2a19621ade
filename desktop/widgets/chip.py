"""Chips: a state as a word on a soft ground, as a label and as a painter for table cells."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop import theme

PAD = 9
HEIGHT = 22


class Chip(QWidget):
    """A state as a label. Tones: ok, warn, bad, info, neutral."""

    def __init__(self, text: str = "", tone: str = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._tone = tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def text(self) -> str:
        return self._text

    def tone(self) -> str:
        return self._tone

    def set(self, text: str, tone: str) -> None:
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return chip_size(self.fontMetrics(), self._text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_chip(painter, QRectF(self.rect()), self._text, self._tone, self.font())


def chip_size(metrics: QFontMetrics, text: str) -> QSize:
    """Give the size of a chip in logical pixels."""
    return QSize(metrics.horizontalAdvance(text) + 2 * PAD, max(HEIGHT, metrics.height() + 3))


def paint_chip(
    painter: QPainter, rect: QRectF, text: str, tone: str, font: QFont, *, outlined: bool = False
) -> None:
    """Paint a chip at the left of `rect`, vertically centred; text that does not fit is elided.

    `outlined` on a ground of nearly its own colour, as that of a selected row.
    """
    ink, ground = theme.TONES.get(tone, theme.TONES["neutral"])
    metrics = QFontMetrics(font)
    size = chip_size(metrics, text)
    width = min(float(size.width()), rect.width())
    box = QRectF(rect.left(), rect.center().y() - size.height() / 2, width, size.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(_line(ink) if outlined else QPen(Qt.PenStyle.NoPen))
    painter.setBrush(QColor(ground))
    edge = box.adjusted(0.5, 0.5, -0.5, -0.5) if outlined else box
    painter.drawRoundedRect(edge, edge.height() / 2, edge.height() / 2)
    painter.setPen(QColor(ink))
    painter.setFont(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(width - 2 * PAD) + 1)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), shown)
    painter.restore()


def _line(ink: str) -> QPen:
    colour = QColor(ink)
    colour.setAlphaF(0.35)
    return QPen(colour, 1)


class Badge(QWidget):
    """A count in a small pill, hidden at 0; the label of its owner says what it counts."""

    def __init__(self, parent: QWidget | None = None, tone: str = "warn") -> None:
        super().__init__(parent)
        self._count = 0
        self._tone = tone
        font = self.font()
        font.setPixelSize(11)
        font.setWeight(QFont.Weight.DemiBold)
        self.setFont(font)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def count(self) -> int:
        return self._count

    def text(self) -> str:
        return "999+" if self._count > 999 else str(self._count)

    def set_count(self, count: int, tone: str = "") -> None:
        self._count = count
        self._tone = tone or self._tone
        self.setVisible(count > 0)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(max(20, self.fontMetrics().horizontalAdvance(self.text()) + 12), 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#C4493C") if self._tone == "bad" else QColor(255, 255, 255, 50))
        painter.drawRoundedRect(QRectF(self.rect()), 9, 9)
        painter.setPen(QColor("#FFFFFF"))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.text())
