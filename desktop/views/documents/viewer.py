"""The document viewer (D2): page list, zoom, rotate, fit, full screen, two documents side by side.

It never switches by itself: another page comes only when the clerk asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.models.pages import DocumentPage, find_page
from desktop.views.documents.viewer_canvas import Fit
from desktop.views.documents.viewer_full import FullScreen
from desktop.views.documents.viewer_pane import Pane
from desktop.views.documents.viewer_strip import PageStrip
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card, Rule
from desktop.widgets.text import ElidedLabel, TextLabel, name_widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QImage, QResizeEvent

    from desktop.views.documents.viewer_images import Pictures

AHEAD = 2
"""Pages decoded before they are asked for."""
FITS = ("适合宽度", "适合页面")
FITS_SHORT = ("宽度", "整页")
WIDE = 480
"""Logical pixels from which the long words have room."""


class DocumentViewer(Card):
    """Shows the pages of one record; `seen(digest)` when a page was really painted for the first time."""

    seen = Signal(str)
    stepped = Signal(int)

    def __init__(self, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, margins=(0, 0, 0, 0))
        self.heading.setParent(self)
        self.heading.hide()
        self.setObjectName("viewer")
        self.setAccessibleName("材料查看")
        self._pictures = pictures
        self._pages: tuple[DocumentPage, ...] = ()
        self._seen: set[str] = set()
        self._next_record: tuple[str, ...] = ()
        self._full: FullScreen | None = None
        self.panes = (Pane("viewer.left", pictures), Pane("viewer.right", pictures))
        self._active = self.panes[0]
        self.strip = PageStrip()
        self.strip.chosen.connect(self.show_place)
        self._ahead = QTimer(self)
        self._ahead.setSingleShot(True)
        self._ahead.setInterval(0)
        self._ahead.timeout.connect(self._look_ahead)
        self.body.setSpacing(0)
        self.body.addWidget(self._tools())
        self._stage = QWidget()
        halves = QHBoxLayout(self._stage)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(2)
        for pane in self.panes:
            halves.addWidget(pane, 1)
            pane.painted.connect(self._painted)
            pane.activated.connect(self._activated)
            pane.canvas.zoomed.connect(self._zoomed)
        self.panes[1].hide()
        self.body.addWidget(self._stage, 1)
        self.body.addWidget(Rule())
        self.body.addWidget(self.strip)
        pictures.ready.connect(self._came)
        pictures.thumb_ready.connect(self._thumb_came)
        self.set_pages(())

    # pages

    def set_pages(self, pages: Sequence[DocumentPage], start: int = 0) -> None:
        """Take the pages of another record and show one of them."""
        self._pages = tuple(pages)
        self._next_record = ()
        self._side_by_side(False)
        self.strip.set_pages(self._pages)
        for page in self._pages:
            self._put_thumb(page.sha256)
        self.strip.set_seen(frozenset(self._seen))
        self.show_place(start if self._pages else -1)
        self._pictures.want_thumbs(dict.fromkeys(page.sha256 for page in self._pages))

    def tell_empty(self, sentence: str, hint: str = "") -> None:
        """Say why a record has no pages; before `set_pages`."""
        for pane in self.panes:
            pane.empty = (sentence, hint)

    def pages(self) -> tuple[DocumentPage, ...]:
        return self._pages

    def page(self) -> DocumentPage | None:
        """The page in the active half."""
        return self._active.page

    def place(self) -> int:
        """Place of the active page in the list, -1 when it is none of them."""
        page = self._active.page
        return self._pages.index(page) if page in self._pages else -1

    def show_place(self, place: int, *, marked: bool = False) -> None:
        """Show a page by its place in the list."""
        self._show(self._pages[place] if 0 <= place < len(self._pages) else None, marked)

    def step(self, by: int) -> None:
        """Go forward or back, staying at the ends."""
        if self._pages:
            self.show_place(min(max(self.place() + by, 0), len(self._pages) - 1))

    def next_page(self) -> None:
        self.step(1)

    def previous_page(self) -> None:
        self.step(-1)

    def show_evidence(self, key: str, kind: str, number: int) -> bool:
        """Show and outline the page that a finding names; False when this record has no such page."""
        place = find_page(self._pages, key, kind, number)
        if place < 0:
            return False
        self.show_place(place, marked=True)
        return True

    def show_pair(self, before: DocumentPage | None, after: DocumentPage | None) -> None:
        """Show two pages side by side, such as 补正前 and 补正后."""
        self._side_by_side(True)
        for pane, page in zip(self.panes, (before, after), strict=True):
            pane.show_page(page)
        self._activate(self.panes[1])

    def shown(self) -> frozenset[str]:
        """Digests of all pages that were really painted in this session."""
        return frozenset(self._seen)

    def unseen(self) -> tuple[DocumentPage, ...]:
        """Pages of this record that were not painted yet."""
        return tuple(page for page in self._pages if page.sha256 not in self._seen)

    def prepare(self, pages: Sequence[DocumentPage]) -> None:
        """Have the first page of the next record decoded before it is opened."""
        self._next_record = tuple(page.sha256 for page in pages[:1])
        self._ahead.start()

    # look

    def zoom_in(self) -> None:
        self._active.canvas.zoom_in()

    def zoom_out(self) -> None:
        self._active.canvas.zoom_out()

    def fit_width(self) -> None:
        self._active.canvas.set_fit(Fit.WIDTH)

    def fit_page(self) -> None:
        self._active.canvas.set_fit(Fit.PAGE)

    def rotate(self) -> None:
        self._active.canvas.rotate()

    def toggle_side_by_side(self) -> None:
        """Open or close the second half; it starts with the page after the first one's."""
        opening = self.panes[1].isHidden()
        self._side_by_side(opening)
        if opening and self._pages:
            self.panes[1].show_page(self._pages[min(self.place() + 1, len(self._pages) - 1)])
            self._activate(self.panes[1])

    def toggle_full_screen(self) -> None:
        """Take the whole screen, or come back."""
        if self._full is None:
            self._full = FullScreen(self, self.panes[0].canvas)
            self._full.closed.connect(self._full_closed)
            self._full.open()
        else:
            self._full.close()

    def is_full_screen(self) -> bool:
        return self._full is not None

    def full_window(self) -> FullScreen | None:
        return self._full

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorter words where the title would have no room."""
        super().resizeEvent(event)
        for button, words in zip(self._fits, FITS if self.width() >= WIDE else FITS_SHORT, strict=True):
            if button.text() != words:
                button.setText(words)

    # inside

    def _tools(self) -> QWidget:
        bar = QWidget()
        bar.setFixedHeight(40)
        row = QHBoxLayout(bar)
        row.setContentsMargins(14, 0, 8, 0)
        row.setSpacing(1)
        self.title = ElidedLabel("")
        name_widget(self.title, "viewer.title", "当前页")
        row.addWidget(self.title, 1)
        self.zoom_label = TextLabel("100%", "secondary")
        name_widget(self.zoom_label, "viewer.zoom", "缩放比例")
        self.zoom_label.setFixedWidth(42)
        self.zoom_label.setAlignment(self.zoom_label.alignment().AlignCenter)
        out = self._tool("−", "viewer.zoom_out", "缩小", "缩小（−）", self.zoom_out)
        into = self._tool("+", "viewer.zoom_in", "放大", "放大（+）", self.zoom_in)
        for widget in (out, self.zoom_label, into):
            row.addWidget(widget)
        row.addSpacing(4)
        self._fits = (
            self._tool(FITS[0], "viewer.fit_width", FITS[0], "按宽度显示", self.fit_width),
            self._tool(FITS[1], "viewer.fit_page", FITS[1], "显示整页（0）", self.fit_page),
        )
        for button in self._fits:
            row.addWidget(button)
        row.addWidget(self._tool("旋转", "viewer.rotate", "", "向右旋转（R）", self.rotate))
        self.pair_button = self._tool(
            "并排", "viewer.side_by_side", "", "两份材料并排对照", self.toggle_side_by_side
        )
        self.pair_button.setCheckable(True)
        row.addWidget(self.pair_button)
        row.addWidget(
            self._tool("全屏", "viewer.full_screen", "", "全屏查看（F11）", self.toggle_full_screen)
        )
        return bar

    def _tool(self, text: str, name: str, accessible: str, tip: str, slot: object) -> Button:
        button = Button(text, name, "tool", accessible=accessible or text, tip=tip)
        button.clicked.connect(slot)
        return button

    def _show(self, page: DocumentPage | None, marked: bool) -> None:
        self._active.show_page(page, marked=marked)
        self._told_page()
        self._ahead.start()

    def _told_page(self) -> None:
        page = self._active.page
        self.title.setText(page.title if page else "材料")
        self.title.setAccessibleName(f"当前页：{page.title}" if page else "没有材料")
        self.strip.set_current(self.place())
        self.zoom_label.setText(f"{self._active.canvas.percent()}%")
        self.stepped.emit(self.place())

    def _side_by_side(self, both: bool) -> None:
        self.panes[1].setVisible(both)
        for pane in self.panes:
            pane.caption.setVisible(both)
        self.pair_button.setChecked(both)
        self._activate(self.panes[0])

    def _activate(self, pane: Pane) -> None:
        self._active = pane
        for one in self.panes:
            one.set_active(one is pane)
        self._told_page()

    def _activated(self) -> None:
        pane = self.sender()
        if isinstance(pane, Pane) and pane is not self._active:
            self._activate(pane)

    def _zoomed(self, percent: int) -> None:
        if self.sender() is self._active.canvas:
            self.zoom_label.setText(f"{percent}%")

    def _painted(self, sha256: str) -> None:
        if sha256 not in self._seen and self.isVisible():
            self._seen.add(sha256)
            self.strip.set_seen(frozenset(self._seen))
            self.seen.emit(sha256)

    def _came(self, picture: object) -> None:
        page = self._active.page
        if page is not None and getattr(picture, "sha256", "") == page.sha256:
            self.zoom_label.setText(f"{self._active.canvas.percent()}%")
            self._ahead.start()

    def _look_ahead(self) -> None:
        """Only once the page asked for is there: nothing may come before it."""
        if self._pages and self._active.canvas.picture() is None:
            return
        place = self.place()
        following = [page.sha256 for page in self._pages[place + 1 : place + 1 + AHEAD]] if place >= 0 else []
        self._pictures.want_ahead([*following, *self._next_record], self._active.canvas.edge())

    def _thumb_came(self, sha256: str) -> None:
        self._put_thumb(sha256)

    def _put_thumb(self, sha256: str) -> None:
        image: QImage | None = self._pictures.thumb(sha256)
        if image is not None:
            self.strip.set_thumb(sha256, image)

    def _full_closed(self) -> None:
        self._full = None
