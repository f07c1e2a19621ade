"""D1: the filings and dissolutions that are due next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QStackedWidget

from core.apprenticeship.words.values import FilingKind
from core.domain.clock import local_text
from desktop.views.apprenticeship.figures import states
from desktop.views.apprenticeship.review.filing_kinds import page_of_kind
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.empty import EmptyState
from desktop.widgets.rows import Cell, Row, RowsModel
from desktop.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.apprenticeship.lists.filings import FilingRow

COLUMNS = ("备案号", "填报人（学生）", "指导老师", "老师执业地", "提交时间", "办理时限", "状态")
WIDTHS = [118, 116, 84, 250, 132, 106, 80]
LEAST = 110
"""Least height of the list: its header and two lines."""


class DueCard(Card):
    """`open_page(target, argument)` as a page's: a line opens its record, 查看全部 the queue."""

    open_page = Signal(str, str)

    def __init__(self, remaining: Callable[[str], tuple[str, str]], reachable: frozenset[str]) -> None:
        """`remaining` gives the words and tone of a deadline, `reachable` the pages of the role."""
        super().__init__("即将到期的备案", margins=(0, 0, 0, 1))
        self._remaining = remaining
        self._reachable = reachable
        self._kinds: dict[str, FilingKind] = {}
        self.model = RowsModel(COLUMNS, self)
        self.table = Table("home.due", "即将到期的备案")
        self.table.setModel(self.model)
        self.table.set_widths(WIDTHS, stretch=3)
        self.empty = EmptyState("home.due.empty", "没有等待审核的备案。", "申请人提交后会出现在这里。")
        self.below = QStackedWidget()
        self.below.setMinimumHeight(LEAST)
        self.below.addWidget(self.table)
        self.below.addWidget(self.empty)
        if "filings" in reachable:
            more = Button("查看全部", "home.due.all", "link", accessible="查看全部待审备案")
            more.clicked.connect(self._open_pending)
            self.add_header(more)
        self.add(self.below, 1)
        self.table.opened.connect(self._open_row)

    def show_rows(self, rows: Sequence[FilingRow]) -> None:
        self._kinds = {row.id: row.kind for row in rows}
        self.model.show([self._row(row) for row in rows])
        self.below.setCurrentIndex(0 if rows else 1)

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

    def _open_pending(self) -> None:
        self.open_page.emit("filings", "pending")

    def _open_row(self, index: QModelIndex) -> None:
        record = self.model.row_id(index.row())
        page = page_of_kind(self._kinds.get(record, FilingKind.ESTABLISH))
        if record and page in self._reachable:
            self.open_page.emit(f"{page}:record", record)
