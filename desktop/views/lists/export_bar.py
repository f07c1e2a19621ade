"""Above a list while it is exported: how far it is and 停止; then what was saved, 打开 and 打开文件夹."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.widgets.bar import NoticeBar
from desktop.widgets.buttons import Button
from desktop.widgets.progress import ProgressLine


class ExportBar(QWidget):
    """Takes no room while there is nothing to tell.

    `line.stopped` when 停止 was pressed, `open_wanted(path)` for the file or its folder.
    """

    open_wanted = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path = ""
        self.line = ProgressLine(name)
        self.line.layout().setContentsMargins(14, 4, 14, 10)  # type: ignore[union-attr]
        self.saved = NoticeBar(f"{name}.saved", "ok", "打开")
        self.folder = Button("打开文件夹", f"{name}.folder", "link")
        self.dismiss = Button("关闭", f"{name}.dismiss", "link", accessible="关闭提示")
        row = self.saved.layout()
        if isinstance(row, QHBoxLayout):
            row.addWidget(self.folder)
            row.addWidget(self.dismiss)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.line)
        column.addWidget(self.saved)
        self.saved.acted.connect(self._open)
        self.folder.clicked.connect(self._open_folder)
        self.dismiss.clicked.connect(self.clear)
        self.clear()

    def begin(self, text: str) -> None:
        """Show that it runs."""
        self.saved.tell("")
        self.line.begin(text)
        self.show()

    def show_progress(self, done: int, total: int) -> None:
        if self.line.stop.isEnabled() and self.line.isVisibleTo(self):
            packing = 0 < total <= done
            words = "正在保存文件…" if packing else f"正在导出第 {done:,} 条，共 {total:,} 条…"
            self.line.show_progress(words, done, total)

    def tell(self, path: str, text: str) -> None:
        """Show what was saved; it stays until it is closed."""
        self._path = path
        self.line.hide()
        self.saved.tell(text)
        self.show()

    def clear(self) -> None:
        """Nothing to tell."""
        self.line.hide()
        self.saved.tell("")
        self.hide()

    def _open(self) -> None:
        self.open_wanted.emit(self._path)

    def _open_folder(self) -> None:
        self.open_wanted.emit(str(Path(self._path).parent))
