"""The list of 传承信息审核备案 and of 传承解除审核备案 (D2, D3): query row, counts, actions, table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.apprenticeship.lists.filings import FilingQuery, FilingRow
from core.apprenticeship.papers.descriptions import FILING_PAPERS, papers_of_filing
from core.domain.clock import local_text
from core.domain.values import CaseState
from desktop.models.columns import Column
from desktop.views.apprenticeship.figures import states
from desktop.views.apprenticeship.register.record_actions import RecordActions
from desktop.views.apprenticeship.review.filing_kinds import ESTABLISH, WORDS
from desktop.views.apprenticeship.review.filings_query import DEFAULT, SAID, FilingsQuery
from desktop.views.lists.exporting import ListExport
from desktop.views.lists.list_card import ListCard
from desktop.views.lists.query_words import in_words
from desktop.views.lists.rows_table import RowsTable
from desktop.views.papers.paper_actions import RowPapers, buttons_of
from desktop.views.papers.paper_ports import PaperTarget
from desktop.widgets.buttons import Button

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QHideEvent

    from core.domain.errors import KnownError
    from core.domain.workdays import Remaining
    from desktop.views.apprenticeship.review.filing_kinds import KindWords
    from desktop.views.apprenticeship.review.review_ports import FilingsPorts
    from desktop.views.lists.ports import ListPort
    from desktop.views.lists.query_words import Spoken

PRESETS = {
    "pending": DEFAULT,
    "soon": FilingQuery(state=CaseState.PENDING, due="soon"),
    "overdue": FilingQuery(state=CaseState.PENDING, due="overdue"),
    "returned": FilingQuery(state=CaseState.RETURNED, sort="submitted_at", descending=True),
    "approved": FilingQuery(state=CaseState.APPROVED, sort="submitted_at", descending=True),
    "refused": FilingQuery(state=CaseState.REFUSED, sort="submitted_at", descending=True),
    "all": FilingQuery(sort="submitted_at", descending=True),
}
"""What the numbers of the home page open."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Of the other filters: all states, pending ones, and the earliest limit of those."""

    total: int
    pending: int
    earliest: str


class Limits:
    """Words and tones of the time limit (G16); a decided filing has none."""

    def __init__(self, remaining: Callable[[str], Remaining | None]) -> None:
        self._remaining = remaining

    def text(self, row: FilingRow) -> str:
        left = self._left(row)
        return left.text if left else "—"

    def tone(self, row: FilingRow) -> str:
        left = self._left(row)
        return "muted" if left is None else states.limit_tone(left)

    def _left(self, row: FilingRow) -> Remaining | None:
        return self._remaining(row.due_on) if row.state is CaseState.PENDING and row.due_on else None


def columns(limits: Limits, may_decide: bool, words: KindWords = ESTABLISH) -> tuple[Column[FilingRow], ...]:
    """The columns of the list in their first order."""
    return (
        Column("filing_no", words.number, _filing_no, "filing_no", width=118, fixed=True),
        Column("student", words.submitter, lambda row: row.student_name, "student_name", width=112),
        Column("teacher", "指导老师", lambda row: row.teacher_name, "teacher_name", width=84),
        Column("title", "职称", lambda row: row.teacher_title, width=106),
        Column("place", "老师执业地", lambda row: row.practice_place, "practice_place", width=180),
        Column("notarised", "公证日期", lambda row: row.notarised_on, "notarised_on", width=94, kind="date"),
        Column("submitted", "提交时间", lambda row: local_text(row.submitted_at), "submitted_at", width=128),
        Column("due", "办理时限", limits.text, "due_on", width=104, tone=limits.tone),
        Column("state", "状态", _state, "state", width=126, tone=_tone, mark=_mark),
        Column(
            "action",
            "操作",
            lambda row: "审核" if may_decide and row.state is CaseState.PENDING else "查看",
            width=58,
            link=True,
            fixed=True,
            kind="none",
        ),
    )


class FilingList(QWidget):
    """Emits `review_wanted(id)`, `state_line(text)` and `failed(KnownError)`."""

    review_wanted = Signal(str)
    state_line = Signal(str)
    failed = Signal(object)

    def __init__(self, ports: FilingsPorts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._words = words = WORDS[ports.kind]
        self._asked = self._of_kind(DEFAULT)
        self._counted: Counts | None = None
        self._reading = self._wished = False
        self.query = FilingsQuery(f"{words.key}.query")
        limits = Limits(ports.remaining)
        self.rows: RowsTable[FilingQuery, FilingRow] = RowsTable(
            words.key,
            words.list_name,
            columns(limits, ports.may_decide, words),
            _row_id,
            ports.filings,
            ports.memory,
        )
        self._limits = limits
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.query)
        column.addWidget(self._list_card(), 1)
        self.query.asked.connect(self.ask)
        self.rows.opened.connect(self._open)
        self.rows.sort_wanted.connect(self._sort)
        self.rows.failed.connect(self._not_read)
        self.rows.loading.stopped.connect(self._read_no_further)
        self.rows.table.pressed.connect(self._forget_wish)
        self.rows.next_step.connect(self._next_step)
        self.rows.loaded.connect(self._loaded)
        key = QShortcut(QKeySequence("F5"), self)
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.activated.connect(self.review_one_by_one)

    def ask(self, query: FilingQuery) -> None:
        """Show another query, sorted as before."""
        sort, descending = self._asked.sort, self._asked.descending
        self._asked = self._of_kind(msgspec.structs.replace(query, sort=sort, descending=descending))
        self._load()

    def show_preset(self, preset: str) -> None:
        """Show a queue of the home page."""
        self._asked = self._of_kind(PRESETS.get(preset, DEFAULT))
        self.query.show_query(self._asked)
        self._load()

    def begin(self) -> None:
        """The page is shown: the first time load, afterwards refresh what is there."""
        if self._counted is None:
            self._load()
        else:
            self.refresh()
        self.rows.table.setFocus()

    def refresh(self) -> None:
        """Something changed: ask the same query again, row and scroll stay."""
        self.rows.reload()
        self._count()

    def review_one_by_one(self) -> None:
        """逐件审核: go through the list from the selected row on.

        While the list is being read the wish is kept until it is there, unless the clerk does something else.
        """
        self._wished = self._reading
        if not self._reading and self.review.isEnabled():
            self._open(self.rows.current_id() or self.rows.model.id_at(0))

    # inside

    def _of_kind(self, query: FilingQuery) -> FilingQuery:
        return msgspec.structs.replace(query, kind=str(self._ports.kind))

    def _list_card(self) -> ListCard:
        key = self._words.key
        words = "逐件审核　F5" if self._ports.may_decide else "逐件查看　F5"
        self.review = Button(words, f"{key}.review", "primary", accessible=words[:4])
        self.review.setEnabled(False)
        self.review.clicked.connect(self.review_one_by_one)
        papers = self._ports.papers
        self.papers = RowPapers(key, FILING_PAPERS, papers, self.rows, paper_target) if papers else None
        self.looking = RecordActions(key, self.rows, self.papers)
        self.exporting = ListExport(key, self.rows, f"师承{self._words.request}", _words)
        buttons = (self.exporting.button, *buttons_of(self.papers), self.looking.button, self.review)
        card = ListCard(key, self.rows, *buttons)
        self.counts = card.counts
        return card

    def _load(self) -> None:
        self.rows.show_sort(self._asked.sort, self._asked.descending)
        self._tell_empty()
        self._reading, self._wished = True, False
        self.rows.load(self._asked)
        self._count()

    def _count(self) -> None:
        port = self._ports.filings
        port.lane.run(
            partial(_count, port, self._asked), self._counted_came, None, key=f"{self._words.key}.counts"
        )

    def _counted_came(self, counts: Counts) -> None:
        self._counted = counts
        self.counts.setText(f"共 {counts.total:,} 条，待审核 {counts.pending:,} 条")
        left = self._ports.remaining(counts.earliest) if counts.earliest else None
        words = f"，最早一件{left.text}" if left else ""
        self.state_line.emit(f"待审核 {counts.pending:,} 件{words}")

    def _loaded(self, count: int) -> None:
        self._reading, wished = False, self._wished
        self.review.setEnabled(count > 0)
        if wished:
            self.review_one_by_one()

    def _not_read(self, error: KnownError) -> None:
        self._read_no_further()
        self.failed.emit(error)

    def _read_no_further(self) -> None:
        self._reading = self._wished = False

    def _forget_wish(self) -> None:
        self._wished = False

    def hideEvent(self, event: QHideEvent) -> None:
        self._forget_wish()
        super().hideEvent(event)

    def _sort(self, sort: str, descending: bool) -> None:
        self._asked = msgspec.structs.replace(self._asked, sort=sort, descending=descending)
        self._load()

    def _open(self, id_: str) -> None:
        if id_:
            self._ports.queue.fill(self.rows.model.ids)
            self.review_wanted.emit(id_)

    def _tell_empty(self) -> None:
        plain = msgspec.structs.replace(
            self._of_kind(DEFAULT), sort=self._asked.sort, descending=self._asked.descending
        )
        if self._asked == plain:
            self.rows.empty.tell(
                "待审核的申请都办完了", "新的申请同步到本机后会出现在这里。", self._words.show_all
            )
        else:
            self.rows.empty.tell(
                f"没有符合条件的{self._words.request}", "可以放宽查询条件再查一次。", "重置查询条件"
            )

    def _next_step(self) -> None:
        if self.rows.empty.action.text() == self._words.show_all:
            self.show_preset("all")
        else:
            self.query.reset()


def _count(port: ListPort[FilingQuery, FilingRow], query: FilingQuery) -> Counts:
    """Runs on the list's lane."""
    every = msgspec.structs.replace(query, state="", due="")
    pending = msgspec.structs.replace(every, state=CaseState.PENDING, sort="due_on", descending=False)
    first: Sequence[FilingRow] = port.first_page(FilingQuery(kind=query.kind, state=CaseState.PENDING), 1)
    return Counts(port.count(every), port.count(pending), first[0].due_on if first else "")


def paper_target(row: FilingRow) -> PaperTarget:
    """The papers of a filing."""
    return PaperTarget(row.id, _filing_no(row), papers_of_filing(row))


def _words(query: FilingQuery) -> Spoken:
    return in_words(query, *SAID)


def _row_id(row: FilingRow) -> str:
    return row.id


def _filing_no(row: FilingRow) -> str:
    return row.filing_no or "（待编号）"


def _state(row: FilingRow) -> str:
    return row.state.label


def _tone(row: FilingRow) -> str:
    return states.FILING[row.state]


def _mark(row: FilingRow) -> str:
    return "待上报" if row.waiting else ""
