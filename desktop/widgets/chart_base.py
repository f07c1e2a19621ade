"""What every chart does: pointer and keyboard find a bar, its exact value is shown, a press opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop import theme
from desktop.widgets.chart_data import ChartData
from desktop.widgets.chart_fills import paint_fill
from desktop.widgets.text import name_widget

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

EMPTY = "还没有可以统计的数据。"
LEGEND = 24
"""Height of the legend's line."""
BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
"""The focus came by these: a bar is marked at once. A window that is activated marks none."""
LEFT, RIGHT = int(Qt.AlignmentFlag.AlignLeft), int(Qt.AlignmentFlag.AlignRight)
MIDDLE, CENTRE = int(Qt.AlignmentFlag.AlignVCenter), int(Qt.AlignmentFlag.AlignCenter)


class Bar(NamedTuple):
    """Where a bar stands: its shape, and the ground around it that answers the pointer."""

    category: int
    series: int
    box: QRectF
    ground: QRectF


class Chart(QWidget):
    """Base of the charts. `opened(category, series, key)` when a bar with a key is pressed: a click, Enter
    or Space; `lit(place)` when the keyboard went to another bar, so that a scroll area can follow.

    Arrows move the mark from bar to bar, Home and End to the first and last; who comes back by the keyboard
    finds it where it was. All values stand in the
    accessible description, the marked one first. Subclasses say in `place` where the bars are and paint
    what is around them.
    """

    opened = Signal(str, str, str)
    lit = Signal(QRect)

    back_keys: tuple[Qt.Key, ...] = (Qt.Key.Key_Left,)
    forth_keys: tuple[Qt.Key, ...] = (Qt.Key.Key_Right,)

    def __init__(
        self, object_name: str, accessible: str, empty: str = EMPTY, parent: QWidget | None = None
    ) -> None:
        """`empty` is the sentence that stands there when there are no categories."""
        super().__init__(parent)
        name_widget(self, object_name, accessible)
        self._empty = empty
        self._data = ChartData()
        self._bars: tuple[Bar, ...] | None = None
        self._marked = -1
        self._left = 0
        self._by_pointer = False
        self._pressed = -1
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        font = QFont(self.font())
        font.setPixelSize(theme.SIZE_SMALL)
        self.setFont(font)
        self.show_data(self._data)

    @property
    def data(self) -> ChartData:
        """What is shown."""
        return self._data

    def show_data(self, data: ChartData) -> None:
        """Show other values; the mark stays at its bar when that is still there."""
        if len(data.categories) != len(self._data.categories) or len(data.series) != len(self._data.series):
            self._marked, self._left = -1, 0
        self._data = data
        self._bars = None
        used = bool(data.categories)
        self.setProperty("clickable", used)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if used else Qt.FocusPolicy.NoFocus)
        self._describe()
        self.updateGeometry()
        self.update()

    def tell_empty(self, sentence: str) -> None:
        """Change the sentence that stands there when there are no categories."""
        self._empty = sentence
        self._describe()
        self.update()

    def marked(self) -> Bar | None:
        """Give the bar that the pointer or the keyboard is at."""
        bars = self.bars()
        return bars[self._marked] if 0 <= self._marked < len(bars) else None

    def value_text(self) -> str:
        """Give the exact value that is shown beside the marked bar, empty when none is marked."""
        bar = self.marked()
        return self._data.exactly(bar.category, bar.series) if bar else ""

    def bars(self) -> tuple[Bar, ...]:
        """Give all bars, category by category."""
        if self._bars is None:
            self._bars = tuple(self.place()) if self._data.categories else ()
        return self._bars

    def bar(self, category: int, series: int) -> Bar:
        """Give one bar."""
        return self.bars()[category * len(self._data.series) + series]

    def place(self) -> list[Bar]:
        """Say where the bars stand in the present size, category by category; here: nowhere."""
        return []

    def paint_around(self, painter: QPainter) -> None:
        """Paint scale, names and legend; here: nothing."""

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        if not self._data.categories:
            painter.setPen(QColor(theme.INK2))
            painter.drawText(self.rect(), CENTRE | int(Qt.TextFlag.TextWordWrap), self._empty)
            return
        self.paint_around(painter)
        marked = self.marked()
        for bar in self.bars():
            paint_fill(painter, bar.box, self._data.fill(bar.series), lit=bar is marked)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.BRAND), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if marked is not None:
            self._bubble(painter, marked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._bars = None

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._bars = None
            self.updateGeometry()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._at(event.position().toPoint())
        if at >= 0 or self._by_pointer:
            self._mark(at, by_pointer=True)
        self._point(at)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self._at(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self._at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and at >= 0 and at == self._pressed:
            self._mark(at, by_pointer=True)
            self._open()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self._by_pointer:
            self._mark(-1, by_pointer=False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in BY_KEYBOARD and self._marked < 0:
            self._go(min(self._left, len(self.bars()) - 1))
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._left = max(self._marked, 0)
        self._mark(-1, by_pointer=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = Qt.Key(event.key()), len(self.bars()) - 1
        if last < 0:
            super().keyPressEvent(event)
        elif key in self.back_keys:
            self._go(max(self._marked - 1, 0))
        elif key in self.forth_keys:
            self._go(min(self._marked + 1, last))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(0 if key == Qt.Key.Key_Home else last)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open()
        else:
            super().keyPressEvent(event)

    # Painting that charts share

    def paint_legend(self, painter: QPainter, left: float) -> None:
        """Paint a sample and the name of each series in one line at the top."""
        x = left
        for at, one in enumerate(self._data.series):
            paint_fill(painter, QRectF(x, LEGEND / 2 - 6, 12, 12), self._data.fill(at))
            painter.setPen(QColor(theme.INK2))
            room = QRectF(x + 18, 0, max(self.width() - x - 18, 0), LEGEND)
            painter.drawText(room, LEFT | MIDDLE, one.name)
            x += 18 + painter.fontMetrics().horizontalAdvance(one.name) + 20

    def has_legend(self) -> bool:
        """A single series without a name needs none."""
        return any(one.name for one in self._data.series)

    def text_width(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)

    def _bubble(self, painter: QPainter, bar: Bar) -> None:
        """Write the exact value beside a bar, inside of the chart."""
        text = self.value_text()
        size = QSize(min(self.text_width(text) + 16, self.width()), self.fontMetrics().height() + 10)
        text = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, size.width() - 12)
        box = QRectF(bar.box.center().x() - size.width() / 2, 0, size.width(), size.height())
        box.moveBottom(bar.box.top() - 6)
        if box.top() < 0:
            box.moveTop(min(bar.box.bottom() + 6, self.height() - size.height()))
        box.moveLeft(max(min(box.left(), self.width() - box.width()), 0))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.INK))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(theme.SURFACE))
        painter.drawText(box, CENTRE, text)

    # Marking and opening

    def _at(self, point: QPoint) -> int:
        inside = (at for at, bar in enumerate(self.bars()) if bar.ground.contains(point))
        return next(inside, -1)

    def _go(self, at: int) -> None:
        self._mark(at, by_pointer=False)
        bar = self.marked()
        if bar is not None:
            self.lit.emit(bar.ground.united(bar.box).toAlignedRect())

    def _mark(self, at: int, *, by_pointer: bool) -> None:
        self._by_pointer = by_pointer
        if at != self._marked:
            self._marked = at
            self._describe()
            self.update()

    def _point(self, at: int) -> None:
        bar = self.bars()[at] if at >= 0 else None
        if bar is not None and self._data.key(bar.category, bar.series):
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()

    def _open(self) -> None:
        bar = self.marked()
        key = self._data.key(bar.category, bar.series) if bar else ""
        if bar is not None and key:
            self.opened.emit(self._data.categories[bar.category], self._data.series[bar.series].name, key)

    def _describe(self) -> None:
        said = (self.value_text(), self._data.sentences() or self._empty)
        self.setAccessibleDescription("。".join(part for part in said if part))
