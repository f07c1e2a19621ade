"""The pages of a paper below one another on a dark ground: fit to the width, zoom, page by page."""

from __future__ import annotations

from bisect import bisect_right
from enum import Enum
from itertools import accumulate
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desktop import theme
from desktop.widgets.text import name_widget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent, QWheelEvent

    from core.files.pdf_pages import PdfPages
    from desktop.views.papers.preview_pictures import PagePictures

MARGIN, GAP = 16, 14
NATURAL = 96 / 72
"""Logical pixels per point at 100 %."""
STEP = 1.25
SMALLEST, LARGEST = 0.1, 3.0


class Fit(Enum):
    WIDTH = "width"
    FREE = "free"


class PagesView(QAbstractScrollArea):
    """`turned(place)` when another page is looked at, `zoomed(per cent)` when its size changed."""

    turned = Signal(int)
    zoomed = Signal(int)

    def __init__(self, pictures: PagePictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name_widget(self, "preview.pages", "预览页面")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._pictures = pictures
        self._sizes: tuple[tuple[float, float], ...] = ()
        self._tops: list[float] = []
        self._fit = Fit.WIDTH
        self._zoom = 1.0
        self._current = 0
        self._moving = False
        pictures.came.connect(self._drawn)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.horizontalScrollBar().valueChanged.connect(self._shifted)

    # what is shown

    def show_pages(self, pages: PdfPages, *, keep_place: bool = False) -> None:
        """Show a document from its first page, or where one was when it is the same one made anew."""
        self._pictures.show(pages)
        self._sizes = pages.sizes
        self._tops = [0.0, *accumulate(height for _, height in self._sizes)]
        place = min(self._current, len(self._sizes) - 1) if keep_place else 0
        at = self.verticalScrollBar().value()
        self._lay_out()
        if keep_place:
            self.verticalScrollBar().setValue(at)
        self.go_to(place, scroll=not keep_place)
        self.zoomed.emit(self.percent())

    def count(self) -> int:
        return len(self._sizes)

    def current(self) -> int:
        """The page that is looked at, from 0."""
        return self._current

    def go_to(self, place: int, *, scroll: bool = True) -> None:
        """Look at a page, its top at the top."""
        if not 0 <= place < len(self._sizes):
            return
        self._moving = True
        if scroll:
            self.verticalScrollBar().setValue(round(self._top(place)) - (GAP if place else MARGIN))
        self._moving = False
        self._turn(place)
        self._ask()

    def step(self, by: int) -> None:
        """So many pages on or back, as far as there are any."""
        self.go_to(max(0, min(len(self._sizes) - 1, self._current + by)))

    def page_up(self) -> None:
        self.step(-1)

    def page_down(self) -> None:
        self.step(1)

    def to_first(self) -> None:
        self.go_to(0)

    def to_last(self) -> None:
        self.go_to(len(self._sizes) - 1)

    # size

    def zoom_in(self) -> None:
        self._set_zoom(self._zoom * STEP)

    def zoom_out(self) -> None:
        self._set_zoom(self._zoom / STEP)

    def fit_width(self) -> None:
        """As wide as the view, also when the window changes its size."""
        self._fit = Fit.WIDTH
        self._keep_place()

    def percent(self) -> int:
        return round(self._zoom * 100)

    def fits_width(self) -> bool:
        return self._fit is Fit.WIDTH

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_place()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
        elif event.angleDelta().y() > 0:
            self.zoom_in()
        else:
            self.zoom_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.viewport().rect(), QColor(theme.CANVAS))
        for place in self._visible():
            self._paint_page(painter, place)

    def _paint_page(self, painter: QPainter, place: int) -> None:
        box = self._box(place)
        painter.fillRect(box, QColor(theme.SURFACE))
        image = self._pictures.picture(place)
        if image is not None:
            painter.drawImage(box, image)
        else:
            painter.setPen(QPen(QColor(theme.HINT)))
            words = "这一页没有画出来" if self._pictures.is_broken(place) else "正在显示…"
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)

    # inside

    def _scale(self) -> float:
        """Logical pixels per point."""
        return self._zoom * NATURAL

    def _top(self, place: int) -> float:
        return MARGIN + self._tops[place] * self._scale() + GAP * place

    def _widest(self) -> float:
        return max((width for width, _ in self._sizes), default=1.0)

    def _box(self, place: int) -> QRectF:
        """Where a page is in the viewport."""
        width, height = (edge * self._scale() for edge in self._sizes[place])
        whole = max(float(self.viewport().width()), self._widest() * self._scale() + 2 * MARGIN)
        left = (whole - width) / 2 - self.horizontalScrollBar().value()
        top = round(self._top(place)) - self.verticalScrollBar().value()
        return QRectF(round(left), top, round(width), round(height))

    def _at(self, y: float) -> int:
        """The page at a height of the document, or the one before a gap."""
        low, high = 0, len(self._sizes)
        place = bisect_right(range(low, high), y, key=self._top) - 1
        return max(0, place)

    def _visible(self) -> range:
        if not self._sizes:
            return range(0)
        top = self.verticalScrollBar().value()
        return range(self._at(top), self._at(top + self.viewport().height()) + 1)

    def _set_zoom(self, zoom: float) -> None:
        self._fit = Fit.FREE
        self._zoom = max(SMALLEST, min(LARGEST, zoom))
        self._keep_place()

    def _keep_place(self) -> None:
        """Lay out anew; what was in the middle of the view stays there, and the top stays at the top."""
        bar = self.verticalScrollBar()
        at_top = bar.value() == 0
        share = (bar.value() + bar.pageStep() / 2) / max(1, bar.maximum() + bar.pageStep())
        current = self._current
        self._lay_out()
        self._moving = True
        middle = round(share * (bar.maximum() + bar.pageStep()) - bar.pageStep() / 2)
        bar.setValue(0 if at_top else middle)
        self._moving = False
        self._current = current
        self._ask()
        self.zoomed.emit(self.percent())

    def _lay_out(self) -> None:
        view = self.viewport().size()
        if self._fit is Fit.WIDTH:
            room = (view.width() - 2 * MARGIN) / (self._widest() * NATURAL)
            self._zoom = max(SMALLEST, min(LARGEST, room))
        whole = self._widest() * self._scale() + 2 * MARGIN
        last = len(self._sizes)
        high = self._top(last) - GAP + MARGIN if last else 0
        for bar, size, room_ in (
            (self.horizontalScrollBar(), whole, view.width()),
            (self.verticalScrollBar(), high, view.height()),
        ):
            bar.setPageStep(room_)
            bar.setSingleStep(40)
            bar.setRange(0, max(0, round(size) - room_))
        self.viewport().update()

    def _scrolled(self, value: int) -> None:
        if self._moving or not self._sizes:
            self.viewport().update()
            return
        bar = self.verticalScrollBar()
        place = self._at(value + self.viewport().height() / 2)
        if value == bar.maximum():
            place = len(self._sizes) - 1
        elif value == 0:
            place = 0
        self._turn(place)
        self._ask()

    def _shifted(self, _: int) -> None:
        self.viewport().update()

    def _turn(self, place: int) -> None:
        self._current = place
        self.turned.emit(place)

    def _ask(self) -> None:
        """Have the visible pages drawn, then the one after them."""
        visible = self._visible()
        following = [visible.stop] if visible and visible.stop < len(self._sizes) else []
        self._pictures.want([*visible, *following], self._scale() * self.devicePixelRatioF())
        self.viewport().update()

    def _drawn(self, _: int) -> None:
        self.viewport().update()
