"""A7: an id number or a phone number shown masked; the whole one on request, for 30 seconds, and logged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.widgets.buttons import Button
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from desktop.prompts import Prompter

SHOWN_MS = 30_000
LINE, BETWEEN = 28, 4
"""Height of the number and its distance to the button, in logical pixels."""
REASONS = ("核对证件与填报内容", "联系申请人", "申请人到窗口查询", "上级部门核查")


class MaskedLabel(QWidget):
    """A masked value with 显示完整.

    `mask` makes the masked form, `record` is called with (what, reason) before the value is shown and
    returns nothing; when it raises KnownError the value stays masked and `refused` says why. The value
    itself is never in the widget's text while masked, nor in its accessible name.
    """

    shown = Signal(bool)
    refused = Signal(object)

    def __init__(
        self,
        object_name: str,
        what: str,
        *,
        mask: Callable[[str], str],
        prompts: Prompter,
        record: Callable[[str, str], None],
        shown_ms: int = SHOWN_MS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._what = what
        self._mask = mask
        self._prompts = prompts
        self._record = record
        self._value = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(shown_ms)
        self._timer.timeout.connect(self.hide_value)
        self.label = TextLabel()
        name_widget(self.label, object_name, what)
        self.label.setMinimumHeight(LINE)
        self.button = Button("显示完整", f"{object_name}.reveal", "link", accessible=f"显示完整{what}")
        self.button.clicked.connect(self._toggle)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(BETWEEN)
        self._line.addWidget(self.label)
        self._line.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self._line.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        """Room for the number: a number whose end is cut off reads like another one."""
        return QSize(self.label.sizeHint().width(), super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """Room for number and button beside each other, however they stand now."""
        return QSize(self._beside(), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The button goes below the number where it has no room beside it."""
        super().resizeEvent(event)
        beside = self._beside() <= self.width()
        ways = QBoxLayout.Direction
        self._line.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        self._line.setSpacing(BETWEEN if beside else 0)

    def _beside(self) -> int:
        """Logical pixels that number and button take beside each other."""
        if self.button.isHidden():
            return self.label.sizeHint().width()
        return self.label.sizeHint().width() + BETWEEN + self.button.sizeHint().width()

    def set_value(self, value: str) -> None:
        """Show another record's value, masked."""
        self._value = value
        self.button.setVisible(bool(value))
        self.hide_value()

    def text(self) -> str:
        return self.label.text()

    def is_shown(self) -> bool:
        return self._timer.isActive()

    def hide_value(self) -> None:
        """Mask again."""
        was_shown = self._timer.isActive() or self.button.text() == "隐藏"
        self._timer.stop()
        self.label.setText(self._mask(self._value) if self._value else "—")
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.button.setText("显示完整")
        self.button.setAccessibleName(f"显示完整{self._what}")
        if was_shown:
            self.shown.emit(False)

    def hideEvent(self, event: object) -> None:
        self.hide_value()

    def _toggle(self) -> None:
        if self.is_shown():
            self.hide_value()
        else:
            self._prompts.ask_reason(
                self,
                f"显示完整{self._what}",
                f"完整{self._what}将显示 30 秒，查看人、时间和原因会记入操作日志。",
                REASONS,
                self._reveal,
            )

    def _reveal(self, reason: str) -> None:
        from core.domain.errors import KnownError

        if not reason or not self._value:
            return
        try:
            self._record(self._what, reason)
        except KnownError as error:
            self.refused.emit(error)
            return
        self.label.setText(self._value)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button.setText("隐藏")
        self.button.setAccessibleName(f"隐藏{self._what}")
        self._timer.start()
        self.shown.emit(True)
