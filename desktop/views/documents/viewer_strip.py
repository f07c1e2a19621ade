"""The strip below the viewer: every page as a thumbnail with its name, grouped by 学生, 公证, 老师."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QScrollArea, QWidget

from desktop import theme
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent, QWheelEvent

    from desktop.models.pages import DocumentPage

WIDTH, HEIGHT, PICTURE = 62, 78, 40


class PageButton(QAbstractButton):
    """A thumbnail with two short lines; a dot says that the page was looked at on this PC."""

    def __init__(self, place: int, page: DocumentPage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self.page = page
        self._thumb: QImage | None = None
        self._seen = False
        name_widget(self, f"viewer.page.{place + 1}", page.title)
        self.setToolTip(page.title)
        self.setCheckable(True)
        self.setFixedSize(WIDTH, HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_thumb(self, image: QImage) -> None:
        self._thumb = image
        self.update()

    def set_seen(self, seen: bool) -> None:
        if seen != self._seen:
            self._seen = seen
            self.setAccessibleDescription("已查看" if seen else "")
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        if self._thumb is not None:
            self._paint_thumb(painter, self._thumb)
        else:
            painter.setPen(QPen(QColor(theme.LINE), 1))
            painter.setBrush(QColor(theme.SURFACE))
            painter.drawRect(QRectF(WIDTH / 2 - 13, 7, 26, PICTURE - 6))
        painter.setPen(QColor(theme.BRAND if self.isChecked() else theme.INK))
        font = self.font()
        font.setPixelSize(11)
        painter.setFont(font)
        for number, text in enumerate(self.page.lines):
            box = QRect(1, PICTURE + 5 + 15 * number, WIDTH - 2, 15)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)

    def _paint_ground(self, painter: QPainter) -> None:
        strong = self.isChecked() or self.hasFocus()
        colour = theme.BRAND if strong else ("#9DB5AE" if self.underMouse() else theme.LINE)
        painter.setPen(QPen(QColor(colour), 2 if strong else 1))
        painter.setBrush(QColor(theme.BRAND_SOFT if self.isChecked() else "#F7F9F8"))
        painter.drawRoundedRect(QRectF(1, 1, WIDTH - 2, HEIGHT - 2), 5, 5)
        if self._seen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor("#4E9A6C"))
            painter.drawEllipse(QRectF(WIDTH - 11, 5, 6, 6))

    def _paint_thumb(self, painter: QPainter, image: QImage) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        room = QRectF(8, 6, WIDTH - 16, PICTURE - 4)
        size = image.size().scaled(room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        box = QRectF(0, 0, size.width(), size.height())
        box.moveCenter(room.center())
        painter.drawImage(box, image)
        painter.setPen(QPen(QColor(theme.LINE), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)


class PageStrip(QScrollArea):
    """Emits `chosen(place)` when a page is clicked."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name_widget(self, "viewer.pages", "材料目录")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFixedHeight(HEIGHT + 24)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._buttons: list[PageButton] = []
        self._fill(())

    def set_pages(self, pages: Sequence[DocumentPage]) -> None:
        """Show other pages, none of them current."""
        self._fill(pages)

    def set_current(self, place: int) -> None:
        for button in self._buttons:
            button.setChecked(button.place == place)
            if button.place == place:
                self.ensureWidgetVisible(button, 40, 0)

    def set_thumb(self, sha256: str, image: QImage) -> None:
        for button in self._buttons:
            if button.page.sha256 == sha256:
                button.set_thumb(image)

    def set_seen(self, seen: frozenset[str]) -> None:
        for button in self._buttons:
            button.set_seen(button.page.sha256 in seen)

    def buttons(self) -> list[PageButton]:
        return list(self._buttons)

    def wheelEvent(self, event: QWheelEvent) -> None:
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - event.angleDelta().y())
        event.accept()

    def _fill(self, pages: Sequence[DocumentPage]) -> None:
        ground = QWidget()
        ground.setProperty("kind", "clear")
        row = QHBoxLayout(ground)
        row.setContentsMargins(10, 6, 10, 4)
        row.setSpacing(5)
        self._buttons = []
        group = ""
        for place, page in enumerate(pages):
            if page.group != group:
                group = page.group
                if place:
                    row.addSpacing(4)
                row.addWidget(TextLabel("\n".join(group), "hint"))
            button = PageButton(place, page)
            button.clicked.connect(self._clicked)
            self._buttons.append(button)
            row.addWidget(button)
        row.addStretch(1)
        self.setWidget(ground)

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, PageButton):
            self.chosen.emit(button.place)
