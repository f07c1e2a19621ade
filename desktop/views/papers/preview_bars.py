"""What stands around the pages of a preview: place and size above, what can be done with the paper below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from desktop.widgets.buttons import Button
from desktop.widgets.text import ElidedLabel, TextLabel, name_widget

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.views.papers.preview_pages import PagesView


class PreviewTools(QWidget):
    """`stepped(by)` for pages back and on; zoom by the three buttons."""

    stepped = Signal(int)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel(title, "heading")
        name_widget(self.title, "preview.title", "文件名称")
        self.back = Button("上一页", "preview.back", "tool", tip="上一页（PgUp）")
        self.on = Button("下一页", "preview.on", "tool", tip="下一页（PgDn）")
        self.place = TextLabel("", "secondary")
        name_widget(self.place, "preview.place", "页码")
        self.smaller = Button("－", "preview.smaller", "tool", accessible="缩小", tip="缩小（−）")
        self.larger = Button("＋", "preview.larger", "tool", accessible="放大", tip="放大（+）")
        self.zoom = TextLabel("", "secondary")
        name_widget(self.zoom, "preview.zoom", "显示比例")
        self.fit = Button("适合宽度", "preview.fit", "tool", tip="适合宽度（0）")
        self.fit.setCheckable(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.title, 1)
        for widget in (self.back, self.place, self.on):
            row.addWidget(widget)
        row.addSpacing(18)
        for widget in (self.smaller, self.zoom, self.larger, self.fit):
            row.addWidget(widget)
        for button in (self.back, self.on, self.smaller, self.larger, self.fit):
            button.setAutoDefault(False)
        self.back.clicked.connect(self._step_back)
        self.on.clicked.connect(self._step_on)

    def show_place(self, place: int, count: int) -> None:
        """`place` counts from 0."""
        self.place.setText(f"第 {place + 1:,} / {count:,} 页")
        self.back.setEnabled(place > 0)
        self.on.setEnabled(place + 1 < count)

    def show_zoom(self, percent: int, *, fits: bool) -> None:
        self.zoom.setText(f"{percent}%")
        self.fit.setChecked(fits)

    def enable(self, on: bool) -> None:
        for button in (self.smaller, self.larger, self.fit):
            button.setEnabled(on)
        if not on:
            self.back.setEnabled(False)
            self.on.setEnabled(False)

    def _step_back(self) -> None:
        self.stepped.emit(-1)

    def _step_on(self) -> None:
        self.stepped.emit(1)


class PreviewButtons(QWidget):
    """完整号码 at the left, then what is being done, then 关闭, 另存为 PDF…, 打印…."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.full = Button("显示完整号码", "preview.full", tip="在纸面上显示完整的身份证号，需要填写原因")
        self.doing = TextLabel("", "secondary")
        name_widget(self.doing, "preview.doing", "进度")
        self.progress = QProgressBar()
        self.progress.setObjectName("preview.progress")
        self.progress.setAccessibleName("打印进度")
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(160)
        self.stop = Button("停止", "preview.stop", accessible="停止打印")
        self.close_ = Button("关闭", "preview.close", tip="关闭（Esc）")
        self.save = Button("另存为 PDF…", "preview.save", accessible="另存为 PDF")
        self.print = Button("打印…", "preview.print", "primary", accessible="打印", tip="打印（Ctrl+P）")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.full, self.doing, self.progress, self.stop):
            row.addWidget(widget)
        row.addStretch(1)
        for widget in (self.close_, self.save, self.print):
            row.addWidget(widget)
        self.print.setDefault(True)
        self.show_rest()

    def is_busy(self) -> bool:
        """Whether something is being saved or printed."""
        return not self.doing.isHidden()

    def enable(self, on: bool) -> None:
        for button in (self.full, self.save, self.print):
            button.setEnabled(on)

    def show_full(self, *, possible: bool, shown: bool) -> None:
        self.full.setVisible(possible)
        self.full.setText("恢复打码" if shown else "显示完整号码")
        self.full.setAccessibleName(self.full.text())

    def show_busy(self, words: str) -> None:
        """Something short that cannot be stopped."""
        self.doing.setText(words)
        self.doing.show()
        self.enable(False)

    def show_progress(self, done: int, total: int) -> None:
        self.show_busy(f"正在打印 {done:,} / {total:,} 页…")
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.progress.show()
        self.stop.show()

    def show_rest(self) -> None:
        for widget in (self.doing, self.progress, self.stop):
            widget.hide()


def give_keys(window: QWidget, pages: PagesView, print_: Callable[[], None]) -> None:
    """Ctrl+P, + − 0, PgUp and PgDn, Home and End."""
    keys: dict[str, Callable[[], None]] = {
        "Ctrl+P": print_,
        "+": pages.zoom_in,
        "=": pages.zoom_in,
        "-": pages.zoom_out,
        "0": pages.fit_width,
        "PgUp": pages.page_up,
        "PgDown": pages.page_down,
        "Home": pages.to_first,
        "End": pages.to_last,
    }
    for key, slot in keys.items():
        shortcut = QShortcut(QKeySequence(key), window)
        shortcut.activated.connect(slot)
