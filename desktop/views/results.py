"""考试成绩查询 (D4): published scores of the own district; nothing unpublished is here (G13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.domain.clock import local_text
from core.domain.values import AssessmentState
from core.store.city_models import ScoreQuery, ScoreRow
from desktop.models.columns import Column
from desktop.views.list_card import ListCard
from desktop.views.page import Page
from desktop.views.record_actions import RecordActions
from desktop.views.rows_table import RowsTable
from desktop.views.score_texts import Words, person_columns, row_id, score_columns, state_text, state_tone
from desktop.views.score_view import ScoreSheet
from desktop.views.scores_query import ResultsQuery
from desktop.widgets.buttons import Button

if TYPE_CHECKING:
    from desktop.views.score_ports import ResultsPorts

KINDS = frozenset({"assessment", "apprenticeship", "student", "teacher"})
FIRST = ScoreQuery(state=AssessmentState.PUBLISHED, sort="assessed_on", descending=True)


class ResultsPage(Page):
    """A list and 查看."""

    key = "results"
    title = "考试成绩查询"

    def __init__(self, ports: ResultsPorts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._words = Words(ports.dictionaries)
        self._asked = FIRST
        self._loaded = False
        self.query = ResultsQuery(self._words)
        self.rows: RowsTable[ScoreQuery, ScoreRow] = RowsTable(
            "results", "已公布成绩列表", self._columns(), row_id, ports.scores, ports.memory
        )
        self.view = Button("查看", "results.view", "primary", tip="查看所选成绩（Enter）")
        self.view.setEnabled(False)
        self.view.clicked.connect(self._view_current)
        self.looking = RecordActions("results", self.rows)
        self.looking.wanted.connect(self.record_wanted)
        card = ListCard("results", self.rows, self.looking.button, self.view)
        self.counts = card.counts
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.query)
        column.addWidget(card, 1)
        self.query.asked.connect(self.ask)
        self.rows.opened.connect(self._view)
        self.rows.sort_wanted.connect(self._sort)
        self.rows.failed.connect(self.problem)
        self.rows.next_step.connect(self.query.reset)
        self.rows.loaded.connect(self._count)

    def activate(self) -> None:
        if self._loaded:
            self.rows.reload()
        else:
            self._load()
        self.query.student.setFocus()

    def refresh(self, kinds: frozenset[str], ids: frozenset[str]) -> None:
        if not kinds or kinds & KINDS:
            self.rows.reload()

    def ask(self, query: ScoreQuery) -> None:
        """Show another query, sorted as before."""
        self._asked = msgspec.structs.replace(query, sort=self._asked.sort, descending=self._asked.descending)
        self._load()

    def _columns(self) -> tuple[Column[ScoreRow], ...]:
        return (
            *person_columns(),
            Column("place", "老师执业地", lambda row: row.practice_place, "practice_place", width=190),
            *score_columns(self._words, day_width=112),
            Column(
                "published", "公布时间", lambda row: local_text(row.published_at), "published_at", width=130
            ),
            Column("state", "状态", state_text, width=92, tone=state_tone),
            Column("open", "操作", lambda row: "查看", width=58, link=True, fixed=True),
        )

    def _load(self) -> None:
        self._loaded = True
        self.rows.show_sort(self._asked.sort, self._asked.descending)
        plain = msgspec.structs.replace(FIRST, sort=self._asked.sort, descending=self._asked.descending)
        if self._asked == plain:
            self.rows.empty.tell("还没有公布的考试成绩", "市级公布成绩并同步到本机后会出现在这里。")
        else:
            self.rows.empty.tell(
                "没有找到符合条件的成绩", "未公布的成绩查询不到；可以放宽查询条件再查一次。", "重置查询条件"
            )
        self.rows.load(self._asked)

    def _count(self, count: int) -> None:
        self.counts.setText(f"共 {count:,} 条已公布成绩")
        self.state_line.emit(f"已公布 {count:,} 条")
        self.view.setEnabled(count > 0)

    def _sort(self, sort: str, descending: bool) -> None:
        self._asked = msgspec.structs.replace(self._asked, sort=sort, descending=descending)
        self._load()

    def _view_current(self) -> None:
        self._view(self.rows.current_id())

    def _view(self, id_: str) -> None:
        row = self.rows.model.row_at(self.rows.model.row_of(id_))
        if row is not None:
            sheet = ScoreSheet(self.window(), row, self._words, self._ports.prompts, self._ports.reveal)
            sheet.refused.connect(self.problem)
            sheet.open()
