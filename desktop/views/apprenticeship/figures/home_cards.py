"""The cards of 首页统计 (D1): each is a queue, its number opens the list behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal

from core.apprenticeship.words.values import FilingKind
from desktop.widgets.card import Card
from desktop.widgets.text import ElidedLabel, TextLabel, name_widget

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from core.apprenticeship.lists.home import HomeSummary
    from desktop.views.apprenticeship.figures.home_figures import HomeView


class Queue(NamedTuple):
    """A card: which page and preset its number opens, and its tone when the number is not 0."""

    key: str
    title: str
    page: str
    preset: str
    tone: str
    unit: str = "件"


_OWN = (
    Queue("waiting", "待上报", "centre", "waiting", "warn", "条"),
    Queue("refused", "需处理", "centre", "refused", "bad", "条"),
    Queue("notices", "短信失败", "notices", "failed", "bad", "条"),
)
"""What everybody has: the fate of the own decisions, and the messages that did not arrive."""
DISTRICT_QUEUES = (
    Queue("pending", "待审备案", "filings", "pending", "warn"),
    Queue("dissolutions", "待审解除", "dissolutions", "pending", "warn"),
    Queue("soon", "即将超期", "filings", "soon", "warn"),
    Queue("overdue", "已超期", "filings", "overdue", "bad"),
    Queue("returned", "退回补正", "filings", "returned", ""),
    *_OWN,
)
CITY_QUEUES = (
    Queue("unpublished", "未公布成绩", "scores", "unpublished", "warn", "条"),
    Queue("active", "在教学生", "search", "active", "", "人"),
    *_OWN,
)


class QueueCard(Card):
    """A number to press. Mouse, Enter and Space emit `opened`; a role without the list cannot press it.

    Its accessible name is the queue's, number and hint are its description.
    """

    opened = Signal(str, str)

    def __init__(self, queue: Queue, *, can_open: bool) -> None:
        super().__init__(margins=(14, 11, 10, 10))
        self.queue = queue
        name_widget(self, f"home.{queue.key}", queue.title)
        self.setProperty("clickable", can_open)
        if can_open:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.number = TextLabel("—", "figure")
        self.hint = ElidedLabel("", "hint")
        self.body.setSpacing(4)
        self.add(ElidedLabel(queue.title, "secondary"))
        self.add(self.number)
        self.add(self.hint)

    def show_value(self, value: int, hint: str) -> None:
        self.number.setText(f"{value:,}")
        self.number.set_tone(self.queue.tone if value else "")
        self.hint.setText(hint)
        self.setAccessibleDescription(f"{value} {self.queue.unit}，{hint}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        if self.property("clickable"):
            self.opened.emit(self.queue.page, self.queue.preset)


def values(view: HomeView, remaining: Callable[[str], tuple[str, str]]) -> dict[str, tuple[int, str]]:
    """Give number and hint of every queue; `remaining` puts a deadline into words."""
    summary = view.summary
    first = remaining(summary.earliest_due_on)[0] if summary.earliest_due_on else ""
    return {
        "pending": (summary.pending, f"最早：{first}" if first else "没有等待审核的"),
        "dissolutions": (summary.pending_dissolutions, _dissolution_hint(summary, remaining)),
        "soon": (summary.due_soon, "3 个工作日内到期" if summary.due_soon else "近期没有到期的"),
        "overdue": (summary.overdue, _overdue_hint(summary)),
        "returned": (summary.returned, "等待申请人补正" if summary.returned else "没有待补正的"),
        "unpublished": (
            summary.unpublished_scores,
            "核对后公布" if summary.unpublished_scores else "没有未公布的成绩",
        ),
        "active": (summary.active_students, "点击查看全市名单"),
        "waiting": (view.waiting, "联网后自动上报" if view.waiting else "全部已上报"),
        "refused": (view.refused, "点击查看原因" if view.refused else "没有需要处理的"),
        "notices": (
            summary.failed_notices,
            "点击查看并重发" if summary.failed_notices else "没有失败的短信",
        ),
    }


def _dissolution_hint(summary: HomeSummary, remaining: Callable[[str], tuple[str, str]]) -> str:
    if not summary.pending_dissolutions:
        return "没有等待审核的"
    first = next((row for row in summary.next_due if row.kind is FilingKind.DISSOLVE), None)
    return f"最早：{remaining(first.due_on)[0]}" if first else "等待审核"


def _overdue_hint(summary: HomeSummary) -> str:
    if not summary.overdue:
        return "均在时限内"
    number = summary.first_overdue_no or "点击查看"
    return f"{number} 等" if summary.overdue > 1 and summary.first_overdue_no else number
