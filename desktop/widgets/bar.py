"""Bars at the top of a page: results go away by themselves, errors and warnings stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop import theme
from desktop.widgets.buttons import Button
from desktop.widgets.text import TextLabel

if TYPE_CHECKING:
    from core.domain.errors import KnownError

SHOWN_MS = 6000


class NoticeBar(QFrame):
    """A sentence on a soft ground with at most one action; stays until it is taken away."""

    acted = Signal()

    def __init__(
        self, object_name: str, tone: str = "info", action: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setProperty("kind", "bar")
        self.setProperty("tone", tone)
        self.label = TextLabel("", wrap=True)
        self.action = Button(action, f"{object_name}.action", "link")
        self.action.clicked.connect(self._act)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 5, 8, 5)
        row.setSpacing(8)
        row.addWidget(self.label, 1)
        row.addWidget(self.action, 0, Qt.AlignmentFlag.AlignTop)
        # Not before it has a parent: a button of its own would flash as a window and take the focus.
        self.action.setVisible(bool(action))
        self.hide()

    def tell(self, text: str) -> None:
        """Show a sentence; an empty one hides the bar."""
        self.label.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def text(self) -> str:
        return self.label.text()

    def _act(self) -> None:
        self.acted.emit()


class ResultBar(QFrame):
    """What came of the last action. `tell` goes away after 6 s, `fail` stays with 详情 and 复制."""

    def __init__(self, object_name: str = "result", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setProperty("kind", "bar")
        self._details = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.label = TextLabel("", wrap=True)
        self.details = Button("详情", f"{object_name}.details", "link", accessible="查看错误详情")
        self.details.setCheckable(True)
        self.copy = Button("复制", f"{object_name}.copy", "link", accessible="复制错误详情")
        self.dismiss = Button("关闭", f"{object_name}.dismiss", "link", accessible="关闭提示")
        self.box = QPlainTextEdit()
        self.box.setObjectName(f"{object_name}.text")
        self.box.setAccessibleName("错误详情")
        self.box.setReadOnly(True)
        self.box.setFixedHeight(120)
        self.box.hide()
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.label, 1)
        for button in (self.details, self.copy, self.dismiss):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 5, 8, 5)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.box)
        self.details.toggled.connect(self.box.setVisible)
        self.copy.clicked.connect(self._copy)
        self.dismiss.clicked.connect(self.hide)
        self.hide()

    def tell(self, text: str, tone: str = "ok") -> None:
        """Show a result for 6 seconds."""
        self._show(text, tone, "")
        self._timer.start(SHOWN_MS)

    def fail(self, error: KnownError, details: str = "") -> None:
        """Show an expected error until it is dismissed; its code and `details` are behind 详情."""
        self._show(error.message, "bad", f"{error.message}\n[{error.code}]\n{details}".rstrip())
        self._timer.stop()

    def text(self) -> str:
        return self.label.text()

    def _show(self, text: str, tone: str, details: str) -> None:
        self._details = details
        self.label.setText(text)
        self.setAccessibleName(text)
        theme.set_property(self, "tone", tone)
        self.details.setVisible(bool(details))
        self.details.setChecked(False)
        self.copy.setVisible(bool(details))
        self.box.setPlainText(details)
        self.box.hide()
        self.show()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details)
