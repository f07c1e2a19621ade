"""One page on its dark ground: fit, zoom, rotate, drag to pan; states where there is no picture."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QVBoxLayout, QWidget

from desktop import theme
from desktop.widgets.buttons import Button
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from desktop.views.documents.viewer_images import Picture

MARGIN = 14
STEP = 1.2
SMALLEST, LARGEST = 0.2, 6.0
LATE_MS = 200
SETTLE_MS = 120
"""Wait after the last change of size before a sharper picture is asked for."""


class Fit(Enum):
    WIDTH = "width"
    PAGE = "page"
    FREE = "free"


class Canvas(QAbstractScrollArea):
    """Shows one picture. 100 % is the width of the view.

    `edge_wanted` asks for a picture sharp enough (longest edge in device pixels), `painted` says that a page
    was really on the screen, `acted` that the button of a state was pressed, `stepped` a page by the wheel.
    """

    zoomed = Signal(int)
    edge_wanted = Signal(int)
    painted = Signal(str)
    acted = Signal()
    activated = Signal()

    def __init__(self, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name_widget(self, object_name, "材料图片")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._picture: Picture | None = None
        self._fit = Fit.PAGE
        self._zoom = 1.0
        self._turn = 0
        self._marked = False
        self._drag: QPoint | None = None
        self.message = TextLabel("", wrap=True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setStyleSheet("color: #F4F6F5;")
        self.hint = TextLabel("", wrap=True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setStyleSheet("color: #D5DDDA;")
        self.button = Button("", f"{object_name}.action")
        self.button.clicked.connect(self._act)
        # A layout on the viewport itself would have the scroll area lay itself out without end.
        self._words = QWidget(self.viewport())
        column = QVBoxLayout(self._words)
        column.setContentsMargins(36, 0, 36, 0)
        column.addStretch(1)
        column.addWidget(self.message)
        column.addWidget(self.hint)
        column.addSpacing(6)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(LATE_MS)
        self._late.timeout.connect(self._say_loading)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._ask_edge)
        self.tell("")

    # what is shown

    def show_picture(self, picture: Picture, *, keep_place: bool = False) -> None:
        """Show a picture; `keep_place` when it is the same page, only sharper."""
        self._late.stop()
        self._set_message("")
        self._picture = picture
        self._update_bars()
        if not keep_place:
            self.verticalScrollBar().setValue(0)
        self.viewport().update()

    def wait(self) -> None:
        """The page is on its way: blank at once, words after 200 ms."""
        self._picture = None
        self._set_message("")
        self._late.start()
        self._update_bars()
        self.viewport().update()

    def tell(self, message: str, hint: str = "", action: str = "") -> None:
        """Show a sentence in place of a page, with a way out."""
        self._late.stop()
        self._picture = None
        self._set_message(message, hint, action)
        self._update_bars()
        self.viewport().update()

    def picture(self) -> Picture | None:
        return self._picture

    def set_marked(self, marked: bool) -> None:
        """Outline the page as the evidence that was asked for."""
        self._marked = marked
        self.viewport().update()

    def is_marked(self) -> bool:
        return self._marked

    # how it is shown

    def set_fit(self, fit: Fit) -> None:
        self._fit = fit
        self._changed()

    def fit(self) -> Fit:
        return self._fit

    def zoom_by(self, factor: float, anchor: QPointF | None = None) -> None:
        """Zoom around a point of the view, its centre when none is given."""
        before = self._scale()
        centre = anchor or QPointF(self.viewport().rect().center())
        place = self._to_page(centre)
        wanted = before / self._width_scale() * factor
        self._zoom = min(max(wanted, SMALLEST), LARGEST)
        self._fit = Fit.FREE
        self._changed()
        moved = place * (self._scale() / before) if before else place
        offset = self._offset_for(moved, centre)
        self.horizontalScrollBar().setValue(offset.x())
        self.verticalScrollBar().setValue(offset.y())

    def zoom_in(self) -> None:
        self.zoom_by(STEP)

    def zoom_out(self) -> None:
        self.zoom_by(1 / STEP)

    def rotate(self) -> None:
        """A quarter turn to the right."""
        self._turn = (self._turn + 90) % 360
        self._changed()

    def turn(self) -> int:
        """Degrees to the right."""
        return self._turn

    def set_turn(self, degrees: int) -> None:
        self._turn = degrees % 360
        self._changed()

    def percent(self) -> int:
        """Zoom in percent of the width of the view."""
        width = self._width_scale()
        return round(100 * self._scale() / width) if width else 100

    def edge(self) -> int:
        """Longest edge in device pixels that would be sharp now."""
        shown = self._shown_size()
        longest = max(shown.width(), shown.height()) or max(self.viewport().width(), self.viewport().height())
        return round(longest * self.devicePixelRatioF())

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(theme.CANVAS))
        picture = self._picture
        if picture is None:
            return
        box = self._box()
        painter.fillRect(box.translated(3, 4), QColor(0, 0, 0, 45))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.save()
        painter.translate(box.center())
        painter.rotate(self._turn)
        upright = box.size() if self._turn % 180 == 0 else box.size().transposed()
        painter.drawImage(
            QRectF(QPointF(-upright.width() / 2, -upright.height() / 2), upright), picture.image
        )
        painter.restore()
        if self._marked:
            painter.setPen(QPen(QColor("#E0A53A"), 4))
            painter.drawRect(box.adjusted(-2, -2, 2, 2))
        self.painted.emit(picture.sha256)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._words.setGeometry(self.viewport().rect())
        self._changed()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            self.activated.emit()
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._picture is not None:
            self._drag = event.position().toPoint()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is None:
            return
        place = event.position().toPoint()
        moved, self._drag = place - self._drag, place
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - moved.x())
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() - moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag = None
        self.viewport().unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.set_fit(Fit.PAGE if self._fit is not Fit.PAGE else Fit.WIDTH)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(STEP ** (event.angleDelta().y() / 120), event.position())
            event.accept()
        else:
            super().wheelEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    # inside

    def _act(self) -> None:
        self.acted.emit()

    def _say_loading(self) -> None:
        if self._picture is None:
            self._set_message("正在读取这一页…")

    def _set_message(self, message: str, hint: str = "", action: str = "") -> None:
        self.message.setText(message)
        self.message.setVisible(bool(message))
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.button.setText(action)
        self.button.setAccessibleName(action)
        self.button.setVisible(bool(action))
        self._words.setVisible(bool(message))

    def _natural(self) -> QSize:
        """Size of the upright scan in pixels, turned as it is shown."""
        if self._picture is None:
            return QSize()
        size = self._picture.natural
        return size.transposed() if self._turn % 180 else size

    def _width_scale(self) -> float:
        natural = self._natural()
        return max(self.viewport().width() - 2 * MARGIN, 50) / natural.width() if natural.width() else 1.0

    def _scale(self) -> float:
        natural = self._natural()
        width = self._width_scale()
        if self._fit is Fit.FREE or not natural.height():
            return width * self._zoom
        height = max(self.viewport().height() - 2 * MARGIN, 50) / natural.height()
        return min(width, height) if self._fit is Fit.PAGE else width

    def _shown_size(self) -> QSizeF:
        return QSizeF(self._natural()) * self._scale()

    def _box(self) -> QRectF:
        """Where the page lies in the view: centred when smaller, else by the scroll bars."""
        size, view = self._shown_size(), self.viewport().size()
        left = max((view.width() - size.width()) / 2, MARGIN) - self.horizontalScrollBar().value()
        top = max((view.height() - size.height()) / 2, MARGIN) - self.verticalScrollBar().value()
        return QRectF(QPointF(left, top), size)

    def _to_page(self, point: QPointF) -> QPointF:
        return point - self._box().topLeft()

    def _offset_for(self, on_page: QPointF, point: QPointF) -> QPoint:
        size, view = self._shown_size(), self.viewport().size()
        left = max((view.width() - size.width()) / 2, MARGIN)
        top = max((view.height() - size.height()) / 2, MARGIN)
        return QPoint(round(on_page.x() + left - point.x()), round(on_page.y() + top - point.y()))

    def _changed(self) -> None:
        self._update_bars()
        self.viewport().update()
        self.zoomed.emit(self.percent())
        if self._picture is not None and not self._picture.serves(self.edge()):
            self._settle.start()

    def _ask_edge(self) -> None:
        if self._picture is not None and not self._picture.serves(self.edge()):
            self.edge_wanted.emit(self.edge())

    def _update_bars(self) -> None:
        """Bars by the kind of fit, never as needed: the size of the page follows that of the view."""
        bars = self._picture is not None and self._fit is not Fit.PAGE
        self._set_bars(bars and self._fit is Fit.FREE, bars)
        size, view = self._shown_size(), self.viewport().size()
        for bar, shown, room in (
            (self.horizontalScrollBar(), size.width(), view.width()),
            (self.verticalScrollBar(), size.height(), view.height()),
        ):
            bar.setPageStep(room)
            bar.setSingleStep(48)
            bar.setRange(0, max(0, round(shown + 2 * MARGIN - room)))

    def _set_bars(self, across: bool, down: bool) -> None:
        on, off = Qt.ScrollBarPolicy.ScrollBarAlwaysOn, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if self.horizontalScrollBarPolicy() != (on if across else off):
            self.setHorizontalScrollBarPolicy(on if across else off)
        if self.verticalScrollBarPolicy() != (on if down else off):
            self.setVerticalScrollBarPolicy(on if down else off)
