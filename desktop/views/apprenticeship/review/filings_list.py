"""The list of 传承信息审核备案 and of 传承解除审核备案 (D2, D3): query row, counts, columns, 逐件审核."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from PySide6.QtCore import Signal

from core.apprenticeship.commands.filing import ApproveFiling
from core.apprenticeship.lists.filings import FilingQuery, FilingRow
from core.apprenticeship.papers.descriptions import papers_of_filing
from core.domain.clock import local_text
from core.domain.values import CaseState
from desktop.models.columns import Column
from desktop.views.apprenticeship.figures import states
from desktop.views.lists.fields import Choice, Days, FieldsRow, Line, in_words
from desktop.views.lists.list_screen import ScreenPage
from desktop.views.lists.one_by_one import OneByOne
from desktop.views.lists.query_row import choose
from desktop.views.papers.paper_ports import PaperTarget
from desktop.widgets.buttons import Button

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.apprenticeship.words.values import FilingKind
    from core.domain.workdays import Remaining
    from desktop.desk import Desk
    from desktop.views.apprenticeship.review.filing_kinds import KindWords
    from desktop.views.apprenticeship.review.review_loading import ReviewQueue
    from desktop.views.lists.list_screen import ListScreen
    from desktop.views.lists.ports import ListPort
    from desktop.views.lists.query_words import Spoken

APPLICANT = Line("applicant", "填报人", tip="姓名、身份证号或备案号", width=116)
PLACE = Line("place", "老师执业地", width=112)
STATE = Choice("state", "状态", options=tuple((state.label, str(state)) for state in CaseState))
DUE = Choice(
    "due", "期限", accessible="办理期限", options=(("即将超期", "soon"), ("已超期", "overdue")), width=102
)
FIELDS = (APPLICANT, PLACE, STATE, Days("submitted", "时间", accessible="提交时间"), DUE)
SAID = (APPLICANT, PLACE, STATE, DUE, Days("submitted", "提交时间"))
"""The same for the head of an export, where there is room for whole words."""


class FilingsRow(FieldsRow):
    """A time limit is for pending ones only: with another state the list would be empty."""

    def ask(self) -> None:
        state = self.control("state")
        if self.control("due").currentData() and state.currentData():
            choose(state, str(CaseState.PENDING))
        super().ask()

    def words(self, query: FilingQuery) -> Spoken:
        return in_words(query, SAID, self._desk)


class Counts(NamedTuple):
    """Of the other filters: all states, pending ones, and the earliest limit of those."""

    total: int
    pending: int
    earliest: str


class FilingList(ScreenPage[FilingQuery, FilingRow]):
    """Emits `review_wanted(id)`; the list it was opened from is in the queue then."""

    review_wanted = Signal(str)

    def __init__(self, screen: ListScreen[FilingQuery, FilingRow], desk: Desk, queue: ReviewQueue) -> None:
        super().__init__(screen, desk)
        self._queue = queue
        self.one_by_one = OneByOne(self, self.rows, self.review)
        self.one_by_one.wanted.connect(self.open_row)
        self.rows.next_step.disconnect(self.query.reset)
        self.rows.next_step.connect(self._next_step)

    def buttons(self, *own: Button) -> tuple[Button, ...]:
        words = "逐件审核" if self.desk.may(ApproveFiling) else "逐件查看"
        self.review = Button(f"{words}　F5", f"{self.key}.review", "primary", accessible=words)
        self.review.setEnabled(False)
        return *own, self.review

    def open_row(self, id_: str) -> None:
        if id_:
            self._queue.fill(self.rows.model.ids)
            self.review_wanted.emit(id_)

    def activate(self) -> None:
        loaded = self._loaded
        super().activate()
        if loaded:
            self._count()

    def refresh(self, kinds: frozenset[str], ids: frozenset[str]) -> None:
        super().refresh(kinds, ids)
        self._count()

    def show_count(self, count: int) -> None:
        """What is counted is more than what is shown."""

    # inside

    def _load(self) -> None:
        self.one_by_one.reading()
        super()._load()
        self._count()

    def _count(self) -> None:
        work = partial(count_of, self.rows.port, self._asked)
        self.rows.port.lane.run(work, self._counted, None, key=f"{self.key}.counts")

    def _counted(self, counts: Counts) -> None:
        self.counts.setText(f"共 {counts.total:,} 条，待审核 {counts.pending:,} 条")
        left = self.desk.remaining(counts.earliest) if counts.earliest else None
        words = f"，最早一件{left.text}" if left else ""
        self.state_line.emit(f"待审核 {counts.pending:,} 件{words}")

    def _next_step(self) -> None:
        if self.rows.empty.action.text() == self.of.none.step:
            self.show_preset("all")
        else:
            self.query.reset()


def count_of(port: ListPort[FilingQuery, FilingRow], query: FilingQuery) -> Counts:
    """Count for the card and the title; runs on the list's lane."""
    every = msgspec.structs.replace(query, state="", due="")
    pending = msgspec.structs.replace(every, state=CaseState.PENDING, sort="due_on", descending=False)
    first = port.first_page(FilingQuery(kind=query.kind, state=CaseState.PENDING), 1)
    return Counts(port.count(every), port.count(pending), first[0].due_on if first else "")


def presets_of(kind: FilingKind) -> dict[str, FilingQuery]:
    """What the numbers of the home page open; the page begins with `pending`."""
    pending = FilingQuery(kind=str(kind), state=CaseState.PENDING)
    newest = FilingQuery(kind=str(kind), sort="submitted_at", descending=True)
    done = (CaseState.RETURNED, CaseState.APPROVED, CaseState.REFUSED)
    return {
        "pending": pending,
        "soon": msgspec.structs.replace(pending, due="soon"),
        "overdue": msgspec.structs.replace(pending, due="overdue"),
        **{str(state): msgspec.structs.replace(newest, state=state) for state in done},
        "all": newest,
    }


def own_filings(desk: Desk) -> Callable[[FilingQuery], FilingQuery]:
    """Limit a query to the filings of the own bureau."""

    def own(query: FilingQuery) -> FilingQuery:
        return query.of(desk.bureaus())

    return own


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


def columns_of(words: KindWords) -> Callable[[Desk], tuple[Column[FilingRow], ...]]:
    """The columns of a kind's list."""
    return partial(columns, words)


def columns(words: KindWords, desk: Desk) -> tuple[Column[FilingRow], ...]:
    """The columns of the list in their first order."""
    limits, may_decide = Limits(desk.remaining), desk.may(ApproveFiling)
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


def paper_target(row: FilingRow) -> PaperTarget:
    """The papers of a filing."""
    return PaperTarget(row.id, _filing_no(row), papers_of_filing(row))


def _filing_no(row: FilingRow) -> str:
    return row.filing_no or "（待编号）"


def _state(row: FilingRow) -> str:
    return row.state.label


def _tone(row: FilingRow) -> str:
    return states.FILING[row.state]


def _mark(row: FilingRow) -> str:
    return "待上报" if row.waiting else ""
