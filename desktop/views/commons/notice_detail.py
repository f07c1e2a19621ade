"""One text message below the list: exact text, what became of it, the way to its cause, 重发."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.commons.commands import RetryNotice
from core.domain.clock import local_text
from core.domain.masking import mask_phone
from core.domain.notices import parts, units
from core.domain.product import PRODUCT
from desktop.views.commons import states
from desktop.views.commons.notice_words import cause_word, is_failed, mark, recipient
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.chip import Chip
from desktop.widgets.empty import EmptyState
from desktop.widgets.masked import MaskedLabel
from desktop.widgets.text import ElidedLabel, TextLabel, name_widget

if TYPE_CHECKING:
    from core.commons.notices import NoticeRow
    from desktop.desk import Desk

HEIGHT = 212
SEE = f"查看{PRODUCT.subject}"
FACTS = (("created", "生成"), ("sent", "提交"), ("ended", "结束"), ("tries", "次数"), ("carrier", "通道编号"))


class NoticeDetail(Card):
    """`retry_wanted` and `cause_wanted` are about the row that is shown."""

    retry_wanted = Signal()
    cause_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, margins=(0, 0, 0, 0))
        self.setObjectName("notices.detail")
        self.setFixedHeight(HEIGHT)
        self._may_retry = desk.may(RetryNotice)
        self.row: NoticeRow | None = None
        self.title = ElidedLabel("", "heading")
        self.chip, self.mark = Chip(), Chip("待上报", "warn")
        self.text = TextLabel("", wrap=True)
        name_widget(self.text, "notices.detail.text", "短信内容")
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.length = TextLabel("", "hint")
        self.reason = TextLabel("", wrap=True)
        name_widget(self.reason, "notices.detail.reason", "失败原因")
        self.phone = MaskedLabel(
            "notices.detail.phone", "手机号", mask=mask_phone, prompts=desk.prompts, record=desk.reveal
        )
        self.facts = {key: ElidedLabel("") for key, _ in FACTS}
        self.cause = Button(SEE, "notices.detail.cause", tip=f"打开这条短信所说的{PRODUCT.subject}")
        self.retry = Button("重发", "notices.detail.retry", "primary", tip="向收件人现在的手机号再发一次")
        self.cause.clicked.connect(self.cause_wanted)
        self.retry.clicked.connect(self.retry_wanted)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._shown())
        self.stack.addWidget(EmptyState("notices.detail.empty", "选择一条短信，在这里查看全文和经过。"))
        self.add(self.stack, 1)
        self.show_row(None)

    def show_row(self, row: NoticeRow | None) -> None:
        """Show one message, or the hint to choose one."""
        before, self.row = self.row, row
        self.stack.setCurrentIndex(0 if row else 1)
        if row is None:
            return
        self.title.setText(f"{recipient(row)}　{cause_word(row)}")
        self.chip.set(row.state.label, states.NOTICE[row.state])
        self.mark.setVisible(bool(mark(row)))
        self.text.setText(row.text)
        self.length.setText(f"{units(row.text)} 字，按 {parts(row.text)} 条计")
        self.reason.setText(row.reason)
        self.reason.set_tone("bad" if is_failed(row) else "")
        self.reason.setVisible(bool(row.reason))
        if before is None or (before.id, before.phone) != (row.id, row.phone):
            self.phone.set_value(row.phone)
        for key, value in (
            ("created", local_text(row.created_at, seconds=True)),
            ("sent", local_text(row.sent_at, seconds=True)),
            ("ended", local_text(row.ended_at, seconds=True)),
            ("tries", f"已发送 {row.attempts} 次" if row.attempts else ""),
            ("carrier", row.carrier_id),
        ):
            self.facts[key].setText(value or "—")
        self.cause.setText(f"{SEE} {row.filing_no}".rstrip())
        self.retry.setVisible(self._may_retry and is_failed(row))
        self.retry.setEnabled(True)

    def _shown(self) -> QWidget:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self.chip)
        head.addWidget(self.mark)
        head.addStretch(1)
        head.addWidget(self.cause)
        head.addWidget(self.retry)
        area = QScrollArea()
        area.setObjectName("notices.detail.area")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        ground = QWidget()
        ground.setProperty("kind", "clear")
        area.setWidget(ground)
        said = QVBoxLayout(ground)
        said.setContentsMargins(0, 0, 6, 0)
        said.setSpacing(4)
        for widget in (self.text, self.length, self.reason):
            said.addWidget(widget)
        said.addStretch(1)
        facts = QGridLayout()
        facts.setHorizontalSpacing(10)
        facts.setVerticalSpacing(3)
        facts.setColumnMinimumWidth(1, 210)
        facts.addWidget(TextLabel("手机号", "secondary"), 0, 0)
        facts.addWidget(self.phone, 0, 1)
        for place, (key, word) in enumerate(FACTS, 1):
            facts.addWidget(TextLabel(word, "secondary"), place, 0)
            facts.addWidget(self.facts[key], place, 1)
            name_widget(self.facts[key], f"notices.detail.{key}", word)
        facts.setRowStretch(len(FACTS) + 1, 1)
        halves = QHBoxLayout()
        halves.setSpacing(24)
        halves.addWidget(area, 1)
        halves.addLayout(facts)
        shown = QWidget()
        shown.setProperty("kind", "clear")
        column = QVBoxLayout(shown)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(halves, 1)
        return shown
