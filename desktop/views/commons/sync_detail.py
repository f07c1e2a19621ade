"""The right side of 同步中心: one decision, why it stands where it stands, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from core.domain.clock import local_text
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.chip import Chip
from desktop.widgets.empty import EmptyState
from desktop.widgets.text import TextLabel

if TYPE_CHECKING:
    from desktop.ports import CentreItem

STATES = {
    "waiting": ("待上报", "warn"),
    "sent": ("等待回传", "info"),
    "applied": ("已生效", "ok"),
    "refused": ("未被接受", "bad"),
    "quarantined": ("服务器暂存", "bad"),
    "closed": ("已处理", "neutral"),
}


NUMBERED = ("filings", "dissolutions")


def number_words(item: CentreItem) -> str:
    """Give the filing number; what has none by its nature gets a dash."""
    return item.filing_no or ("未编号" if item.target in NUMBERED else "—")


class CentreDetail(Card):
    """Emits what the clerk wants with the shown decision; `reachable` are the keys of this role's pages.

    `open_wanted` brings the page's key and the record, `again_wanted` also the op_id that is decided anew.
    """

    accept_wanted = Signal(str)
    open_wanted = Signal(str, str)
    again_wanted = Signal(str, str, str)

    def __init__(self, reachable: frozenset[str], parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, margins=(0, 0, 0, 0))
        self._reachable = reachable
        self._item: CentreItem | None = None
        self.setObjectName("centre.detail")
        self.title = TextLabel("", "heading", wrap=True)
        self.chip = Chip()
        self.who = TextLabel("", "secondary", wrap=True)
        self.reason = _Block("原因", "centre.detail.reason", tone="bad")
        self.todo = _Block("怎么办", "centre.detail.todo")
        self.base = _Block("办理时", "centre.detail.base")
        self.present = _Block("现在的情况", "centre.detail.present")
        self.findings = _Block("规则核验", "centre.detail.findings")
        self.view = Button("查看现状", "centre.view")
        self.accept = Button("知道了（移入历史）", "centre.accept")
        self.again = Button("重新决定", "centre.again", "primary")
        self.nothing = EmptyState("centre.detail.empty", "选择一条决定查看详情。")
        self._lay_out()
        self.view.clicked.connect(self._view)
        self.accept.clicked.connect(self._accept)
        self.again.clicked.connect(self._again)
        self.show_item(None)

    def can_open(self, item: CentreItem) -> bool:
        """Whether this role has the page that shows the decision's record."""
        return item.target in self._reachable

    def show_item(self, item: CentreItem | None) -> None:
        """Show one decision, or the hint to choose one."""
        self._item = item
        self.stack.setCurrentIndex(0 if item else 1)
        if item is None:
            return
        word, tone = STATES.get(item.state, (item.state, "neutral"))
        number = number_words(item)
        parts = (item.what, "" if number == "—" else number, item.about)
        self.title.setText("　".join(part for part in parts if part))
        self.chip.set(word, tone)
        self.who.setText(f"{item.actor_name} 于 {local_text(item.decided_at)} 在本机决定")
        refused = item.state in ("refused", "quarantined")
        self.reason.show_text(item.reason, "bad" if refused else "")
        self.todo.show_text(item.what_to_do)
        self.base.show_text(item.base)
        self.present.show_text(item.present)
        self.findings.show_text("\n".join(f"· {line}" for line in item.findings))
        self.view.setVisible(self.can_open(item))
        self.accept.setVisible(item.state == "refused")
        self.again.setVisible(bool(item.redo) and self.can_open(item))

    def _view(self) -> None:
        if self._item:
            self.open_wanted.emit(self._item.target, self._item.record_id)

    def _accept(self) -> None:
        if self._item:
            self.accept_wanted.emit(self._item.op_id)

    def _again(self) -> None:
        if self._item:
            self.again_wanted.emit(self._item.target, self._item.redo, self._item.op_id)

    def _lay_out(self) -> None:
        content = QWidget()
        content.setProperty("kind", "clear")
        inner = QVBoxLayout(content)
        inner.setContentsMargins(16, 14, 16, 14)
        inner.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.chip)
        inner.addLayout(head)
        inner.addWidget(self.who)
        for block in (self.reason, self.present, self.base, self.findings, self.todo):
            inner.addWidget(block)
        inner.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("centre.detail.scroll")
        scroll.setAccessibleName("决定详情")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(content)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(16, 0, 16, 14)
        buttons.setSpacing(8)
        buttons.addWidget(self.view)
        buttons.addStretch(1)
        buttons.addWidget(self.accept)
        buttons.addWidget(self.again)
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll, 1)
        column.addLayout(buttons)
        self.stack = QStackedWidget()
        self.stack.addWidget(shown)
        self.stack.addWidget(self.nothing)
        self.add(self.stack, 1)


class _Block(QFrame):
    """A small heading and a paragraph; hidden while there is nothing to say."""

    def __init__(self, title: str, object_name: str, tone: str = "") -> None:
        super().__init__()
        self.setObjectName(f"{object_name}.block")
        self.text = TextLabel("", wrap=True)
        self.text.setObjectName(object_name)
        self.text.set_tone(tone)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(TextLabel(title, "hint"))
        column.addWidget(self.text)

    def show_text(self, text: str, tone: str = "") -> None:
        self.text.setText(text)
        self.text.set_tone(tone)
        self.setVisible(bool(text))
