"""The two charts of the program: upright bars in groups, lying bars (docs/decisions/0014).

chart = GroupedBars("years.chart", "历年借出")
chart.show_data(ChartData(("2025", "2026"), (Series("借出", (218, 163), keys=("k1", "k2"), unit="件"),)))
chart.opened.connect(self._open_bar)  # (category, name of the series, key)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop import theme
from desktop.widgets.chart_base import LEFT, LEGEND, MIDDLE, RIGHT, Bar, Chart
from desktop.widgets.chart_data import ChartData, Series, nice_top

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Chart", "ChartData", "GroupedBars", "LyingBars", "ScrolledChart", "Series", "nice_top"]

TOP = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
WIDEST, GAP = 18.0, 3.0
LEAST_SEEN = 3.0
"""Height or length of a bar that is not 0 but too small to be seen."""
ZERO = 1.0
"""What a 0 is drawn as: a line on the axis."""
FOOT = 20
"""Height of the line of categories below the bars."""
LINE = 13.0
"""Thickness of one lying bar with the space around it, at most."""
LEAST_ROW, MOST_ROW = 20, 44
"""Height of a category of lying bars."""


class GroupedBars(Chart):
    """Upright bars, those of one category side by side; a scale at the left, the legend above."""

    def sizeHint(self) -> QSize:
        return QSize(420, 220)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 100)

    def place(self) -> list[Bar]:
        area, top, count = self._area(), self.data.top(), len(self.data.series)
        slot = area.width() / len(self.data.categories)
        gap = GAP if slot > count * 8 else slot / count / 8
        width = max(min(WIDEST, (slot * 0.82 - gap * (count - 1)) / count), 0.5)
        bars = []
        for category in range(len(self.data.categories)):
            left = area.left() + slot * (category + 0.5) - (width * count + gap * (count - 1)) / 2
            for number, one in enumerate(self.data.series):
                height = length(one.values[category], top, area.height())
                box = QRectF(left + number * (width + gap), area.bottom() - height, width, height)
                ground = QRectF(box.left() - gap / 2, area.top(), width + gap, area.height() + self._foot())
                bars.append(Bar(category, number, box, ground))
        return bars

    def paint_around(self, painter: QPainter) -> None:
        area = self._area()
        if self.has_legend():
            self.paint_legend(painter, area.left())
        self._scale(painter, area)
        self._write_names(painter, area)

    def _write_names(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(QColor(theme.INK2))
        slot = area.width() / len(self.data.categories)
        every = self._every(slot)
        room, wrap = slot * every - 2, int(Qt.TextFlag.TextWrapAnywhere)
        for at, name in enumerate(self.data.categories):
            if (len(self.data.categories) - 1 - at) % every == 0:
                middle = area.left() + slot * (at + 0.5)
                box = QRectF(middle - room / 2, area.bottom() + 2, room, self._foot() - 2)
                painter.drawText(box, TOP | wrap, name)

    def _every(self, slot: float) -> int:
        """Every how many years the year is written, counted from the last, the present one; names always."""
        if not all(name.isdigit() for name in self.data.categories):
            return 1
        return min(max(int(-(-self._widest() // slot)), 1), 4)

    def _widest(self) -> float:
        return max(self.text_width(name) for name in self.data.categories) + 6.0

    def _foot(self) -> int:
        """Height of the categories: two lines where a name is wider than its place."""
        slot = (self.width() - 60) / len(self.data.categories)
        return FOOT * 2 - 6 if self._every(slot) == 1 and self._widest() > slot else FOOT

    def _area(self) -> QRectF:
        scale = self.text_width(self.data.mark(self.data.top())) + 16
        head = LEGEND if self.has_legend() else 10
        return QRectF(self.rect()).adjusted(scale, head + 4, -10, -self._foot())

    def _scale(self, painter: QPainter, area: QRectF) -> None:
        steps, top = (4 if area.height() > 110 else 2), self.data.top()
        for step in range(steps + 1):
            y = round(area.bottom() - area.height() * step / steps) + 0.5
            painter.setPen(QPen(QColor(theme.INK3 if step == 0 else theme.LINE2), 1))
            painter.drawLine(int(area.left()), int(y), int(area.right()), int(y))
            painter.setPen(QColor(theme.HINT))
            box = QRectF(0, y - 9, area.left() - 8, 18)
            painter.drawText(box, RIGHT | MIDDLE, self.data.mark(top * step // steps))


class LyingBars(Chart):
    """Lying bars with the category at the left and the value at the right, all on one scale.

    With several series the bars of a category lie below each other and a legend stands above.
    """

    back_keys = (Qt.Key.Key_Left, Qt.Key.Key_Up)
    forth_keys = (Qt.Key.Key_Right, Qt.Key.Key_Down)

    def sizeHint(self) -> QSize:
        return QSize(300, int(self._head() + 28 * max(len(self.data.categories), 1)))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, int(self._head() + self._least() * max(len(self.data.categories), 1)))

    def place(self) -> list[Bar]:
        names, numbers = self._names(), self._numbers()
        track = max(self.width() - names - numbers, 10.0)
        row, count = self._row(), len(self.data.series)
        thick = min(LINE, (row - 6) / count)
        bars = []
        for category, top in enumerate(self._tops()):
            y = top + (row - thick * count) / 2
            for number, one in enumerate(self.data.series):
                wide = length(one.values[category], max(self.data.most, 1), track)
                box = QRectF(names, y + number * thick + 1.5, wide, thick - 3)
                ground = QRectF(0, top + row * number / count, self.width(), row / count)
                bars.append(Bar(category, number, box, ground))
        return bars

    def paint_around(self, painter: QPainter) -> None:
        if self._head():
            self.paint_legend(painter, 0)
        names, numbers, row = self._names(), self._numbers(), self._row()
        track = max(self.width() - names - numbers, 10.0)
        for at, top in enumerate(self._tops()):
            painter.setPen(QColor(theme.INK))
            shown = painter.fontMetrics().elidedText(
                self.data.categories[at], Qt.TextElideMode.ElideRight, int(names - 10)
            )
            painter.drawText(QRectF(0, top, names, row), LEFT | MIDDLE, shown)
        for bar in self.bars():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.LINE2))
            painter.drawRoundedRect(QRectF(names, bar.box.top(), track, bar.box.height()), 2, 2)
            value = self.data.series[bar.series].values[bar.category]
            painter.setPen(QColor(theme.INK if value else theme.HINT))
            middle = QRectF(0, bar.box.center().y() - 10, self.width(), 20)
            painter.drawText(middle, RIGHT | MIDDLE, self.data.words(value))

    def _head(self) -> int:
        return LEGEND if len(self.data.series) > 1 else 0

    def _least(self) -> float:
        return max(LEAST_ROW, 14 * len(self.data.series) + 6)

    def _row(self) -> float:
        room = (self.height() - self._head()) / len(self.data.categories)
        return min(max(room, self._least()), MOST_ROW + 14 * (len(self.data.series) - 1))

    def _tops(self) -> Iterator[float]:
        row = self._row()
        return (self._head() + at * row for at in range(len(self.data.categories)))

    def _names(self) -> float:
        """Room of the names: what the longest needs, at most two fifths."""
        longest = max(self.text_width(name) for name in self.data.categories) + 14.0
        return min(longest, self.width() * 0.4)

    def _numbers(self) -> float:
        values = (value for one in self.data.series for value in one.values)
        return max(self.text_width(self.data.words(value)) for value in values) + 14.0


class ScrolledChart(QScrollArea):
    """A chart that fills the room it is given and can be scrolled where that is not enough."""

    def __init__(self, chart: Chart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{chart.objectName()}.area")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setWidget(chart)
        for ground in (self.viewport(), chart):
            ground.setAutoFillBackground(False)
        chart.lit.connect(self._follow)

    def _follow(self, place: QRect) -> None:
        middle = place.center()
        self.ensureVisible(middle.x(), middle.y(), 0, place.height())


def length(value: int | None, top: int, room: float) -> float:
    """Give how long a bar is: a line for 0 or nothing, and never invisible when it is more."""
    if not value:
        return ZERO
    return max(room * value / top, LEAST_SEEN)
