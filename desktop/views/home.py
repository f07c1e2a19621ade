"""D1 首页统计: every card is a queue, its number opens the list behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.domain.clock import local_text
from core.domain.values import FilingKind
from desktop.views import states
from desktop.views.filing_kinds import page_of_kind
from desktop.views.home_cards import CITY_QUEUES, DISTRICT_QUEUES, QueueCard, values
from desktop.views.page import Page
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.charts import ChartData, GroupedBars, LyingBars, Series
from desktop.widgets.empty import EmptyState, LoadingOverlay
from desktop.widgets.rows import Cell, Row, RowsModel
from desktop.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from core.domain.errors import KnownError
    from core.store.readmodels import FilingRow
    from desktop.ports import HomeView
    from desktop.tasks import Lanes

COLUMNS = ("备案号", "填报人（学生）", "指导老师", "老师执业地", "提交时间", "办理时限", "状态")
WIDTHS = [140, 140, 110, 250, 150, 120, 110]


LOW = 470
"""Below this height of the page, in logical pixels, what is only to look at gives way to the work."""


class HomePage(Page):
    """Loads one `HomeView` on the reader and shows it.

    `remaining` gives the words and tone of a deadline (a day text), `reachable` the keys of the pages of
    this role: those who enter scores (the city) have other queues and no list of deadlines, which are
    the districts'.
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
        self._reviews = "scores" not in reachable
        queues = DISTRICT_QUEUES if self._reviews else CITY_QUEUES
        self.cards = {queue.key: QueueCard(queue, can_open=queue.page in reachable) for queue in queues}
        self.chart = GroupedBars("home.years", "历年备案")
        self.people = LyingBars("home.people", "老师与学生")
        self.model = RowsModel(COLUMNS, self)
        self.table = Table("home.due", "即将到期的备案")
        self.table.setModel(self.model)
        self.table.set_widths(WIDTHS, stretch=3)
        self.empty = EmptyState("home.due.empty", "没有等待审核的备案。", "申请人提交后会出现在这里。")
        self.below = QStackedWidget(self)
        self.below.setVisible(self._reviews)
        self.below.addWidget(self.table)
        self.below.addWidget(self.empty)
        self._lay_out()
        self.overlay = LoadingOverlay("home.loading", self)
        self.table.opened.connect(self._open_row)

    def activate(self) -> None:
        self.overlay.begin()
        (self.table if self._reviews else next(iter(self.cards.values()))).setFocus()
        self._lanes.reader.run(self._load, self.show_view, self._failed, key="home")

    def refresh(self, kinds: frozenset[str], ids: frozenset[str]) -> None:
        self._lanes.reader.run(self._load, self.show_view, self._failed, key="home")

    def show_view(self, view: HomeView) -> None:
        """Show all figures at once."""
        self.overlay.end()
        for key, (value, hint) in values(view, self._remaining).items():
            if key in self.cards:
                self.cards[key].show_value(value, hint)
        summary = view.summary
        years = summary.by_year
        self.chart.show_data(
            ChartData(
                tuple(str(one.year) for one in years),
                (
                    Series("提交备案", tuple(one.submitted for one in years), unit="件", fill=3),
                    Series("通过备案", tuple(one.approved for one in years), unit="件", fill=0),
                ),
                "年",
            )
        )
        people = (
            ("在教学生", summary.active_students),
            ("带教老师", summary.teachers),
            ("名额已满老师", summary.full_teachers),
        )
        names = tuple(name for name, _ in people)
        self.people.show_data(ChartData(names, (Series("", tuple(one for _, one in people), unit="人"),)))
        self._kinds = {row.id: row.kind for row in summary.next_due}
        self.model.show([self._row(row) for row in summary.next_due])
        self.below.setCurrentIndex(0 if summary.next_due else 1)
        when = local_text(view.data_at)
        self.state_line.emit(f"数据截止 {when}" if when else "还没有从服务器取得数据")
        self.loaded.emit(view)

    def _failed(self, error: KnownError) -> None:
        self.overlay.end()
        self.fail(error)

    def _row(self, row: FilingRow) -> Row:
        words, tone = self._remaining(row.due_on)
        state = (
            Cell("待上报", states.WAITING) if row.waiting else Cell(row.state.label, states.FILING[row.state])
        )
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
        self.figures = QWidget()
        middle = QHBoxLayout(self.figures)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(12)
        years = Card("历年备案", margins=(6, 4, 6, 6))
        years.add(self.chart, 1)
        people = Card("老师与学生", margins=(14, 8, 14, 8))
        people.add(self.people, 1)
        middle.addWidget(years, 3)
        middle.addWidget(people, 2)
        column.addWidget(self.figures, 5)
        if self._reviews:
            column.addWidget(self._due_card(), 6)

    def _due_card(self) -> Card:
        due = Card("即将到期的备案", margins=(0, 0, 0, 1))
        if "filings" in self._reachable:
            more = Button("查看全部", "home.due.all", "link", accessible="查看全部待审备案")
            more.clicked.connect(self._open_pending)
            due.add_header(more)
        due.add(self.below, 1)
        return due

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        area = self.parentWidget()
        low = (area or self).height() < LOW
        for card in self.cards.values():
            card.hint.setHidden(low)
        self.figures.setHidden(low and self._reviews)

    def _open_pending(self) -> None:
        self.open_page.emit("filings", "pending")

    def _open_row(self, index: QModelIndex) -> None:
        record = self.model.row_id(index.row())
        page = page_of_kind(self._kinds.get(record, FilingKind.ESTABLISH))
        if record and page in self._reachable:
            self.open_page.emit(f"{page}:record", record)
