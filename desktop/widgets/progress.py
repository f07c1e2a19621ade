"""One line for long work: what is done, how far it is, and 停止."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop.widgets.buttons import Button
from desktop.widgets.text import TextLabel, name_widget


class ProgressLine(QWidget):
    """`stopped` once, when 停止 was pressed."""

    stopped = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = TextLabel("", "secondary", wrap=True)
        name_widget(self.label, f"{name}.progress.text", "进度")
        self.bar = QProgressBar()
        name_widget(self.bar, f"{name}.progress", "进度")
        self.bar.setTextVisible(False)
        self.stop = Button("停止", f"{name}.stop")
        self.stop.clicked.connect(self._stop)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.label)
        column.addLayout(row)

    def begin(self, text: str) -> None:
        """Start anew, with an end that is not known yet."""
        self.label.setText(text)
        self.bar.setRange(0, 0)
        self.stop.setEnabled(True)
        self.show()

    def show_progress(self, text: str, done: int, total: int) -> None:
        self.label.setText(text)
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(min(done, total))

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self.label.setText("正在停止…")
        self.stopped.emit()
