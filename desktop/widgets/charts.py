"""Two calm charts drawn by hand: grouped bars by year and lying bars. No chart library is loaded for them."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop import theme

_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 10, 34, 26
LEAST_ROW, MOST_ROW = 20, 44
"""Height of a lying bar with its words."""


class Group(NamedTuple):
    """Bars that stand together above one label."""

    label: str
    values: tuple[int, ...]


class BarChart(QWidget):
    """Grouped bars with a legend; every value also stands in the tool tip and the accessible description."""

    def __init__(self, series: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series = series
        self._groups: tuple[Group, ...] = ()
        self.setMinimumHeight(92)

    def show_groups(self, groups: tuple[Group, ...]) -> None:
        self._groups = groups
        self.setAccessibleDescription("；".join(self._sentence(group) for group in groups))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 220)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.font()
        font.setPixelSize(12)
        painter.setFont(font)
        area = QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)
        top = nice_top(max((value for group in self._groups for value in group.values), default=0))
        self._legend(painter)
        self._scale(painter, area, top)
        self._bars(painter, area, top)

    def _legend(self, painter: QPainter) -> None:
        x = float(_LEFT)
        for name, colour in zip(self._series, theme.SERIES, strict=False):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(QRectF(x, 9, 10, 10), 2, 2)
            painter.setPen(QColor(theme.INK2))
            painter.drawText(QRectF(x + 16, 4, 120, 20), int(Qt.AlignmentFlag.AlignVCenter), name)
            x += 16 + painter.fontMetrics().horizontalAdvance(name) + 24

    def _scale(self, painter: QPainter, area: QRectF, top: int) -> None:
        steps = 4 if area.height() > 110 else 2
        for step in range(steps + 1):
            y = area.bottom() - area.height() * step / steps
            painter.setPen(QPen(QColor(theme.LINE if step == 0 else theme.LINE2), 1))
            painter.drawLine(int(area.left()), int(y), int(area.right()), int(y))
            painter.setPen(QColor(theme.HINT))
            box = QRectF(0, y - 9, _LEFT - 8, 18)
            align = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(box, align, f"{top * step // steps:,}")

    def _bars(self, painter: QPainter, area: QRectF, top: int) -> None:
        slot = area.width() / max(len(self._groups), 1)
        width = min(16.0, slot / (len(self._series) + 2))
        for at, group in enumerate(self._groups):
            middle = area.left() + slot * (at + 0.5)
            left = middle - (width * len(group.values) + 3 * (len(group.values) - 1)) / 2
            painter.setPen(Qt.PenStyle.NoPen)
            for number, value in enumerate(group.values):
                height = area.height() * value / top
                box = QRectF(left + number * (width + 3), area.bottom() - height, width, height)
                painter.setBrush(QColor(theme.SERIES[number % len(theme.SERIES)]))
                painter.drawRoundedRect(box, 2, 2)
            painter.setPen(QColor(theme.INK2))
            label = QRectF(middle - slot / 2, area.bottom() + 4, slot, 20)
            painter.drawText(label, int(Qt.AlignmentFlag.AlignCenter), group.label)

    def _sentence(self, group: Group) -> str:
        pairs = zip(self._series, group.values, strict=False)
        return f"{group.label}年 " + "，".join(f"{name} {value}" for name, value in pairs)


class Meters(QWidget):
    """Lying bars with a name at the left and the number at the right, all on one scale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[tuple[str, int], ...] = ()

    def show_rows(self, rows: tuple[tuple[str, int], ...]) -> None:
        self._rows = rows
        self.setAccessibleDescription("；".join(f"{name} {value}" for name, value in rows))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, 30 * max(len(self._rows), 1) + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, LEAST_ROW * max(len(self._rows), 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = painter.fontMetrics()
        names = max((metrics.horizontalAdvance(name) for name, _ in self._rows), default=0) + 16
        numbers = max((metrics.horizontalAdvance(f"{value:,}") for _, value in self._rows), default=0) + 16
        most = max((value for _, value in self._rows), default=0) or 1
        track = QRectF(names, 0, max(self.width() - names - numbers, 10), 10)
        row = min(max(self.height() / max(len(self._rows), 1), LEAST_ROW), MOST_ROW)
        for at, (name, value) in enumerate(self._rows):
            line = QRectF(0, at * row, self.width(), row)
            painter.setPen(QColor(theme.INK))
            painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), name)
            align = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
            painter.drawText(line, align, f"{value:,}")
            track.moveTop(line.center().y() - 5)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.LINE2))
            painter.drawRoundedRect(track, 5, 5)
            if value:
                filled = QRectF(track)
                filled.setWidth(max(track.width() * value / most, 10))
                painter.setBrush(QColor(theme.BRAND))
                painter.drawRoundedRect(filled, 5, 5)


def nice_top(value: int) -> int:
    """Give a round upper end of the scale, at least 4, dividable by 4."""
    if value <= 4:
        return 4
    step = 1
    while step * 40 < value:
        step *= 10
    for factor in (1, 2, 3, 4, 5, 6, 8, 10):
        if factor * step * 4 >= value:
            return factor * step * 4
    return value
