"""Below the facts: the decision buttons while a filing waits, its decisions once it was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.apprenticeship.review.review_history import decision_line
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from core.apprenticeship.lists.detail import FilingDetail
    from core.domain.dictionaries import Dictionaries
    from desktop.views.apprenticeship.review.filing_kinds import KindWords


WIDE = 510
NARROWEST = 380
"""Widths of the row in logical pixels: with all words, and without those that the tips repeat."""


class DecisionButtons(QWidget):
    """上一件 下一件 | 不予备案 退回补正 通过备案, or 不予解除 退回补正 通过解除.

    A person without the right gets the first two only.
    """

    moved = Signal(int)
    approve_wanted = Signal()
    return_wanted = Signal()
    refuse_wanted = Signal()

    def __init__(self, may_decide: bool, words: KindWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.previous = Button("◀ 上一件", "review.previous", tip="上一件（PgUp）", accessible="上一件")
        self.next = Button("下一件 ▶", "review.next", tip="下一件（PgDn）", accessible="下一件")
        self.refuse = Button(words.refuse, "review.refuse", "danger", tip=f"{words.refuse}（F8）")
        self.send_back = Button("退回补正　F7", "review.return", accessible="退回补正", tip="退回补正（F7）")
        self.approve = Button(
            f"{words.approve}　F9",
            "review.approve",
            "primary",
            accessible=words.approve,
            tip=f"{words.approve}（F9）",
        )
        self.deciding = (self.refuse, self.send_back, self.approve)
        self._may_decide = may_decide
        self._words = words
        self._short = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.previous)
        row.addWidget(self.next)
        row.addStretch(1)
        for button in self.deciding:
            button.setAutoDefault(False)
            row.addWidget(button)
        self.previous.clicked.connect(self._back)
        self.next.clicked.connect(self._forward)
        self.approve.clicked.connect(self.approve_wanted)
        self.send_back.clicked.connect(self.return_wanted)
        self.refuse.clicked.connect(self.refuse_wanted)

    def show_state(self, *, pending: bool, enabled: bool, before: bool, after: bool) -> None:
        """Which buttons there are and which of them work now."""
        for button in self.deciding:
            button.setVisible(pending and self._may_decide)
            button.setEnabled(enabled)
        self.previous.setEnabled(before)
        self.next.setEnabled(after)

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the words that the tips repeat go."""
        super().resizeEvent(event)
        short = self.width() < WIDE
        if short != self._short:
            self._short = short
            self.previous.setText("◀" if short else "◀ 上一件")
            self.next.setText("▶" if short else "下一件 ▶")
            self.send_back.setText("退回补正" if short else "退回补正　F7")
            self.approve.setText(self._words.approve if short else f"{self._words.approve}　F9")

    def _back(self) -> None:
        self.moved.emit(-1)

    def _forward(self) -> None:
        self.moved.emit(1)


class OutcomeCard(Card):
    """What was decided, the newest first; a decision that waits says that it is not in force yet."""

    def __init__(self, dictionaries: Dictionaries, parent: QWidget | None = None) -> None:
        super().__init__("审核结果", parent, margins=(14, 8, 14, 10))
        self.setObjectName("review.outcome")
        self._dictionaries = dictionaries
        self._ground = QWidget()
        self.body.addWidget(self._ground)

    def show_detail(self, detail: FilingDetail) -> None:
        self._ground.deleteLater()
        self._ground = QWidget()
        self.body.addWidget(self._ground)
        column = QVBoxLayout(self._ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for decision in reversed(detail.decisions):
            column.addWidget(decision_line(decision, self._dictionaries))
