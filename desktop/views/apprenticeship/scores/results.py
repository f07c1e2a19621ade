"""考试成绩查询 (D4): published scores of the own district; nothing unpublished is here (G13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.lists.scores import ScoreQuery, ScoreRow
from core.apprenticeship.papers.descriptions import TRANSCRIPT
from core.apprenticeship.words.values import AssessmentState
from core.domain.clock import local_text
from desktop.models.columns import Column
from desktop.views.apprenticeship.register.record_actions import RecordActions
from desktop.views.apprenticeship.scores.score_texts import (
    Words,
    person_columns,
    row_id,
    score_columns,
    state_text,
    state_tone,
    transcript_of,
)
from desktop.views.apprenticeship.scores.score_view import ScoreSheet
from desktop.views.apprenticeship.scores.scores_query import ResultsQuery, said
from desktop.views.lists.exporting import ListExport
from desktop.views.lists.list_page import ListPage
from desktop.views.lists.query_words import in_words
from desktop.views.lists.rows_table import RowsTable
from desktop.views.papers.paper_actions import RowPapers, buttons_of
from desktop.widgets.buttons import Button

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.views.apprenticeship.scores.score_ports import ResultsPorts
    from desktop.views.lists.query_words import Spoken

KINDS = frozenset({"assessment", "apprenticeship", "student", "teacher"})
FIRST = ScoreQuery(state=AssessmentState.PUBLISHED, sort="assessed_on", descending=True)


class ResultsPage(ListPage[ScoreQuery, ScoreRow]):
    """A list and 查看."""

    key = "results"
    title = "考试成绩查询"
    kinds = KINDS

    def __init__(self, ports: ResultsPorts, parent: QWidget | None = None) -> None:
        self._ports = ports
        self._words = Words(ports.dictionaries)
        self._said = said(self._words)
        self.query = ResultsQuery(self._words)
        self.view = Button("查看", "results.view", "primary", tip="查看所选成绩（Enter）")
        self.view.setEnabled(False)
        rows: RowsTable[ScoreQuery, ScoreRow] = RowsTable(
            "results", "已公布成绩列表", self._columns(), row_id, ports.scores, ports.memory
        )
        papers = ports.papers
        self.papers = RowPapers("results", (TRANSCRIPT,), papers, rows, transcript_of) if papers else None
        self.looking = RecordActions("results", rows, self.papers)
        self.exporting = ListExport("results", rows, "已公布考试成绩", self._spoken)
        buttons = (self.exporting.button, *buttons_of(self.papers), self.looking.button, self.view)
        super().__init__(self.query, self.query.student, rows, FIRST, *buttons, parent=parent)
        self.looking.wanted.connect(self.record_wanted)
        self.view.clicked.connect(self._view_current)
        self.rows.opened.connect(self._view)

    def _columns(self) -> tuple[Column[ScoreRow], ...]:
        return (
            *person_columns(),
            Column("place", "老师执业地", lambda row: row.practice_place, "practice_place", width=190),
            *score_columns(self._words, day_width=112),
            Column(
                "published", "公布时间", lambda row: local_text(row.published_at), "published_at", width=130
            ),
            Column("state", "状态", state_text, width=92, tone=state_tone),
            Column("open", "操作", lambda row: "查看", width=58, link=True, fixed=True, kind="none"),
        )

    def _spoken(self, query: ScoreQuery) -> Spoken:
        return in_words(query, *self._said)

    def tell_empty(self, *, everything: bool) -> None:
        if everything:
            self.rows.empty.tell("还没有公布的考试成绩", "市级公布成绩并同步到本机后会出现在这里。")
        else:
            self.rows.empty.tell(
                "没有找到符合条件的成绩", "未公布的成绩查询不到；可以放宽查询条件再查一次。", "重置查询条件"
            )

    def show_count(self, count: int) -> None:
        self.counts.setText(f"共 {count:,} 条已公布成绩")
        self.state_line.emit(f"已公布 {count:,} 条")
        self.view.setEnabled(count > 0)

    def _view_current(self) -> None:
        self._view(self.rows.current_id())

    def _view(self, id_: str) -> None:
        row = self.rows.model.row_at(self.rows.model.row_of(id_))
        if row is not None:
            ports = self._ports
            sheet = ScoreSheet(
                self.window(), row, self._words, ports.prompts, ports.reveal, papers=ports.papers
            )
            sheet.refused.connect(self.problem)
            sheet.open()
