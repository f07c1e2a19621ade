"""D1 首页统计: every card is a queue, its number opens the list behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.domain.clock import local_text
from core.domain.values import FilingKind
from desktop.views.filing_kinds import page_of_kind
from desktop.views.page import Page
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.charts import BarChart, Group, Meters
from desktop.widgets.empty import EmptyState, LoadingOverlay
from desktop.widgets.rows import Cell, Row, RowsModel
from desktop.widgets.table import Table
from desktop.widgets.text import ElidedLabel, TextLabel, name_widget

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from core.domain.errors import KnownError
    from core.store.readmodels import FilingRow, HomeSummary
    from desktop.ports import HomeView
    from desktop.tasks import Lanes

COLUMNS = ("备案号", "填报人（学生）", "指导老师", "老师执业地", "提交时间", "办理时限", "状态")
WIDTHS = [140, 140, 110, 250, 150, 120, 110]


class Queue(NamedTuple):
    """A card: which page and preset its number opens, and its tone when the number is not 0."""

    key: str
    title: str
    page: str
    preset: str
    tone: str


QUEUES = (
    Queue("pending", "待审备案", "filings", "pending", "warn"),
    Queue("dissolutions", "待审解除", "dissolutions", "pending", "warn"),
    Queue("soon", "即将超期", "filings", "soon", "warn"),
    Queue("overdue", "已超期", "filings", "overdue", "bad"),
    Queue("returned", "退回补正", "filings", "returned", ""),
    Queue("waiting", "待上报", "centre", "waiting", "warn"),
    Queue("refused", "需处理", "centre", "refused", "bad"),
)


class QueueCard(Card):
    """A number to press. Mouse, Enter and Space emit `opened`; a role without the list cannot press it."""

    opened = Signal(str, str)

    def __init__(self, queue: Queue, *, can_open: bool) -> None:
        super().__init__(margins=(16, 13, 14, 12))
        self.queue = queue
        name_widget(self, f"home.{queue.key}", queue.title)
        self.setProperty("clickable", can_open)
        if can_open:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.number = TextLabel("—", "figure")
        self.hint = ElidedLabel("", "hint")
        self.body.setSpacing(4)
        self.add(TextLabel(queue.title, "secondary"))
        self.add(self.number)
        self.add(self.hint)

    def show_value(self, value: int, hint: str) -> None:
        self.number.setText(f"{value:,}")
        self.number.set_tone(self.queue.tone if value else "")
        self.hint.setText(hint)
        self.setAccessibleName(f"{self.queue.title} {value} 件，{hint}")

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


class HomePage(Page):
    """Loads one `HomeView` on the reader and shows it.

    `remaining` gives the words and tone of a deadline (a day text), `reachable` the keys of the pages of
    this role.
    """

    key = "home"
    title = "首页统计"

    loaded = Signal(object)

    def __init__(
        self,
        lanes: Lanes,
        load: Callable[[], HomeView],
        remaining: Callable[[str], tuple[str, str]],
        reachable: frozenset[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._lanes = lanes
        self._load = load
        self._remaining = remaining
        self._reachable = reachable
        self._kinds: dict[str, FilingKind] = {}
        self.cards = {queue.key: QueueCard(queue, can_open=queue.page in reachable) for queue in QUEUES}
        self.chart = BarChart(("提交备案", "通过备案"))
        name_widget(self.chart, "home.years", "历年备案")
        self.people = Meters()
        name_widget(self.people, "home.people", "老师与学生")
        self.model = RowsModel(COLUMNS, self)
        self.table = Table("home.due", "即将到期的备案")
        self.table.setModel(self.model)
        self.table.set_widths(WIDTHS, stretch=3)
        self.empty = EmptyState("home.due.empty", "没有等待审核的备案。", "申请人提交后会出现在这里。")
        self._lay_out()
        self.overlay = LoadingOverlay("home.loading", self)
        self.table.opened.connect(self._open_row)

    def activate(self) -> None:
        self.overlay.begin()
        self.table.setFocus()
        self._lanes.reader.run(self._load, self.show_view, self._failed, key="home")

    def refresh(self, kinds: frozenset[str], ids: frozenset[str]) -> None:
        self._lanes.reader.run(self._load, self.show_view, self._failed, key="home")

    def show_view(self, view: HomeView) -> None:
        """Show all figures at once."""
        self.overlay.end()
        self._show_cards(view)
        summary = view.summary
        self.chart.show_groups(
            tuple(Group(str(year.year), (year.submitted, year.approved)) for year in summary.by_year)
        )
        self.people.show_rows(
            (
                ("在教学生", summary.active_students),
                ("已通过备案", summary.approved),
                ("带教老师", summary.teachers),
                ("名额已满老师", summary.full_teachers),
            )
        )
        self._kinds = {row.id: row.kind for row in summary.next_due}
        self.model.show([self._row(row) for row in summary.next_due])
        self.below.setCurrentIndex(0 if summary.next_due else 1)
        when = local_text(view.data_at)
        self.state_line.emit(f"数据截止 {when}" if when else "还没有从服务器取得数据")
        self.loaded.emit(view)

    def _failed(self, error: KnownError) -> None:
        self.overlay.end()
        self.fail(error)

    def _show_cards(self, view: HomeView) -> None:
        summary = view.summary
        first = self._remaining(summary.earliest_due_on)[0] if summary.earliest_due_on else ""
        hints = {
            "pending": (summary.pending, f"最早一件{first}" if first else "没有等待审核的"),
            "dissolutions": (
                summary.pending_dissolutions,
                _dissolution_hint(summary, self._remaining),
            ),
            "soon": (summary.due_soon, "3 个工作日内到期" if summary.due_soon else "近期没有到期的"),
            "overdue": (summary.overdue, _overdue_hint(summary)),
            "returned": (summary.returned, "等待申请人补正" if summary.returned else "没有待补正的"),
            "waiting": (view.waiting, "联网后自动上报" if view.waiting else "全部已上报"),
            "refused": (view.refused, "点击查看原因并处理" if view.refused else "没有需要处理的"),
        }
        for key, (value, hint) in hints.items():
            self.cards[key].show_value(value, hint)

    def _row(self, row: FilingRow) -> Row:
        words, tone = self._remaining(row.due_on)
        state = Cell("待上报", "info") if row.waiting else Cell(row.state.label, "warn")
        return Row(
            row.id,
            (
                Cell(row.filing_no or "未编号", "" if row.filing_no else "muted"),
                Cell(row.student_name),
                Cell(row.teacher_name),
                Cell(row.practice_place),
                Cell(local_text(row.submitted_at)),
                Cell(words, tone),
                state,
            ),
        )

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(12)
        cards = QGridLayout()
        cards.setSpacing(12)
        for at, card in enumerate(self.cards.values()):
            cards.addWidget(card, 0, at)
            cards.setColumnStretch(at, 1)
            card.opened.connect(self.open_page)
        column.addLayout(cards)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        years = Card("历年备案", margins=(6, 4, 6, 6))
        years.add(self.chart, 1)
        people = Card("老师与学生", margins=(14, 8, 14, 8))
        people.add(self.people)
        people.body.addStretch(1)
        middle.addWidget(years, 3)
        middle.addWidget(people, 2)
        column.addLayout(middle, 5)
        due = Card("即将到期的备案", margins=(0, 0, 0, 1))
        if "filings" in self._reachable:
            more = Button("查看全部", "home.due.all", "link", accessible="查看全部待审备案")
            more.clicked.connect(self._open_pending)
            due.add_header(more)
        self.below = QStackedWidget()
        self.below.addWidget(self.table)
        self.below.addWidget(self.empty)
        due.add(self.below, 1)
        column.addWidget(due, 6)

    def _open_pending(self) -> None:
        self.open_page.emit("filings", "pending")

    def _open_row(self, index: QModelIndex) -> None:
        record = self.model.row_id(index.row())
        page = page_of_kind(self._kinds.get(record, FilingKind.ESTABLISH))
        if record and page in self._reachable:
            self.open_page.emit(f"{page}:record", record)


def _dissolution_hint(summary: HomeSummary, remaining: Callable[[str], tuple[str, str]]) -> str:
    if not summary.pending_dissolutions:
        return "没有等待审核的"
    first = next((row for row in summary.next_due if row.kind is FilingKind.DISSOLVE), None)
    return f"最早一件{remaining(first.due_on)[0]}" if first else "等待审核"


def _overdue_hint(summary: HomeSummary) -> str:
    if not summary.overdue:
        return "均在时限内"
    number = summary.first_overdue_no or "点击查看"
    return f"{number} 等" if summary.overdue > 1 and summary.first_overdue_no else number
